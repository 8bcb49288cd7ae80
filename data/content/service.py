"""Save, publish and look up scenarios and forms. Whether a document is sound is the compiler's word, asked before."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from data.content.models import Content, ContentVersion
from data.db.changes import note_change
from data.errors import DomainError
from data.ids import new_code

TOPIC = "scenarios"
LINK_CODE_LETTERS = 8

ContentKind = Literal["scenario", "form"]
ResidentChannel = Literal["public", "test"]


class ContentNotFound(DomainError):
    """`facts["key"]` names no scenario or form, or a deleted one."""

    code = "content.not_found"


class VersionNotFound(DomainError):
    """`facts["name"]` has no version `facts["number"]`."""

    code = "content.version_not_found"


def document_digest(document: dict[str, Any]) -> str:
    """SHA-256 of the document, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def new_content(session: Session, *, kind: ContentKind, key: str, name: str, now: datetime) -> Content:
    """A content without any version yet; a form has its receipt code from the first."""
    content = Content(kind=kind, key=key, name=name, created_at=now, latest_version=0)
    content.link_code = _free_link_code(session) if kind == "form" else None
    session.add(content)
    session.flush()
    return content


def save_version(
    session: Session,
    *,
    kind: ContentKind,
    key: str,
    name: str,
    document: dict[str, Any],
    now: datetime,
    origin: Literal["starter", "staff"] = "staff",
    staff_id: int | None = None,
    note: str = "",
) -> ContentVersion:
    """Keep one more version (the first makes the content) and return it. Nothing a resident sees changes.

    Saving again what the latest version holds returns that version. A deleted content of this key comes back.
    """
    digest = document_digest(document)
    content = session.scalar(select(Content).where(Content.kind == kind, Content.key == key))
    if content is None:
        content = new_content(session, kind=kind, key=key, name=name, now=now)
    else:
        latest = find_version(session, content_id=content.id, number=content.latest_version)
        if latest is not None and latest.digest == digest and content.deleted_at is None and content.name == name:
            return latest
    content.name = name
    content.deleted_at = None
    content.latest_version += 1
    version = ContentVersion(
        content_id=content.id,
        number=content.latest_version,
        document=document,
        digest=digest,
        origin=origin,
        staff_id=staff_id,
        saved_at=now,
        note=note,
    )
    session.add(version)
    session.flush()
    return version


def show_version(session: Session, *, content_id: int, channel: ResidentChannel, number: int) -> Content:
    """Point one channel at a version (an older one rolls back). Dialogs already begun stay with theirs.

    Raises:
        ContentNotFound: no such content, or deleted.
        VersionNotFound: it has no such version.
    """
    content = get_content(session, content_id=content_id)
    if find_version(session, content_id=content_id, number=number) is None:
        raise VersionNotFound(name=content.name, number=number)
    _point(content, channel, number)
    note_change(session, TOPIC)
    return content


def hide_content(session: Session, *, content_id: int, channel: ResidentChannel) -> Content:
    """Show nothing of it on one channel. Raises ContentNotFound."""
    content = get_content(session, content_id=content_id)
    _point(content, channel, None)
    note_change(session, TOPIC)
    return content


def delete_content(session: Session, *, content_id: int, now: datetime) -> Content:
    """Take it off both channels and out of the lists; its versions stay for dialogs begun. Raises ContentNotFound."""
    content = get_content(session, content_id=content_id)
    content.test_version = content.public_version = None
    content.deleted_at = now
    note_change(session, TOPIC)
    return content


def get_content(session: Session, *, content_id: int) -> Content:
    """Raises ContentNotFound when there is none or it was deleted."""
    content = session.get(Content, content_id)
    if content is None or content.deleted_at is not None:
        raise ContentNotFound(key=content_id)
    return content


def find_content(session: Session, *, kind: ContentKind, key: str) -> Content | None:
    """By key; None when there is none or it was deleted."""
    return session.scalar(select(Content).where(Content.kind == kind, Content.key == key, Content.deleted_at.is_(None)))


def find_version(session: Session, *, content_id: int, number: int) -> ContentVersion | None:
    """One version, or None."""
    return session.scalar(
        select(ContentVersion).where(ContentVersion.content_id == content_id, ContentVersion.number == number)
    )


def select_contents(kind: ContentKind) -> Select[Content]:
    """The list of one kind, as staff see it: by name, without the deleted."""
    return select(Content).where(Content.kind == kind, Content.deleted_at.is_(None)).order_by(Content.name, Content.id)


def select_versions(content_id: int) -> Select[ContentVersion]:
    """Its history, the newest first."""
    return select(ContentVersion).where(ContentVersion.content_id == content_id).order_by(ContentVersion.number.desc())


def kept_document(session: Session, *, kind: ContentKind, key: str, number: int) -> dict[str, Any] | None:
    """The document of any version, shown or not, deleted or not: for dialogs that began with it."""
    return session.scalar(
        select(ContentVersion.document)
        .join(Content, Content.id == ContentVersion.content_id)
        .where(Content.kind == kind, Content.key == key, ContentVersion.number == number)
    )


def _point(content: Content, channel: ResidentChannel, number: int | None) -> None:
    if channel == "public":
        content.public_version = number
    else:
        content.test_version = number


def _free_link_code(session: Session) -> str:
    while True:
        code = new_code(groups=1, letters=LINK_CODE_LETTERS)
        if session.scalar(select(Content.id).where(Content.link_code == code)) is None:
            return code
