/**
 * Saves the draft as it grows, one request at a time, and never over somebody else's unseen.
 *
 * States: "saved" · "waiting" (changed, about to be sent) · "saving" · "offline" (no answer; tried again) ·
 * "signedOut" · "refused" (the server said why) · "conflict" (somebody else saved; `theirs` is what).
 */

export const WAIT_MS = 700;
export const RETRIES_MS = [2_000, 4_000, 8_000, 15_000, 30_000];

export class Saver {
  /**
   * @param {{save: (document: object, revision: number) => Promise<object>}} api
   * @param {{write: Function, forget: Function}} keep
   * @param {(saver: Saver) => void} changed called at every change of state
   * @param {{set: Function, clear: Function}} [timers]
   */
  constructor(api, keep, changed, timers = { set: (act, ms) => setTimeout(act, ms), clear: (id) => clearTimeout(id) }) {
    this.api = api;
    this.keep = keep;
    this.changed = changed;
    this.timers = timers;
    this.state = "saved";
    this.revision = 0;
    this.facts = {};
    this.theirs = null;
    this.say = "";
    this.pending = null;
    this.timer = null;
    this.failures = 0;
    this.running = null;
  }

  /** What the server holds. */
  begin(facts) {
    this.revision = facts.revision;
    this.facts = facts;
  }

  get isDirty() {
    return this.pending !== null || this.running !== null;
  }

  /** The document is this now. */
  note(document) {
    this.pending = document;
    this.keep.write(document, this.revision);
    if (this.state === "conflict") return;
    if (this.running === null) {
      this.failures = 0;
      this.to("waiting");
      this.wait(WAIT_MS);
    }
  }

  /** Save what waits now; true when all is saved. */
  async flush() {
    this.timers.clear(this.timer);
    while (this.running !== null || this.pending !== null) {
      if (this.state === "conflict") return false;
      if (this.running === null) this.send();
      await this.running;
      if (this.pending !== null && !["saving", "waiting"].includes(this.state)) return false;
      this.timers.clear(this.timer);
    }
    return true;
  }

  /** Somebody else's draft has been looked at: ours goes over it after all. */
  overwrite() {
    this.begin(this.theirs);
    this.theirs = null;
    this.to("waiting");
    return this.flush();
  }

  /** Theirs is taken, ours given up. */
  yield() {
    const theirs = this.theirs;
    this.begin(theirs);
    this.theirs = null;
    this.pending = null;
    this.keep.forget();
    this.to("saved");
    return theirs;
  }

  /** Ours became another form: nothing is left to save here. */
  drop() {
    this.pending = null;
    this.keep.forget();
  }

  wait(ms) {
    this.timers.clear(this.timer);
    this.timer = this.timers.set(() => this.send(), ms);
  }

  send() {
    if (this.running !== null || this.pending === null || this.state === "conflict") return;
    const document = this.pending;
    this.pending = null;
    this.to("saving");
    this.running = this.api.save(document, this.revision).then(
      (facts) => this.done(facts),
      (trouble) => this.failed(trouble, document),
    );
  }

  done(facts) {
    this.running = null;
    this.failures = 0;
    this.begin(facts);
    if (this.pending === null) {
      this.keep.forget();
      this.to("saved");
    } else {
      this.keep.write(this.pending, this.revision);
      this.to("waiting");
      this.wait(WAIT_MS);
    }
  }

  failed(trouble, document) {
    this.running = null;
    this.pending ??= document;
    this.say = trouble.say ?? "";
    if (trouble.status === 409 && trouble.facts?.theirs) {
      this.theirs = trouble.facts.theirs;
      this.to("conflict");
    } else if (trouble.status === 401) {
      this.to("signedOut");
    } else if (trouble.status >= 400 && trouble.status < 500 && trouble.status !== 429) {
      this.to("refused");
    } else {
      this.wait(RETRIES_MS[Math.min(this.failures, RETRIES_MS.length - 1)]);
      this.failures += 1;
      this.to("offline");
    }
  }

  to(state) {
    this.state = state;
    this.changed(this);
  }
}
