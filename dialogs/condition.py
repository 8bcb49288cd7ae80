"""The closed vocabulary of conditions, compiled to closures: forms, scenarios and options ask nothing else.

    {field: area, equals: 古口}                     {age_of: birth, at_least: 65}
    {field: topics, contains: 防災}                 {field: area, any_of: [古口, 角川]}
    {field: people, between: [2, 5]}                {field: photo, answered: true}
    {not: …}   {all: [… , …]}   {any: [… , …]}

Something unanswered meets no comparison. Of a list (multiple choice) or a repeating group, numbers compare
the count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from data.fold import fold
from dialogs.ages import age_on
from dialogs.faults import FaultList
from dialogs.yamltext import line_of

DEEPEST = 10


class Scope(Struct):
    """The answers a condition sees.

    Attributes:
        live: answers that count, by path ("name", "children.0.birth"); of a repeating group, a range of its length.
        prefixes: what stands before an id at each depth of repeating groups: ("",), or ("", "children.0.").
        today: civil date in Asia/Tokyo, for ages.
    """

    live: Mapping[str, Any]
    prefixes: tuple[str, ...]
    today: date


Condition = Callable[[Scope], bool]
Reader = Callable[[Scope], Any]
# Depth of the group that holds the named field; None when it can't be read here (the resolver has noted the fault).
Resolver = Callable[[str, int | None], int | None]


def compile_condition(document: Any, resolve: Resolver, faults: FaultList, where: str, line: int | None) -> Condition:
    """Compile one condition. With faults noted, what is returned must not be used.

    Args:
        resolve: called with each name and its line; gives the depth of repeating groups the name stands in.
        where: id of the field or node that has the condition, for the faults.
    """
    return _Compiler(resolve, faults, where).compile(document, line, 0)


def flat_names(names: frozenset[str], faults: FaultList, where: str) -> Resolver:
    """A resolver for values without groups: a scenario's slots."""

    def resolve(name: str, line: int | None) -> int | None:
        if name in names:
            return 0
        faults.add("condition.unknown", where, line, name=name)
        return None

    return resolve


def names_in(document: Any) -> frozenset[str]:
    """Every field a condition's document names, whether or not it compiles."""
    if isinstance(document, list):
        return frozenset().union(*map(names_in, document))
    if not isinstance(document, dict):
        return frozenset()
    own = {document[key] for key in ("field", "age_of") if isinstance(document.get(key), str)}
    return frozenset(own).union(*(names_in(document[key]) for key in ("not", "all", "any") if key in document))


class _Compiler:
    def __init__(self, resolve: Resolver, faults: FaultList, where: str) -> None:
        self._resolve = resolve
        self._faults = faults
        self._where = where

    def compile(self, document: Any, line: int | None, depth: int) -> Condition:
        line = line_of(document) or line
        if not isinstance(document, dict) or depth > DEEPEST:
            return self._refuse("condition.shape", line)
        if len(document) == 1:
            ((key, inner),) = document.items()
            if key == "not":
                negated = self.compile(inner, line, depth + 1)
                return lambda scope: not negated(scope)
            if key in ("all", "any"):
                if not isinstance(inner, list) or not inner:
                    return self._refuse("condition.empty_group", line)
                parts = tuple(self.compile(part, line, depth + 1) for part in inner)
                return _all(parts) if key == "all" else _any(parts)
        return self._compare(document, line)

    def _compare(self, document: dict[str, Any], line: int | None) -> Condition:
        subjects = [key for key in ("field", "age_of") if key in document]
        operators = [key for key in document if key not in ("field", "age_of")]
        if len(subjects) != 1 or len(operators) != 1 or not isinstance(document[subjects[0]], str):
            return self._refuse("condition.shape", line)
        operator = operators[0]
        make = _OPERATORS.get(operator)
        if make is None:
            return self._refuse("condition.operator", line, operator=operator)
        depth = self._resolve(document[subjects[0]], line)
        if depth is None:
            return _never
        test = make(document[operator])
        if test is None:
            return self._refuse("condition.value", line, operator=operator)
        read = _reader(document[subjects[0]], depth)
        if subjects[0] == "age_of":
            return lambda scope: test(_age(read(scope), scope.today))
        if depth == 0:  # the usual case, without a second call
            name = document["field"]
            return lambda scope: test(scope.live.get(name))
        return lambda scope: test(read(scope))

    def _refuse(self, code: str, line: int | None, **facts: Any) -> Condition:
        self._faults.add(code, self._where, line, **facts)
        return _never


def _never(scope: Scope) -> bool:
    return False


def _all(parts: tuple[Condition, ...]) -> Condition:
    return lambda scope: all(part(scope) for part in parts)


def _any(parts: tuple[Condition, ...]) -> Condition:
    return lambda scope: any(part(scope) for part in parts)


def _reader(name: str, depth: int) -> Reader:
    if depth == 0:
        return lambda scope: scope.live.get(name)
    return lambda scope: scope.live.get(scope.prefixes[depth] + name)


def _age(value: Any, today: date) -> int | None:
    """Nothing that isn't a date has an age: a scenario's slot may hold anything."""
    try:
        return age_on(date.fromisoformat(value), today)
    except (TypeError, ValueError):
        return None


Test = Callable[[Any], bool]


def _is_scalar(wanted: Any) -> bool:
    return isinstance(wanted, str | int | float | bool)


def _spellings(wanted: Any) -> frozenset[Any]:
    """YAML reads the option `3` as a number, answers keep its letters."""
    return frozenset({wanted, str(wanted)}) if not isinstance(wanted, bool) else frozenset({wanted})


def _equals(wanted: Any) -> Test | None:
    if isinstance(wanted, bool):
        return lambda value: value is wanted
    if not _is_scalar(wanted):
        return None
    accepted = _spellings(wanted)

    def test(value: Any) -> bool:
        if isinstance(value, list | range):
            return len(value) == wanted if isinstance(wanted, int) else len(value) == 1 and value[0] in accepted
        return not isinstance(value, bool | dict) and value in accepted

    return test


def _contains(wanted: Any) -> Test | None:
    if not _is_scalar(wanted) or wanted == "":
        return None
    accepted, folded = _spellings(wanted), fold(str(wanted))

    def test(value: Any) -> bool:
        if isinstance(value, list):
            return any(item in accepted for item in value if isinstance(item, str))
        return isinstance(value, str) and folded in fold(value)

    return test


def _any_of(wanted: Any) -> Test | None:
    if not isinstance(wanted, list) or not wanted or not all(_is_scalar(one) for one in wanted):
        return None
    accepted = frozenset().union(*map(_spellings, wanted))

    def test(value: Any) -> bool:
        if isinstance(value, list):
            return any(item in accepted for item in value if isinstance(item, str))
        return not isinstance(value, bool | dict | range) and value in accepted

    return test


def _is_bound(wanted: Any) -> bool:
    return isinstance(wanted, int | float | str) and not isinstance(wanted, bool) and wanted != ""


def _measured(value: Any, bound: Any) -> Any:
    """The value as something that compares with the bound: counts and numbers with numbers, text (dates) with text."""
    if isinstance(bound, str):
        return value if isinstance(value, str) else None
    if isinstance(value, list | range):
        return len(value)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _at_least(wanted: Any) -> Test | None:
    if not _is_bound(wanted):
        return None
    return lambda value: (measured := _measured(value, wanted)) is not None and measured >= wanted


def _at_most(wanted: Any) -> Test | None:
    if not _is_bound(wanted):
        return None
    return lambda value: (measured := _measured(value, wanted)) is not None and measured <= wanted


def _between(wanted: Any) -> Test | None:
    if not isinstance(wanted, list) or len(wanted) != 2 or not all(map(_is_bound, wanted)):
        return None
    low, high = wanted
    if isinstance(low, str) != isinstance(high, str) or low > high:
        return None
    return lambda value: (measured := _measured(value, low)) is not None and low <= measured <= high


def _answered(wanted: Any) -> Test | None:
    if not isinstance(wanted, bool):
        return None
    return lambda value: (value is not None and value != range(0)) is wanted


_OPERATORS: dict[str, Callable[[Any], Test | None]] = {
    "equals": _equals,
    "contains": _contains,
    "any_of": _any_of,
    "at_least": _at_least,
    "at_most": _at_most,
    "between": _between,
    "answered": _answered,
}
