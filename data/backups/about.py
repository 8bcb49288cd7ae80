"""What a backup says of itself: where it comes from, and how many rows each table has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa


@dataclass(frozen=True, slots=True)
class About:
    """Attributes:
    engine: "sqlite" or "postgresql". revision: of the schema. version: the program's. made_at: ISO, UTC.
    counts: rows by table. missing: stored files whose bytes were not there, though nothing had deleted them.
    audit_number, audit_mac: the head of the audit chain; 0 and "" before its first row.
    """

    engine: str
    revision: str
    version: str
    made_at: str
    counts: Mapping[str, int]
    missing: int
    audit_number: int = 0
    audit_mac: str = ""

    def as_json(self) -> bytes:
        """For the container."""
        return orjson.dumps(asdict(self))

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(self.counts.values())


def read_about(data: bytes) -> About:
    """What `as_json` gave. Keys of a later program are passed over.

    Raises:
        ValueError, TypeError: something else.
    """
    found: dict[str, Any] = orjson.loads(data)
    return About(**{name: value for name, value in found.items() if name in About.__dataclass_fields__})


@dataclass(frozen=True, slots=True)
class Contents:
    """A database looked at through one connection: all of it as of one moment.

    Attributes:
        file_ids: public ids of the stored files. lasting_ids: those that nothing deletes in time.
    """

    revision: str
    counts: Mapping[str, int]
    file_ids: frozenset[str] = frozenset()
    lasting_ids: frozenset[str] = frozenset()
    audit: tuple[int, str] = (0, "")

    def about(self, *, engine: str, version: str, now: datetime, missing: int) -> About:
        """With what the database itself doesn't know."""
        return About(
            engine=engine,
            revision=self.revision,
            version=version,
            made_at=now.isoformat(),
            counts=self.counts,
            missing=missing,
            audit_number=self.audit[0],
            audit_mac=self.audit[1],
        )


def look_into(connection: sa.Connection) -> Contents:
    """Count every table there is; an older schema than the program's is looked at just as well."""
    tables = sorted(sa.inspect(connection).get_table_names())
    counts = {
        name: int(connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0) for name in tables
    }
    revision = connection.scalar(sa.text("SELECT version_num FROM alembic_version")) if counts else ""
    files: dict[str, bool] = {}
    if "stored_file" in counts:
        rows = connection.execute(sa.text("SELECT public_id, expires_at IS NULL FROM stored_file"))
        files = {str(public_id): bool(is_lasting) for public_id, is_lasting in rows}
    head = None
    if "audit_head" in counts:
        head = connection.execute(sa.text("SELECT number, mac FROM audit_head WHERE id = 1")).first()
    return Contents(
        revision=str(revision or ""),
        counts=counts,
        file_ids=frozenset(files),
        lasting_ids=frozenset(public_id for public_id, is_lasting in files.items() if is_lasting),
        audit=(int(head[0]), str(head[1])) if head else (0, ""),
    )
