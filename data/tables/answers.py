"""The answers of one form as a sheet, which follows what is answered, corrected, withdrawn and deleted."""

from __future__ import annotations

import csv
import io
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, func, select, type_coerce
from sqlalchemy.orm import Session

from data.csvtext.writing import NEUTRALISED
from data.forms.models import Submission, SubmissionChange
from data.tables.cells import CellKind
from data.tables.query import Query
from data.tables.sheet import Sheet, SheetRow

PAGE_ROWS = 2000
FEW = 500
# Several writers commit out of turn: numbers a little below the highest may still appear.
OVERLAP = 200
# Deleted answers are shown to nobody in any case; counting all of them to see whether some went takes a while.
COUNT_SECONDS = 5.0
OWN: tuple[tuple[str, CellKind], ...] = (
    ("#number", "number"),
    ("#sent", "instant"),
    ("#changed", "instant"),
    ("#state", "choice"),
    ("#account", "choice"),
    ("#resident", "number"),
)
STATUSES, CHANNELS = ("accepted", "withdrawn"), ("public", "test")
MINUTES = len("2026-11-22 15:30")
_TOKYO = timedelta(hours=9)


class ReadingStopped(Exception):
    """The program ends while answers are read for later."""


class AnswerSheet:
    """One per form and form version. `follow` before every use.

    Reading a hundred thousand answers takes seconds. `first` answers what a page asks when it opens without them, and
    `warm` reads them meanwhile.
    """

    def __init__(
        self,
        form_id: int,
        columns: Sequence[tuple[str, CellKind]],
        keys_of: Callable[[int], Sequence[str]],
        labels: Callable[[str], str],
        real: Callable[[], float] = time.monotonic,
        is_stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Args:
        columns: (key, kind) of the form's own columns, of all its versions.
        keys_of: (version) -> the columns its lines hold, in order.
        labels: a status or a channel -> as people read it.
        real: seconds of the real clock.
        is_stopped: the program ends.
        """
        self.sheet = Sheet([*OWN, *columns])
        self._form_id = form_id
        self._keys = [key for key, _ in columns]
        self._keys_of = keys_of
        self._labels = labels
        self._straight = list(range(len(columns)))
        self._places: dict[int, list[int]] = {}
        self._minutes: dict[str, str] = {}
        self._last_change = 0
        self._real = real
        self._is_stopped = is_stopped
        self._is_whole = False
        self._counted = 0.0
        self._lock = threading.Lock()

    def follow(self, session: Session) -> None:
        """Read what came or changed since the last time; everything the first time, or when answers were deleted."""
        with self._lock:
            newest_change = session.scalar(select(func.max(SubmissionChange.id))) or 0
            if self._is_whole:
                self._read(session, self._stale(session))
            else:
                self._read_all(session)
                self._is_whole = True
            self._last_change = newest_change
            if self._real() - self._counted > COUNT_SECONDS:
                self._drop_deleted(session)
                self._counted = self._real()

    def warm(self, session: Session) -> None:
        """Read everything before somebody waits for it, unless that was done or is being done."""
        if not self._is_whole and not self._lock.locked():
            try:
                self.follow(session)
            except ReadingStopped:
                return

    def first(self, session: Session, query: Query, start: int, size: int) -> tuple[int, list[SheetRow]] | None:
        """(how many there are, those from `start` on), read from the database, as long as the sheet is not whole.

        None when the sheet is whole, the place is no longer there, or the query asks for more than states, accounts
        and an order by number or day.
        """
        chosen = None if self._is_whole else self._chosen(query)
        if chosen is None:
            return None
        total = session.scalar(select(func.count()).select_from(Submission).where(*chosen)) or 0
        if start and start >= total:
            return None
        ordered = self._select(session).where(*chosen).order_by(*_ordered(query)).offset(start).limit(size)
        return total, list(self._rows(session.connection().execute(ordered).all()))

    def _chosen(self, query: Query) -> list[ColumnElement[bool]] | None:
        orders = [key for key, _ in query.order]
        if query.search or orders not in (["#sent", "#number"], ["#sent"], ["#number"]):
            return None
        wanted: list[ColumnElement[bool]] = [Submission.form_id == self._form_id]
        own = {"#state": (Submission.status, STATUSES), "#account": (Submission.channel, CHANNELS)}
        for one in query.filters:
            if one.column not in own or one.operator != "any_of":
                return None
            column, words = own[one.column]
            wanted.append(column.in_([word for word in words if self._labels(word) in one.values]))
        return wanted

    def renew(self, session: Session, ids: Sequence[int]) -> None:
        """Read these once more: what people are shown is what is kept at this moment. Deleted ones go."""
        left = set(ids) - self._read(session, list(ids))
        if left:
            self._drop_deleted(session)

    def _drop_deleted(self, session: Session) -> None:
        count = select(func.count()).where(Submission.form_id == self._form_id)
        if (session.scalar(count) or 0) != len(self.sheet):
            self.sheet.keep(session.scalars(select(Submission.id).where(Submission.form_id == self._form_id)))

    def _stale(self, session: Session) -> list[int]:
        late = select(Submission.id, Submission.form_id, Submission.revision).where(
            Submission.id > self.sheet.newest - OVERLAP
        )
        found = [
            row.id
            for row in session.execute(late)
            if row.form_id == self._form_id and self.sheet.revision_of(row.id) != row.revision
        ]
        changed = select(SubmissionChange.submission_id).where(SubmissionChange.id > self._last_change - OVERLAP)
        here = [one for one in set(session.scalars(changed)) if self.sheet.revision_of(one) is not None]
        return found + here

    def _read_all(self, session: Session) -> None:
        last = 0
        chosen = self._select(session).where(Submission.form_id == self._form_id).order_by(Submission.id)
        while rows := session.connection().execute(chosen.where(Submission.id > last).limit(PAGE_ROWS)).all():
            if self._is_stopped():
                raise ReadingStopped
            # Ends the reading transaction, which would hold up checkpoints.
            session.rollback()
            self.sheet.put(self._rows(rows))
            last = rows[-1][0]

    def _read(self, session: Session, ids: list[int]) -> set[int]:
        """The numbers of those that are there."""
        found: set[int] = set()
        for start in range(0, len(ids), FEW):
            chosen = self._select(session).where(Submission.id.in_(ids[start : start + FEW]))
            rows = session.connection().execute(chosen).all()
            self.sheet.put(self._rows(rows))
            found.update(row[0] for row in rows)
        return found

    def _select(self, session: Session) -> Any:
        # Instants as text: a hundred thousand of them are slow to make, and only their minutes are wanted.
        return select(
            Submission.id,
            Submission.revision,
            _text(session, Submission.submitted_at),
            _text(session, Submission.updated_at),
            Submission.status,
            Submission.channel,
            Submission.resident_id,
            Submission.version,
            Submission.line,
            Submission.folded,
        )

    def _rows(self, rows: Sequence[Any]) -> Iterator[SheetRow]:
        for number, revision, sent, changed, status, channel, resident, version, line, folded in rows:
            who = "" if resident is None else str(resident)
            own = [str(number), self._minute(sent), self._minute(changed), self._labels(status), self._labels(channel)]
            yield SheetRow(
                number, revision, [*own, who, *self._cells(version, line)], f"{folded}\x1f#{number}\x1f{who}"
            )

    def _cells(self, version: int, line: str) -> list[str]:
        places = self._places.get(version)
        if places is None:
            held = {key: place for place, key in enumerate(self._keys_of(version))}
            places = self._places[version] = [held.get(key, -1) for key in self._keys]
        # Most lines need no quotes, and are then taken apart much faster.
        cells = line.split(",") if '"' not in line else next(csv.reader(io.StringIO(line, newline="")), [])
        if "'" in line:
            cells = [cell[1:] if cell[:1] == "'" and NEUTRALISED.match(cell) else cell for cell in cells]
        if places == self._straight and len(cells) == len(places):
            return cells
        return [cells[place] if 0 <= place < len(cells) else "" for place in places]

    def _minute(self, text: str) -> str:
        """2026-11-22 15:30 in Tokyo, which knows no summer time, of an instant in UTC."""
        minute = text[:MINUTES]
        found = self._minutes.get(minute)
        if found is None:
            found = (datetime.fromisoformat(minute) + _TOKYO).isoformat(" ", "minutes")
            self._minutes[minute] = found
        return found


def _ordered(query: Query) -> list[ColumnElement[Any]]:
    """As the sheet orders them; of one minute the later number."""
    (key, is_down), *others = query.order
    columns = {"#sent": Submission.submitted_at, "#number": Submission.id}
    first = columns[key].desc() if is_down else columns[key].asc()
    last = others[0][1] if others else False
    return [first, Submission.id.desc() if last else Submission.id.asc()]


def _text(session: Session, column: Any) -> ColumnElement[str]:
    """An instant as text that begins with its minute in UTC."""
    if session.get_bind().dialect.name == "sqlite":
        return type_coerce(column, String)  # which keeps it so
    return func.to_char(func.timezone("UTC", column), "YYYY-MM-DD HH24:MI")
