"""The staff counter: every event of the staff account and of the console comes here, and leaves as an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from data.clock import TOKYO
from data.fold import fold
from data.gateways.line.events import Incoming
from data.gateways.line.limits.numbers import SAID_GRAPHEMES
from data.gateways.line.text import is_over_graphemes
from data.staff.rights import StaffIdentity
from data.staff.service import identify, identify_console
from data.turns.turn import Channel, LineMessage, Turn
from dialogs.render.line import compose
from dialogs.talk import ButtonBook, Choice, Say, Speech, read_press
from staffbot import asking, cards, confirming, orders, pins, strangers
from staffbot.binding import Bound, bind, is_exact
from staffbot.command import Call, Command, FileRef, Noun
from staffbot.desk import Desk
from staffbot.files import file_of, forget_file, keep_file, kept_file
from staffbot.gate import Gate
from staffbot.lookup import look_as
from staffbot.packing import unpack
from staffbot.parser import Line, Suggestion, read_line
from staffbot.turned import several, swapped, turned
from staffbot.unread import Unread, instead

FILE_NAME = re.compile(r".+\.\w{1,5}")
QUIET = frozenset({"unfollow", "unsend", "join", "leave", "edited"})
KINDLY = frozenset({"sticker", "video", "audio", "location"})


class StaffCounter:
    """The `Counter` of the channels staff and console."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._gate = Gate(desk)

    def prepare(
        self,
        incoming: Incoming,
        channel: Channel,
        snapshots: Mapping[str, Any],
        reading: Any | None = None,
        *,
        briefly: bool = False,
    ) -> Line | None:
        """Noun and verb of a text, and what may have been meant, before the writer is entered."""
        return read_line(self._desk.registry, incoming.text) if incoming.kind == "text" else None

    def is_answering(self, turn: Turn) -> bool:
        """Never said: staff may type a command in the middle of a question, so every text is read whole."""
        return False

    def handle(self, session: Session, turn: Turn) -> None:
        """One turn: who it is, what is open, what was said."""
        if turn.incoming.kind in QUIET:
            return
        who = identify_console if turn.channel == "console" else identify
        staff = who(session, turn.line_user_id, turn.now)
        if staff is None:
            self._say(turn, strangers.answer(self._desk, session, turn))
            return
        look_as(session, staff)
        self._say(turn, _Turn(self._desk, self._gate, session, turn, staff).answer())

    def apology(self, reference: str) -> list[LineMessage]:
        """What staff hear when a turn failed through our fault."""
        return [{"type": "text", "text": self._desk.words("staff.apology", reference=reference)}]

    def _say(self, turn: Turn, speech: Speech) -> None:
        if not speech.utterances:
            return
        confirmation = turn.tracker.get("confirm")
        if confirmation is not None and "buttons" not in confirmation:
            book = ButtonBook(confirming.PRESS_KIND, confirmation["id"], 0)
            turn.say(*compose(speech, book))
            confirmation["buttons"] = book.values
            return
        question_book = asking.book_of(turn)
        turn.say(*compose(speech, question_book))
        asking.keep(turn, question_book)


class _Turn:
    """One known person's turn."""

    def __init__(self, desk: Desk, gate: Gate, session: Session, turn: Turn, staff: StaffIdentity) -> None:
        self._desk, self._gate, self._session, self._turn, self._staff = desk, gate, session, turn, staff
        self._words = desk.words
        self._unread = Unread(desk, staff, self._call)

    def answer(self) -> Speech:
        turn = self._turn
        kind = turn.incoming.kind
        if kind == "job":
            return self._result()
        pins.note_activity(turn)
        if kind == "follow":
            return self._greeting()
        if kind == "text" and fold(turn.incoming.text) in self._desk.leave_words:
            return self._leave()
        pressed = read_press(turn.incoming.postback_data) if kind == "postback" else None
        if pressed is not None and pressed.kind == confirming.PRESS_KIND:
            return self._confirm_pressed(pressed.dialog_id, pressed.number)
        if orders.is_waiting(turn):
            return Speech([Say(self._words("staff.waiting"))])
        if kind == "text":
            return self._text()
        if asking.is_open(turn):
            return self._answered(Line(None, None, ""))
        if kind in ("file", "image"):
            return self._file()
        if kind == "postback":
            return Speech([Say(self._words("staff.old_button"))], [self._menu()])
        return Speech([Say(self._words(f"staff.kindly.{kind if kind in KINDLY else 'other'}"))], [self._menu()])

    def _text(self) -> Speech:
        turn = self._turn
        if pins.is_open(turn):
            return self._pin()
        text = turn.incoming.text
        folded = fold(text)
        if folded in self._desk.run_words:
            if confirming.pending(turn, self._staff.id) is not None:
                return self._confirm(confirming.RUN)
            if not asking.is_open(turn):
                return Speech([Say(self._words("staff.confirm.nothing"))], [self._menu()])
        if folded in self._desk.next_words and (following := turn.tracker.get("next")):
            text = following
            line = read_line(self._desk.registry, text)
        else:
            line = turn.prepared if isinstance(turn.prepared, Line) else read_line(self._desk.registry, text)
        if not asking.is_open(turn):
            return self._line(line, text)
        if line.is_command and not line.is_loose:
            return self._instead_of_question(line, text)
        return self._answered(line)

    def _pin(self) -> Speech:
        """A PIN was asked for: a command drops that question, anything else is taken as the PIN and masked."""
        turn = self._turn
        line = turn.prepared if isinstance(turn.prepared, Line) else read_line(self._desk.registry, turn.incoming.text)
        if line.is_noun_alone or (line.is_command and not line.is_loose):
            pins.drop(turn)
            speech = self._line(line, turn.incoming.text)
            return Speech([Say(self._words("signin.pin.left")), *speech.utterances], speech.choices)
        speech, pending = pins.take(self._desk, self._session, turn, self._staff)
        return speech if pending is None else self._confirm(confirming.RUN, pending)

    def _line(self, line: Line, text: str) -> Speech:
        if line.noun is None:
            return self._unread.said((*self._turned(text), *line.near), text)
        if line.command is None:
            if not self._desk.registry.may_see(self._staff, line.noun):
                return self._no_noun(line.noun)
            if line.is_noun_alone:
                self._turn.place = f"staff/{line.noun.word}"
                return cards.noun_card(self._call(_card_command(self._desk, line.noun)), line.noun)
            shown = self._record(line.noun, line.rest)
            return shown or self._unread.said((*self._turned(text), *line.near), text, line.noun)
        return self._command(line, line.command, text)

    def _turned(self, text: str) -> tuple[Suggestion, ...]:
        return turned(self._session, self._desk.registry, text, self._turn.now.astimezone(TOKYO).date())

    def _record(self, noun: Noun, name: str) -> Speech | None:
        """避難所 中央公民館: the record of this name is shown."""
        show = self._desk.registry.show_of(noun)
        taker = next((one for one in self._desk.registry.of_noun(noun) if one.args and one.args[0].lookup), None)
        if show is None or taker is None or not self._staff.may(show.right):
            return None
        bound = bind(self._session, replace(taker, args=taker.args[:1]), name, today=self._call(show).today)
        if bound.open or bound.surplus:
            return None
        self._turn.place = f"staff/{show.phrase}"
        return self._gate.submit(self._call(show, {show.args[0].name: bound.values[taker.args[0].name].id}))

    def _command(self, line: Line, command: Command, text: str) -> Speech:
        turn = self._turn
        turn.place = f"staff/{command.phrase}"
        if command.secret:
            turn.said = f"{command.phrase} ****"
        call = self._call(command)
        refusal = self._gate.refuses(call)
        if refusal is not None:
            return refusal
        rest, file = line.rest, None
        if FILE_NAME.fullmatch(rest) and all(arg.kind == "file" for arg in command.args):
            # 避難所 取込 list.csv: what the buttons under a file that came first type.
            kept = kept_file(turn)
            if kept is not None and fold(kept.name) == fold(rest):
                file = forget_file(turn)
            rest = ""
        bound = bind(self._session, command, rest, today=call.today, file=file)
        if line.is_loose and not is_exact(command, bound, line.rest):
            meant = Suggestion(f"{command.phrase} {line.rest}", command.noun, command)
            return self._unread.said((meant, *line.near), text, line.noun)
        if (bound.surplus or bound.doubts) and (lines := several(self._session, command, rest, call.today)):
            return self._unread.one_by_one(lines)
        if bound.doubts and (lines := swapped(self._session, command, rest, call.today)):
            return self._unread.said(lines, text, line.noun)
        if bound.surplus:
            return self._unread.surplus(command, text, bound)
        if not command.verb and bound.doubts:
            return self._unread.said(instead(command, line, bound), text, line.noun)
        return self._go_on(call, bound)

    def _go_on(self, call: Call, bound: Bound) -> Speech:
        call.args = bound.values
        if bound.open:
            return asking.begin(call, bound)
        return self._gate.submit(call)

    def _answered(self, line: Line) -> Speech:
        turn = self._turn
        command = self._desk.registry.by_phrase(turn.tracker["asking"]["command"])
        asked = asking.step(turn, self._call, command)
        if asked.call is not None:
            turn.place = f"staff/{asked.call.command.phrase}"
            return self._go_on(asked.call, asked.bound) if asked.bound is not None else self._gate.submit(asked.call)
        if asked.is_mine:
            return asked.speech
        if line.is_noun_alone and asking.is_open(turn):
            return self._instead_of_question(line, turn.incoming.text)
        return asked.reject() if asked.reject is not None else asked.speech

    def _instead_of_question(self, line: Line, text: str) -> Speech:
        """A command where an argument was asked for: the question goes, and that is said."""
        lead = Say(self._words("staff.asking.dropped", command=asking.drop(self._turn)))
        speech = self._line(line, text)
        return Speech([lead, *speech.utterances], speech.choices) if speech.utterances else speech

    def _confirm_pressed(self, dialog_id: str, number: int) -> Speech:
        pending = confirming.pending(self._turn, self._staff.id)
        if pending is None or pending["id"] != dialog_id or not 0 <= number < len(pending.get("buttons", ())):
            return Speech([Say(self._words("staff.confirm.old"))], [self._menu()])
        value = pending["buttons"][number]
        self._turn.said = self._words(f"staff.confirm.{value}")
        return self._confirm(value)

    def _confirm(self, value: str, pending: dict[str, Any] | None = None) -> Speech:
        pending = confirming.take(self._turn) if pending is None else pending
        command = self._desk.registry.by_phrase(pending["command"])
        if command is None or command.preview is None:
            return Speech([Say(self._words("staff.confirm.old"))], [self._menu()])
        self._turn.place = f"staff/{command.phrase}"
        call = self._call(command, unpack(pending["args"]))
        if value != confirming.RUN:
            return self._gate.cancelled(call)
        if not confirming.is_in_time(pending, call.now):
            speech = self._gate.submit(call)
            return Speech([Say(self._words("staff.confirm.expired")), *speech.utterances], speech.choices)
        return self._gate.confirmed(call, pending)

    def _leave(self) -> Speech:
        turn = self._turn
        kept = forget_file(turn)
        if pins.is_open(turn):
            pins.drop(turn)
            return Speech([Say(self._words("signin.pin.left"))], [self._menu()])
        if asking.is_open(turn):  # it was said last: a preview still waiting stands above it
            return Speech([Say(self._words("staff.asking.left", command=asking.drop(turn)))], [self._menu()])
        if confirming.pending(turn, self._staff.id) is not None:
            return self._confirm(confirming.DROP)
        if orders.is_waiting(turn):
            orders.drop_waiting(turn)
            return Speech([Say(self._words("staff.left_waiting"))], [self._menu()])
        if kept is not None:
            return Speech([Say(self._words("staff.file.dropped", name=kept.name or "－"))], [self._menu()])
        return Speech([Say(self._words("staff.nothing_to_leave"))], [self._menu()])

    def _result(self) -> Speech:
        taken = orders.take_result(self._turn)
        if taken is None:
            return Speech()
        entry, result = taken
        command = self._desk.registry.by_phrase(entry["command"])
        if command is None or command.on_result is None:
            return Speech()
        self._turn.place = f"staff/{command.phrase}"
        speech = self._gate.resumed(self._call(command, unpack(entry["args"])), result)
        if speech.utterances and asking.is_open(self._turn):
            # It came by the way: the question that is open stays the last thing said.
            asked = asking.again(self._turn, self._call, self._desk.registry)
            return Speech([*speech.utterances, *asked.utterances], asked.choices)
        return speech

    def _file(self) -> Speech:
        """A file or photo nobody asked for: which import, or whose picture, is it for?"""
        file = file_of(self._turn)
        wanted = "photo" if file is not None and file.is_photo else "file"
        takers = [
            command
            for command in self._desk.registry.commands
            if command.is_listed
            and self._staff.may(command.right)
            and wanted in [arg.kind for arg in command.args[-1:]]
        ]
        if file is None or not takers:
            return Speech([Say(self._words("staff.kindly.other"))], [self._menu()])
        keep_file(self._turn, file)
        if file.is_photo:
            buttons = [Choice(command.phrase, "text", text=command.phrase) for command in takers]
            return Speech([Say(self._words("staff.file.which_photo"))], buttons)
        buttons = [Choice(command.phrase, "text", text=_with_file(command, file)) for command in takers]
        return Speech([Say(self._words("staff.file.which", name=file.name or "－"))], buttons)

    def _greeting(self) -> Speech:
        call = self._call(_card_command(self._desk, self._desk.registry.nouns[0]))
        menu = cards.menu_card(call)
        return Speech([Say(self._words("staff.greeting.known", name=self._staff.name)), *menu.utterances], menu.choices)

    def _no_noun(self, noun: Noun) -> Speech:
        call = self._call(self._desk.registry.of_noun(noun)[0])
        self._gate.audit(call, "no_right", action=noun.word)
        return Speech([Say(self._words("staff.gate.no_right", command=noun.word))], [self._menu()])

    def _call(self, command: Command, args: dict[str, Any] | None = None) -> Call:
        now = self._turn.now
        today: date = now.astimezone(TOKYO).date()
        return Call(self._session, self._turn, self._staff, command, args or {}, self._words, self._desk, now, today)

    def _menu(self) -> Choice:
        return Choice(self._words("staff.menu.word"), "text", text=self._words("staff.menu.word"))


def _with_file(command: Command, file: FileRef) -> str:
    """The import of this very file, as its button types it."""
    line = f"{command.phrase} {file.name}".strip()
    return command.phrase if is_over_graphemes(line, SAID_GRAPHEMES) else line


def _card_command(desk: Desk, noun: Noun) -> Command:
    return desk.registry.of_noun(noun)[0]
