"""A form's file between its reading and 「実行」, and what comes of it: a new form, or another draft of an old one."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from data.imports.models import StagedImport
from data.imports.service import KEPT_FOR, ImportApplied, ImportNotFound

KIND = "form"
DOCUMENT = "document"


def keep_form_file(
    session: Session, *, document: Mapping[str, Any], staff_id: int, file_name: str, now: datetime
) -> int:
    """Keep a sound document; its number, good for 24 hours."""
    kept = StagedImport(
        kind=KIND,
        staff_id=staff_id,
        file_name=file_name[:200],
        created_at=now,
        plan={DOCUMENT: deepcopy(dict(document))},
        facts="",
        # A row that never comes: no list takes this for its own.
        rows_planned=1,
    )
    session.add(kept)
    session.flush()
    return kept.id


def find_form_file(session: Session, *, number: int, staff_id: int, now: datetime) -> StagedImport:
    """The file of a number, of the person who sent it.

    Raises:
        ImportNotFound: there is none, it is somebody else's, or older than 24 hours.
        ImportApplied: it was taken before.
    """
    kept = session.get(StagedImport, number)
    if kept is None or kept.kind != KIND or kept.staff_id != staff_id:
        raise ImportNotFound(import_id=number)
    if kept.applied_at is not None:
        raise ImportApplied(applied_at=kept.applied_at)
    if kept.created_at < now - KEPT_FOR:
        raise ImportNotFound(import_id=number)
    return kept


def take_form_file(session: Session, *, number: int, staff_id: int, now: datetime) -> dict[str, Any]:
    """The document, once. Raises as `find_form_file`."""
    document: dict[str, Any] = find_form_file(session, number=number, staff_id=staff_id, now=now).plan[DOCUMENT]
    taken = session.scalar(
        update(StagedImport)
        .where(StagedImport.id == number, StagedImport.applied_at.is_(None))
        .values(applied_at=now, plan={})
        .returning(StagedImport.id)
    )
    if taken is None:
        raise ImportApplied(applied_at=now)
    return document
