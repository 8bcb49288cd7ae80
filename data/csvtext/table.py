"""A list as columns and rows, before it becomes a file of one kind or another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data.csvtext.writing import Cell, CsvFile, WriteEncoding, write_csv


@dataclass(frozen=True, slots=True)
class Table:
    """`columns`: the header. Each of `rows` has as many cells; numbers are numbers."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @classmethod
    def of(cls, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Table:
        return cls(tuple(columns), tuple(tuple(row) for row in rows))

    def csv(self, encoding: WriteEncoding = "utf-8-sig") -> CsvFile:
        """As CSV; see `write_csv`."""
        return write_csv(self.columns, self.rows, encoding=encoding)
