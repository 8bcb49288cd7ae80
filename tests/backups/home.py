"""What the tests put into a HOME, and how they look at it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy.orm import Session

from data.backups.about import look_into, read_about
from data.backups.container import ABOUT, ContainerReader, ContainerWriter, Header
from data.db.opening import database_engine
from data.files.models import StoredFile
from data.files.sealed import SealedWriter
from data.ids import new_public_id
from data.settings import Settings
from tests.databases import TEST_KEYS

AT = datetime(2026, 11, 1, tzinfo=UTC)


def store_file(session: Session, settings: Settings, content: bytes, expires_at: datetime | None = None) -> Path:
    """A stored file with its row; returns where it lies."""
    public_id = new_public_id()
    path = settings.home / "files" / public_id[:2] / public_id
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        writer = SealedWriter(file, TEST_KEYS.for_purpose("attachments"))
        writer.write(content)
        writer.close()
    facts = {"purpose": "attachment", "name": "a.png", "content_type": "image/png", "size": len(content)}
    session.add(StoredFile(public_id=public_id, owner="public:U1", stored_at=AT, expires_at=expires_at, **facts))
    return path


def counts_of(settings: Settings) -> Mapping[str, int]:
    """Rows by table."""
    engine = database_engine(settings, TEST_KEYS)
    with engine.connect() as connection:
        counts = look_into(connection).counts
    engine.dispose()
    return counts


def tree(folder: Path) -> dict[str, str]:
    """Every file below with its hash, the lock apart."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("serve.lock", "turns.lock")
    }


def with_about(path: Path, **changes: Any) -> Path:
    """A backup that says other things of itself, sealed with the right key."""

    def change(content: bytes) -> bytes:
        return orjson.dumps({**asdict(read_about(content)), **changes})

    return rewritten(path, ABOUT, change)


def rewritten(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """A backup with another part, sealed with the right key."""
    header, key = Header(path), TEST_KEYS.for_purpose("backups")
    changed = path.with_name("changed.backup")
    with changed.open("wb") as file:
        writer = ContainerWriter(file, header.ring, key)
        for name, pieces in ContainerReader(path, header, key).parts():
            writer.add(name, [change(b"".join(pieces))] if name == part else pieces)
        writer.close()
    return changed
