"""What is wrong with a file, or with one of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from data.errors import DomainError


class TableRefused(DomainError):
    """The whole file is refused.

    `facts["reason"]`: empty, too_large, spreadsheet (an Excel file), utf16, unknown_encoding, unclosed_quote,
    wrong_quotes, cell_too_long, too_many_columns, too_many_rows, no_rows, unknown_layout, missing_column,
    duplicate_column. With it, where they apply: row_no (as a spreadsheet numbers it), column, limit.
    """

    code = "csvtext.refused"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row that is not taken, or (in a list of notes) that was taken with something mended.

    Attributes:
        row_no: as a spreadsheet numbers it; the header is row 1.
        column: the header as the file has it; empty when the row as a whole is meant.
        reason: a code ("no_name", "not_a_number", …). facts: JSON for the sentence.
    """

    row_no: int
    column: str
    reason: str
    facts: Mapping[str, Any] = field(default_factory=dict)


class RowRefused(Exception):
    """Ends the reading of one row; the feature's reader makes it a `Refusal`.

    Attributes:
        field: the feature's own name of the column; reason and facts as in `Refusal`.
    """

    def __init__(self, field: str, reason: str, **facts: Any) -> None:
        super().__init__(field, reason)
        self.field, self.reason, self.facts = field, reason, facts
