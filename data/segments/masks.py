"""Conditions over the mirror's arrays: a mask of rows for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from data.ages import last_birth_of
from data.segments.child_column import ChildColumn
from data.segments.columns import (
    NO_DAY,
    BitsColumn,
    ChoiceColumn,
    Column,
    DayColumn,
    FlagColumn,
    Mask,
    NumberColumn,
    day_number,
)
from data.segments.condition import NUMBER, REGISTERED, All, AnyOf, Compare, Condition, Not, Within, leaves
from data.segments.periods import Period, period_of
from data.segments.text_column import TextColumn

CHANNELS: Mapping[str, int] = {"gone": 0, "public": 1, "test": 2}
OLDEST = 200
Segments = Mapping[int, Condition]
Days = npt.NDArray[np.int32]


@dataclass(slots=True)
class Masks:
    """The rows as they are at one moment.

    Attributes:
        today: civil date in Asia/Tokyo, for ages and relative dates.
        segments: the conditions of saved segments by id; one that is not in it is met by nobody.
    """

    columns: Mapping[str, Column]
    ids: npt.NDArray[np.int64]
    channels: npt.NDArray[np.uint8]
    are_friends: Mask
    registered: Days
    today: date
    segments: Segments = field(default_factory=dict)

    def everybody(self, channel: str) -> Mask:
        """Everyone who ever wrote on a channel and is not deleted."""
        found: Mask = self.channels == CHANNELS[channel]
        return found

    def friends(self, channel: str) -> Mask:
        """Those who have not blocked the account."""
        return self.everybody(channel) & self.are_friends

    def audience(self, condition: Condition, channel: str) -> Mask:
        """Friends on a channel who meet a condition."""
        return self.friends(channel) & self.of(condition)

    def of(self, condition: Condition) -> Mask:
        """Who meets a condition, whatever the channel."""
        match condition:
            case Compare():
                return self._test(condition)
            case All(parts):
                found = np.ones(len(self.ids), np.bool_)
                for part in parts:
                    found &= self.of(part)
                return found
            case AnyOf(parts):
                found = np.zeros(len(self.ids), np.bool_)
                for part in parts:
                    found |= self.of(part)
                return found
            case Not(part):
                return ~self.of(part)
            case Within(segment_id):
                known = self.segments.get(segment_id)
                return np.zeros(len(self.ids), np.bool_) if known is None else self.of(known)

    def unanswered(self, condition: Condition) -> Mask:
        """Who has no value of something that a condition asks about."""
        found = np.zeros(len(self.ids), np.bool_)
        for leaf in leaves(condition):
            if isinstance(leaf, Within):
                known = self.segments.get(leaf.segment_id)
                found |= np.zeros(len(self.ids), np.bool_) if known is None else self.unanswered(known)
            elif leaf.op not in ("set", "unset"):
                found |= ~self._is_set(leaf)
        return found

    def _is_set(self, test: Compare) -> Mask:
        if test.key in (REGISTERED, NUMBER):
            return np.ones(len(self.ids), np.bool_)
        column = self.columns.get(test.key)
        return np.zeros(len(self.ids), np.bool_) if column is None else column.is_set(len(self.ids))

    def _test(self, test: Compare) -> Mask:
        rows = len(self.ids)
        if test.op in ("set", "unset"):
            found = self._is_set(test)
            return found if test.op == "set" else ~found
        if test.key == REGISTERED:
            return self._days(self.registered, test)
        if test.key == NUMBER:
            return _compared(self.ids, test)
        column = self.columns.get(test.key)
        match column:
            case ChoiceColumn() | BitsColumn():
                return column.any_of(test.values, rows)
            case FlagColumn():
                wanted = [FlagColumn.CODES[value] for value in test.values]
                return np.isin(column.array[:rows], wanted) if len(wanted) > 1 else column.array[:rows] == wanted[0]
            case NumberColumn():
                return _compared(column.array[:rows], test)
            case DayColumn():
                return self._days(column.array[:rows], test) & column.is_set(rows)
            case TextColumn():
                seek = column.containing if test.op == "contains" else column.equal
                found = np.zeros(rows, np.bool_)
                for value in test.values:
                    found |= seek(value, rows)
                return found
            case ChildColumn() if test.aspect == "count":
                return _compared(column.counts[:rows], test) & column.is_set(rows)
            case ChildColumn():
                _, births = column.children()
                return column.owners_of(self._days(births, test), rows)
        return np.zeros(rows, np.bool_)

    def _days(self, days: Days, test: Compare) -> Mask:
        """Dates, ages and months of an array of day numbers."""
        if test.aspect == "age":
            return self._ages(days, test)
        if test.aspect == "month":
            wanted = [value for value in test.values if isinstance(value, int)]
            wanted += [first.month for first, _ in self._periods(test)]
            months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12 + 1
            return np.isin(months, wanted)
        periods = self._periods(test)
        if test.op == "=":
            found = np.zeros(len(days), np.bool_)
            for first, last in periods:
                found |= _between(days, first, last)
            return found
        if len(periods) < len(test.values):
            return np.zeros(len(days), np.bool_)
        first, last = periods[0]
        match test.op:
            case ">=":
                return days >= day_number(first)
            case "<=":
                return days <= day_number(last)
            case ">":
                return days > day_number(last)
            case "<":
                return days < day_number(first)
        return _between(days, first, periods[1][1])

    def _ages(self, days: Days, test: Compare) -> Mask:
        """Ages, as bounds of the birth date: someone of at least n was born on or before a certain day."""
        if test.op == "=":
            found = np.zeros(len(days), np.bool_)
            for age in test.values:
                if float(age).is_integer():
                    found |= self._aged(days, int(age), int(age))
            return found
        bound = test.values[0]
        match test.op:
            case ">=":
                return self._aged(days, _up(bound), None)
            case ">":
                return self._aged(days, int(bound // 1) + 1, None)
            case "<=":
                return self._aged(days, None, int(bound // 1))
            case "<":
                return self._aged(days, None, _up(bound) - 1)
        return self._aged(days, _up(bound), int(test.values[1] // 1))

    def _aged(self, days: Days, least: int | None, most: int | None) -> Mask:
        found: Mask = np.ones(len(days), np.bool_)
        if least is not None:
            found &= days <= self._last_birth(least)
        if most is not None:
            found &= days > self._last_birth(most + 1)
        return found

    def _last_birth(self, age: int) -> int:
        """The last birth day with which one is `age` by now; beyond all days where there is none."""
        year = self.today.year - age
        if year < 2:
            return NO_DAY
        if year > 9990:
            return int(np.iinfo(np.int32).max)
        return day_number(last_birth_of(age, self.today))

    def _periods(self, test: Compare) -> list[Period]:
        """The days its tokens mean today; 2月29日 means none in most years, and then nobody meets it."""
        found = [period_of(value, self.today) for value in test.values if isinstance(value, str)]
        return [period for period in found if period is not None]


def _up(number: float) -> int:
    return -int(-number // 1)


def _between(days: Days, first: date, last: date) -> Mask:
    found: Mask = (days >= day_number(first)) & (days <= day_number(last))
    return found


def _compared(numbers: npt.NDArray[Any], test: Compare) -> Mask:
    """Plain numbers; NaN meets nothing."""
    bound = test.values[0]
    found: Mask
    match test.op:
        case "=":
            found = numbers == bound if len(test.values) == 1 else np.isin(numbers, test.values)
        case ">=":
            found = numbers >= bound
        case "<=":
            found = numbers <= bound
        case ">":
            found = numbers > bound
        case "<":
            found = numbers < bound
        case _:
            found = (numbers >= bound) & (numbers <= test.values[1])
    return found
