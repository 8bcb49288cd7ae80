"""Taking a whole import back: what it overwrites is kept as a staged import of its own, and applied once.

The contents stay in the draft table, so a list of ten thousand is kept and put back in a handful of statements.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, exists, insert, literal, select, update
from sqlalchemy.orm import Session

from data.db.cells import from_json, to_json
from data.db.changes import note_change
from data.errors import DomainError
from data.imports.kind import ImportKind
from data.imports.kinds import IMPORT_KINDS
from data.imports.models import StagedImport
from data.imports.plan import CHUNK
from data.imports.planning import facts_of
from data.imports.service import (
    KEPT_FOR,
    UNDOES,
    ImportOutdated,
    apply_import,
    is_as_checked,
    staged_import,
    write_changed,
)


class ImportNotKept(DomainError):
    """What was there before the import is no longer kept: a day has passed, or it was put back already."""

    code = "imports.not_kept"


def apply_undoably(session: Session, *, import_id: int, now: datetime, removes: bool) -> tuple[StagedImport, int]:
    """Like `apply_import`, and keep what was there before; the import, and the number `undo_import` takes.

    Raises:
        ImportNotFound, ImportApplied, ImportOutdated: as `apply_import`; nothing is touched.
    """
    staged = staged_import(session, import_id=import_id, now=now, removes=removes)
    kind = IMPORT_KINDS[staged.kind]
    removed: list[int] = staged.plan["removed_ids"] if removes else []
    kept = StagedImport(
        kind=staged.kind,
        staff_id=staged.staff_id,
        file_name=staged.file_name,
        created_at=now,
        plan={},
        facts="",
        rows_planned=0,
    )
    session.add(kept)
    session.flush()
    if kind.own is not None:
        kind.own.keep(session, import_id, kept.id)
        apply_import(session, import_id=import_id, now=now, removes=removes)
        session.get_one(StagedImport, kept.id).plan = {UNDOES: import_id, "removed_ids": [], "lost": []}
        session.flush()
        return session.get_one(StagedImport, import_id), kept.id
    drafts = select(kind.draft.target_id).where(kind.draft.import_id == import_id, kind.draft.target_id.is_not(None))
    _keep(session, kind, kept.id, kind.live.id.in_(drafts))
    lost: list[dict[str, Any]] = []
    for start in range(0, len(removed), CHUNK):
        chosen = kind.live.id.in_(removed[start : start + CHUNK])
        _keep(session, kind, kept.id, chosen)
        lost += _live_facts(session, kind, chosen)

    apply_import(session, import_id=import_id, now=now, removes=removes)
    kept = session.get_one(StagedImport, kept.id)
    made = select(kind.live.id).where(
        kind.live.public_id.in_(
            select(kind.draft.public_id).where(kind.draft.import_id == import_id, kind.draft.target_id.is_(None))
        )
    )
    kept.plan = {UNDOES: import_id, "removed_ids": list(session.scalars(made)), "lost": lost}
    kept.facts = facts_of(session, kind.live)
    session.flush()
    return session.get_one(StagedImport, import_id), kept.id


def check_undo_import(session: Session, *, kept_id: int, now: datetime) -> StagedImport:
    """What was kept of an import that can still be taken back. Reads only.

    Raises:
        ImportNotKept: it is gone.
        ImportOutdated: the list was edited since, or a record the import made is in use (`facts["in_use"]`).
    """
    kept = session.get(StagedImport, kept_id)
    if kept is None or kept.applied_at is not None or kept.created_at < now - KEPT_FOR:
        raise ImportNotKept
    kind = IMPORT_KINDS[kept.kind]
    in_use = kind.in_use(session, kept.plan["removed_ids"])
    if in_use or not is_as_checked(session, kind, kept_id, kept.facts):
        raise ImportOutdated(kind=kept.kind, in_use=in_use)
    return kept


def undo_import(session: Session, *, kept_id: int, now: datetime) -> None:
    """Put a list back as it was before an import, all of it or nothing; how each record stands now is kept.

    Raises:
        ImportNotKept, ImportOutdated: see `check_undo_import`; nothing is touched.
    """
    kept = check_undo_import(session, kept_id=kept_id, now=now)
    kind = IMPORT_KINDS[kept.kind]
    if kind.own is not None:
        kind.own.write(session, kept_id, by="undo", now=now)
        session.get_one(StagedImport, kept_id).applied_at = now
        session.flush()
        return
    made: list[int] = kept.plan["removed_ids"]
    for start in range(0, len(made), CHUNK):
        session.execute(delete(kind.live).where(kind.live.id.in_(made[start : start + CHUNK])))
    write_changed(session, kind, kept_id, now)
    _bring_back(session, kind, kept_id, kept.plan["lost"], now)
    kept.applied_at = now
    session.flush()
    session.expire_all()
    note_change(session, kind.topic)


def _keep(session: Session, kind: ImportKind, kept_id: int, chosen: Any) -> None:
    """Copy the contents of the chosen records into drafts."""
    columns = ("public_id", "code", *kind.columns)
    session.execute(
        insert(kind.draft).from_select(
            ["import_id", "target_id", *columns],
            select(literal(kept_id), kind.live.id, *(getattr(kind.live, name) for name in columns)).where(chosen),
            include_defaults=False,
        )
    )


def _live_columns(kind: ImportKind) -> list[Any]:
    """A record's columns beside its content: how it stands, and its revision."""
    content = {"public_id", "code", *kind.columns}
    return [column for column in kind.live.__table__.columns if column.name not in content]


def _live_facts(session: Session, kind: ImportKind, chosen: Any) -> list[dict[str, Any]]:
    rows = session.execute(select(*_live_columns(kind)).where(chosen)).mappings()
    return [{name: to_json(value) for name, value in row.items()} for row in rows]


def _bring_back(session: Session, kind: ImportKind, kept_id: int, lost: list[dict[str, Any]], now: datetime) -> None:
    """Removed records come back under their numbers, standing as they stood."""
    if not lost:
        return
    draft, live = kind.draft, kind.live
    columns = ("public_id", "code", *kind.columns)
    is_there = exists().where(live.id == draft.target_id).correlate(draft)
    session.execute(
        insert(live).from_select(
            ["id", *columns, "revision", "changed_at", *kind.beginnings],
            select(
                draft.target_id,
                *(getattr(draft, name) for name in columns),
                literal(1),
                literal(now, live.changed_at.type),
                *(literal(value) for value in kind.beginnings.values()),
            ).where(draft.import_id == kept_id, ~is_there),
            include_defaults=False,
        )
    )
    table = live.__table__
    named = {column.name: column for column in _live_columns(kind)}
    values = {name: bindparam(f"to_{name}", type_=column.type) for name, column in named.items() if name != "id"}
    session.connection().execute(
        update(table).where(table.c.id == bindparam("to_id")).values(values),
        [{f"to_{name}": from_json(named[name], value) for name, value in row.items()} for row in lost],
    )
