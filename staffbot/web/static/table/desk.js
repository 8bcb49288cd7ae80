/** What the page holds at a moment, and the one way to change it: say what is wanted, and the rows follow. */

import { Trouble } from "../asking.js";
import { NOTHING, shownColumns } from "./model.js";

/** The state of the page. `onChange` is called after each change; `onTrouble(error)` when something went wrong. */
export class Desk {
  constructor(api, words, onChange, onTrouble) {
    Object.assign(this, { api, words, onChange, onTrouble });
    this.state = "loading"; // loading, ready
    this.title = "";
    this.note = "";
    this.columns = [];
    this.keys = [];
    this.query = NOTHING;
    this.begin = NOTHING;
    this.conditions = "";
    this.rows = [];
    this.total = 0;
    this.from = 0;
    this.size = 50;
    this.views = [];
    this.may = {};
    this.asking = null;
  }

  /** Open the list under some conditions (as typed in the chat). */
  async open(conditions, view = null) {
    this.state = "loading";
    this.onChange();
    const facts = await this.try(() => this.api.open(conditions));
    if (!facts) return;
    Object.assign(this, { title: facts.title, note: facts.note, columns: facts.columns, begin: facts.begin });
    Object.assign(this, { conditions: facts.conditions, views: facts.views, size: facts.pageRows, may: facts });
    this.keys = shownColumns(this.columns, view?.columns ?? (this.keys.length ? this.keys : null));
    this.state = "ready";
    await this.want(view?.query ?? this.begin);
  }

  /** What is wanted from now on. */
  async want(query, from = 0) {
    this.query = query;
    return this.fetch(from);
  }

  /** The rows from a place on; an earlier question that is still open is dropped. */
  async fetch(from = this.from) {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    this.isBusy = true;
    this.onChange();
    const found = await this.try(() => this.api.rows(this.wanted({ from }), asking.signal));
    if (asking.signal.aborted) return false;
    this.isBusy = false;
    if (found) Object.assign(this, { rows: found.rows, total: found.total, from: found.from });
    this.onChange();
    return Boolean(found);
  }

  /** The body of a question about these rows. */
  wanted(more) {
    return { conditions: this.conditions, query: this.query, ...more };
  }

  /** A row came back changed. */
  take(row) {
    this.rows = this.rows.map((one) => (one.id === row.id ? row : one));
    this.onChange();
  }

  shown() {
    return this.keys.map((key) => this.columns.find((one) => one.key === key)).filter(Boolean);
  }

  placeOf(key) {
    return this.columns.findIndex((one) => one.key === key);
  }

  /** Run a request; its trouble is told, and the answer is then null. */
  async try(request) {
    try {
      return await request();
    } catch (error) {
      if (error.name === "AbortError") return null;
      this.isBusy = false;
      this.tell(error);
      return null;
    }
  }

  tell(error) {
    if (!(error instanceof Trouble)) throw error;
    this.onTrouble(error);
  }
}
