"""Comparing a file with the records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.csvtext.refusals import Refusal
from data.csvtext.values import same_text
from data.fold import fold
from data.ids import new_code
from data.imports.models import Listed
from data.imports.parsed import ParsedRow, ParsedTable
from data.imports.plan import ChangedRow, ImportPlan, NewRow, RemovedRow
from data.imports.warnings import find_warnings


def facts_of(session: Session, model: type[Listed]) -> str:
    """Stands for a table's content: differs after every edit, addition and removal, not after a change of status."""
    count, edits, last = session.execute(
        select(func.count(), func.coalesce(func.sum(model.revision), 0), func.coalesce(func.max(model.id), 0))
    ).one()
    return f"{count}.{edits}.{last}"


def code_key(code: str) -> str:
    """A code as it is compared: spreadsheets drop leading zeros."""
    return "-".join(part.lstrip("0") if part.isdecimal() else part for part in fold(code).split("-"))


def new_row_code(letter: str) -> str:
    """A code for a record the town has given none: `S-7KQ2MX`. The letter keeps spreadsheets from reading a number."""
    return f"{letter}-{new_code(1, 6)}"


def same_value(before: Any, after: Any) -> bool:
    """Equal content: texts up to what Shift_JIS can't tell apart, degrees up to a centimetre."""
    if isinstance(before, str) and isinstance(after, str):
        return same_text(before, after)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(same_value, before, after))
    if isinstance(before, float) and isinstance(after, float):
        return abs(before - after) < 1e-7
    return bool(before == after)


class Matcher:
    """Finds the record a row of the file means: by its code, else by a key of its content if that is unambiguous."""

    def __init__(self, records: Sequence[Any], key: Callable[[Any], Any], rows: Sequence[ParsedRow]) -> None:
        self._by_code = {code_key(record.code): record for record in records}
        self._by_key: dict[Any, list[Any]] = {}
        for record in records:
            self._by_key.setdefault(key(record), []).append(record)
        self._claimed = {code_key(row.code) for row in rows if row.code}

    def find(self, row: ParsedRow, key: Any, is_same: Callable[[Any], bool] = lambda record: True) -> Any | None:
        """The record of this row, or None. A record whose code another row claims is never taken by its key."""
        if row.code and (record := self._by_code.get(code_key(row.code))) is not None:
            return record
        alike = [
            record
            for record in self._by_key.get(key, ())
            if code_key(record.code) not in self._claimed and is_same(record)
        ]
        return alike[0] if len(alike) == 1 else None


class Comparison:
    """Collects what the rows of one file mean, then makes the plan.

    Args:
        columns: the content columns that are compared. defaults: of columns a file may lack.
        derive: adds to a row's content the columns that follow from the others.
    """

    def __init__(
        self,
        columns: Sequence[str],
        defaults: Mapping[str, Any],
        derive: Callable[[dict[str, Any]], dict[str, Any]] = lambda content: content,
    ) -> None:
        self._columns = columns
        self._defaults = defaults
        self._derive = derive
        self._met: dict[int, int] = {}
        self._codes: dict[str, int] = {}
        self.new: list[NewRow] = []
        self.changed: list[ChangedRow] = []
        self.withdrawn: list[ChangedRow] = []
        self.refused: list[Refusal] = []
        self.notes: list[Refusal] = []
        self.unchanged = 0

    def add(self, row: ParsedRow, code: str, values: Mapping[str, Any]) -> None:
        """A record the town doesn't have yet; columns the file lacks get their defaults."""
        if (first := self._codes.setdefault(code_key(code), row.row_no)) != row.row_no:
            self.refused.append(Refusal(row.row_no, "", "duplicate", {"first_row_no": first, "name": row.name}))
            return
        content = {**self._defaults, **values, "code": code}
        content = {column: content[column] for column in ("code", *self._columns)}
        self.new.append(NewRow(row.row_no, row.name, self._derive(content)))

    def meet(self, row: ParsedRow, record: Any, values: Mapping[str, Any]) -> None:
        """A record the town has; columns the file lacks stay as they are."""
        if (first := self._met.get(record.id)) is not None:
            self.refused.append(Refusal(row.row_no, "", "duplicate", {"first_row_no": first, "name": row.name}))
            return
        self._met[record.id] = row.row_no
        change = self._change(row.row_no, row.name, record, values)
        if change is None:
            self.unchanged += 1
        else:
            self.changed.append(change)

    def withdraw(self, record: Any, name: str, values: Mapping[str, Any]) -> None:
        """A record the file lacks that stays, without what the file speaks for."""
        self._met[record.id] = 0
        change = self._change(0, name, record, values)
        if change is not None:
            self.withdrawn.append(change)

    def _change(self, row_no: int, name: str, record: Any, values: Mapping[str, Any]) -> ChangedRow | None:
        before = {column: getattr(record, column) for column in self._columns}
        differing = {
            column: (before[column], value) for column, value in values.items() if not same_value(before[column], value)
        }
        if not differing:
            return None
        after = {column: after for column, (_, after) in differing.items()}
        content = self._derive({**before, **after, "code": record.code})
        return ChangedRow(row_no, record.id, name, content, differing)

    def spare(self, record_id: int, row_no: int) -> None:
        """The file names the record but its row was refused: the record stays as it is."""
        self._met.setdefault(record_id, row_no)

    def is_met(self, record_id: int) -> bool:
        return record_id in self._met

    def plan(
        self,
        parsed: ParsedTable,
        facts: str,
        records: Sequence[Any],
        removed: list[RemovedRow],
        kept: list[tuple[RemovedRow, str]] | None = None,
        report: dict[str, Any] | None = None,
    ) -> ImportPlan:
        """The plan; `records` are all there are."""
        return ImportPlan(
            kind=parsed.kind,
            encoding=parsed.encoding,
            layout=parsed.layout,
            facts=facts,
            new=self.new,
            changed=self.changed,
            removed=removed,
            kept=kept or [],
            unchanged=self.unchanged,
            refused=sorted([*parsed.refused, *self.refused], key=lambda fault: fault.row_no),
            notes=sorted([*parsed.notes, *self.notes], key=lambda note: note.row_no),
            skipped=parsed.skipped,
            report=report or {},
            withdrawn=self.withdrawn,
            warnings=find_warnings(records, parsed.rows, len(removed) + len(self.withdrawn)),
        )
