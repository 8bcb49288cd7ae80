"""Put shipped scenarios and forms in: again and again without harm, and never over what staff edited."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.content.models import Content, ContentVersion
from data.content.service import TOPIC, ContentKind, save_version
from data.db.changes import note_change


@dataclass(frozen=True, slots=True)
class Starter:
    """One shipped document."""

    kind: ContentKind
    key: str
    name: str
    document: dict[str, Any]


@dataclass(slots=True)
class StarterReport:
    """Keys of what was put in, renewed by a newer release, left as it was, and left alone because staff edited it."""

    added: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)


def put_starters(session: Session, *, starters: list[Starter], now: datetime) -> StarterReport:
    """New ones are shown on both channels. A newer release of one moves only the pointers that still show our last.

    One that staff saved a version of, or deleted, is theirs and is not touched.
    """
    report = StarterReport()
    for starter in starters:
        content = session.scalar(select(Content).where(Content.kind == starter.kind, Content.key == starter.key))
        if content is not None and (content.deleted_at is not None or _is_edited(session, content.id)):
            report.edited.append(starter.key)
            continue
        before = content.latest_version if content is not None else None
        version = save_version(
            session,
            kind=starter.kind,
            key=starter.key,
            name=starter.name,
            document=starter.document,
            now=now,
            origin="starter",
        )
        if version.number == before:
            report.unchanged.append(starter.key)
            continue
        content = session.get_one(Content, version.content_id)
        if content.test_version == before:
            content.test_version = version.number
        if content.public_version == before:
            content.public_version = version.number
        (report.added if before is None else report.renewed).append(starter.key)
        note_change(session, TOPIC)
    session.flush()
    return report


def _is_edited(session: Session, content_id: int) -> bool:
    by_staff = select(func.count()).where(ContentVersion.content_id == content_id, ContentVersion.origin != "starter")
    return bool(session.scalar(by_staff))
