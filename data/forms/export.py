"""Answers as one file. Each submission keeps its columns as a line ready to be written, so CSV only joins them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, tuple_
from sqlalchemy.orm import Session

from data.csvtext.table import Table
from data.csvtext.writing import NEUTRALISED, Cell, CsvFile, WriteEncoding, neutralise, write_csv
from data.forms.models import Submission

PAGE_ROWS = 1000
OWN_COLUMNS = 5
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
        # Piece by piece: one call over all of it would keep every other thread waiting.
        parts = [b"\xef\xbb\xbf" + out.getvalue().encode(), *(piece.encode() for piece in self._pieces)]
        return CsvFile(b"".join(parts), encoding, [])


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
            who = "" if resident is None else resident
            lines.append(f"{number},{_time(sent)},{_time(changed)},{statuses.get(status, status)},{who},{line}\r\n")
        pieces.append("".join(lines))
    return AnswerTable(headings, pieces)


def _pages(session: Session, chosen: Select[Submission]) -> Iterator[Sequence[Any]]:
    columns = chosen.with_only_columns(
        Submission.id,
        Submission.submitted_at,
        Submission.updated_at,
        Submission.status,
        Submission.resident_id,
        Submission.version,
        Submission.line,
    ).order_by(None)
    ordered = columns.order_by(Submission.submitted_at, Submission.id).limit(PAGE_ROWS)
    last: tuple[datetime, int] | None = None
    while True:
        page = ordered
        if last is not None:
            page = page.where(tuple_(Submission.submitted_at, Submission.id) > tuple_(*last))
        rows = session.execute(page).all()
        # Nothing was changed: this only ends the reading transaction, which would hold up checkpoints.
        session.rollback()
        if rows:
            yield rows
        if len(rows) < PAGE_ROWS:
            return
        last = (rows[-1][1], rows[-1][0])


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
    csv.writer(out, lineterminator="").writerow([cells[place] if 0 <= place < len(cells) else "" for place in order])
    return out.getvalue()


def _cells(row: list[str]) -> tuple[Cell, ...]:
    number, *rest = row
    return (int(number), *(cell[1:] if NEUTRALISED.match(cell) else cell for cell in rest))


def _time(at: datetime) -> str:
    """2026-11-22 15:30 in Tokyo, which knows no summer time."""
    return (at + _TOKYO_HOURS).isoformat(" ", "minutes")[:16]
