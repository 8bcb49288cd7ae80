"""Lists, ten at a time: the page, what stands on it, and the buttons that lead on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from msgspec.structs import replace
from sqlalchemy import Select, func, select

from data.gateways.line.limits.numbers import SAID_GRAPHEMES
from data.gateways.line.text import is_over_graphemes
from dialogs.talk import Card, Choice, Row, Speech
from staffbot.command import Call, Conditions
from staffbot.page_link import page_link

PER_PAGE = 10
PAGES = "console:open"  # who may open pages at all

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page. `number` and `pages` from 1 (an empty list has one page); `first`, `last` number the items from 1."""

    items: tuple[T, ...]
    number: int
    pages: int
    total: int

    @property
    def first(self) -> int:
        return (self.number - 1) * PER_PAGE + 1 if self.items else 0

    @property
    def last(self) -> int:
        return (self.number - 1) * PER_PAGE + len(self.items)

    @property
    def is_last(self) -> bool:
        return self.number >= self.pages


def page_of(items: Sequence[T], number: int) -> Page[T]:
    """A page of a list in memory; a number beyond the end gives the last page."""
    pages = max(1, -(-len(items) // PER_PAGE))
    number = min(max(number, 1), pages)
    start = (number - 1) * PER_PAGE
    return Page(tuple(items[start : start + PER_PAGE]), number, pages, len(items))


def page_of_select(call: Call, chosen: Select[Any], number: int) -> Page[Any]:
    """A page of a select of one entity (or column), counted and read in the database."""
    total = call.session.scalar(select(func.count()).select_from(chosen.order_by(None).subquery())) or 0
    pages = max(1, -(-total // PER_PAGE))
    number = min(max(number, 1), pages)
    rows = call.session.scalars(chosen.limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all()
    return Page(tuple(rows), number, pages, total)


def list_speech(
    call: Call,
    title: str,
    page: Page[Any],
    rows: Sequence[Row],
    *,
    conditions: Conditions | None = None,
    export: str = "",
    empty: str = "",
    choices: Sequence[Choice] = (),
    table: str = "",
    table_of: int = 0,
    said_conditions: str | None = None,
) -> Speech:
    """A page as a card, with 次へ, 前へ and 出力 where they lead somewhere.

    Args:
        rows: one per item of the page.
        conditions: what narrowed the list; the buttons keep it.
        export: the phrase of the export command (`避難所 出力`), empty when there is none.
        empty: said instead of rows when the list is empty. choices: further buttons.
        table: the list's table page (a key of `staffbot.tables.TABLES`); table_of: the number of what it belongs to.
        said_conditions: what people and the page are told, when the buttons keep more than that.
    """
    words = call.words
    asked = conditions.text if conditions is not None else ""
    said = asked if said_conditions is None else said_conditions
    line = " ".join(part for part in (call.command.phrase, asked) if part)
    buttons: list[Choice] = list(choices)
    call.turn.tracker.pop("next", None)
    if not page.is_last:
        buttons.append(next_choice(call, line, page.number + 1))
    if page.number > 1:
        earlier = f"{line} {words('staff.list.page', number=page.number - 1)}"
        buttons.append(Choice(words("staff.list.previous"), "text", text=earlier))
    exporter = call.desk.registry.by_phrase(export) if export else None
    if exporter is not None and call.may(exporter.right) and page.total:
        buttons.append(Choice(words("staff.list.export"), "text", text=f"{export} {asked}".strip()))
    if table and page.total and call.may(PAGES):
        buttons.append(_table_choice(call, table, table_of, said))
    buttons = [one for one in buttons if not is_over_graphemes(one.text, SAID_GRAPHEMES)]
    note = ""
    if page.total:
        note = words("staff.list.range", first=page.first, last=page.last, total=page.total)
    text = "" if page.total else (empty or words("staff.list.empty"))
    if said:
        text = "\n".join(part for part in (words("staff.list.conditions", conditions=said), text) if part)
    # A row with a button stands for the thing that it opens.
    records = tuple(replace(row, is_record=True) if row.choice is not None else row for row in rows)
    return Speech([Card(title, text=text, rows=records, choices=tuple(buttons), note=note)])


def _table_choice(call: Call, table: str, of: int, conditions: str) -> Choice:
    """表で開く: the same list as a page, under the same conditions; the link works once."""
    path = f"/staff/tables/{table}/{of}" + (f"?{urlencode({'c': conditions})}" if conditions else "")
    return Choice(call.words("table.open"), "uri", uri=page_link(call, path))


def next_choice(call: Call, line: str, number: int) -> Choice:
    """次へ types the line with its page; only 「次へ」, kept in the tracker, when that would be too long to type."""
    following = f"{line} {call.words('staff.list.page', number=number)}"
    call.turn.tracker["next"] = following
    label = call.words("staff.list.next")
    return Choice(label, "text", text=label if is_over_graphemes(following, SAID_GRAPHEMES) else following)
