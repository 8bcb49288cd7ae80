"""Texts, folded, in one run of bytes: searched as fast as memory is read, a few bytes a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from data.fold import fold
from data.segments.columns import Mask

MOST_OVERRIDES = 20_000
_END = b"\n"  # folding leaves no line break in a text


class TextColumn:
    """`_blob` is `\\n` text `\\n` text `\\n` …; `_starts` the place of the line break before each row's text. Rows that
    changed since stand in `_overrides` until there are too many."""

    stored = str

    def __init__(self) -> None:
        self._blob = _END
        self._starts: npt.NDArray[np.uint32 | np.uint64] = np.zeros(0, np.uint32)
        self._overrides: dict[int, bytes] = {}
        self._rows = 0

    def encode(self, values: Sequence[Any]) -> bytes:
        return b"".join([_END if value is None else _folded(value) + _END for value in values])

    def take(self, batches: list[Any]) -> None:
        self._blob = _END + b"".join(batches)
        self._index()
        self._overrides = {}
        self._rows = len(self._starts)

    def put(self, row: int, value: Any) -> None:
        self._overrides[row] = b"" if value is None else _folded(value)
        if len(self._overrides) > MOST_OVERRIDES:
            self._compact()

    def grow(self, rows: int) -> None:
        self._rows = max(self._rows, rows)

    def is_set(self, rows: int) -> Mask:
        found = np.zeros(rows, np.bool_)
        ends = np.append(self._starts[1:], self._starts.dtype.type(len(self._blob) - 1))
        known = min(rows, len(self._starts))
        found[:known] = (ends - self._starts)[:known] > 1
        for row, text in self._overrides.items():
            if row < rows:
                found[row] = bool(text)
        return found

    def equal(self, text: str, rows: int) -> Mask:
        """Rows with exactly this text, as folded."""
        needle = fold(text).encode()
        return self._marked(self._find(_END + needle + _END, 0), lambda found: found == needle, rows)

    def containing(self, text: str, rows: int) -> Mask:
        """Rows with this text in theirs, as folded."""
        needle = fold(text).encode()
        return self._marked(self._find(needle, 0), lambda found: needle in found, rows)

    @property
    def nbytes(self) -> int:
        return len(self._blob) + self._starts.nbytes

    def _find(self, needle: bytes, at: int) -> list[int]:
        found: list[int] = []
        blob = self._blob
        while (at := blob.find(needle, at)) >= 0:
            found.append(at)
            at += max(1, len(needle) - 1)
        return found

    def _marked(self, places: list[int], fits: Any, rows: int) -> Mask:
        found = np.zeros(rows, np.bool_)
        if places:
            hit = np.searchsorted(self._starts, np.array(places, self._starts.dtype), side="right") - 1
            found[hit[hit < rows]] = True
        for row, text in self._overrides.items():
            if row < rows:
                found[row] = bool(text) and bool(fits(text))
        return found

    def _index(self) -> None:
        ends = np.flatnonzero(np.frombuffer(self._blob, np.uint8) == _END[0])
        self._starts = ends[:-1].astype(np.uint32 if len(self._blob) < 2**32 else np.uint64)

    def _compact(self) -> None:
        lines = self._blob.split(_END)[1:-1]
        lines += [b""] * (self._rows - len(lines))
        for row, text in self._overrides.items():
            lines[row] = text
        self.take([b"".join([line + _END for line in lines])])


def _folded(text: str) -> bytes:
    return fold(text).encode()
