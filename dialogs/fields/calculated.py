"""A value worked out from earlier answers: an age, a sum, a product, a count, days. A closed vocabulary, no script."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import prod
from typing import Any, ClassVar

from dialogs.ages import age_on
from dialogs.condition import Scope
from dialogs.context import AskContext
from dialogs.fields.field import Field
from dialogs.fields.kind import FieldKind, Setup

FORMULAS = ("age", "sum", "product", "count", "days")
FITTING: dict[str, frozenset[str]] = {
    "age": frozenset({"birth_date", "date"}),
    "sum": frozenset({"number", "calculated"}),
    "product": frozenset({"number", "calculated"}),
    "count": frozenset({"multiple", "group", "photo", "file"}),
    "days": frozenset({"date", "birth_date"}),
}
APRIL = 4


@dataclass(frozen=True, slots=True)
class Source:
    """One answer a formula reads: `depth` groups are shared with the formula, `inner` ones are gone through item by
    item."""

    name: str
    depth: int
    inner: tuple[str, ...] = ()

    def values(self, scope: Scope) -> list[Any]:
        """Every answer there is, in order."""
        paths = [scope.prefixes[self.depth]]
        for group in self.inner:
            paths = [f"{path}{group}.{number}." for path in paths for number in scope.live.get(path + group, ())]
        found = (scope.live.get(path + self.name) for path in paths)
        return [value for value in found if value is not None]


@dataclass(frozen=True, slots=True)
class CalculatedSettings:
    """`on`: of an age, the day it is reckoned on ("" today, "fiscal_year" the last 1 April, else a date)."""

    formula: str
    sources: tuple[Source, ...]
    on: str
    times: float | int
    plus: float | int
    unit: str


class CalculatedKind(FieldKind):
    """Never asked: its value follows its sources, stands in the review, and conditions may name it. No source, no
    value."""

    name: ClassVar[str] = "calculated"
    keys = frozenset({"formula", "of", "on", "times", "plus", "unit"})
    takes = frozenset()
    is_asked = False

    def compile(self, setup: Setup) -> CalculatedSettings:
        formula = setup.one_of("formula", "sum", FORMULAS)
        on = setup.sentence("on")
        if on not in ("", "today", "fiscal_year") and _day(on) is None:
            setup.refuse("day_limit", "on", key="on")
        times, plus = setup.number("times"), setup.number("plus")
        sources = tuple(
            source for name in self._names(setup, formula) if (source := self._source(setup, formula, name))
        )
        return CalculatedSettings(
            formula,
            sources,
            on,
            1 if times is None else times,
            0 if plus is None else plus,
            setup.sentence("unit", longest=10),
        )

    @staticmethod
    def _names(setup: Setup, formula: str) -> list[str]:
        listed = setup.document.get("of")
        names = listed if isinstance(listed, list) else [listed]
        fits = {"age": len(names) == 1, "days": len(names) == 2}.get(formula, bool(names))
        if not fits or not all(isinstance(name, str) and name for name in names):
            setup.refuse("calculated_of", "of")
            return []
        return [str(name) for name in names]

    @staticmethod
    def _source(setup: Setup, formula: str, name: str) -> Source | None:
        found = setup.gather(name) if setup.gather is not None else None
        if found is None:
            return None
        kind, depth, inner = found
        if kind not in FITTING[formula] or (inner and formula in ("age", "days")):
            setup.refuse("calculated_kind", "of", name=name)
            return None
        return Source(name, depth, inner)

    def compute(self, field: Field, scope: Scope) -> float | int | None:
        """The value now; None while nothing it needs is answered."""
        settings: CalculatedSettings = field.settings
        found = [source.values(scope) for source in settings.sources]
        value = _COMPUTED[settings.formula](settings, found, scope.today)
        if value is None:
            return None
        value = value * settings.times + settings.plus
        return round(value, 6) if isinstance(value, float) and not value.is_integer() else int(value)

    def shown(self, field: Field, value: float | int, context: AskContext) -> str:
        return f"{value:,}{field.settings.unit or _UNITS.get(field.settings.formula, '')}"

    def page(self, field: Field) -> dict[str, Any]:
        settings: CalculatedSettings = field.settings
        own = {"formula": settings.formula, "of": [source.name for source in settings.sources], "on": settings.on}
        return {**super().page(field), **own, "times": settings.times, "plus": settings.plus, "unit": settings.unit}


_UNITS = {"age": "歳", "days": "日"}
Found = Sequence[list[Any]]


def _age(settings: CalculatedSettings, found: Found, today: date) -> int | None:
    if not found or not found[0]:
        return None
    return age_on(date.fromisoformat(found[0][0]), _reckoned_on(settings.on, today))


def _reckoned_on(on: str, today: date) -> date:
    if on == "fiscal_year":
        return date(today.year if today.month >= APRIL else today.year - 1, APRIL, 1)
    return _day(on) or today


def _sum(settings: CalculatedSettings, found: Found, today: date) -> float | int | None:
    values = [value for each in found for value in each]
    return sum(values) if values else None


def _product(settings: CalculatedSettings, found: Found, today: date) -> float | int | None:
    return prod(value for each in found for value in each) if found and all(found) else None


def _count(settings: CalculatedSettings, found: Found, today: date) -> int | None:
    values = [value for each in found for value in each]
    return sum(len(value) for value in values) if values else None


def _days(settings: CalculatedSettings, found: Found, today: date) -> int | None:
    if len(found) != 2 or not all(found):
        return None
    return (date.fromisoformat(found[1][0]) - date.fromisoformat(found[0][0])).days


_COMPUTED: dict[str, Callable[[CalculatedSettings, Found, date], float | int | None]] = {
    "age": _age,
    "sum": _sum,
    "product": _product,
    "count": _count,
    "days": _days,
}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
