"""Children as rows of their own: whose, and born when. How many a resident has stands beside, one byte each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from data.segments.columns import Mask, day_number

NOT_ASKED = 255  # in `counts`: no answer; 0 is "none"
NOBODY = np.iinfo(np.uint32).max


class Child(msgspec.Struct, gc=False):
    """What a document tells of a child."""

    birth: date


class ChildColumn:
    """See the module's text. A removed child's row stays, owned by nobody, until a quarter are such."""

    stored = list[Child]

    def __init__(self) -> None:
        self.counts: npt.NDArray[np.uint8] = np.full(0, NOT_ASKED, np.uint8)
        self._owners: npt.NDArray[np.uint32] = np.zeros(0, np.uint32)
        self._births: npt.NDArray[np.int32] = np.zeros(0, np.int32)
        self._used = 0
        self._gone = 0

    def encode(self, values: Sequence[list[Child] | None]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32]]:
        counts = np.array([NOT_ASKED if value is None else len(value) for value in values], np.uint8)
        births = [day_number(child.birth) for value in values if value for child in value]
        return counts, np.array(births, np.int32)

    def take(self, batches: list[Any]) -> None:
        self.counts = np.concatenate([counts for counts, _ in batches] or [self.counts[:0]])
        self._births = np.concatenate([births for _, births in batches] or [self._births[:0]])
        numbers = np.where(self.counts == NOT_ASKED, 0, self.counts)
        self._owners = np.repeat(np.arange(len(self.counts), dtype=np.uint32), numbers)
        self._used, self._gone = len(self._births), 0

    def put(self, row: int, value: list[Child] | None) -> None:
        if self.counts[row] not in (0, NOT_ASKED):
            mine = np.flatnonzero(self._owners[: self._used] == row)
            self._owners[mine] = NOBODY
            self._gone += len(mine)
        self.counts[row] = NOT_ASKED if value is None else len(value)
        for child in value or ():
            if self._used == len(self._births):
                self._make_room()
            self._owners[self._used] = row
            self._births[self._used] = day_number(child.birth)
            self._used += 1

    def grow(self, rows: int) -> None:
        if rows > len(self.counts):
            more = np.full(rows - len(self.counts), NOT_ASKED, np.uint8)
            self.counts = np.concatenate([self.counts, more])

    def is_set(self, rows: int) -> Mask:
        found: Mask = self.counts[:rows] != NOT_ASKED
        return found

    def children(self) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int32]]:
        """(owner's row, day of birth) of every child; an owner may be NOBODY."""
        return self._owners[: self._used], self._births[: self._used]

    def owners_of(self, chosen: Mask, rows: int) -> Mask:
        """Rows that own one of the chosen children."""
        found = np.zeros(rows, np.bool_)
        owners = self._owners[: self._used][chosen]
        found[owners[owners != NOBODY]] = True
        return found

    @property
    def nbytes(self) -> int:
        return self.counts.nbytes + self._owners.nbytes + self._births.nbytes

    def _make_room(self) -> None:
        if self._gone * 4 > self._used:
            kept = np.flatnonzero(self._owners[: self._used] != NOBODY)
            self._owners, self._births = self._owners[kept], self._births[kept]
            self._used, self._gone = len(kept), 0
        more = max(64, len(self._owners) // 4)
        self._owners = np.concatenate([self._owners, np.full(more, NOBODY, np.uint32)])
        self._births = np.concatenate([self._births, np.zeros(more, np.int32)])
