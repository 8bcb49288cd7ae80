"""Photos and files a resident sent, for 個人情報."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from data.files.models import StoredFile
from data.forms.privacy import kept_attachments
from data.privacy.holding import Held, Provider, Whose, how_many

# Whose it was is not told any more; that somebody sent it is.
UNLINKED = "resident:gone"
GIVEN = "own_data"  # the files made by 個人情報 itself


def files_of(whose: Whose, now: datetime | None = None) -> Select[StoredFile]:
    """What the resident sent and is still there."""
    chosen = select(StoredFile).where(StoredFile.owner == whose.owner, StoredFile.purpose != GIVEN)
    if now is not None:
        chosen = chosen.where(or_(StoredFile.expires_at.is_(None), StoredFile.expires_at > now))
    return chosen.order_by(StoredFile.id)


def _holds(session: Session, whose: Whose) -> Held:
    count = how_many(session, files_of(whose))
    return Held(count, kept=len(kept_attachments(session, whose)) if count else 0)


def _gives(session: Session, whose: Whose) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "type": one.content_type, "bytes": one.size, "at": one.stored_at}
        for one in session.scalars(files_of(whose))
    ]


def _forgets(session: Session, whose: Whose, now: datetime) -> int:
    """The bytes go with the next clearing of expired files; from this moment nobody can open them."""
    kept = kept_attachments(session, whose)
    rows = list(session.scalars(select(StoredFile).where(StoredFile.owner == whose.owner)))
    for row in rows:
        row.owner = UNLINKED
        if row.id not in kept:
            row.expires_at = now
    session.flush()
    return sum(row.purpose != GIVEN for row in rows)


FILES = Provider("files", ("stored_file",), _holds, _forgets, _gives)
