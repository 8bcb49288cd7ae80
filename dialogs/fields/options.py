"""What can be chosen: a form's own list, or one that lives elsewhere (shelters, staff), found by typing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from data.fold import fold
from data.gateways.line.limits.numbers import QUICK_REPLIES
from dialogs.condition import Condition, Scope, compile_condition
from dialogs.context import AskContext
from dialogs.fields.attribute_options import PREFIX, attribute_options
from dialogs.fields.kind import Setup
from dialogs.fields.reading.numerals import arabic, tidy
from dialogs.talk import Choice, Say, Speech
from dialogs.yamltext import line_of

MOST = 2000
LONGEST_LABEL = 100
# Longer texts are rather a question than an answer; longer lists are searched by typing part of a name.
LONGEST_STATEMENT, MOST_MENTIONED = 16, 50
_OPTION_KEYS = frozenset({"value", "label", "aliases", "show"})
# 古口です, 古口でお願いします: what politeness adds to an answer.
_POLITE = re.compile(r"(?:です|でお願いします|をお願いします|にします|がいいです|を希望します|を希望|希望)[。.!]*$")
_PLACE = re.compile(r"([0-9]{1,2})(?:番目?|つ目|個目)?(?:です)?[。.]?")
_KANA = re.compile(r"[ぁ-ゖー、。,.!]*")
_DENIED = re.compile(r"[?]|ない|なか|ません|じゃ|では|でも|以外|か[。.!]*$")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: `value` is kept, `label` is shown, `aliases` are understood too."""

    value: str
    label: str
    aliases: tuple[str, ...] = ()
    show_when: Condition | None = None


class OptionList:
    """Options in order, ready to be looked up. Immutable."""

    __slots__ = ("_by_label", "_by_word", "_folded", "by_value", "choices", "is_conditional", "options")

    def __init__(self, options: Iterable[Option]) -> None:
        self.options = tuple(options)
        self.by_value = {option.value: option for option in self.options}
        self.is_conditional = any(option.show_when for option in self.options)
        self.choices = tuple(Choice(option.label, value=option.value) for option in self.options)
        # Two options may bear one label; then neither is exact.
        twice = Counter(option.label for option in self.options)
        self._by_label = {option.label: option for option in self.options if twice[option.label] == 1}
        self._by_word: dict[str, list[Option]] = {}
        self._folded: list[tuple[str, Option]] = []
        for option in self.options:
            words = {fold(word) for word in (option.label, option.value, *option.aliases)}
            for word in words:
                self._by_word.setdefault(word, []).append(option)
                self._folded.append((word, option))

    def shown(self, scope: Scope | None) -> tuple[Option, ...]:
        """Those whose condition is met."""
        if not self.is_conditional or scope is None:
            return self.options
        return tuple(one for one in self.options if one.show_when is None or one.show_when(scope))

    def stands(self, value: Any, scope: Scope | None) -> bool:
        """Whether a value is one of those shown."""
        option = self.by_value.get(value) if isinstance(value, str) else None
        return option is not None and (option.show_when is None or scope is None or option.show_when(scope))

    def label(self, value: str) -> str:
        """A value's label; the value itself when the list no longer has it."""
        option = self.by_value.get(value)
        return option.label if option else value

    def has_word(self, folded: str) -> bool:
        """Whether a folded text is exactly a label, value or alias."""
        return folded in self._by_word

    def find(self, text: str, scope: Scope | None = None) -> list[Option]:
        """The options a text may mean: exactly that word, else every one that contains it, in order, each once."""
        exact = self._by_label.get(text)
        if exact is not None and exact.show_when is None:
            return [exact]
        folded = fold(text)
        found = self._by_word.get(folded)
        if found is None and (plain := _POLITE.sub("", folded)) != folded and plain:
            folded = plain
            found = self._by_word.get(folded)
        if found is None and folded:
            found = [option for word, option in self._folded if folded in word]
        found = found or []
        kept = dict.fromkeys(one for one in found if one.show_when is None or scope is None or one.show_when(scope))
        return list(kept)

    def mentioned(self, text: str, offered: Sequence[Option]) -> list[Option]:
        """Those of `offered` that a short statement is about: 車にいます, 大地震. Never a question or a denial."""
        folded = _POLITE.sub("", fold(text))
        if len(folded) > LONGEST_STATEMENT or len(offered) > MOST_MENTIONED:
            return []
        about = [
            option
            for option in offered
            if any(_is_about(word, folded) for word in map(fold, (option.label, *option.aliases)))
        ]
        return about if not about or len(about) > 1 else self._alone(about[0], folded, offered)

    @staticmethod
    def _alone(found: Option, folded: str, offered: Sequence[Option]) -> list[Option]:
        """`found` and every other one that is named beside it: 地震と洪水."""
        own = max((word for word in map(fold, (found.label, *found.aliases)) if word in folded), key=len)
        rest = folded.replace(own, " ")
        return [
            option
            for option in offered
            if option is found
            or any(len(word) > 1 and word in rest for word in map(fold, (option.label, *option.aliases)))
        ]


NOTHING = {"nothing": True}


def nothing_left(context: AskContext) -> Speech:
    """A list that has nothing to choose any more: who meets it goes on without an answer."""
    on = Choice(context.words("fields.common.go_on"), value=NOTHING)
    return Speech([Say(f"{context.text}\n{context.words('fields.common.nothing_left')}")], [on])


def goes_on(text: str, context: AskContext) -> bool:
    """Whether the button of `nothing_left` was tapped, or its word typed."""
    return context.pressed == NOTHING or fold(text) == fold(context.words("fields.common.go_on"))


def numbered(text: str, offered: Sequence[Option]) -> list[Option]:
    """The one at the place a text names: 3, ３番, 三番目. Only where all are seen at once, in one order."""
    found = _PLACE.fullmatch(arabic(tidy(text.strip())))
    number = int(found[1]) if found else 0
    return [offered[number - 1]] if 1 <= number <= len(offered) <= QUICK_REPLIES else []


def _is_about(word: str, folded: str) -> bool:
    """Whether a text states `word`: at its end (大地震), or with nothing after it but kana (車にいます)."""
    before, found, after = folded.rpartition(word)
    if not word or not found or _DENIED.search(before + " " + after) or not _KANA.fullmatch(after):
        return False
    # A single letter may be part of another word: 以外 is not 外.
    return len(word) > 1 or bool(_KANA.fullmatch(before))


OptionSource = Callable[[AskContext], OptionList]

# Lists that live outside the forms, by the name a field's `source` gives. Features register theirs by hand.
OPTION_SOURCES: dict[str, OptionSource] = {}


@dataclass(frozen=True, slots=True)
class OptionSettings:
    """Where a field's options come from: its own list, or a source. `fewest` and `most` are for multiple choice."""

    own: OptionList | None
    source: str = ""
    fewest: int = 1
    most: int = 1

    def list(self, context: AskContext) -> OptionList:
        """The options now."""
        if self.own is not None:
            return self.own
        if self.source.startswith(PREFIX):
            return attribute_options(context, self.source.removeprefix(PREFIX))
        return OPTION_SOURCES[self.source](context)


def compile_options(setup: Setup) -> tuple[OptionList | None, str]:
    """Read `options` or `source`; exactly one of them."""
    document = setup.document
    source = setup.sentence("source")
    attribute = document.get("attribute")
    if not source and "options" not in document and isinstance(attribute, str) and attribute:
        return None, PREFIX + attribute
    if source:
        if source not in OPTION_SOURCES:
            setup.refuse("unknown_source", "source", source=source)
        if "options" in document:
            setup.refuse("options_and_source", "options")
        return None, source
    listed = document.get("options")
    if not isinstance(listed, list) or not listed:
        setup.refuse("options_missing", "options")
        return OptionList(()), ""
    if len(listed) > MOST:
        setup.refuse("options_too_many", "options", limit=MOST)
    options: list[Option] = []
    seen: set[str] = set()
    for index, item in enumerate(listed):
        line = line_of(listed, index)
        with setup.faults.about(f"options.{index}"):
            option = _option(setup, item, line)
            if option is not None and option.value in seen:
                setup.faults.add("form.option_twice", setup.where, line, value=option.value)
        if option is None:
            continue
        seen.add(option.value)
        options.append(option)
    return OptionList(options), ""


def _option(setup: Setup, item: Any, line: int | None) -> Option | None:
    if isinstance(item, str | int | float) and not isinstance(item, bool):
        item = {"value": str(item)}
    if not isinstance(item, dict) or not item.keys() <= _OPTION_KEYS:
        setup.faults.add("form.option_shape", setup.where, line)
        return None
    value = item.get("value", item.get("label"))
    label = item.get("label", value)
    aliases = item.get("aliases", [])
    if isinstance(value, bool) or not isinstance(value, str | int | float) or not isinstance(label, str | int | float):
        setup.faults.add("form.option_shape", setup.where, line)
        return None
    value, label = str(value).strip(), str(label).strip()
    if not value or not label or not isinstance(aliases, list):
        setup.faults.add("form.option_shape", setup.where, line)
        return None
    if len(label) > LONGEST_LABEL or len(value) > LONGEST_LABEL:
        setup.faults.add("form.option_too_long", setup.where, line, limit=LONGEST_LABEL)
    show_when = None
    if "show" in item:
        at = line_of(item, "show")
        setup.check_values(item["show"], setup.where, at)
        show_when = compile_condition(item["show"], setup.resolve, setup.faults, setup.where, at)
    return Option(value, label, tuple(str(alias) for alias in aliases), show_when)
