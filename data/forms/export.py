"""Answers as one file. Each submission keeps its columns as a line ready to be written, so CSV only joins them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, func, select, tuple_, type_coerce
from sqlalchemy.orm import Session

from data.csvtext.table import Table
from data.csvtext.writing import NEUTRALISED, Cell, CsvFile, WriteEncoding, neutralise, write_csv
from data.forms.models import Submission

PAGE_ROWS = 1000
OWN_COLUMNS = 5
END = "\r\n"
MINUTES = len("2026-11-22 15:30")
_TOKYO_HOURS = timedelta(hours=9)


class AnswerTable(Table):
    """A `Table` whose rows are kept as lines of CSV; they are taken apart only for other kinds of files."""

    __slots__ = ("_pieces",)
    _pieces: list[str]

    def __init__(self, columns: Sequence[str], pieces: list[str]) -> None:
        object.__setattr__(self, "columns", tuple(columns))
        object.__setattr__(self, "_pieces", pieces)

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Every row as cells, the number as a number."""
        return tuple(_cells(row) for piece in self._pieces for row in csv.reader(io.StringIO(piece, newline="")))

    def csv(self, encoding: WriteEncoding = "utf-8-sig") -> CsvFile:
        """As CSV; see `data.csvtext.write_csv`."""
        if encoding != "utf-8-sig":
            return write_csv(self.columns, self.rows, encoding=encoding)
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerow([neutralise(column) for column in self.columns])
        # Piece by piece: one call over all of it would keep every other thread waiting. getvalue() copies nothing.
        data = io.BytesIO()
        data.write(b"\xef\xbb\xbf" + out.getvalue().encode())
        for piece in self._pieces:
            data.write(piece.encode())
        return CsvFile(data.getvalue(), encoding, [])


def answer_table(
    session: Session,
    chosen: Select[Submission],
    *,
    headings: Sequence[str],
    keys: Sequence[str],
    keys_of: Callable[[int], Sequence[str]],
    statuses: Mapping[str, str],
) -> AnswerTable:
    """The answers, the oldest first. Read page by page, so that no transaction grows old.

    Args:
        headings: of the OWN_COLUMNS (number, sent, changed, state, resident), then of `keys`.
        keys: the columns wanted. keys_of: (version) -> the columns its lines hold, in order.
        statuses: status -> as people read it.
    """
    pieces: list[str] = []
    places: dict[int, list[int] | None] = {}
    for page in _pages(session, chosen):
        lines = []
        for number, sent, changed, status, resident, version, line in page:
            if version not in places:
                places[version] = _places(list(keys_of(version)), list(keys))
            order = places[version]
            if order is not None:
                line = _reordered(line, order)
            at = _time(sent[:MINUTES])
            then = at if changed[:MINUTES] == sent[:MINUTES] else _time(changed[:MINUTES])
            who = "" if resident is None else resident
            lines.append(f"{number},{at},{then},{statuses.get(status, status)},{who},{line}\r\n")
        pieces.append("".join(lines))
    return AnswerTable(headings, pieces)


def _pages(session: Session, chosen: Select[Submission]) -> Iterator[Sequence[Any]]:
    # As text: a hundred thousand instants are slow to make, and only their minutes are wanted.
    columns = chosen.with_only_columns(
        Submission.id,
        _text(session, Submission.submitted_at),
        _text(session, Submission.updated_at),
        Submission.status,
        Submission.resident_id,
        Submission.version,
        Submission.line,
    ).order_by(None)
    ordered = columns.order_by(Submission.submitted_at, Submission.id).limit(PAGE_ROWS)
    last: tuple[ColumnElement[datetime], int] | None = None
    while True:
        page = ordered
        if last is not None:
            page = page.where(tuple_(Submission.submitted_at, Submission.id) > tuple_(*last))
        rows = session.connection().execute(page).all()
        # Nothing was changed: this only ends the reading transaction, which would hold up checkpoints.
        session.rollback()
        if rows:
            yield rows
        if len(rows) < PAGE_ROWS:
            return
        # The instant whole, by its row: its text is told in minutes.
        at = select(Submission.submitted_at).where(Submission.id == rows[-1][0]).scalar_subquery()
        last = (at, rows[-1][0])


def _places(held: list[str], wanted: list[str]) -> list[int] | None:
    """Where each wanted column stands in a line, -1 for nowhere; None when the line is just right."""
    if held == wanted:
        return None
    found = {key: place for place, key in enumerate(held)}
    return [found.get(key, -1) for key in wanted]


def _reordered(line: str, order: list[int]) -> str:
    cells = next(csv.reader(io.StringIO(line, newline="")), [])
    out = io.StringIO(newline="")
    # The cells were neutralised when they were kept.
    csv.writer(out, lineterminator=END).writerow([cells[place] if 0 <= place < len(cells) else "" for place in order])
    return out.getvalue().removesuffix(END)


def _cells(row: list[str]) -> tuple[Cell, ...]:
    number, *rest = row
    return (int(number), *(cell[1:] if NEUTRALISED.match(cell) else cell for cell in rest))


def _text(session: Session, column: Any) -> ColumnElement[str]:
    """An instant as text that begins with its minute in UTC."""
    if session.get_bind().dialect.name == "sqlite":
        return type_coerce(column, String)  # which keeps it so
    return func.to_char(func.timezone("UTC", column), "YYYY-MM-DD HH24:MI")


@lru_cache(maxsize=65536)
def _time(minute: str) -> str:
    """2026-11-22 15:30 in Tokyo, which knows no summer time, of the minute in UTC."""
    return (datetime.fromisoformat(minute) + _TOKYO_HOURS).isoformat(" ", "minutes")
