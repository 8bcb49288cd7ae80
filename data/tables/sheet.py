"""A list held in columns, so that a hundred thousand rows are filtered and sorted in some milliseconds.

The records stay the truth: a sheet is made from them, follows what changes in them, and is thrown away.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data.fold import fold
from data.tables.cells import CellKind, Cells
from data.tables.query import Filter, Query

Rows = npt.NDArray[np.int64]
BETWEEN = "\x1f"
STROKES = "-~ー"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row. `revision`: of the record, 0 where there is none. `folded`: all its cells, ready to be searched."""

    id: int
    revision: int
    cells: Sequence[str]
    folded: str | None = None


class Sheet:
    """Rows by number, cells by column. Every public method may be called from any thread."""

    def __init__(self, kinds: Sequence[tuple[str, CellKind]]) -> None:
        """`kinds`: (key, kind) of each column, in the order of a row's cells."""
        self._lock = threading.RLock()
        self._columns = {key: Cells(kind) for key, kind in kinds}
        self._places: dict[int, int] = {}
        self._ids: Rows = np.zeros(0, np.int64)
        self._revisions: list[int] = []
        self._folded: list[str | None] = []
        self._is_unfolded = False

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def cells_held(self) -> int:
        """How big it is."""
        return len(self._ids) * max(1, len(self._columns))

    @property
    def newest(self) -> int:
        """The highest number among its rows; 0 when there is none."""
        return int(self._ids.max()) if len(self._ids) else 0

    def revision_of(self, row_id: int) -> int | None:
        """Its record's revision as the sheet knows it; None for a row it doesn't have."""
        with self._lock:
            place = self._places.get(row_id)
            return None if place is None else self._revisions[place]

    def put(self, rows: Iterable[SheetRow]) -> None:
        """Add rows; those it has already are replaced where they stand."""
        taken = list({row.id: row for row in rows}.values())
        if not taken:
            return
        with self._lock:
            places = [self._places.get(row.id, -1) for row in taken]
            is_fresh = np.array([place < 0 for place in places], np.bool_)
            known = np.array([place for place in places if place >= 0], np.int64)
            for cells, texts in zip(
                self._columns.values(), zip(*(row.cells for row in taken), strict=True), strict=True
            ):
                codes = cells.encode(texts)
                cells.codes[known] = codes[~is_fresh]
                cells.codes = np.concatenate([cells.codes, codes[is_fresh]])
            fresh = [row for row, place in zip(taken, places, strict=True) if place < 0]
            self._is_unfolded = self._is_unfolded or any(row.folded is None for row in taken)
            for row, place in zip(taken, places, strict=True):
                if place >= 0:
                    self._revisions[place], self._folded[place] = row.revision, row.folded
            for row in fresh:
                self._places[row.id] = len(self._revisions)
                self._revisions.append(row.revision)
                self._folded.append(row.folded)
            self._ids = np.concatenate([self._ids, np.array([row.id for row in fresh], np.int64)])

    def keep(self, ids: Iterable[int]) -> None:
        """Let go of every row but these."""
        with self._lock:
            kept = np.isin(self._ids, np.fromiter(ids, np.int64))
            if kept.all():
                return
            for cells in self._columns.values():
                cells.codes = cells.codes[kept]
            stay = np.flatnonzero(kept).tolist()
            self._revisions = [self._revisions[place] for place in stay]
            self._folded = [self._folded[place] for place in stay]
            self._ids = self._ids[kept]
            self._places = {row_id: place for place, row_id in enumerate(self._ids.tolist())}

    def arrange(self, query: Query, among: Rows | None = None) -> Rows:
        """The numbers of the rows that are wanted, in order; without an order as they were put.

        Args:
            among: only rows of these numbers.
        """
        with self._lock:
            return self._ids[self._chosen(query, among)]

    def counts(self, key: str, query: Query, among: Rows | None = None, limit: int = 200) -> list[tuple[str, int]]:
        """(cell, how often) of a column in the rows that all other filters leave, the most frequent first."""
        others = tuple(one for one in query.filters if one.column != key)
        with self._lock:
            rows = self._chosen(Query(query.search, others), among)
            return self._columns[key].counts(rows, limit)

    def cells(self, ids: Sequence[int], keys: Sequence[str]) -> list[SheetRow]:
        """Rows by number, with the cells of some columns; a number it doesn't have is left out."""
        with self._lock:
            found = [(row_id, self._places[row_id]) for row_id in ids if row_id in self._places]
            columns = [self._columns[key] for key in keys]
            return [
                SheetRow(row_id, self._revisions[place], [cells.at(place) for cells in columns])
                for row_id, place in found
            ]

    def _chosen(self, query: Query, among: Rows | None) -> Rows:
        mask = np.ones(len(self._ids), np.bool_) if among is None else np.isin(self._ids, among)
        words: list[Filter] = []
        for one in query.filters:
            cells = self._columns[one.column]
            if one.operator == "any_of":
                mask &= cells.among(one.values)
            elif one.operator == "between":
                mask &= cells.between(*one.values)
            elif one.operator in ("empty", "filled"):
                is_empty = cells.among(("",))
                mask &= is_empty if one.operator == "empty" else ~is_empty
            elif one.values[0]:
                words.append(one)
        rows: Rows = np.flatnonzero(mask).astype(np.int64)
        for word in query.search.split():
            rows = self._searched(fold(word), rows)
        for one in words:
            if len(rows):
                # Most rows fall at the first look, at the whole row; only the rest are looked at by column.
                plain = fold(one.values[0])
                # (A quotation mark is doubled in a row's text when that is a line of CSV, and a stroke at the beginning
                # is folded by what stands before it.)
                if plain and '"' not in plain and plain[0] not in STROKES:
                    rows = self._searched(plain, rows)
                rows = self._columns[one.column].holding(one.values[0], rows)
        for key, descending in reversed(query.order):
            rows = self._columns[key].order(rows, descending)
        return rows

    def _searched(self, word: str, rows: Rows) -> Rows:
        folded = self._folded
        if self._is_unfolded:
            # Folded when somebody first searches; big sources bring theirs along.
            for place, text in enumerate(folded):
                if text is None:
                    folded[place] = fold(BETWEEN.join(cells.at(place) for cells in self._columns.values()))
            self._is_unfolded = False
        texts: Iterable[str | None] = folded
        if len(rows) < len(folded):
            texts = map(folded.__getitem__, rows.tolist())
        return rows[np.array([word in text for text in texts if text is not None], np.bool_)]
