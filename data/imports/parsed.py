"""A list read from a file, before anything is compared with the records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from data.csvtext.reading import Encoding
from data.csvtext.refusals import Refusal


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One row: content column -> its value. Columns the file doesn't have are not in it.

    Attributes:
        name: what people call the record. code: the town's own id, empty when the file gives none.
    """

    row_no: int
    code: str
    name: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ParsedTable:
    """A file as the feature understands it.

    Attributes:
        layout: a code for the format it was recognised as ("gsi_site", "municipal", "own", …).
        notes: rows that were taken with something mended or worth knowing.
        skipped: rows of other municipalities (national files).
        broken: rows that were refused but tell whom they mean: such a record is not removed for being absent.
        headers: content column -> header as written, to name columns in later refusals.
    """

    kind: str
    encoding: Encoding
    layout: str
    rows: list[ParsedRow]
    refused: list[Refusal]
    notes: list[Refusal] = field(default_factory=list)
    skipped: int = 0
    broken: list[ParsedRow] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
