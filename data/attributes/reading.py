"""Values as they are typed (in a command, a cell of a file), and as they are shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from rapidfuzz import fuzz, process

from data.attributes.definitions import Definition
from data.attributes.values import ValueRefused, clean_value
from data.csvtext.values import read_date, read_flag
from data.fold import fold

SEPARATORS = re.compile(r"[\n、，,､;；|｜]")
_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)\D{0,4}")
NONE_WORDS = frozenset(map(fold, ("なし", "無し", "消す", "空", "空欄")))
YES, NO = "はい", "いいえ"
NEAR = 3


def read_typed(definition: Definition, text: str, *, today: date, before: Any = None) -> Any:
    """The typed value of a text; None when it says that there is none (なし, or nothing).

    Several choices and children are separated by commas, 、 or line breaks.

    Raises:
        ValueRefused: it can't be read, or `clean_value` refuses it.
    """
    text = text.strip()
    if not text or (definition.kind not in ("text", "yes_no") and is_none(definition, text)):
        return [] if text and definition.kind == "children" else None
    if definition.kind == "text":
        value: Any = None if fold(text) in NONE_WORDS else text
    elif definition.kind == "number":
        found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", ""))
        if found is None:
            raise ValueRefused("not_a_number", definition, text)
        value = float(found[1])
    elif definition.kind == "choice":
        value = option_value(definition, text)
    elif definition.kind == "multiple":
        value = [option_value(definition, part) for part in _parts(definition, text)]
    elif definition.kind == "yes_no":
        if fold(text) in (fold("空欄"), fold("消す"), fold("未回答")):
            return None
        value = read_flag(text)
        if value is None:
            raise ValueRefused("not_yes_no", definition, text)
    elif definition.kind == "children":
        value = [_day(definition, part) for part in SEPARATORS.split(text) if part.strip()]
    else:
        value = _day(definition, text)
    return clean_value(definition, value, today=today, before=before)


def is_none(definition: Definition, text: str) -> bool:
    """Whether a text says that there is no value, and is no option of that name."""
    return fold(text) in NONE_WORDS and fold(text) not in definition.by_word


def option_value(definition: Definition, text: str) -> str:
    """The value of the option a text names.

    Raises:
        ValueRefused: none does; `facts["near"]` holds labels like it.
    """
    option = definition.by_word.get(fold(text))
    if option is None:
        raise ValueRefused("unknown_choice", definition, text.strip(), near=near_labels(definition, text))
    return option.value


def near_labels(definition: Definition, text: str) -> tuple[str, ...]:
    """Labels that a text may have meant, best first."""
    words = {word: option.label for word, option in definition.by_word.items() if not option.is_retired}
    key = fold(text)
    found = [label for word, label in words.items() if key and (key in word or (len(word) > 1 and word in key))]
    found += [words[word] for word, _, _ in process.extract(key, list(words), scorer=fuzz.ratio, score_cutoff=50)]
    return tuple(dict.fromkeys(found))[:NEAR]


def shown(definition: Definition, value: Any, *, separator: str = "、") -> str:
    """A stored value as people read it; "" for none."""
    if value is None:
        return ""
    if definition.kind == "choice":
        return definition.label(value)
    if definition.kind == "multiple":
        return separator.join(map(definition.label, value))
    if definition.kind == "yes_no":
        return YES if value else NO
    if definition.kind == "children":
        return separator.join(child["birth"] for child in value)
    return f"{value:,}{definition.settings.get('unit', '')}" if definition.kind == "number" else str(value)


def _parts(definition: Definition, text: str) -> Sequence[str]:
    """The options a text names; one whose own name has a comma is taken whole."""
    if fold(text) in definition.by_word:
        return [text]
    return [part for part in SEPARATORS.split(text) if part.strip()]


def _day(definition: Definition, text: str) -> date:
    day = read_date(text)
    if day is None:
        raise ValueRefused("not_a_date", definition, text)
    return day
