"""The columnar mirror of all residents: what conditions are answered from. The documents stay the truth.

It is loaded once, then follows the change log: a change names its resident, and only that document is read again. The
resident's own turn writes one short row and pays nothing else. Unlike other snapshots it is changed in place, under a
lock: copying a million rows for each answer would cost more than it gives.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from data.attributes.definitions import Catalog, Definition
from data.attributes.service import load_catalog
from data.db.snapshots import SnapshotSource
from data.residents.service import TOPIC
from data.segments.child_column import ChildColumn
from data.segments.columns import BitsColumn, ChoiceColumn, Column, DayColumn, FlagColumn, Mask, NumberColumn
from data.segments.condition import EVERYBODY, Condition
from data.segments.documents import Documents, ResidentRow, changed_residents, count_rows, newest_change
from data.segments.masks import CHANNELS, Masks, Segments
from data.segments.text_column import TextColumn

log = structlog.get_logger(__name__)

T = TypeVar("T")

# From so many residents on, the load (about 9 µs each) is not waited for at the start.
AT_ONCE = 50_000
GROWTH = 1024
NO_SEGMENTS: Segments = MappingProxyType({})


class Mirror:
    """One per process. Every public method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._columns: dict[str, Column] = {}
        self._catalog = Catalog(())
        self._documents = Documents({})
        self._ids: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self._late: dict[int, int] = {}
        self._channels: npt.NDArray[np.uint8] = np.zeros(0, np.uint8)
        self._friends: npt.NDArray[np.bool_] = np.zeros(0, np.bool_)
        self._registered: npt.NDArray[np.int32] = np.zeros(0, np.int32)
        self._loaded_rows = 0
        self._rows = 0
        self._last_change = 0
        self._state = "empty"  # empty, loading, ready

    @property
    def is_ready(self) -> bool:
        """Whether it can be asked."""
        return self._state == "ready"

    @property
    def nbytes(self) -> int:
        """Memory of its arrays."""
        with self._lock:
            own = self._ids.nbytes + self._channels.nbytes + self._friends.nbytes + self._registered.nbytes
            return own + sum(column.nbytes for column in self._columns.values())

    def count_all(self) -> int:
        """How many residents it knows, of all channels."""
        with self._lock:
            return self._rows

    def source(self) -> SnapshotSource:
        """How the store keeps it: loaded at the start, told to follow when residents changed."""
        return SnapshotSource(TOPIC, self.follow)

    def follow(self, session: Session) -> Mirror:
        """Load, or catch up. A big town is loaded beside, and `is_ready` says when."""
        if self._state == "ready":
            self.catch_up(session)
        elif self._state == "empty":
            if count_rows(session) <= AT_ONCE:
                self.load(session)
            else:
                self._state = "loading"
                engine = session.get_bind()
                threading.Thread(target=self._load_beside, args=(engine,), name="mirror", daemon=True).start()
        return self

    def load(self, session: Session) -> None:
        """Read every resident."""
        with _no_collection():
            self._load(session)
        self.catch_up(session)

    def _load(self, session: Session) -> None:
        newest = newest_change(session)
        catalog = load_catalog(session)
        columns = {one.key: column_for(one) for one in catalog.definitions}
        batches: dict[str, list[Any]] = {key: [] for key in columns}
        own: list[tuple[Any, ...]] = []
        documents = Documents(columns)
        for ids, channels, friends, registered, answers in documents.pages(session):
            own.append(
                (
                    np.array(ids, np.int64),
                    np.array([CHANNELS.get(channel, 0) for channel in channels], np.uint8),
                    np.array(friends, np.bool_),
                    np.array(registered, np.int32),
                )
            )
            for (key, column), values in zip(columns.items(), answers, strict=True):
                batches[key].append(column.encode(values))
        with self._lock:
            for key, column in columns.items():
                column.take(batches.pop(key))
            parts = [np.concatenate(part) for part in zip(*own, strict=True)] if own else None
            if parts is not None:
                self._ids, self._channels, self._friends, self._registered = parts
            self._columns, self._catalog, self._documents = columns, catalog, documents
            self._rows = self._loaded_rows = len(self._ids)
            self._late = {}
            self._last_change = newest
            self._state = "ready"

    def catch_up(self, session: Session) -> int:
        """Read what changed since; how many residents were read again."""
        with self._lock:
            newest, ids, is_catalog = changed_residents(session, self._last_change)
            if is_catalog:
                self._renew_catalog(load_catalog(session))
            for row in self._documents.of(session, ids):
                self._put(row)
            self._last_change = newest
            return len(ids)

    def ask(self, question: Callable[[Masks], T], *, today: date, segments: Segments = NO_SEGMENTS) -> T:
        """Answer a question from one unchanging state.

        Args:
            segments: `load_segments(session)`, for conditions that name saved ones.
        """
        with self._lock:
            return question(self._masks(today, segments))

    def count(
        self, condition: Condition, *, today: date, channel: str = "public", segments: Segments = NO_SEGMENTS
    ) -> int:
        """How many friends on a channel meet a condition."""
        return self.ask(
            lambda masks: int(np.count_nonzero(masks.audience(condition, channel))), today=today, segments=segments
        )

    def ids(
        self,
        condition: Condition = EVERYBODY,
        *,
        today: date,
        channel: str = "public",
        with_blocked: bool = False,
        segments: Segments = NO_SEGMENTS,
    ) -> npt.NDArray[np.int64]:
        """The numbers of those who meet a condition, ascending."""
        with self._lock:
            masks = self._masks(today, segments)
            mask = masks.everybody(channel) if with_blocked else masks.friends(channel)
            return np.sort(self._ids[: self._rows][mask & masks.of(condition)])

    def search(self, word: str, keys: Sequence[str], *, channel: str = "public") -> npt.NDArray[np.int64]:
        """The numbers of those with a word in one of their texts, blocked ones too, ascending."""
        with self._lock:
            masks = self._masks(date.min, NO_SEGMENTS)
            found: Mask = np.zeros(self._rows, np.bool_)
            for key in keys:
                column = self._columns.get(key)
                if isinstance(column, TextColumn):
                    found |= column.containing(word, self._rows)
            return np.sort(self._ids[: self._rows][found & masks.everybody(channel)])

    def used(self, key: str, value: str | None = None) -> int:
        """How many residents (of both channels) have a value of an attribute, or this option of it."""
        with self._lock:
            column = self._columns.get(key)
            if column is None:
                return 0
            if value is None:
                return int(np.count_nonzero(column.is_set(self._rows)))
            assert isinstance(column, ChoiceColumn | BitsColumn)
            return int(np.count_nonzero(column.any_of((value,), self._rows)))

    def _masks(self, today: date, segments: Segments) -> Masks:
        rows = self._rows
        return Masks(
            columns=self._columns,
            ids=self._ids[:rows],
            channels=self._channels[:rows],
            are_friends=self._friends[:rows],
            registered=self._registered[:rows],
            today=today,
            segments=segments,
        )

    def _load_beside(self, engine: Engine) -> None:
        began = time.perf_counter()
        try:
            with Session(engine) as session:
                self.load(session)
            log.info("residents mirrored", rows=self._rows, seconds=round(time.perf_counter() - began, 1))
        except Exception as fault:  # tried again with the next change
            self._state = "empty"
            log.error("residents not mirrored", error=type(fault).__name__, exc_info=fault)

    def _renew_catalog(self, catalog: Catalog) -> None:
        """New attributes get a column: nobody has a value of them yet, since keys are never given twice."""
        for one in catalog.definitions:
            if one.key not in self._columns:
                column = column_for(one)
                column.take([])
                column.grow(len(self._ids))
                self._columns[one.key] = column
        self._catalog, self._documents = catalog, Documents(self._columns)

    def _put(self, resident: ResidentRow) -> None:
        row = self._row_of(resident.id)
        self._channels[row] = CHANNELS.get(resident.channel, 0)
        self._friends[row] = resident.is_friend
        self._registered[row] = resident.registered
        for column, value in zip(self._columns.values(), resident.answers, strict=True):
            column.put(row, value)

    def _row_of(self, resident_id: int) -> int:
        """The row of a resident; a new one when there is none yet."""
        at = int(np.searchsorted(self._ids[: self._loaded_rows], resident_id))
        if at < self._loaded_rows and self._ids[at] == resident_id:
            return at
        row = self._late.get(resident_id)
        if row is None:
            row = self._rows
            if row == len(self._ids):
                self._grow(max(row + GROWTH, row + row // 8))
            self._ids[row] = resident_id
            self._late[resident_id] = row
            self._rows += 1
        return row

    def _grow(self, rows: int) -> None:
        more = rows - len(self._ids)
        self._ids = np.concatenate([self._ids, np.zeros(more, np.int64)])
        self._channels = np.concatenate([self._channels, np.zeros(more, np.uint8)])
        self._friends = np.concatenate([self._friends, np.zeros(more, np.bool_)])
        self._registered = np.concatenate([self._registered, np.zeros(more, np.int32)])
        for column in self._columns.values():
            column.grow(rows)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without the garbage collector, which would look through every document again and again and find nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def column_for(definition: Definition) -> Column:
    """An empty column for one attribute."""
    values = [option.value for option in definition.options]
    if definition.kind == "choice":
        return ChoiceColumn(values)
    if definition.kind == "multiple":
        return BitsColumn(values)
    makers: dict[str, Callable[[], Column]] = {
        "text": TextColumn,
        "number": NumberColumn,
        "date": DayColumn,
        "birth_date": DayColumn,
        "children": ChildColumn,
        "yes_no": FlagColumn,
    }
    return makers[definition.kind]()
