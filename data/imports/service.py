"""Staging an import, and applying it exactly once: all of it or nothing.

A big list is staged in chunks (`open_import`, then `stage_rows` for each chunk), each its own short transaction;
applying it takes a handful of statements whatever its size, so the writer is never held long.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, func, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from data.db.changes import note_change
from data.errors import DomainError
from data.ids import new_public_id
from data.imports.kind import ImportKind
from data.imports.kinds import IMPORT_KINDS
from data.imports.models import StagedImport
from data.imports.parsed import ParsedTable
from data.imports.plan import CHUNK, ImportPlan
from data.imports.planning import facts_of

KEPT_FOR = timedelta(hours=24)
UNDOES = "undoes"  # in the plan of what is kept of an applied import: its number
COMMAND_LINE = 0


class ImportNotFound(DomainError):
    """No such import, or it is older than 24 hours, or it is not staged whole."""

    code = "imports.not_found"


class ImportApplied(DomainError):
    """It was applied before. `facts["applied_at"]`."""

    code = "imports.applied"


class ImportOutdated(DomainError):
    """The records changed since the file was checked: it has to be checked again. `facts`: kind, in_use (names)."""

    code = "imports.outdated"


def open_import(
    session: Session, *, plan: ImportPlan, staff_id: int, now: datetime, file_name: str = ""
) -> StagedImport:
    """Begin to stage a plan; its rows follow by `stage_rows`."""
    staged = StagedImport(
        kind=plan.kind,
        staff_id=staff_id,
        file_name=file_name[:200],
        created_at=now,
        plan=plan.summary(),
        facts=plan.facts,
        rows_planned=len(plan.new) + len(plan.changed) + len(plan.withdrawn),
        rows_staged=0,
    )
    session.add(staged)
    session.flush()
    return staged


def stage_rows(session: Session, *, import_id: int, rows: list[tuple[int | None, dict[str, Any]]]) -> None:
    """Add one chunk of `ImportPlan.chunks()`. Each chunk exactly once.

    Raises:
        ImportNotFound: no such import.
    """
    staged = _find(session, import_id)
    kind = IMPORT_KINDS[staged.kind]
    session.execute(
        insert(kind.draft),
        [
            {**content, "import_id": import_id, "target_id": target_id, "public_id": new_public_id()}
            for target_id, content in rows
        ],
    )
    staged.rows_staged += len(rows)
    session.flush()


def stage_import(
    session: Session, *, plan: ImportPlan, staff_id: int, now: datetime, file_name: str = ""
) -> StagedImport:
    """Stage a plan in one go: for lists of a few hundred rows, and outside of the writer."""
    staged = open_import(session, plan=plan, staff_id=staff_id, now=now, file_name=file_name)
    for rows in plan.chunks():
        stage_rows(session, import_id=staged.id, rows=rows)
    return staged


def staged_import(session: Session, *, import_id: int, now: datetime, removes: bool = True) -> StagedImport:
    """An import that can still be applied.

    Args:
        removes: as in `apply_import`.

    Raises:
        ImportNotFound, ImportApplied, ImportOutdated: see there.
    """
    staged = _find(session, import_id)
    if staged.applied_at is not None:
        raise ImportApplied(applied_at=staged.applied_at)
    is_whole = staged.rows_staged == staged.rows_planned and UNDOES not in staged.plan
    if not is_whole or staged.created_at < now - KEPT_FOR:
        raise ImportNotFound(import_id=import_id)
    kind = IMPORT_KINDS[staged.kind]
    in_use = kind.in_use(session, staged.plan["removed_ids"]) if removes else []
    if in_use or not is_as_checked(session, kind, import_id, staged.facts):
        raise ImportOutdated(kind=staged.kind, in_use=in_use)
    return staged


def is_as_checked(session: Session, kind: ImportKind, import_id: int, facts: str) -> bool:
    """Whether nobody edited the records since."""
    return facts_of(session, kind.live) == facts if kind.own is None else kind.own.is_current(session, import_id)


def apply_import(session: Session, *, import_id: int, now: datetime, removes: bool = True) -> StagedImport:
    """Write what was staged, exactly once. Statuses and other live facts of records that remain are kept.

    Args:
        removes: False leaves alone what the file lacks; its rows are only added or mended.

    Raises:
        ImportNotFound, ImportApplied, ImportOutdated: see there; nothing is touched.
    """
    staged = staged_import(session, import_id=import_id, now=now, removes=removes)
    claimed = session.scalar(
        update(StagedImport)
        .where(StagedImport.id == import_id, StagedImport.applied_at.is_(None))
        .values(applied_at=now)
        .returning(StagedImport.id)
    )
    if claimed is None:
        raise ImportApplied(applied_at=now)
    kind = IMPORT_KINDS[staged.kind]
    if kind.own is not None:
        kind.own.write(session, import_id, by=f"import:{import_id}", now=now)
        return session.get_one(StagedImport, import_id)
    target, ids = (kind.live.id, "removed_ids") if removes else (kind.draft.target_id, "withdrawn_ids")
    gone = staged.plan[ids]
    for start in range(0, len(gone), CHUNK):
        chosen = delete(target.class_).where(target.in_(gone[start : start + CHUNK]))
        session.execute(chosen if removes else chosen.where(kind.draft.import_id == import_id))
    write_changed(session, kind, import_id, now)
    _write_new(session, kind, import_id, now)
    # The drafts are left to `forget_imports`: deleting ten thousand here would hold everybody up.
    # Statements passed by the objects the session holds.
    session.expire_all()
    note_change(session, kind.topic)
    return staged


def forget_imports(session: Session, *, now: datetime, limit: int = CHUNK) -> int:
    """Delete rows staged for imports that were applied, or are older than 24 hours; how many, at most `limit` a list.

    To be called until it returns 0. Daily.
    """
    over = select(StagedImport.id).where(
        or_(StagedImport.applied_at.is_not(None), StagedImport.created_at < now - KEPT_FOR)
    )
    deleted = 0
    for kind in IMPORT_KINDS.values():
        ids = session.scalars(select(kind.draft.id).where(kind.draft.import_id.in_(over)).limit(limit)).all()
        session.execute(delete(kind.draft).where(kind.draft.id.in_(ids)))
        deleted += len(ids)
    if not deleted:
        session.execute(
            delete(StagedImport).where(StagedImport.applied_at.is_(None), StagedImport.created_at < now - KEPT_FOR)
        )
        session.expire_all()
    return deleted


def import_table(session: Session, *, parsed: ParsedTable, now: datetime) -> ImportPlan:
    """Plan and apply in one transaction, for seeds and the command line."""
    plan = IMPORT_KINDS[parsed.kind].plan(session, parsed)
    staged = stage_import(session, plan=plan, staff_id=COMMAND_LINE, now=now)
    apply_import(session, import_id=staged.id, now=now)
    return plan


def _find(session: Session, import_id: int) -> StagedImport:
    staged = session.get(StagedImport, import_id)
    if staged is None:
        raise ImportNotFound(import_id=import_id)
    return staged


def write_changed(session: Session, kind: ImportKind, import_id: int, now: datetime) -> None:
    """Give the records the contents of their drafts."""
    draft, live = kind.draft, kind.live
    values: dict[str, Any] = {column: getattr(draft, column) for column in kind.columns}
    for column, (cause, value) in kind.resets.items():
        stays = getattr(live, cause) == getattr(draft, cause)
        values[column] = case((stays, getattr(live, column)), else_=value)
    session.execute(
        update(live)
        .where(live.id == draft.target_id, draft.import_id == import_id)
        .values(**values, revision=live.revision + 1, changed_at=now)
        .execution_options(synchronize_session=False)
    )


def _write_new(session: Session, kind: ImportKind, import_id: int, now: datetime) -> None:
    draft, live = kind.draft, kind.live
    columns = ("code", "public_id", *kind.columns)
    chosen = select(
        *(getattr(draft, column) for column in columns),
        literal(1),
        # Bound with the column's own type: SQLite keeps instants without a zone.
        literal(now, live.changed_at.type),
        *(literal(value) for value in kind.beginnings.values()),
    ).where(draft.import_id == import_id, draft.target_id.is_(None))
    session.execute(
        insert(live).from_select(
            [*columns, "revision", "changed_at", *kind.beginnings],
            chosen.order_by(draft.id),
            include_defaults=False,
        )
    )


def count_of(session: Session, kind: str) -> int:
    """How many records of this kind there are."""
    return session.scalar(select(func.count()).select_from(IMPORT_KINDS[kind].live)) or 0
