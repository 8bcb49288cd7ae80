"""Answers as one file. Each submission keeps its columns as a line ready to be written, so CSV only joins them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Label, Select, String, bindparam, case, cast, func, select
from sqlalchemy.orm import Session

from data.csvtext.table import Table
from data.csvtext.writing import NEUTRALISED, Cell, CsvFile, WriteEncoding, neutralise, write_csv
from data.forms.models import Submission

PAGE_ROWS = 1000
OWN_COLUMNS = 5
END = "\r\n"


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
    wanted, pieces = list(keys), list[str]()
    page = (
        chosen.with_only_columns(Submission.id, Submission.version, _own(session, statuses), Submission.line)
        .where(Submission.id > bindparam("after"))
        .order_by(None)
        .order_by(Submission.id)
        .limit(PAGE_ROWS)
        .subquery()
    )
    # Joined by the database: row by row, every thread of ours would be asked for the interpreter each time.
    joined = func.aggregate_strings(page.c.own + page.c.line + END, "")
    whole = select(func.count(), func.max(page.c.id), func.min(page.c.version), func.max(page.c.version), joined)
    single = select(page.c.version, page.c.own, page.c.line)
    after = {"after": 0}
    while True:
        count, last, oldest, newest, piece = session.execute(whole, after).one()
        if count and any(list(keys_of(version)) != wanted for version in range(oldest, newest + 1)):
            rows = session.execute(single, after).all()
            piece = "".join(_reordered(own, line, list(keys_of(version)), wanted) for version, own, line in rows)
        # Nothing was changed: this only ends the reading transaction, which would hold up checkpoints.
        session.rollback()
        if count:
            pieces.append(piece)
        if count < PAGE_ROWS:
            return AnswerTable(headings, pieces)
        after = {"after": last}


def _own(session: Session, statuses: Mapping[str, str]) -> Label[str]:
    """The OWN_COLUMNS of a row as the beginning of its line."""
    status = case(statuses, value=Submission.status, else_=Submission.status)
    resident = func.coalesce(cast(Submission.resident_id, String), "")
    cells: tuple[ColumnElement[str], ...] = (
        cast(Submission.id, String),
        _minute(session, Submission.submitted_at),
        _minute(session, Submission.updated_at),
        status,
        resident,
    )
    return (reduce(lambda line, cell: line + "," + cell, cells) + ",").label("own")


def _reordered(own: str, line: str, held: list[str], wanted: list[str]) -> str:
    """A whole line with the `wanted` columns out of those it holds, empty where it has none."""
    cells = dict(zip(held, next(csv.reader(io.StringIO(line, newline="")), []), strict=False))
    out = io.StringIO(newline="")
    # The cells were neutralised when they were kept.
    csv.writer(out, lineterminator=END).writerow([cells.get(key, "") for key in wanted])
    return own + out.getvalue()


def _cells(row: list[str]) -> tuple[Cell, ...]:
    number, *rest = row
    return (int(number), *(cell[1:] if NEUTRALISED.match(cell) else cell for cell in rest))


def _minute(session: Session, column: Any) -> ColumnElement[str]:
    """2026-11-22 15:30 in Tokyo, which knows no summer time."""
    if session.get_bind().dialect.name == "sqlite":
        return func.strftime("%Y-%m-%d %H:%M", column, "+9 hours")
    return func.to_char(func.timezone("Asia/Tokyo", column), "YYYY-MM-DD HH24:MI")
