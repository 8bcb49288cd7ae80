"""Which backups are kept: 14 days, 8 weeks, 12 months. Counted in backups, not from today: a clock can't delete."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime

DAILY, WEEKLY, MONTHLY = 14, 8, 12


def kept(made: Iterable[datetime]) -> set[datetime]:
    """Of these backups (local times), those that stay.

    All of the newest day; the last one of each of the newest DAILY days; the first one of each of the newest WEEKLY ISO
    weeks and of the newest MONTHLY months. The newest always stays, and what stays once stays when asked again.
    """
    ordered = sorted(set(made))
    if not ordered:
        return set()
    stay = {one for one in ordered if one.date() == ordered[-1].date()}
    by_day = {one.date(): one for one in ordered}  # a later one takes the place of an earlier one
    stay.update(by_day[day] for day in sorted(by_day)[-DAILY:])
    stay.update(_firsts(ordered, lambda one: one.isocalendar()[:2], WEEKLY))
    stay.update(_firsts(ordered, lambda one: (one.year, one.month), MONTHLY))
    return stay


def _firsts(ordered: list[datetime], span: Callable[[datetime], Hashable], newest: int) -> list[datetime]:
    first: dict[Hashable, datetime] = {}
    for one in ordered:
        first.setdefault(span(one), one)
    return list(first.values())[-newest:]
