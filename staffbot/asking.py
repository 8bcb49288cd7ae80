"""Asking for the arguments a command still lacks: they compile to a form, conducted like every dialog."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from msgspec.structs import replace

from data.fold import fold
from data.gateways.line.limits.numbers import SAID_GRAPHEMES
from data.ids import new_dialog_id
from data.turns.turn import Turn
from dialogs.context import AskContext
from dialogs.interview import Interview, new_state
from dialogs.interview_state import keep_book, open_book, tapped
from dialogs.talk import ButtonBook, Choice, Say, Speech
from staffbot.binding import SENT, Bound, Doubt, read_answer, unknown
from staffbot.command import Arg, Call, Command, FileRef
from staffbot.desk import folded_words
from staffbot.files import file_of, forget_file, keep_file, kept_file
from staffbot.packing import pack, unpack
from staffbot.parser import read_line
from staffbot.questions import LONGEST_NOTE, form_of, picks_of
from staffbot.registry import Registry

MakeCall = Callable[[Command, dict[str, Any]], Call]


@dataclass(slots=True)
class Asked:
    """What one event did to the open question.

    Attributes:
        call: set when nothing is left to ask; `bound` when an answer was doubtful and is asked for again.
        speech: what to say otherwise. is_mine: False when the event was no answer; then `reject` says why not.
    """

    speech: Speech
    is_mine: bool = True
    call: Call | None = None
    bound: Bound | None = None
    reject: Callable[[], Speech] | None = None


def is_open(turn: Turn) -> bool:
    """Whether an argument is being asked for."""
    return "asking" in turn.tracker


def drop(turn: Turn) -> str:
    """Stop asking; returns the command's phrase."""
    return str(turn.tracker.pop("asking")["command"])


def begin(call: Call, bound: Bound) -> Speech:
    """Ask for what is open, the reasons for doubtful ones first."""
    lead = "\n".join(_reason(call, doubt) for doubt in bound.doubts.values())
    entry: dict[str, Any] = {
        "command": call.command.phrase,
        "have": pack(bound.values),
        "open": [arg.name for arg in bound.open],
        "picks": {arg.name: picks_of(call, arg, bound.doubts.get(arg.name)) for arg in bound.open if arg.lookup},
    }
    call.turn.tracker["asking"] = entry
    if bound.open[0].kind in SENT:
        return _begin_sent(call, bound.open[0], entry)
    form = form_of(call.command, entry, call)
    entry["interview"] = new_state(form, new_dialog_id())
    interview = Interview(form, entry["interview"], call.desk.words)
    speech = interview.begin(_context(call)).speech
    if (whole := _read_as_name(call, bound)) is not None:
        speech.utterances.insert(0, whole[0])
        speech.choices.insert(0, whole[1])
    if lead:
        speech.utterances.insert(0, Say(lead))
    return speech


def step(turn: Turn, make_call: MakeCall, command: Command | None) -> Asked:
    """One event while an argument is asked for. `command`: the one being completed, None when it is gone."""
    entry = turn.tracker["asking"]
    if command is None:
        drop(turn)
        return Asked(Speech(), is_mine=False, reject=Speech)
    call = make_call(command, unpack(entry["have"]))
    if "interview" not in entry:
        return _file_step(call, command, entry)
    form = form_of(command, entry, call)
    interview = Interview(form, entry["interview"], call.desk.words)
    context = _context(call)
    incoming = turn.incoming
    if incoming.kind == "postback":
        turn.said = tapped(entry["interview"], incoming, form)
    elif incoming.kind == "text":
        incoming = replace(incoming, text=_unquoted(call, incoming.text))
    asked = interview.asking
    result = interview.step(incoming, context)
    if result.kind == "asked" and asked is not None:
        doubtful = _doubtful(call, command, entry, asked.id)
        if doubtful is not None:
            drop(turn)
            return Asked(Speech(), call=call, bound=doubtful)
    if result.kind == "submitted":
        drop(turn)
        return _complete(call, command, entry, result.answers)
    if result.kind in ("left", "put_off"):
        said = call.words("staff.asking.left", command=drop(turn))
        return Asked(Speech([Say(said)]))
    if result.kind == "not_mine":
        if incoming.kind == "postback":
            return Asked(interview.ask_again(context, call.words("staff.old_button")))
        return Asked(Speech(), is_mine=False, reject=lambda: interview.reject(context))
    return Asked(result.speech)


def again(turn: Turn, make_call: MakeCall, registry: Registry) -> Speech:
    """The open question once more, after something else was said."""
    entry = turn.tracker["asking"]
    command = registry.by_phrase(entry["command"])
    if command is None:
        drop(turn)
        return Speech()
    call = make_call(command, unpack(entry["have"]))
    if "interview" not in entry:
        return _begin_sent(call, next(arg for arg in command.args if arg.name == entry["open"][0]), entry)
    form = form_of(command, entry, call)
    return Interview(form, entry["interview"], call.desk.words).ask_again(_context(call))


def book_of(turn: Turn) -> ButtonBook | None:
    """The book for the open question's buttons."""
    state = turn.tracker.get("asking", {}).get("interview")
    return None if state is None else open_book(state)


def keep(turn: Turn, book: ButtonBook | None) -> None:
    """Remember what the buttons of a question mean."""
    if book is not None:
        keep_book(turn.tracker["asking"]["interview"], book)


def _begin_sent(call: Call, arg: Arg, entry: dict[str, Any]) -> Speech:
    """Ask for a file or a photo; one that was sent just before is offered."""
    kept = kept_file(call.turn)
    if kept is None or kept.is_photo != (arg.kind == "photo"):
        return _ask_file(call, arg)
    entry["offered"] = True
    uses = [_typed(call.words(f"staff.file.{answer}")) for answer in ("use", "use_not")]
    key = "staff.file.offer_photo" if kept.is_photo else "staff.file.offer"
    return Speech([Say(call.words(key, name=kept.name or "－"))], [*uses, _leave(call)])


def _file_step(call: Call, command: Command, entry: dict[str, Any]) -> Asked:
    arg = next(one for one in command.args if one.name == entry["open"][0])
    file: FileRef | str | None = file_of(call.turn)
    if arg.kind == "file" and call.turn.incoming.kind == "image":
        file = None
    if entry.pop("offered", False):
        kept = forget_file(call.turn)
        said = fold(call.turn.incoming.text)
        if file is None and said in folded_words(call.desk.words, "staff.file.use_words"):
            file = kept
        elif file is None and said in folded_words(call.desk.words, "staff.file.use_not_words"):
            return Asked(_ask_file(call, arg))
        elif file is None and kept is not None:
            keep_file(call.turn, kept)
            entry["offered"] = True
    if file is None and arg.kind == "photo" and _is_address(call):
        file = call.turn.incoming.text.strip()
    if file is None:
        sorry = Speech([Say(call.words(f"staff.asking.not_a_{arg.kind}", label=arg.label))], [_leave(call)])
        return Asked(sorry, is_mine=False, reject=lambda: sorry)
    drop(call.turn)
    call.args[arg.name] = file
    still = [arg for arg in command.args if arg.name in entry["open"][1:]]
    return Asked(Speech(), call=call, bound=Bound(call.args, still) if still else None)


def _doubtful(call: Call, command: Command, entry: dict[str, Any], name: str) -> Bound | None:
    """What was just answered, when it can't be taken: it is asked for again before anything else is."""
    answers = entry["interview"]["answers"]
    arg = next(one for one in command.args if one.name == name)
    value = _value(call, arg, answers.get(name), is_picked=bool(entry["picks"].get(name)))
    doubt = value if isinstance(value, Doubt) else unknown(call.session, arg, value)
    if doubt is None:
        return None
    others = {key: answer for key, answer in answers.items() if key != name}
    bound = _bound(call, command, entry, others)
    bound.doubts[name] = doubt
    bound.open = [one for one in command.args if one.name in entry["open"] and one.name not in others]
    return bound


def _complete(call: Call, command: Command, entry: dict[str, Any], answers: Mapping[str, Any]) -> Asked:
    bound = _bound(call, command, entry, answers)
    return Asked(Speech(), call=call, bound=bound if bound.open else None)


def _bound(call: Call, command: Command, entry: dict[str, Any], answers: Mapping[str, Any]) -> Bound:
    """What was there and what was answered, read; what was answered but can't be read is open again."""
    bound = Bound(values=call.args)
    for arg in command.args:
        if arg.name not in entry["open"]:
            continue
        if arg.kind in SENT:
            bound.open.append(arg)
            continue
        value = _value(call, arg, answers.get(arg.name), is_picked=bool(entry["picks"].get(arg.name)))
        if isinstance(value, Doubt):
            bound.doubts[arg.name] = value
            bound.open.append(arg)
        elif value is not None:
            bound.values[arg.name] = value
    return bound


def _value(call: Call, arg: Arg, answer: Any, *, is_picked: bool) -> Any:
    if answer is None:
        return None
    if arg.lookup is not None and is_picked:
        named = arg.lookup.by_id(call.session, int(answer))
        return named if named is not None else Doubt("no_such_number", f"#{answer}")
    if arg.kind == "choice":
        return arg.options[int(answer)].value
    if arg.kind == "number":
        return int(answer)
    if arg.kind == "date":
        return date.fromisoformat(answer)
    if arg.kind == "place":
        return answer if "latitude" in answer else read_answer(call.session, arg, answer["address"], call.today)
    return read_answer(call.session, arg, answer, call.today)


def _read_as_name(call: Call, bound: Bound) -> tuple[Say, Choice] | None:
    """職員 招待 高橋 王様: all of it became the name, because 王様 is no role. Said, with the way to take it apart."""
    for arg, following in pairwise(call.command.args):
        name = str(bound.values.get(arg.name, ""))
        if arg.kind == "title" and len(name.split()) > 1 and following is bound.open[0] and not bound.doubts:
            first = name.split()[0]
            said = call.words("staff.asking.whole_name", label=arg.label, name=name[:LONGEST_NOTE])
            only = call.words("staff.asking.first_word", name=first[:LONGEST_NOTE])
            return Say(said), Choice(only, "text", text=f"{call.command.phrase} {first}"[:SAID_GRAPHEMES])
    return None


def _reason(call: Call, doubt: Doubt) -> str:
    if doubt.error is not None:
        return call.desk.words.error(doubt.error, "staff")
    facts = {"least": "", "most": "", "limit": "", "length": "", **doubt.facts}
    return call.words(f"staff.doubts.{doubt.reason}", typed=doubt.typed[:LONGEST_NOTE], **facts)


def _unquoted(call: Call, text: str) -> str:
    """「避難所 一覧」 is an answer where 避難所 一覧 would be a command."""
    inside = text.strip()
    if inside[:1] == "「" and inside[-1:] == "」" and read_line(call.desk.registry, inside[1:-1]).noun is not None:
        return inside[1:-1]
    return text


def _context(call: Call) -> AskContext:
    return AskContext(
        now=call.now,
        today=call.today,
        channel=call.turn.channel,
        snapshots=call.turn.snapshots,
        town=call.turn.snapshots.get("town", {}),
        staff_id=call.staff.id,
        result=call.turn.result,
        words=call.desk.words,
    )


def _ask_file(call: Call, arg: Arg) -> Speech:
    asks = Speech([Say(arg.ask or call.words(f"staff.asking.{arg.kind}", label=arg.label))], [_leave(call)])
    if arg.kind == "photo" and call.turn.channel != "console":
        asks.choices[:0] = [
            Choice(call.words("dialog.take_photo"), "camera"),
            Choice(call.words("dialog.choose_photo"), "camera_roll"),
        ]
    return asks


def _is_address(call: Call) -> bool:
    """Whether a picture's address was typed, or that there is none."""
    text = call.turn.incoming.text.strip()
    return text.startswith(("https://", "http://")) or fold(text) in folded_words(call.desk.words, "staff.none_words")


def _leave(call: Call) -> Choice:
    return _typed(call.words("dialog.label.leave"))


def _typed(label: str) -> Choice:
    return Choice(label, "text", text=label)
