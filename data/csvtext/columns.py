"""Finding columns by their headers, whatever their order, width and spacing."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from data.csvtext.refusals import TableRefused

if TYPE_CHECKING:
    from data.csvtext.reading import RawTable


def header_key(header: str) -> str:
    """A header as it is compared: NFKC, lower case, no spaces.

    The comma of `崖崩れ、土石流及び地滑り` is a Japanese one; files that were edited by hand have others.
    """
    folded = unicodedata.normalize("NFKC", header).replace("\ufeff", "")
    return "".join(folded.split()).casefold().replace(",", "、").replace("､", "、")


def choose_columns(table: RawTable, wanted: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """field -> header key of the table, for each field that the table has.

    Args:
        wanted: field -> header names, the best first.

    Raises:
        TableRefused: duplicate_column, when a chosen header stands there twice.
    """
    chosen: dict[str, str] = {}
    for field, names in wanted.items():
        key = next((key for name in names if (key := header_key(name)) in table.headers), None)
        if key is None or key in chosen.values():
            continue
        if key in table.duplicates:
            raise TableRefused(reason="duplicate_column", column=table.headers[key])
        chosen[field] = key
    return chosen
