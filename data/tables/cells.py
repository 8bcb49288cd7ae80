"""One column of a sheet: each different cell once, and for every row the number of its cell."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import count, pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from data.fold import fold

CellKind = Literal["text", "long", "number", "choice", "choices", "date", "instant"]
Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int32]

BETWEEN_CHOICES = "、"
# Ordering by how people spell costs about 8 µs a different cell; beyond these the letters themselves decide.
ORDERED_BY_SPELLING = 20_000
_NUMBER = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?")


class Cells:
    """A column's cells as text. Not safe for several threads: the sheet holds a lock."""

    def __init__(self, kind: CellKind) -> None:
        self.kind = kind
        self.values: list[str] = []
        self.codes: Codes = np.zeros(0, np.int32)
        # Each new cell takes the next number by being looked up.
        self._known: defaultdict[str, int] = defaultdict(count().__next__)
        self._folded: dict[int, str] = {}
        self._ranks: npt.NDArray[np.float64] | None = None
        self._numbers: npt.NDArray[np.float64] | None = None

    def encode(self, cells: Sequence[str]) -> Codes:
        """The numbers of cells; new ones are remembered."""
        known = self._known
        codes = np.fromiter(map(known.__getitem__, cells), np.int32, len(cells))
        if len(known) > len(self.values):
            self.values = list(known)
            self._ranks = self._numbers = None
        return codes

    def order(self, rows: npt.NDArray[np.int64], descending: bool) -> npt.NDArray[np.int64]:
        """Those rows in the column's order, equal ones as they stood; empty cells last, whichever way round."""
        if self._ranks is None:
            self._ranks = self._ranked()
        keys = self._ranks[self.codes[rows]]
        return rows[np.argsort(-keys if descending else keys, kind="stable")]

    def holding(self, word: str, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Those of the rows whose cell has a word in it, however it is spelt."""
        codes = self.codes[rows]
        wanted, plain = np.zeros(len(self.values), np.bool_), fold(word)
        for code in np.unique(codes).tolist():
            # What has it letter for letter need not be folded, which costs a hundred times as much.
            wanted[code] = word in self.values[code] or plain in self._fold(code)
        return rows[wanted[codes]]

    def among(self, wanted: Sequence[str]) -> Mask:
        """Rows whose cell, or one of whose several choices, is among the wanted."""
        chosen = set(wanted)
        if self.kind == "choices":
            found = [not chosen.isdisjoint(value.split(BETWEEN_CHOICES)) or value in chosen for value in self.values]
        else:
            found = [value in chosen for value in self.values]
        return np.array(found, np.bool_)[self.codes] if found else np.zeros(len(self.codes), np.bool_)

    def between(self, low: str, high: str) -> Mask:
        """Rows within two ends, both included; an empty end is open. Empty cells never are."""
        if not self.values:
            return np.zeros(len(self.codes), np.bool_)
        if self.kind == "number":
            numbers = self._as_numbers()
            least, most = number_of(low), number_of(high)
            least, most = (-math.inf if low == "" else least), (math.inf if high == "" else most)
            return ((numbers >= least) & (numbers <= most))[self.codes]
        found = [bool(day) and (not low or day >= low) and (not high or day <= high) for day in self._days()]
        return np.array(found, np.bool_)[self.codes]

    def counts(self, rows: npt.NDArray[np.int64], limit: int) -> list[tuple[str, int]]:
        """(cell or choice, how many of the rows have it), the most frequent first."""
        per_code = np.bincount(self.codes[rows], minlength=len(self.values))
        totals: dict[str, int] = {}
        for code in np.flatnonzero(per_code).tolist():
            value = self.values[code]
            for part in value.split(BETWEEN_CHOICES) if self.kind == "choices" else (value,):
                totals[part] = totals.get(part, 0) + int(per_code[code])
        return sorted(totals.items(), key=lambda one: (-one[1], one[0]))[:limit]

    def at(self, row: int) -> str:
        """One row's cell."""
        return self.values[int(self.codes[row])]

    def _fold(self, code: int) -> str:
        folded = self._folded.get(code)
        if folded is None:
            folded = self._folded[code] = fold(self.values[code])
        return folded

    def _days(self) -> list[str]:
        return [value[:10] for value in self.values]

    def _as_numbers(self) -> npt.NDArray[np.float64]:
        if self._numbers is None:
            self._numbers = np.array([number_of(value) for value in self.values], np.float64)
        return self._numbers

    def _ranked(self) -> npt.NDArray[np.float64]:
        """A rank for each different cell; not a number for the empty one, which numpy puts last."""
        if self.kind == "number":
            return self._as_numbers()
        by_letters = self.kind in ("date", "instant") or len(self.values) > ORDERED_BY_SPELLING
        keys = self.values if by_letters else [fold(value) for value in self.values]
        if by_letters:
            order = [self._known[value] for value in sorted(keys)]  # a third faster than by a key
        else:
            order = sorted(range(len(keys)), key=keys.__getitem__)
        ranks = np.empty(len(keys), np.float64)
        ranks[order] = np.arange(len(keys))
        if not by_letters:
            # Two spellings of one thing stand together, and what is sorted by next decides between them.
            for before, code in pairwise(order):
                if keys[before] == keys[code]:
                    ranks[code] = ranks[before]
        for code in order:
            if keys[code]:
                break
            ranks[code] = math.nan
        return ranks


def number_of(text: str) -> float:
    """1,200 as a number; not a number when it is none."""
    return float(text.replace(",", "")) if _NUMBER.fullmatch(text) else math.nan
