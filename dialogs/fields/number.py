"""A number: people, pieces, yen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from data.errors import InvalidAnswer
from data.gateways.line.events import Incoming
from dialogs.context import AskContext
from dialogs.fields.field import Field
from dialogs.fields.kind import FieldKind, Setup, typed
from dialogs.fields.reading.numerals import arabic, read_number, tidy
from dialogs.wording import Wording

_COUNTERS = (
    "人",
    "名",
    "円",
    "個",
    "件",
    "回",
    "本",
    "枚",
    "台",
    "歳",
    "才",
    "つ",
    "匹",
    "頭",
    "戸",
    "世帯",
    "分",
    "点",
)
_USUAL = 3  # the example, where it lies within the bounds
_COUNTED_SO = {"ひとり": "1", "ふたり": "2", "ひとつ": "1", "ふたつ": "2"}
_ABOUT = re.compile(r"(?:くらい|ぐらい|ほど)$")


@dataclass(frozen=True, slots=True)
class NumberSettings:
    """Bounds, both allowed; `decimals` after the point; `unit` is shown and understood."""

    low: float | int | None
    high: float | int | None
    decimals: int
    unit: str


class NumberKind(FieldKind):
    """3, ３人, 三, ふたり, 1,234円, 2万. The value is an int, or a float where decimals are allowed."""

    name: ClassVar[str] = "number"
    keys = frozenset({"min", "max", "decimals", "unit"})
    takes = frozenset({"text"})

    def compile(self, setup: Setup) -> NumberSettings:
        low, high = setup.number("min"), setup.number("max")
        if low is not None and high is not None and low > high:
            setup.refuse("min_over_max", "min")
        return NumberSettings(low, high, setup.whole("decimals", 0, 0, 6), setup.sentence("unit", longest=10))

    def example(self, settings: NumberSettings, words: Wording) -> str:
        value: float | int = _USUAL
        if settings.low is not None and value < settings.low:
            value = settings.low
        if settings.high is not None and value > settings.high:
            value = settings.high
        return f"{value:,}{settings.unit}"

    def parse(self, field: Field, incoming: Incoming, context: AskContext) -> int | float:
        settings: NumberSettings = field.settings
        text = tidy(typed(incoming)).replace(" ", "").removesuffix("。").removesuffix("です")
        text = _ABOUT.sub("", text)
        text = _COUNTED_SO.get(text, text)
        for unit in (tidy(settings.unit), *_COUNTERS):
            if unit and text.endswith(unit):
                text = text.removesuffix(unit)
                break
        digits = read_number(text.removeprefix("約"))
        if digits is None:
            raise InvalidAnswer("unreadable")
        whole, _, rest = digits.partition(".")
        rest = rest.rstrip("0")
        if len(rest) > settings.decimals:
            raise InvalidAnswer("decimals" if settings.decimals else "whole", decimals=settings.decimals)
        value: int | float = float(f"{whole}.{rest}") if rest else int(whole)
        if settings.low is not None and value < settings.low:
            raise InvalidAnswer("too_small", limit=f"{settings.low:,}{settings.unit}")
        if settings.high is not None and value > settings.high:
            raise InvalidAnswer("too_large", limit=f"{settings.high:,}{settings.unit}")
        return value

    def shown(self, field: Field, value: int | float, context: AskContext) -> str:
        return f"{value:,}{field.settings.unit}"

    def echo(self, field: Field, value: int | float, incoming: Incoming, context: AskContext) -> str:
        text = tidy(incoming.text.strip())
        return "" if arabic(text) == text else self.shown(field, value, context)

    def page(self, field: Field) -> dict[str, Any]:
        settings: NumberSettings = field.settings
        own = {"min": settings.low, "max": settings.high, "decimals": settings.decimals, "unit": settings.unit}
        return {**super().page(field), **own}
