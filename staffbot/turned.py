"""Lines with words in another order or said politely, and lines that name several records: what to tap instead."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy.orm import Session

from data.fold import fold
from staffbot.binding import bind
from staffbot.command import Command
from staffbot.parser import Suggestion
from staffbot.registry import Registry

MOST_WORDS = 6
MOST_LINES = 6
LONGEST = 200
FREE = frozenset({"title", "text"})
SHORTEST_VERB = 2  # letters of a verb written without a space behind the name
_PARTICLE = re.compile(r"[をのはにへ]$")
_POLITE = re.compile(
    r"[\s、。]*(?:[をに]\s*)?(?:し(?:ます|ました|たい(?:です)?|て(?:ください|下さい|ほしい(?:です)?|もらえますか)?)|です|でした"
    r"|(?:を|で)?\s*(?:お願い|おねがい)(?:(?:いた|致)?します)?)[。！!\s]*$"
)
_BETWEEN = (r"\s*[、，,;；＆&\n]\s*", r"\s*(?:[、，,;；＆&\n]|と|・|および|及び)\s*", r"\s+(?:と\s+)?")


def turned(session: Session, registry: Registry, text: str, today: date) -> tuple[Suggestion, ...]:
    """中央公民館 開設 or 開設 避難所 中央公民館: the same words as a command, where its names are all known."""
    if len(text) > LONGEST:
        return ()
    text = _POLITE.sub("", text)
    words = [_POLITE.sub("", word) for word in text.split()[: MOST_WORDS + 1]]
    if len(words) > MOST_WORDS:
        return ()
    found: dict[str, Suggestion] = {}
    for noun in registry.nouns:
        rest = [word for word in words if registry.noun_words.get(fold(word)) is not noun]
        verbs = registry.verbs_of(noun)
        for at, word in enumerate(rest):
            command = verbs.get(fold(word))
            if command is not None:
                _try(session, command, " ".join(rest[:at] + rest[at + 1 :]), today, found)
        if len(rest) == 1:
            folded = fold(rest[0])
            for verb, command in verbs.items():
                if len(verb) >= SHORTEST_VERB and folded.endswith(verb) and folded != verb:
                    _try(session, command, rest[0][: -len(verb)], today, found)
    return tuple(found.values())[:MOST_LINES]


def several(session: Session, command: Command, rest: str, today: date) -> tuple[Suggestion, ...]:
    """避難所 開設 A と B: a line for each, where every part is a whole one by itself."""
    if len(rest) > LONGEST or not command.args or command.args[0].lookup is None:
        return ()
    for between in _BETWEEN:
        parts = [part for part in re.split(between, rest.strip()) if part]
        if not 1 < len(parts) <= MOST_LINES:
            continue
        found: dict[str, Suggestion] = {}
        for part in parts:
            _try(session, command, part, today, found)
        if len(found) == len(parts):
            return tuple(found.values())
    return ()


def swapped(session: Session, command: Command, rest: str, today: date) -> tuple[Suggestion, ...]:
    """避難所 人数 50 中央公民館: the same words with the first or the last one moved, where all of them then fit.

    避難所 開設 中央公民館 お願いします: the same without what is only polite.
    """
    plain = _POLITE.sub("", rest) if len(rest) <= LONGEST else ""
    words = plain.split()
    # A free name takes in whatever is put before it: 職員 招待 伊藤 運用担当 ない課 invites nobody called ない課 伊藤.
    if command.args and command.args[0].kind in FREE:
        return ()
    found: dict[str, Suggestion] = {}
    if plain and plain != rest:
        _try(session, command, plain, today, found)
    if found or not 1 < len(words) <= MOST_WORDS:
        return tuple(found.values())
    for moved in ([*words[1:], words[0]], [words[-1], *words[:-1]]):
        _try(session, command, " ".join(moved), today, found)
    return tuple(found.values())


def _try(session: Session, command: Command, rest: str, today: date, found: dict[str, Suggestion]) -> None:
    if not command.is_listed or not any(arg.lookup is not None for arg in command.args):
        return
    rest = rest.strip()
    for typed in dict.fromkeys((rest, _PARTICLE.sub("", rest))):
        bound = bind(session, command, typed, today=today)
        named = next((bound.values[arg.name] for arg in command.args if arg.lookup and arg.name in bound.values), None)
        # What is still missing is asked for; what is doubtful or too much would only puzzle.
        if named is not None and not bound.doubts and not bound.surplus:
            line = f"{command.phrase} {typed}"
            found.setdefault(line, Suggestion(line, command.noun, command))
            return
