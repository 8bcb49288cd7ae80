"""Arguments read from what follows the verb: what is there, what is missing, what is doubtful, what is too much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from data.errors import DomainError
from data.fold import fold
from staffbot.command import Arg, Command, Conditions, FileRef, Named
from staffbot.values import (
    metres_text,
    read_conditions,
    take_date,
    take_distance,
    take_keyword,
    take_month,
    take_number,
    take_option,
    take_place,
    take_ref,
    take_word,
)

LONGEST_NAME = 100
MOST_KEYS = 80
CANDIDATES = 12
SENT = frozenset({"file", "photo"})  # kinds that are sent, not typed
SHORTEST_PART = 2  # letters of a name that are enough to mean the one record that contains them


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why an argument could not be taken as typed.

    Attributes:
        reason: wording key below `staff.doubts`: ambiguous, similar, not_found, no_number, …
        facts: for the sentence. candidates: records it may have meant.
        error: the rule that says no; its sentence is the reason then.
    """

    reason: str
    typed: str
    facts: dict[str, Any] = field(default_factory=dict)
    candidates: tuple[Named, ...] = ()
    error: DomainError | None = None


@dataclass(slots=True)
class Bound:
    """What was read. `open`: the arguments still to be asked for, in order, those in `doubts` among them."""

    values: dict[str, Any] = field(default_factory=dict)
    open: list[Arg] = field(default_factory=list)
    doubts: dict[str, Doubt] = field(default_factory=dict)
    surplus: str = ""

    @property
    def is_complete(self) -> bool:
        return not self.open and not self.surplus


def bind(session: Session, command: Command, rest: str, *, today: date, file: FileRef | None = None) -> Bound:
    """Read every argument in the order declared. Reads records by name, changes nothing, never raises for odd text.

    Args:
        file: a file that came with the command.
    """
    bound = Bound()
    text = rest.strip()
    for position, arg in enumerate(command.args):
        value, text, doubt = _take(session, arg, command.args[position + 1 :], text, today, file)
        if doubt is None and value is not None:
            doubt = check(arg, value)
        if doubt is not None:
            bound.doubts[arg.name] = doubt
            bound.open.append(arg)
        elif value is not None:
            bound.values[arg.name] = value
        elif arg.required:
            bound.open.append(arg)
    bound.surplus = text
    if bound.open:
        _doubt_unknown(session, command, bound)
    return bound


def is_exact(command: Command, bound: Bound, rest: str) -> bool:
    """Whether words written without spaces can be trusted: all was found, and no name only in part."""
    if not rest:
        return True
    free = any(arg.kind in ("text", "conditions", "keyword") for arg in command.args)
    names = [bound.values[arg.name] for arg in command.args if arg.kind == "name" and arg.name in bound.values]
    folded = fold(rest)
    return bound.is_complete and not free and all(fold(named.name) in folded for named in names)


def read_answer(session: Session, arg: Arg, text: str, today: date) -> Any | Doubt | None:
    """One argument typed on its own, as the answer to its question. None: it can't be that kind at all."""
    text = text.strip()
    if arg.kind == "keyword":
        value: Any = text
        doubt = None
    else:
        value, rest, doubt = _take(session, arg, (), text, today, None)
        if doubt is None and rest:
            doubt = Doubt(_REASONS.get(arg.kind, "not_found"), text)
    if doubt is None and value is not None:
        doubt = check(arg, value)
    return doubt or value


def check(arg: Arg, value: Any) -> Doubt | None:
    """Bounds of numbers and lengths of texts."""
    if arg.kind in ("number", "distance"):
        if arg.kind == "distance" and not (arg.least or 0) <= value <= (arg.most or value):
            return Doubt("out_of_bounds", str(value), _bounds(arg))
        if arg.least is not None and value < arg.least:
            return Doubt("too_small", str(value), _bounds(arg))
        if arg.most is not None and value > arg.most:
            return Doubt("too_large", str(value), _bounds(arg))
    if arg.kind in ("text", "word", "title", "keyword") and len(value) > arg.max_length:
        return Doubt("too_long", "", {"limit": arg.max_length, "length": len(value)})
    return None


def unknown(session: Session, arg: Arg, value: Any) -> Doubt | None:
    """Whether the record an argument names is none, before anything more is asked for."""
    if arg.known is None or value is None:
        return None
    try:
        arg.known(session, value)
    except DomainError as error:
        return Doubt("unknown", str(value), error=error)
    return None


def _doubt_unknown(session: Session, command: Command, bound: Bound) -> None:
    """A complete command says no by itself, and that is logged; here something is still to be asked for."""
    for arg in command.args:
        doubt = unknown(session, arg, bound.values.get(arg.name))
        if doubt is not None:
            del bound.values[arg.name]
            bound.doubts[arg.name] = doubt
    bound.open = [arg for arg in command.args if arg in bound.open or arg.name in bound.doubts]


_REASONS = {
    "number": "no_number",
    "ref": "no_ref",
    "distance": "no_distance",
    "date": "no_date",
    "month": "no_month",
    "place": "no_place",
    "choice": "no_choice",
    "word": "no_word",
}


def _take(
    session: Session, arg: Arg, later: Sequence[Arg], text: str, today: date, file: FileRef | None
) -> tuple[Any, str, Doubt | None]:
    """(value or None, what is left, doubt or None) of one argument."""
    if arg.kind == "photo" and text and not later:
        return text, "", None
    if arg.kind in SENT:
        return file, text, None
    if arg.kind == "conditions":
        return (read_conditions(text) if text else Conditions()), "", None
    if not text:
        return None, "", None
    if arg.kind == "text":
        return text, "", None
    if arg.kind == "keyword":
        keyword, rest = take_keyword(text)
        return keyword or None, rest, None
    if arg.kind == "word":
        word, rest = take_word(text)
        return word, rest, None
    if arg.kind == "title":
        return *_take_title(session, text, later), None
    if arg.kind == "name":
        return _take_name(session, arg, later, text, today)
    taken: tuple[Any, str] | None
    if arg.kind == "number":
        taken = take_number(text)
    elif arg.kind == "ref":
        taken = take_ref(text)
    elif arg.kind == "distance":
        taken = take_distance(text)
    elif arg.kind == "date":
        taken = take_date(text, today)
    elif arg.kind == "month":
        taken = take_month(text, today)
    elif arg.kind == "place":
        taken = take_place(text)
    else:
        option = take_option(text, arg.options)
        taken = None if option is None else (option[0].value, option[1])
    if taken is not None:
        return taken[0], taken[1], None
    if not arg.required:
        return None, text, None
    word, rest = take_word(text)
    return None, rest, Doubt(_REASONS[arg.kind], word)


def _take_title(session: Session, text: str, later: Sequence[Arg]) -> tuple[str, str]:
    """What stands before the next argument's word (place, record); all of it when that comes nowhere."""
    options = later[0].options if later else ()
    is_place = bool(later) and later[0].kind == "place"
    lookup = later[0].lookup if later else None
    for at, sign in enumerate(text):
        if not sign.isspace():
            continue
        following = text[at:].lstrip()
        if (options and take_option(following, options) is not None) or (
            is_place and take_place(following) is not None
        ):
            return text[:at].strip(), following
        if lookup is not None and lookup.exact(session, _first_words(following)):
            return text[:at].strip(), following
    *_, last = text.split()
    if lookup is not None and later[0].required and last != text and lookup.near(session, fold(last), 1):
        # 職員 招待 高橋 運用当番: nearly a role, so it is no part of the name.
        return text[: -len(last)].rstrip(), last
    return text, ""


def _first_words(text: str) -> set[str]:
    """Its beginnings that may be a record's name, folded."""
    return {fold(text[:end]) for end in _name_ends(text, ())} - {""}


def _take_name(
    session: Session, arg: Arg, later: Sequence[Arg], text: str, today: date
) -> tuple[Any, str, Doubt | None]:
    lookup = arg.lookup
    assert lookup is not None
    if text[0] in "#＃" and (ref := take_ref(text)) is not None:
        named = lookup.by_id(session, ref[0])
        if named is not None:
            return named, ref[1], None
        return None, ref[1], Doubt("no_such_number", f"#{ref[0]}")

    ends = _name_ends(text, later)
    keys = {fold(text[:end]): end for end in ends}
    keys.pop("", None)
    found = lookup.exact(session, keys)
    if found:
        longest = max((key for key, _ in found), key=lambda key: keys[key])
        same = tuple(_once(named for key, named in found if key == longest))
        rest = text[keys[longest] :].lstrip()
        if len(same) == 1:
            return same[0], rest, None
        return None, rest, Doubt("ambiguous", text[: keys[longest]].strip(), candidates=same[:CANDIDATES])

    if later and later[0].kind in ("number", "distance", "date"):
        value, left, doubt = _take(session, later[0], (), text, today, None)
        if value is not None and not left and doubt is None:
            # 避難所 人数 50: the name was left out.
            return None, text, None
    typed, rest = _guess_name(text, later)
    key = fold(typed[:LONGEST_NAME])
    near = lookup.near(session, key, CANDIDATES)
    containing = tuple(_once(named for contains, named in near if contains))
    if len(containing) == 1 and len(key) >= SHORTEST_PART:
        return containing[0], rest, None
    if containing:
        return None, rest, Doubt("ambiguous", typed, candidates=containing)
    similar = tuple(_once(named for _, named in near))
    return None, rest, Doubt("similar" if similar else "not_found", typed, candidates=similar)


def _name_ends(text: str, later: Sequence[Arg]) -> list[int]:
    """Where a name may end: at a space, at the end, and before a digit or sign when more is to follow."""
    limited = text[: LONGEST_NAME + 1]
    ends = [at for at, sign in enumerate(limited) if at and sign.isspace()]
    if later:
        ends += [
            at
            for at in range(1, len(limited))
            if (limited[at].isdigit() and not limited[at - 1].isdigit()) or limited[at] in "#＃=＝"
        ]
    if len(text) <= LONGEST_NAME:
        ends.append(len(text))
    return sorted(set(ends))[-MOST_KEYS:]


def _guess_name(text: str, later: Sequence[Arg]) -> tuple[str, str]:
    """No record fits: how much of the text was meant as the name."""
    if not later:
        return text, ""
    if any(arg.kind in ("text", "keyword", "conditions") for arg in later):
        return take_word(text)
    words = text.split()
    kept = max(1, len(words) - len(later))
    at = 0
    for word in words[:kept]:
        at = text.index(word, at) + len(word)
    return text[:at], text[at:].lstrip()


def _bounds(arg: Arg) -> dict[str, Any]:
    show = metres_text if arg.kind == "distance" else str
    return {name: "" if bound is None else show(bound) for name, bound in (("least", arg.least), ("most", arg.most))}


def _once(named: Any) -> list[Named]:
    return list({one.id: one for one in named}.values())
