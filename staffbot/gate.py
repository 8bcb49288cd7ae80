"""The gate: every command passes here. Right, confirmation, savepoint, undo note, audit row, in this order."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from data.audit.chain import AuditEntry, Outcome
from data.errors import DomainError
from data.undo import keep_final, keep_undo
from dialogs.talk import Card, Choice, Say, Speech
from staffbot import asking, confirming, pins
from staffbot.binding import Bound
from staffbot.command import Call, Command, JobResult, Preview, Reply
from staffbot.desk import Desk
from staffbot.packing import readable, subjects_of


class Gate:
    """Runs commands for people who are already known to be staff."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def refuses(self, call: Call) -> Speech | None:
        """Ask the right before anything of the command is looked at; the kind refusal, audited, when it is lacking."""
        if call.staff.may(call.command.right):
            return None
        self.audit(call, "no_right")
        return Speech([Say(call.words("staff.gate.no_right", command=call.command.phrase))], [_menu(call)])

    def submit(self, call: Call) -> Speech:
        """Run a command whose arguments are complete, or show first what a dangerous one would do."""
        refusal = self.refuses(call)
        if refusal is not None:
            return refusal
        return self._preview(call) if call.command.preview is not None else self._run(call)

    def confirmed(self, call: Call, pending: dict[str, Any]) -> Speech:
        """「実行」 was pressed in time: run it, unless what would happen is no longer what was shown."""
        refusal = self.refuses(call)
        if refusal is not None:
            return refusal
        try:
            with call.session.begin_nested():
                preview, digest = confirming.look(call)
        except DomainError as error:
            return self._refused(call, error)
        if preview is not None and digest != pending["digest"]:
            return self._show(call, preview, digest, call.words("staff.confirm.changed"))
        held = pins.hold(call, pending) if preview is not None else None
        return self._run(call) if held is None else held

    def cancelled(self, call: Call) -> Speech:
        """「やめる」 was pressed: nothing happens, and that is logged."""
        self.audit(call, "cancelled")
        return Speech([Say(call.words("staff.confirm.cancelled", command=call.command.phrase))])

    def resumed(self, call: Call, result: JobResult) -> Speech:
        """A job's result came back to the command that ordered it."""
        refusal = self.refuses(call)
        if refusal is not None:
            return refusal
        on_result = call.command.on_result
        assert on_result is not None
        try:
            with call.session.begin_nested():
                reply = on_result(call, result)
        except DomainError as error:
            return self._refused(call, error)
        if reply.outcome != "done":
            self.audit(call, "failed", reply.audit_note)
        speech = self._follow(call, reply)
        if reply.then is None:
            _lead_on(call, speech)
        return speech

    def audit(self, call: Call, outcome: Outcome, note: str = "", *, action: str = "") -> None:
        """One row of the audit log for this call. A command's secrets are left out.

        Args:
            action: the command's phrase when empty.
        """
        payload: dict[str, object] = {}
        if call.args and not call.command.secret:
            payload["args"] = readable(call.command, call.args)
        if note:
            payload["note"] = note
        entry = AuditEntry(
            call.staff.id,
            call.staff.name,
            call.turn.channel,
            action or call.command.phrase,
            outcome,
            payload,
            subjects_of(call.command, call.args),
        )
        call.desk.chain.append(call.session, entry, now=call.now)

    def _preview(self, call: Call) -> Speech:
        try:
            with call.session.begin_nested():
                preview, digest = confirming.look(call)
        except DomainError as error:
            return self._refused(call, error)
        return self._run(call) if preview is None else self._show(call, preview, digest)

    def _show(self, call: Call, preview: Preview, digest: str, lead: str = "") -> Speech:
        """Who looks at what would happen and never answers has still seen it: that is a row of its own."""
        self.audit(call, "shown")
        return confirming.ask(call, preview, digest, lead)

    def _run(self, call: Call) -> Speech:
        try:
            with call.session.begin_nested():
                reply = call.command.run(call)
        except DomainError as error:
            return self._refused(call, error)
        speech = self._follow(call, reply)
        is_undoable = call.command.undoable and reply.undo is not None and not reply.undo.is_empty
        if is_undoable:
            assert reply.undo is not None
            keep_undo(
                call.session,
                staff_id=call.staff.id,
                said=_said(call),
                note=reply.undo,
                now=call.now,
                right=call.command.right,
            )
            _say_undoable(call, speech)
        elif reply.is_final:
            keep_final(call.session, staff_id=call.staff.id, said=_said(call), now=call.now)
        _lead_on(call, speech)
        self.audit(call, reply.outcome, reply.audit_note)
        return speech

    def _follow(self, call: Call, reply: Reply) -> Speech:
        if reply.then is None:
            return reply.speech
        command, args = reply.then
        speech = self.submit(at(call, command, args))
        return Speech([*reply.speech.utterances, *speech.utterances], [*speech.choices])

    def _refused(self, call: Call, error: DomainError) -> Speech:
        self.audit(call, "refused", error.code)
        said = Say(call.desk.words.error(error, "staff"))
        about = [arg for arg in call.command.args if isinstance(error, arg.again)]
        if about:
            # A name that is taken, a number nobody has: nothing else needs to be typed again.
            names = {arg.name for arg in about}
            kept = {name: value for name, value in call.args.items() if name not in names}
            speech = asking.begin(call, Bound(kept, about))
            speech.utterances.insert(0, said)
            return speech
        speech = Speech([said])
        _lead_on(call, speech)
        return speech


def at(call: Call, command: Command, args: dict[str, object]) -> Call:
    """The same person's call of another command."""
    return Call(call.session, call.turn, call.staff, command, args, call.words, call.desk, call.now, call.today)


def _menu(call: Call) -> Choice:
    return Choice(call.words("staff.menu.word"), "text", text=call.words("staff.menu.word"))


def _said(call: Call) -> str:
    names = [str(value) for value in readable(call.command, call.args).values()]
    return " ".join([call.command.phrase, *(name for name in names if name)])


def _say_undoable(call: Call, speech: Speech) -> None:
    word = call.words("staff.undo.word")
    note = call.words("staff.undo.possible")
    # What was done is said first; what follows it may be what residents read.
    told = speech.utterances[0] if speech.utterances else None
    if isinstance(told, Say):
        speech.utterances[0] = Say(f"{told.text}\n{note}")
    elif isinstance(told, Card):
        speech.utterances[0] = replace(told, note="\n".join(part for part in (told.note, note) if part))
    else:
        speech.add(Say(note))
    speech.choices.append(Choice(word, "text", text=word))


def _lead_on(call: Call, speech: Speech) -> None:
    """From an answer one tap leads to the feature and to the menu."""
    if not speech.utterances or any(choice.kind == "answer" for choice in speech.choices):
        return
    words = [call.command.noun.word] if len(call.desk.registry.of_noun(call.command.noun)) > 1 else []
    for word in (*words, call.words("staff.menu.word")):
        if word != call.command.phrase and all(choice.text != word for choice in speech.choices):
            speech.choices.append(Choice(word, "text", text=word))
