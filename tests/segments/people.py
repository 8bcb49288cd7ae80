"""Residents to ask about, and a slow, obvious reading of their documents."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from data.ages import age_on
from data.attributes.definitions import Catalog, Definition
from data.attributes.service import load_catalog
from data.attributes.starters import put_attributes
from data.clock import TOKYO
from data.fold import fold
from data.residents.models import Resident
from data.segments.condition import NUMBER, REGISTERED, All, AnyOf, Compare, Condition, Not, Within
from data.segments.periods import period_of
from dialogs.attribute_starters import load_attributes

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def seed(session) -> Catalog:
    """The attributes that are shipped."""
    put_attributes(session, starters=load_attributes(), now=NOW)
    return load_catalog(session)


def resident(session, number: int = 1, channel: str = "public", is_friend: bool = True, **answers: Any) -> Resident:
    """Somebody with these answers."""
    made = Resident(
        channel=channel,
        line_user_id=f"U{number:032}",
        first_seen_at=NOW,
        is_friend=is_friend,
        answers=answers,
        revision=0,
    )
    session.add(made)
    session.flush()
    return made


def meets(resident: Resident, condition: Condition, catalog: Catalog, today: date = TODAY) -> bool:
    """Whether a resident's document meets a condition: read as it is written, one resident at a time."""
    match condition:
        case All(parts):
            return all(meets(resident, part, catalog, today) for part in parts)
        case AnyOf(parts):
            return any(meets(resident, part, catalog, today) for part in parts)
        case Not(part):
            return not meets(resident, part, catalog, today)
        case Compare():
            return _tests(resident, condition, catalog, today)
        case Within():
            raise NotImplementedError


def _tests(resident: Resident, test: Compare, catalog: Catalog, today: date) -> bool:
    if test.key == REGISTERED:
        return _compares(resident.first_seen_at.astimezone(TOKYO).date(), test, today)
    if test.key == NUMBER:
        return _compares(resident.id, test, today)
    definition = catalog.by_key[test.key]
    value = resident.answers.get(test.key)
    if test.op in ("set", "unset"):
        return (value is not None) == (test.op == "set")
    return value is not None and any(_compares(one, test, today) for one in _values(definition, test, value, today))


def _values(definition: Definition, test: Compare, value: Any, today: date) -> list[Any]:
    """What is compared: each choice, each child, the age, the month."""
    if test.aspect == "count":
        return [len(value)]
    if definition.kind in ("birth_date", "date", "children"):
        listed = [child["birth"] for child in value] if definition.kind == "children" else [value]
        days = [date.fromisoformat(one) for one in listed]
        return [age_on(day, today) for day in days] if test.aspect == "age" else days
    if definition.kind == "text":
        return [fold(value)]
    return value if isinstance(value, list) else [value]


def _compares(value: Any, test: Compare, today: date) -> bool:
    if test.aspect == "month":
        periods = [period_of(one, today) for one in test.values if isinstance(one, str)]
        return value.month in [*test.values, *(period[0].month for period in periods if period)]
    if isinstance(value, date):
        periods = [period_of(token, today) for token in test.values]
        if test.op == "=":
            return any(period[0] <= value <= period[1] for period in periods if period)
        if None in periods:  # 2月29日
            return False
        first, last = periods[0]
        return {
            ">=": lambda: value >= first,
            "<=": lambda: value <= last,
            ">": lambda: value > last,
            "<": lambda: value < first,
            "between": lambda: first <= value <= periods[1][1],
        }[test.op]()
    values = [fold(one) for one in test.values] if isinstance(value, str) and test.op == "contains" else test.values
    bound = values[0]
    return {
        "=": lambda: value in values or (isinstance(value, str) and value in map(fold, map(str, values))),
        ">=": lambda: value >= bound,
        "<=": lambda: value <= bound,
        ">": lambda: value > bound,
        "<": lambda: value < bound,
        "between": lambda: bound <= value <= values[1],
        "contains": lambda: bound in value,
    }[test.op]()
