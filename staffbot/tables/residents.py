"""住民 as a table: everybody of both accounts, or those whom 住民 検索 finds."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.attributes.definitions import Catalog, Definition
from data.attributes.reading import NO, YES
from data.attributes.service import load_catalog
from data.residents.columns import ACCOUNT, CHANNELS, FRIEND, NUMBER, SINCE, cells
from data.residents.models import Resident
from data.residents.service import TOPIC
from data.segments.documents import changed_residents, newest_change
from data.segments.faults import ConditionFault
from data.segments.language import is_condition, read_condition
from data.segments.mirror import Mirror
from data.segments.service import load_segments, segment_names
from data.tables.cells import CellKind
from data.tables.query import Filter, Query
from data.tables.sheet import Rows, Sheet, SheetRow
from staffbot.commands.residents_shown import MirrorLoading, take_channel
from staffbot.tables.declared import Asked, Column, ConditionUnknown, Editor, Opened, TableKind, text_of
from staffbot.tables.resident_edits import edit_resident, past_of_resident, undo_resident

KINDS: dict[str, CellKind] = {
    "text": "text",
    "number": "number",
    "choice": "choice",
    "multiple": "choices",
    "date": "date",
    "birth_date": "date",
    "children": "text",
    "yes_no": "choice",
}
EDITORS: dict[str, Editor] = {
    "text": "long",
    "number": "number",
    "choice": "choice",
    "multiple": "choices",
    "date": "day",
    "birth_date": "day",
    "children": "days",
    "yes_no": "choice",
}
OWN = (
    Column("#number", NUMBER, "number"),
    Column("#account", ACCOUNT, "choice"),
    Column("#since", SINCE, "date"),
    Column("#friend", FRIEND, "choice"),
)
SHOWN = frozenset({"name", "kana", "telephone", "home_area", "age_band", "birth_on", "household_type", "topics"})
FEW, PAGE = 500, 1000


class ResidentSheet:
    """One per state of the attributes; follows the change log."""

    def __init__(self, catalog: Catalog) -> None:
        columns = columns_of(catalog)
        self.sheet = Sheet([(column.key, column.kind) for column in columns])
        self._definitions = catalog.active
        self._last_change = 0
        self._lock = threading.Lock()

    def follow(self, session: Session) -> Sheet:
        """Read what changed since the last time; everything the first time."""
        with self._lock:
            if not len(self.sheet):
                self._last_change = newest_change(session)
                self._read_after(session, 0)
                return self.sheet
            newest, ids, _ = changed_residents(session, self._last_change)
            self.renew(session, ids)
            self._last_change = newest
            self._read_after(session, self.sheet.newest)
            if (session.scalar(select(func.count()).select_from(Resident)) or 0) != len(self.sheet):
                self.sheet.keep(session.scalars(select(Resident.id)))
        return self.sheet

    def renew(self, session: Session, ids: Sequence[int]) -> None:
        """Read these once more."""
        for start in range(0, len(ids), FEW):
            chosen = select(Resident).where(Resident.id.in_(ids[start : start + FEW]))
            self.sheet.put(self._rows(session.scalars(chosen)))

    def _read_after(self, session: Session, last: int) -> None:
        chosen = select(Resident).order_by(Resident.id).limit(PAGE)
        while found := session.scalars(chosen.where(Resident.id > last)).all():
            self.sheet.put(self._rows(found))
            last = found[-1].id
            session.expunge_all()

    def _rows(self, residents: Iterable[Resident]) -> list[SheetRow]:
        return [
            SheetRow(one.id, one.revision, [text_of(cell) for cell in cells(one, self._definitions)])
            for one in residents
        ]


def columns_of(catalog: Catalog) -> tuple[Column, ...]:
    """What stands for everybody, then the attributes in their order."""
    own = {column.heading for column in OWN}
    return (*OWN, *(_column(one, own) for one in catalog.active))


def _column(one: Definition, taken: set[str]) -> Column:
    heading = one.name if one.name not in taken else f"{one.name}（2）"
    options = (YES, NO) if one.kind == "yes_no" else tuple(option.label for option in one.offered)
    kind, editor = KINDS.get(one.kind, "text"), EDITORS.get(one.kind, "")
    return Column(one.key, heading, kind, editor, options, is_shown=one.key in SHOWN)


def _open(session: Session, asked: Asked) -> Opened:
    catalog = load_catalog(session)
    shape = tuple((one.key, one.name, one.kind, one.options) for one in catalog.active)
    held: ResidentSheet = asked.shelf.take(("residents", hash(shape)), lambda: ResidentSheet(catalog))
    sheet = held.follow(session)
    channel, text = take_channel(asked.conditions)
    begin = Query(filters=(Filter("#account", "any_of", (CHANNELS[channel],)),))
    title = asked.words("residents_staff.list")
    return Opened(
        title, columns_of(catalog), sheet, _among(session, asked, catalog, channel, text), begin, renew=held.renew
    )


def _among(session: Session, asked: Asked, catalog: Catalog, channel: str, text: str) -> Rows | None:
    """Those 住民 検索 finds; None for everybody."""
    if not text:
        return None
    mirror = asked.snapshots.get(TOPIC)
    if mirror is None:
        mirror = Mirror()
        mirror.load(session)
    if not mirror.is_ready:
        raise MirrorLoading
    if is_condition(text, catalog):
        try:
            condition = read_condition(text, catalog, today=asked.today, segments=segment_names(session))
        except ConditionFault as fault:
            facts = fault.facts
            said = asked.words(f"segments.faults.{facts['reason']}", typed=facts["typed"], name=facts["name"])
            raise ConditionUnknown(said=said) from None
        segments = load_segments(session)
        ids: Rows = mirror.ids(condition, today=asked.today, channel=channel, with_blocked=True, segments=segments)
        return ids
    keys = [one.key for one in catalog.active if one.kind == "text"]
    found: Rows | None = None
    for word in text.split():
        having = mirror.search(word, keys, channel=channel)
        found = having if found is None else np.intersect1d(found, having)
    number = text.lstrip("#＃")
    if number.isdecimal() and len(number) <= 15:
        found = np.union1d(np.array([int(number)], np.int64), found if found is not None else [])
    return found


def _read_of(session: Session, asked: Asked, ids: Sequence[int]) -> tuple[str, list[int]]:
    return "住民", list(ids)


RESIDENT_TABLE = TableKind(
    key="residents",
    noun="住民",
    phrase="住民 検索",
    row_phrase="住民 #{id}",
    right="residents:read",
    export_right="residents:export",
    edit_right="residents:write",
    open=_open,
    edit=edit_resident,
    undo=undo_resident,
    history=past_of_resident,
    columns=lambda session, asked: columns_of(load_catalog(session)),
    read_of=_read_of,
)
