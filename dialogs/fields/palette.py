"""What the builder offers: every kind of question, what of it can be edited, and what a new one begins with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from data.forms.rules import FORM_KINDS
from dialogs.fields import FIELDS
from dialogs.fields.attachments import MOST_FILES, MOST_MEGABYTES
from dialogs.fields.calculated import FITTING, FORMULAS
from dialogs.fields.file import TYPES
from dialogs.wording import Wording

PropertyType = Literal[
    "text", "long_text", "whole", "number", "bool", "word", "words", "options", "fields", "day", "moment", "time",
    "keywords", "condition", "requirement", "attribute",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Property:
    """One thing of a field, group or form that can be edited.

    Attributes:
        key: in the document. type: which control edits it; "requirement" is true, false or a condition.
        least, most: bounds of a number, or of a text's length. words: of "word" and "words".
        of_kinds: of "fields", the kinds that may be chosen. default: what holds when it is absent.
        default_in: by kind of form, where another default holds. fixed_in: kinds of form that leave no choice.
    """

    key: str
    type: PropertyType
    least: int | None = None
    most: int | None = None
    words: tuple[str, ...] = ()
    of_kinds: tuple[str, ...] = ()
    default: Any = None
    default_in: Mapping[str, Any] = field(default_factory=dict)
    fixed_in: tuple[str, ...] = ()


def _whole(key: str, least: int, most: int, default: int | None = None) -> Property:
    return Property(key, "whole", least, most, default=default)


COMMON: tuple[Property, ...] = (
    Property("label", "text", 1, 60),
    Property("ask", "long_text", 0, 3500),
    Property("help", "long_text", 0, 1000),
    Property("example", "text", 0, 1000),
    Property("required", "requirement", default=True),
    Property("show", "condition"),
    Property("attribute", "attribute"),
    Property("note", "text", 0, 1000),
)
GROUP: tuple[Property, ...] = (
    Property("label", "text", 1, 60),
    Property("show", "condition"),
    _whole("max", 1, 50),
    _whole("min", 0, 50, 0),
    Property("item", "text", 0, 60),
    Property("more", "text", 0, 300),
    Property("note", "text", 0, 1000),
)
LASTING = ("preference",)
FORM: tuple[Property, ...] = (
    Property("kind", "word", words=FORM_KINDS),
    Property("title", "text", 1, 60),
    Property("summary", "text", 0, 300),
    Property("intro", "long_text", 0, 750),
    Property("contact", "text", 0, 200),
    Property("url", "text", 0, 1000),
    Property("opens_at", "moment"),
    Property("closes_at", "moment"),
    _whole("limit", 1, 1_000_000),
    Property("once", "bool", default=False, fixed_in=LASTING),
    Property("editable", "bool", default=False, fixed_in=LASTING),
    Property("withdrawable", "bool", default=True, default_in=dict.fromkeys(LASTING, False)),
    Property("listed", "bool", default=True),
    _whole("sort", 0, 1000, 100),
    Property("review", "bool", default=True),
    Property("private", "bool", default=False),
    Property("done", "long_text", 0, 5000),
    Property("note", "text", 0, 1000),
)
_OPTIONS = Property("options", "options")
_FEWEST_FILES, _MOST_FILES = _whole("min", 1, MOST_FILES, 1), _whole("max", 1, MOST_FILES, 1)
_EARLIEST, _LATEST = Property("earliest", "day"), Property("latest", "day")
_STEP = _whole("every", 1, 720, 1)

# Kind -> (group in the palette, its own properties, what a new one begins with beside its label).
_KINDS: dict[str, tuple[str, tuple[Property, ...], dict[str, Any]]] = {
    "text": (
        "text",
        (
            _whole("min", 1, 1000, 1),
            _whole("max", 1, 1000, 100),
            Property("letters", "word", words=("any", "katakana", "hiragana", "digits", "ascii"), default="any"),
        ),
        {},
    ),
    "long_text": ("text", (_whole("min", 1, 5000, 1), _whole("max", 1, 5000, 1000)), {}),
    "number": (
        "text",
        (
            Property("min", "number"),
            Property("max", "number"),
            _whole("decimals", 0, 6, 0),
            Property("unit", "text", 0, 10),
        ),
        {},
    ),
    "choice": ("choose", (_OPTIONS,), {"options": ["1つめ", "2つめ"]}),
    "multiple": (
        "choose",
        (_OPTIONS, _whole("min", 1, 2000, 1), _whole("max", 1, 2000)),
        {"options": ["1つめ", "2つめ"]},
    ),
    "yes_no": ("choose", (), {}),
    "consent": ("choose", (), {"ask": ""}),
    "date": ("when", (_EARLIEST, _LATEST), {}),
    "time": ("when", (Property("earliest", "time"), Property("latest", "time"), _STEP), {}),
    "datetime": (
        "when",
        (_EARLIEST, _LATEST, Property("from", "time"), Property("until", "time"), _STEP),
        {},
    ),
    "birth_date": ("person", (_whole("min_age", 0, 125), _whole("max_age", 0, 125)), {}),
    "telephone": ("person", (), {}),
    "email": ("person", (), {}),
    "member_keyword": ("person", (Property("words", "keywords"),), {"words": []}),
    "corporate_number": ("person", (), {}),
    "postal_code": ("place", (), {}),
    "address": ("place", (Property("postal", "bool", default=True), Property("building", "bool", default=True)), {}),
    "location": ("place", (Property("or_text", "bool", default=False),), {}),
    "photo": ("file", (_FEWEST_FILES, _MOST_FILES), {}),
    "file": (
        "file",
        (
            _FEWEST_FILES,
            _MOST_FILES,
            _whole("max_mb", 1, MOST_MEGABYTES, MOST_MEGABYTES),
            Property("accept", "words", words=tuple(TYPES)),
        ),
        {},
    ),
    "heading": ("other", (), {"ask": ""}),
    "calculated": (
        "other",
        (
            Property("formula", "word", words=FORMULAS, default="sum"),
            Property("of", "fields", of_kinds=tuple(sorted(frozenset().union(*FITTING.values())))),
            Property("on", "day"),
            Property("times", "number", default=1),
            Property("plus", "number", default=0),
            Property("unit", "text", 0, 10),
        ),
        {"formula": "sum", "of": []},
    ),
}
NOT_OF_HEADINGS = frozenset({"required", "attribute", "example", "help"})


def palette(words: Wording) -> list[dict[str, Any]]:
    """Every kind and the group, in the order they are offered, as JSON for the builder."""
    entries = [_entry(kind, words) for kind in _KINDS]
    group = {
        "kind": "group",
        "label": words("palette.kind.group"),
        "help": words("palette.help.group"),
        "group": "other",
        "is_asked": False,
        "template": {"kind": "group", "label": words("palette.kind.group"), "max": 3, "fields": []},
        "properties": properties_of(GROUP, words),
    }
    return [*entries, group]


def own_properties(kind: str) -> tuple[Property, ...]:
    """What of a kind can be edited beside what all have. Raises KeyError."""
    return _KINDS[kind][1]


def kind_label(kind: str, words: Wording) -> str:
    """A kind as staff call it; the word itself for an unknown one."""
    key = f"palette.kind.{kind}"
    return words(key) if key in words else kind


def properties_of(properties: tuple[Property, ...], words: Wording) -> list[dict[str, Any]]:
    """Properties as JSON, with their names."""
    return [
        {
            "key": one.key,
            "label": words(f"palette.property.{one.key}"),
            "type": one.type,
            "least": one.least,
            "most": one.most,
            "options": [{"value": word, "label": words(f"palette.word.{one.key}.{word}")} for word in one.words],
            "of_kinds": list(one.of_kinds),
            "default": one.default,
            "default_in": dict(one.default_in),
            "fixed_in": list(one.fixed_in),
        }
        for one in properties
    ]


def _entry(kind: str, words: Wording) -> dict[str, Any]:
    group, own, template = _KINDS[kind]
    asked = FIELDS[kind].is_asked
    common = tuple(one for one in COMMON if asked or one.key not in NOT_OF_HEADINGS)
    label = kind_label(kind, words)
    return {
        "kind": kind,
        "label": label,
        "help": words(f"palette.help.{kind}"),
        "group": group,
        "is_asked": asked,
        "template": {"kind": kind, "label": label, **template},
        "properties": properties_of((*common[:4], *own, *common[4:]), words),
    }
