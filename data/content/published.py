"""What each resident channel shows, read in one go for the snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from data.content.models import Content, ContentVersion


@dataclass(frozen=True, slots=True)
class Published:
    """One version that at least one channel shows. `channels` holds "public", "test" or both."""

    kind: str
    key: str
    name: str
    link_code: str | None
    number: int
    document: dict[str, Any]
    channels: frozenset[str]
    content_id: int = 0


def load_published(session: Session) -> list[Published]:
    """Every shown version, scenarios and forms, ordered by kind and key."""
    shown = or_(ContentVersion.number == Content.public_version, ContentVersion.number == Content.test_version)
    rows = session.execute(
        select(Content, ContentVersion)
        .join(ContentVersion, and_(ContentVersion.content_id == Content.id, shown))
        .where(Content.deleted_at.is_(None))
        .order_by(Content.kind, Content.key, ContentVersion.number)
    )
    return [
        Published(
            content.kind,
            content.key,
            content.name,
            content.link_code,
            version.number,
            version.document,
            frozenset(
                channel
                for channel, number in (("public", content.public_version), ("test", content.test_version))
                if number == version.number
            ),
            content.id,
        )
        for content, version in rows
    ]
