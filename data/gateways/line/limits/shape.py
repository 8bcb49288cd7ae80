"""JSON objects as tables: which properties an object may have, which it must, and the rule of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from data.gateways.line.limits.problem import Path, Report
from data.gateways.line.limits.scalar import Scalar

# (value, its path, report): for values that are objects, lists, or depend on the mode.
Rule = Callable[[Any, Path, Report], object]


class Shape:
    """One kind of object. `properties` maps names to a Scalar, a Rule, or None for what the caller looks at itself."""

    def __init__(self, properties: dict[str, Scalar | Rule | None], *, required: tuple[str, ...] = ()) -> None:
        self.required = required
        self._scalars = {name: rule for name, rule in properties.items() if isinstance(rule, Scalar)}
        self._rules = {name: rule for name, rule in properties.items() if rule and not isinstance(rule, Scalar)}
        # `type` of anything is true, and says so faster than a function of ours.
        self._accepts: dict[str, Callable[[Any], Any]] = {name: type for name, rule in properties.items() if not rule}
        self._accepts |= {name: scalar.accepts for name, scalar in self._scalars.items()}
        self._accepts["type"] = type

    def check(self, value: Any, path: Path, report: Report) -> bool:
        """Note every problem of the object's own properties; False when it is no object at all."""
        if not isinstance(value, dict):
            report.add(path, "wrong_type", "object")
            return False
        for name in self.required:
            if name not in value:
                report.add((path, name), "missing")
        accepts_of = self._accepts
        for name, item in value.items():
            accepts = accepts_of.get(name)
            if accepts is None:
                self._check_other(name, item, path, report)
                continue
            try:
                if accepts(item):
                    continue
            except TypeError:  # lists and objects can't be looked up
                report.add((path, name), "wrong_type")
                continue
            report.add((path, name), *self._scalars[name].explain(item))
        return True

    def _check_other(self, name: Any, item: Any, path: Path, report: Report) -> None:
        rule = self._rules.get(name)
        if rule is None:
            report.add((path, name), "unknown_property")
        else:
            rule(item, (path, name), report)


def each(value: Any, path: Path, report: Report, *, most: int | None, least: int = 1) -> list[tuple[Path, Any]]:
    """The items of a list with their paths, after its length was checked; nothing when it is no list."""
    if not isinstance(value, list):
        report.add(path, "wrong_type", "array")
        return []
    if most is not None and len(value) > most:
        report.add(path, "too_many", most, len(value))
    if len(value) < least:
        report.add(path, "too_few", least, len(value))
    return [((path, index), item) for index, item in enumerate(value)]


def type_of(value: Any) -> str:
    """The object's `type` when it is a word, else ""."""
    kind = value.get("type") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) else ""
