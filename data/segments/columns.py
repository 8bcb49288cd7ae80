"""The mirror's columns: one small numpy array per attribute. Row i is the same resident in all of them.

Every column says as what its values are `stored`, for the parser of documents makes them so, and has the same few
methods: `encode` a batch of values (None: no value) into an array of its own type, `take` such arrays at the end of the
load, `put` one value, `grow` to more rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from data.segments.options import Option, options_of

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]

EPOCH = date(1970, 1, 1).toordinal()
NO_DAY = np.iinfo(np.int32).min
WORD = 64
ONE_BYTE = 256
MOST_SETS = 50_000


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - EPOCH


class Column(Protocol):
    """What the mirror asks of a column."""

    @property
    def stored(self) -> Any:
        """The type of one stored value."""

    def encode(self, values: Sequence[Any]) -> Any:
        """A batch of stored values, ready for `take`."""

    def take(self, batches: list[Any]) -> None:
        """All rows, in batches that `encode` made."""

    def put(self, row: int, value: Any) -> None:
        """One row's stored value."""

    def grow(self, rows: int) -> None:
        """Room for so many rows; new ones have no value."""

    def is_set(self, rows: int) -> Mask:
        """Which of the first `rows` have a value."""

    @property
    def nbytes(self) -> int:
        """Memory it holds."""


class _Codes(dict[Option | None, int]):
    """Option -> code; one not seen yet gets the next."""

    def __init__(self, values: Iterable[str]) -> None:
        self.option = options_of(values)

    def __missing__(self, option: Option | None) -> int:
        code = self[option] = len(self)
        return code

    def of(self, values: Iterable[str]) -> list[int]:
        """The codes of these values, as far as anybody has them."""
        found = (self.option.find(value) for value in values)
        return [self[option] for option in found if option is not None and option in self]


class _Sets(dict[tuple[Option, ...] | None, int]):
    """Chosen options -> their bits; remembers, since the same choices come again and again."""

    def __init__(self, bits: _Codes) -> None:
        self._bits = bits
        self[None] = 0

    def __missing__(self, options: tuple[Option, ...] | None) -> int:
        if len(self) > MOST_SETS:
            self.clear()
        number = self[options] = sum({1 << self._bits[option] for option in options or ()})
        return number


def _bytes_of(codes: Iterable[int]) -> npt.NDArray[Any]:
    """Codes below 256 as an array, in half the time numpy takes."""
    return np.frombuffer(bytes(codes), np.uint8)


class FlatColumn:
    """One number a row."""

    def __init__(self, stored: Any, dtype: npt.DTypeLike, empty: float) -> None:
        self.stored = stored
        self.array: npt.NDArray[Any] = np.full(0, empty, dtype)
        self.empty = empty

    def encode(self, values: Sequence[Any]) -> npt.NDArray[Any]:
        return np.fromiter(self._codes(values), self.array.dtype, len(values))

    def take(self, batches: list[Any]) -> None:
        self.array = np.concatenate([one.astype(self.array.dtype, copy=False) for one in batches] or [self.array[:0]])

    def put(self, row: int, value: Any) -> None:
        self.array[row] = self.encode((value,))[0]

    def grow(self, rows: int) -> None:
        if rows > len(self.array):
            more = np.full(rows - len(self.array), self.empty, self.array.dtype)
            self.array = np.concatenate([self.array, more])

    def is_set(self, rows: int) -> Mask:
        found: Mask = self.array[:rows] != self.empty
        return found

    @property
    def nbytes(self) -> int:
        return self.array.nbytes

    def _codes(self, values: Sequence[Any]) -> Iterable[Any]:
        raise NotImplementedError


class DayColumn(FlatColumn):
    """Dates as day numbers."""

    def __init__(self) -> None:
        super().__init__(date, np.int32, NO_DAY)

    def _codes(self, values: Sequence[date | None]) -> Iterable[int]:
        return [NO_DAY if day is None else day.toordinal() - EPOCH for day in values]


class NumberColumn(FlatColumn):
    """Numbers as they are; NaN for none."""

    def __init__(self) -> None:
        super().__init__(float, np.float64, np.nan)

    def _codes(self, values: Sequence[Any]) -> Iterable[float]:
        nan = np.nan
        return (nan if value is None else value for value in values)

    def is_set(self, rows: int) -> Mask:
        found: Mask = ~np.isnan(self.array[:rows])
        return found


class FlagColumn(FlatColumn):
    """Yes 2, no 1, no answer 0."""

    CODES: ClassVar[dict[bool | None, int]] = {None: 0, False: 1, True: 2}

    def __init__(self) -> None:
        super().__init__(bool, np.uint8, 0)

    def encode(self, values: Sequence[Any]) -> npt.NDArray[Any]:
        return _bytes_of(map(self.CODES.__getitem__, values))


class ChoiceColumn(FlatColumn):
    """A code per option, in one byte while they fit."""

    def __init__(self, values: Iterable[str]) -> None:
        self.codes = _Codes(values)
        super().__init__(self.codes.option, np.uint8, self.codes[None])
        self._fit()

    def encode(self, values: Sequence[Any]) -> npt.NDArray[Any]:
        if len(self.codes) <= ONE_BYTE:
            try:
                return _bytes_of(map(self.codes.__getitem__, values))
            except ValueError:  # one of them was new, and the first that needs two bytes
                pass
        codes = list(map(self.codes.__getitem__, values))
        self._fit()
        return np.array(codes, self.array.dtype)

    def _fit(self) -> None:
        if len(self.codes) > ONE_BYTE and self.array.itemsize == 1:
            self.array = self.array.astype(np.uint32)

    def any_of(self, values: Iterable[Any], rows: int) -> Mask:
        """Rows whose option is one of these."""
        array = self.array[:rows]
        codes = self.codes.of(values)
        if len(codes) == 1:
            same: Mask = array == codes[0]
            return same
        table = np.zeros(max(len(self.codes), ONE_BYTE), np.bool_)
        table[codes] = True
        found: Mask = table[array]
        return found


class BitsColumn:
    """Multiple choice: a bit per option, in as many words of 64 as they need."""

    def __init__(self, values: Iterable[str]) -> None:
        self.bits = _Codes(values)
        self.stored = tuple[self.bits.option, ...]  # type: ignore[name-defined]
        self._known = _Sets(self.bits)
        self.words: list[npt.NDArray[Any]] = [np.zeros(0, _width(len(self.bits)))]
        self._fit()

    def encode(self, values: Sequence[Any]) -> list[npt.NDArray[Any]]:
        numbers = list(map(self._known.__getitem__, values))
        self._fit()
        if len(self.words) == 1:
            return [np.array(numbers, self.words[0].dtype)]
        low = (1 << WORD) - 1
        return [
            np.array([(number >> (WORD * word)) & low for number in numbers], np.uint64)
            for word in range(len(self.words))
        ]

    def take(self, batches: list[Any]) -> None:
        for word, array in enumerate(self.words):
            # A batch made before an option of a further word appeared hasn't that word.
            parts = [one[word] if word < len(one) else np.zeros(len(one[0]), np.uint64) for one in batches]
            self.words[word] = np.concatenate([part.astype(array.dtype, copy=False) for part in parts] or [array[:0]])

    def put(self, row: int, value: Any) -> None:
        for word, encoded in enumerate(self.encode((value,))):
            self.words[word][row] = encoded[0]

    def grow(self, rows: int) -> None:
        for word, array in enumerate(self.words):
            if rows > len(array):
                self.words[word] = np.concatenate([array, np.zeros(rows - len(array), array.dtype)])

    def is_set(self, rows: int) -> Mask:
        found: Mask = self.words[0][:rows] != 0
        for array in self.words[1:]:
            found |= array[:rows] != 0
        return found

    def any_of(self, values: Iterable[Any], rows: int) -> Mask:
        """Rows that chose one of these."""
        wanted = sum({1 << bit for bit in self.bits.of(values)})
        found: Mask = np.zeros(rows, np.bool_)
        for word, array in enumerate(self.words):
            part = (wanted >> (WORD * word)) & ((1 << (array.itemsize * 8)) - 1)
            if part:
                found |= (array[:rows] & array.dtype.type(part)) != 0
        return found

    @property
    def nbytes(self) -> int:
        return sum(array.nbytes for array in self.words)

    def _fit(self) -> None:
        rows = len(self.words[0])
        if len(self.bits) <= WORD:
            width = _width(len(self.bits))
            if width != self.words[0].dtype:
                self.words[0] = self.words[0].astype(width)
            return
        self.words[0] = self.words[0].astype(np.uint64, copy=False)
        while len(self.words) * WORD < len(self.bits):
            self.words.append(np.zeros(rows, np.uint64))


def _width(bits: int) -> np.dtype[Any]:
    return np.dtype(np.uint8 if bits <= 8 else np.uint16 if bits <= 16 else np.uint32 if bits <= 32 else np.uint64)
