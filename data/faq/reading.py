"""FAQ lists as files: our own layout, or any with a column of keywords or questions and one of answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from data.csvtext import RawRow, RawTable, Refusal, RowRefused, TableRefused, choose_columns, header_key, read_table
from data.csvtext.values import page_address, read_flag, read_visible_on, read_words
from data.faq import columns as headers
from data.faq.content import FaqInvalid, clean_content, clean_keywords
from data.imports.parsed import ParsedRow, ParsedTable

KIND = "faq"
MAX_ROWS = 20_000
FIELDS: Mapping[str, tuple[str, ...]] = {
    "id": (headers.ID, *headers.ALIASES[headers.ID]),
    "question": (headers.QUESTION, *headers.ALIASES[headers.QUESTION]),
    "keywords": (headers.KEYWORDS, *headers.ALIASES[headers.KEYWORDS]),
    "answer": (headers.ANSWER, *headers.ALIASES[headers.ANSWER]),
    "category": (headers.CATEGORY, *headers.ALIASES[headers.CATEGORY]),
    "url": (headers.URL, *headers.ALIASES[headers.URL]),
    "visible_on": (headers.VISIBLE_ON, *headers.ALIASES[headers.VISIBLE_ON]),
    "enabled": (headers.ENABLED, *headers.ALIASES[headers.ENABLED]),
}
_LINE_BREAK = re.compile(r"\s*\n\s*")
_KNOWN_HEADERS = frozenset(header_key(name) for names in FIELDS.values() for name in names)


def read_faq(data: bytes, town_name: str = "") -> ParsedTable:
    """An FAQ list. Pure; `town_name` plays no part.

    Raises:
        TableRefused: the file as a whole is none.
    """
    table = read_table(data, max_rows=MAX_ROWS, known=_KNOWN_HEADERS)
    columns = choose_columns(table, FIELDS)
    if "keywords" not in columns and "question" not in columns:
        raise TableRefused(reason="unknown_layout", column=headers.KEYWORDS)
    if "answer" not in columns:
        raise TableRefused(reason="missing_column", column=headers.ANSWER)
    rows: list[ParsedRow] = []
    refused: list[Refusal] = []
    broken = [_identity(raw, columns) for raw in table.broken]
    for raw in table.rows:
        identity = _identity(raw, columns)
        try:
            rows.append(ParsedRow(raw.row_no, identity.code, identity.name, _values(raw, columns)))
        except RowRefused as fault:
            refused.append(_refusal(table, columns, raw, fault.field, fault.reason, fault.facts))
            broken.append(identity)
        except FaqInvalid as fault:
            facts = {key: value for key, value in fault.facts.items() if key not in ("column", "reason")}
            refused.append(_refusal(table, columns, raw, fault.facts["column"], fault.facts["reason"], facts))
            broken.append(identity)
    return ParsedTable(
        kind=KIND,
        encoding=table.encoding,
        layout="own" if "keywords" in columns and "question" in columns else "other",
        rows=rows,
        refused=[*table.refused, *refused],
        headers={field: table.headers[key] for field, key in columns.items()},
        broken=broken,
    )


def _values(raw: RawRow, columns: Mapping[str, str]) -> dict[str, Any]:
    cells = _cells(raw, columns)
    keywords = read_words(cells.get("keywords", ""))
    question = cells.get("question", "")
    values: dict[str, Any] = {"answer": cells["answer"]}
    # A list of questions and answers has no keywords of its own: the question is one.
    values["keywords"] = clean_keywords(keywords or [question])
    values["question"] = question or values["keywords"][0]
    if "category" in cells:
        values["category"] = cells["category"]
    if "url" in cells:
        values["url"] = page_address(cells["url"])
    if "visible_on" in cells:
        visible_on = read_visible_on(cells["visible_on"])
        if visible_on is None:
            raise RowRefused("visible_on", "unknown_word", value=cells["visible_on"][:40])
        values["visible_on"] = visible_on
    if "enabled" in cells:
        enabled = True if not cells["enabled"] else read_flag(cells["enabled"])
        if enabled is None:
            raise RowRefused("enabled", "not_a_flag", value=cells["enabled"][:40])
        values["enabled"] = enabled
    return clean_content(values, is_new=False)


def _cells(raw: RawRow, columns: Mapping[str, str]) -> dict[str, str]:
    """field -> cell. Only answers and keywords may hold several lines; a line break in any other is a space."""
    cells = {field: raw.cells[key] for field, key in columns.items()}
    return {
        field: cell if field in ("answer", "keywords") else _LINE_BREAK.sub(" ", cell) for field, cell in cells.items()
    }


def _identity(raw: RawRow, columns: Mapping[str, str]) -> ParsedRow:
    cells = _cells(raw, columns)
    words = read_words(cells.get("keywords", ""))
    name = cells.get("question", "") or (words[0] if words else "")
    return ParsedRow(raw.row_no, cells.get("id", "")[:80], name, {})


def _refusal(
    table: RawTable, columns: Mapping[str, str], raw: RawRow, field: str, reason: str, facts: Mapping[str, Any]
) -> Refusal:
    key = columns.get(field)
    return Refusal(raw.row_no, "" if key is None else table.headers[key], reason, facts)
