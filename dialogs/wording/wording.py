"""The wording files read once, each sentence ready to be filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Literal

from data.clock import TOKYO
from data.errors import DomainError
from dialogs.faults import ContentError, Fault, FaultList
from dialogs.yamltext import LinedDict, line_of, read_yaml

FOLDER = Path(__file__).parent
Audience = Literal["resident", "staff"]


class Sentence:
    """One sentence with `{placeholders}`. A date or instant put into one is written in Japanese, Asia/Tokyo."""

    __slots__ = ("_parts", "placeholders", "text")

    def __init__(self, text: str) -> None:
        """Raises:
        ValueError: a brace is left open, or a placeholder isn't a plain name.
        """
        self.text = text
        self._parts: list[tuple[str, str | None, str]] = []
        for literal, name, form, conversion in Formatter().parse(text):
            if conversion or (name is not None and not name.isidentifier()):
                raise ValueError(f"not a plain placeholder: {name!r}")
            self._parts.append((literal, name, form or ""))
        self.placeholders = frozenset(name for _, name, _ in self._parts if name)

    def fill(self, facts: Mapping[str, Any]) -> str:
        """The sentence with its facts.

        Raises:
            KeyError: a placeholder has no fact.
        """
        out: list[str] = []
        for literal, name, form in self._parts:
            out.append(literal)
            if name is not None:
                value = facts[name]
                if type(value) is not str or form:
                    value = format(value, form) if form else japanese(value)
                out.append(value)
        return "".join(out)


class Wording:
    """Sentences by dotted key: `words("shelters.none_within", radius="3 km")`."""

    def __init__(self, sentences: dict[str, Sentence], lists: dict[str, tuple[str, ...]]) -> None:
        self._sentences = sentences
        self._lists = lists
        self._plain = {key: one.fill({}) for key, one in sentences.items() if not one.placeholders}

    def __call__(self, key: str, /, **facts: Any) -> str:
        """The sentence of `key`, filled in. Facts it has no place for are passed over.

        Raises:
            KeyError: no such key, or a placeholder without a fact; the message names both.
        """
        plain = self._plain.get(key)
        if plain is not None:
            return plain
        sentence = self._sentences.get(key)
        if sentence is None:
            raise KeyError(f"no wording for {key!r}")
        try:
            return sentence.fill(facts)
        except KeyError as missing:
            raise KeyError(f"wording {key!r} needs {missing.args[0]!r}") from None

    def __contains__(self, key: str) -> bool:
        return key in self._sentences

    def __iter__(self) -> Iterator[str]:
        return iter(self._sentences)

    def text(self, key: str) -> str:
        """The sentence of `key` as it stands in its file, placeholders and all."""
        return self._sentences[key].text

    def placeholders(self, key: str) -> frozenset[str]:
        """The facts `key` needs."""
        return self._sentences[key].placeholders

    def variants(self, key: str) -> tuple[str, ...]:
        """A list of words under one key (the aliases of a dialog word).

        Raises:
            KeyError: no such list.
        """
        try:
            return self._lists[key]
        except KeyError:
            raise KeyError(f"no list of words for {key!r}") from None

    def lists(self, prefix: str) -> dict[str, tuple[str, ...]]:
        """Every list whose key begins with `prefix.`, by the rest of its key."""
        start = prefix + "."
        return {key[len(start) :]: words for key, words in self._lists.items() if key.startswith(start)}

    def error(self, error: DomainError, audience: Audience) -> str:
        """What a refused rule says to a resident or to staff: `errors.<code>.<audience>`, or one for both."""
        key = f"errors.{error.code}.{audience}"
        return self(key if key in self._sentences else f"errors.{error.code}", **error.facts)

    def fault(self, fault: Fault) -> str:
        """A content fault as one line for its author."""
        facts = {**fault.facts, "where": fault.where}
        sentence = self(f"content.{fault.code}", **facts)
        if fault.line is not None:
            key = "content.at_line" if fault.where else "content.on_line"
            return self(key, line=fault.line, where=fault.where, sentence=sentence)
        return self("content.at", where=fault.where, sentence=sentence) if fault.where else sentence


def japanese(value: Any) -> str:
    """A fact as people read it: dates 2025年4月12日, instants 4月12日 9時05分 (Asia/Tokyo).

    Numbers stay bare (`#1234`, 2026年); amounts are written `{yen:,}` in the sentence.
    """
    if isinstance(value, datetime):
        local = (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(TOKYO)
        return f"{local.month}月{local.day}日 {local.hour}時{local.minute:02d}分"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)


@cache
def load_wording(folder: Path = FOLDER) -> Wording:
    """Read and merge every `*.yaml` of the folder.

    Raises:
        ContentError: a file can't be read, a key stands in two files, or a placeholder is malformed.
    """
    words, faults = read_wording(folder)
    if faults:
        raise ContentError(str(folder), faults)
    return words


def read_wording(folder: Path = FOLDER) -> tuple[Wording, list[Fault]]:
    """All sentences that can be read, and what is wrong with the others; `where` begins with the file's name."""
    sentences: dict[str, Sentence] = {}
    lists: dict[str, tuple[str, ...]] = {}
    faults: list[Fault] = []
    for file in sorted(folder.glob("*.yaml")):
        found = FaultList(file.name)
        try:
            document = read_yaml(file.read_text(encoding="utf-8"), file.name)
        except ContentError as error:
            found.found += error.faults
        else:
            if isinstance(document, LinedDict):
                _collect(document, "", sentences, lists, found)
            elif document is not None:
                found.add("wording.not_sections")
        faults += [Fault(one.code, f"{file.name} {one.where}".strip(), one.line, one.facts) for one in found.found]
    return Wording(sentences, lists), faults


def _collect(
    section: LinedDict,
    prefix: str,
    sentences: dict[str, Sentence],
    lists: dict[str, tuple[str, ...]],
    faults: FaultList,
) -> None:
    for name, value in section.items():
        key = prefix + name
        line = line_of(section, name)
        if isinstance(value, LinedDict):
            _collect(value, key + ".", sentences, lists, faults)
        elif key in sentences or key in lists:
            faults.add("wording.twice", key, line)
        elif isinstance(value, list):
            if value and all(isinstance(word, str) and word for word in value):
                lists[key] = tuple(value)
            else:
                faults.add("wording.not_words", key, line)
        elif isinstance(value, str):
            try:
                sentences[key] = Sentence(value.rstrip("\n"))
            except ValueError:
                faults.add("wording.placeholder", key, line)
        else:
            faults.add("wording.not_a_sentence", key, line)
