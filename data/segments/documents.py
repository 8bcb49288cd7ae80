"""Residents' documents out of the database for the mirror, in bulk and one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import msgspec
import orjson
from sqlalchemy.orm import Session

from data.attributes.service import TOPIC as ATTRIBUTES
from data.db.raw import raw_for
from data.residents.service import TOPIC as RESIDENTS
from data.residents.service import batch_of
from data.segments.columns import Column

# Bigger pages fall out of the processor's cache: 1,000 take a fifth more time, and memory that stays.
PAGE = 500
FEW = 500
# The civil date in Tokyo of the first meeting, as days since 1970.
_DAY = {
    "sqlite": "CAST(julianday(first_seen_at, '+9 hours') - 2440587.5 AS INTEGER)",
    "postgresql": "((first_seen_at AT TIME ZONE 'Asia/Tokyo')::date - DATE '1970-01-01')",
}
_ANSWERS = {"sqlite": "answers", "postgresql": "answers::text"}
# A page as one row of JSON lists. As bytes where that spares decoding: the parser wants UTF-8 anyway.
_JOINED = {"sqlite": "'[' || group_concat({0}, ',') || ']'", "postgresql": "'[' || string_agg(({0})::text, ',') || ']'"}
_BYTES = {"sqlite": "CAST({0} AS BLOB)", "postgresql": "{0}"}

Page = tuple[list[int], list[str], list[bool], list[int], list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class ResidentRow:
    """One resident as the mirror keeps them. `channel` "gone": deleted. `registered` in days since 1970.

    `answers`: a value or None for each of the columns that were asked for.
    """

    id: int
    channel: str
    is_friend: bool
    registered: int
    answers: tuple[Any, ...]


def count_rows(session: Session) -> int:
    """How many residents there are."""
    row = raw_for(session).one("SELECT count(*) FROM resident")
    return int(row[0]) if row else 0


def newest_change(session: Session) -> int:
    """The change log's newest row."""
    row = raw_for(session).one("SELECT coalesce(max(id), 0) FROM change_log")
    return int(row[0]) if row else 0


def changed_residents(session: Session, after: int) -> tuple[int, list[int], bool]:
    """(newest row, residents changed since `after`, whether definitions of attributes changed)."""
    raw = raw_for(session)
    rows = raw.all(
        "SELECT id, topic FROM change_log WHERE id > ? AND (topic = ? OR topic LIKE ?) ORDER BY id",
        (after, ATTRIBUTES, f"{RESIDENTS}:%"),
    )
    ids: dict[int, None] = {}
    for _, topic in rows:
        if topic == ATTRIBUTES:
            continue
        batch_id = batch_of(topic)
        if batch_id is None:
            ids[int(topic.rpartition(":")[2])] = None
        else:
            found = raw.all("SELECT resident_id FROM attribute_change WHERE batch_id = ?", (batch_id,))
            ids.update(dict.fromkeys(int(row[0]) for row in found))
    return (rows[-1][0] if rows else after), list(ids), any(topic == ATTRIBUTES for _, topic in rows)


class Documents:
    """Reads residents for some columns: each value as its column's `stored`, None where there is none."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        # Of a type of its own the parser makes no texts that only were looked up, nor dictionaries: half the time.
        fields = [
            (f"f{number}", column.stored | None, msgspec.field(default=None, name=key))
            for number, (key, column) in enumerate(columns.items())
        ]
        document = msgspec.defstruct("Document", fields, gc=False)
        self._page = msgspec.json.Decoder(list[document])  # type: ignore[valid-type]
        self._one = msgspec.json.Decoder(document)
        self._nothing = msgspec.structs.astuple(document())

    def pages(self, session: Session) -> Iterator[Page]:
        """Every resident in the order of their numbers, a page at a time: numbers, channels, friends, days, columns.

        The next page is read while this one is used: leave the session alone until the end.
        """
        sql, raw = _page_sql(session), raw_for(session)
        # A thread helps because a page is one row: fetched row by row, each would wait for the interpreter's lock.
        with ThreadPoolExecutor(1, thread_name_prefix="residents") as reader:
            coming = reader.submit(raw.one, sql, (0, PAGE))
            while (row := coming.result()) is not None and row[0] is not None:
                coming = reader.submit(raw.one, sql, (row[0], PAGE))
                ids, channels, friends, registered = map(orjson.loads, row[1:-1])
                # One call for the page: parsing documents one by one costs half as much again.
                answers = map(msgspec.structs.astuple, self._page.decode(row[-1]))
                yield ids, channels, friends, registered, list(zip(*answers, strict=True))

    def of(self, session: Session, ids: list[int]) -> Iterator[ResidentRow]:
        """Those residents; one that is no longer there comes as "gone"."""
        sql, raw = _select(session), raw_for(session)
        for start in range(0, len(ids), FEW):
            some = ids[start : start + FEW]
            rows: Iterable[tuple[Any, ...]] = raw.all(f"{sql} WHERE id IN ({','.join('?' * len(some))})", some)
            left = set(some)
            for resident_id, channel, is_friend, registered, text in rows:
                left.discard(resident_id)
                answers = msgspec.structs.astuple(self._one.decode(text))
                yield ResidentRow(resident_id, channel, bool(is_friend), registered, answers)
            for resident_id in left:
                yield ResidentRow(resident_id, "gone", False, 0, self._nothing)


def _page_sql(session: Session) -> str:
    name = session.get_bind().dialect.name
    parts = ("id", "'\"' || channel || '\"'", "is_friend", _DAY[name], _ANSWERS[name])
    lists = [_JOINED[name].format(part) for part in parts]
    lists[-1] = _BYTES[name].format(lists[-1])
    page = "(SELECT * FROM resident WHERE id > ? ORDER BY id LIMIT ?) AS page"
    return f"SELECT max(id), {', '.join(lists)} FROM {page}"  # noqa: S608


def _select(session: Session) -> str:
    name = session.get_bind().dialect.name
    return f"SELECT id, channel, is_friend, {_DAY[name]}, {_ANSWERS[name]} FROM resident"  # noqa: S608
