"""What is wanted of a table: which rows, in which order. A value, read from JSON and checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from data.errors import DomainError

Operator = Literal["contains", "any_of", "between", "empty", "filled"]
LONGEST_WORD, MOST_FILTERS, MOST_CHOSEN, MOST_ORDERS = 200, 60, 500, 3


class QueryRefused(DomainError):
    """Not a query of this table. `facts`: part."""

    code = "tables.query_refused"


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on one column.

    Attributes:
        values: of "contains" one text; of "any_of" the wanted ones ("" for an empty cell); of "between" two ends, both
            included, "" for an open one: numbers as text, or days as YYYY-MM-DD.
    """

    column: str
    operator: Operator
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """`search`: words that must all stand somewhere in a row. `order`: (column, descending), the first counts most."""

    search: str = ""
    filters: tuple[Filter, ...] = ()
    order: tuple[tuple[str, bool], ...] = ()

    def document(self) -> dict[str, Any]:
        """As JSON; `read_query` reads it again."""
        filters = [{"column": one.column, "op": one.operator, "values": list(one.values)} for one in self.filters]
        return {"search": self.search, "filters": filters, "order": [list(one) for one in self.order]}


@dataclass(slots=True)
class _Reader:
    columns: Collection[str]
    filters: list[Filter] = field(default_factory=list)

    def filter(self, one: Any) -> Filter | None:
        if not isinstance(one, Mapping) or one.get("op") not in get_args(Operator):
            raise QueryRefused(part="filter")
        values = one.get("values", ())
        if not _are_texts(values) or len(values) > MOST_CHOSEN:
            raise QueryRefused(part="filter")
        if (one["op"] == "between" and len(values) != 2) or (one["op"] == "contains" and len(values) != 1):
            raise QueryRefused(part="filter")
        # A column that is gone (a question taken out of a form) narrows nothing any more.
        return Filter(one["column"], one["op"], tuple(values)) if one.get("column") in self.columns else None


def read_query(document: Any, columns: Collection[str]) -> Query:
    """A query out of JSON.

    Args:
        columns: keys of the table's columns.

    Raises:
        QueryRefused: see there.
    """
    if not isinstance(document, Mapping):
        raise QueryRefused(part="query")
    search, filters, order = document.get("search", ""), document.get("filters", []), document.get("order", [])
    if not isinstance(search, str) or len(search) > LONGEST_WORD:
        raise QueryRefused(part="search")
    if not isinstance(filters, list) or len(filters) > MOST_FILTERS:
        raise QueryRefused(part="filters")
    if not isinstance(order, list) or len(order) > MOST_ORDERS:
        raise QueryRefused(part="order")
    reader = _Reader(columns)
    kept = [found for one in filters if (found := reader.filter(one)) is not None]
    ordered = []
    for one in order:
        if not isinstance(one, list) or len(one) != 2 or not isinstance(one[0], str) or not isinstance(one[1], bool):
            raise QueryRefused(part="order")
        if one[0] in columns:
            ordered.append((one[0], one[1]))
    return Query(search, tuple(kept), tuple(ordered))


def _are_texts(values: Any) -> bool:
    is_list = isinstance(values, Sequence) and not isinstance(values, str)
    return is_list and all(isinstance(one, str) and len(one) <= LONGEST_WORD for one in values)
