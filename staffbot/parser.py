"""What was typed, read as noun and verb. Pure: it knows the declarations, not the records or the person.

The longest noun first, then the verb, each ending where a space (of any width) or # begins; the rest stays as typed.
Words written without a space between are understood too, but such a reading is loose: what follows must fit exactly.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from rapidfuzz import fuzz, process

from data.fold import fold
from staffbot.command import Command, Noun
from staffbot.lookup import cutoff_for
from staffbot.registry import SHOW, Registry

LONGEST_WORD = 40  # typed characters a noun or verb may take, spaces included
WORDS_JOINED = 3  # メニュー 画面 is メニュー画面
SUGGESTIONS = 12

_WORD = re.compile(r"[^\s#＃]+")
_NUMBER_SIGN = re.compile(r"[#＃]\s*[0-9０-９]")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A line that may have been meant. `command` None: the noun's card."""

    text: str
    noun: Noun
    command: Command | None


@dataclass(frozen=True, slots=True)
class Line:
    """One text read.

    Attributes:
        noun: None when no noun was recognised. command: None for a noun alone, or a verb that is none.
        rest: what follows the verb (the noun, when there is no command), raw, without the spaces before it.
        is_loose: noun and verb, or verb and rest, were written together.
        near: what may have been meant, best first; found only when the verb (or the noun) was not.
    """

    noun: Noun | None
    command: Command | None
    rest: str
    is_loose: bool = False
    near: tuple[Suggestion, ...] = ()

    @property
    def is_command(self) -> bool:
        """A full command, its verb included."""
        return self.command is not None

    @property
    def is_noun_alone(self) -> bool:
        return self.noun is not None and self.command is None and not self.rest


def read_line(registry: Registry, text: str) -> Line:
    """Read one text. Never raises; a text that is no command has suggestions instead."""
    text = text.strip()
    found, loose = _eat(text, registry.noun_words), False
    if found is None:
        found, loose = _eat_joined(text, registry.noun_words), True
    if found is None:
        return Line(None, None, text, near=_near_lines(registry, text))
    noun, rest = found
    if not rest:
        return _noun_alone(registry, noun)
    if _NUMBER_SIGN.match(rest) and (show := registry.show_of(noun)) is not None:
        return Line(noun, show, rest)
    verbs = registry.verbs_of(noun)
    taken = _eat(rest, verbs)
    if taken is None and (taken := _eat_joined(rest, verbs)) is not None:
        loose = True
    if taken is not None:
        return Line(noun, taken[0], taken[1], loose)
    near = (*_behind(registry, noun, rest), *_near_verbs(registry, noun, rest))
    verbless = registry.verbless_of(noun)
    if verbless is not None and not verbless.args:
        near = (Suggestion(noun.word, noun, verbless), *near)
        verbless = None
    return Line(noun, verbless, rest, loose, near)


def _noun_alone(registry: Registry, noun: Noun) -> Line:
    """A noun whose command has no verb is that command: メニュー, コンソール, 登録 CODE; 設定 has others beside."""
    commands = registry.of_noun(noun)
    verbless = registry.verbless_of(noun)
    is_meant = verbless is not None and (len(commands) == 1 or not verbless.args)
    return Line(noun, verbless if is_meant else None, "")


def _eat(text: str, words: Mapping[str, T]) -> tuple[T, str] | None:
    """The longest declared word that the text begins with, up to the end of one of its own words, and the rest."""
    ends: list[int] = []
    at = 0
    while len(ends) < WORDS_JOINED and (match := _WORD.match(text, at)) is not None:
        ends.append(match.end())
        at = match.end()
        while at < len(text) and text[at].isspace():
            at += 1
    for end in reversed(ends):
        if end <= LONGEST_WORD and (value := words.get(fold(text[:end]))) is not None:
            return value, text[end:].lstrip()
    return None


def _eat_joined(text: str, words: Mapping[str, T]) -> tuple[T, str] | None:
    """The longest declared word that the text begins with, wherever it ends."""
    folded = fold(text[:LONGEST_WORD])
    fitting = [word for word in words if word and folded.startswith(word)]
    if not fitting:
        return None
    word = max(fitting, key=len)
    for end in range(min(len(text), LONGEST_WORD), 0, -1):
        if fold(text[:end]) == word:
            return words[word], text[end:].lstrip()
    return None


def _behind(registry: Registry, noun: Noun, rest: str) -> tuple[Suggestion, ...]:
    """職員 ヘルプ: what may be asked about a noun was put behind it."""
    other = registry.noun_words.get(fold(rest[:LONGEST_WORD]))
    asked = registry.verbless_of(other) if other is not None else None
    if other is None or asked is None or not asked.args or any(arg.required for arg in asked.args):
        return ()
    return (Suggestion(f"{other.word} {noun.word}", other, asked),)


def _near_verbs(registry: Registry, noun: Noun, rest: str) -> tuple[Suggestion, ...]:
    """The noun is right, the verb isn't: verbs like the first word, then nothing."""
    match = _WORD.match(rest)
    if match is None:
        return ()
    after = rest[match.end() :].strip()
    if any(fold(match.group()) in registry.verbs_of(other) for other in registry.nouns):
        # 職員 削除 is no misspelt 職員 解除: the word is right, this noun just hasn't it.
        return ()
    found = _similar(fold(match.group()[:LONGEST_WORD]), registry.verbs_of(noun))
    return _unique([Suggestion(_line(command, after), noun, command) for command in found])


def _near_lines(registry: Registry, text: str) -> tuple[Suggestion, ...]:
    """No noun at all: perhaps it was left out, or misspelt."""
    match = _WORD.match(text)
    if match is None:
        return ()
    first, after = fold(match.group()[:LONGEST_WORD]), text[match.end() :].strip()
    found: list[Suggestion] = []
    for noun in registry.nouns:
        command = registry.verbs_of(noun).get(first)
        named = _eat(after, registry.noun_words)
        if command is not None and named is None:
            found.append(Suggestion(_line(command, after), noun, command))
        elif command is not None and named is not None and named[0] is noun and not _has_names(command, named[1]):
            # 一覧 職員. With a name behind it, only what fits the records is offered, and that is not known here.
            found.insert(0, Suggestion(_line(command, named[1]), noun, command))
    for noun in _similar(first, registry.noun_words):
        verb = _WORD.match(after)
        verbs = registry.verbs_of(noun)
        taken = _eat(after, verbs)
        if taken is not None:
            found.append(Suggestion(_line(*taken), noun, taken[0]))
            continue
        if verb is not None:
            rest = after[verb.end() :].strip()
            similar = _similar(fold(verb.group()[:LONGEST_WORD]), verbs)
            found += [Suggestion(_line(command, rest), noun, command) for command in similar[:2]]
        found.append(Suggestion(noun.word, noun, None))
    phrases = {fold(command.phrase): command for command in registry.commands if command.verb and command.is_listed}
    for command in _similar(fold(text[:LONGEST_WORD]), phrases):
        found.append(Suggestion(command.phrase, command.noun, command))
    return _unique(found)


def _has_names(command: Command, rest: str) -> bool:
    return bool(rest) and any(arg.lookup is not None for arg in command.args)


def _similar(word: str, words: Mapping[str, T]) -> list[T]:
    """Values whose words are spelt like this one, or contain it, or the other way round; best first, each once."""
    if not word:
        return []
    scores = process.extract(word, list(words), scorer=fuzz.ratio, limit=SUGGESTIONS, score_cutoff=cutoff_for(word))
    ranked = [words[key] for key, _, _ in scores]
    if len(word) > 1:
        ranked += [value for key, value in words.items() if len(key) > 1 and (key in word or word in key)]
    unique: list[T] = []
    for value in ranked:
        if value not in unique:
            unique.append(value)
    return unique


def _line(command: Command, rest: str) -> str:
    return f"{command.phrase} {rest}".strip() if command.verb != SHOW else command.noun.word


def _unique(found: list[Suggestion]) -> tuple[Suggestion, ...]:
    by_text: dict[str, Suggestion] = {}
    for suggestion in found:
        if suggestion.command is None or suggestion.command.is_listed:
            by_text.setdefault(suggestion.text, suggestion)
    return tuple(list(by_text.values())[:SUGGESTIONS])
