"""Write, choose and forget lines of the access log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from data.db.raw import raw_for

PATH_CHARACTERS, ADDRESS_CHARACTERS = 200, 45
_ADD = (
    "INSERT INTO access_line (at_ms, method, path, status, duration_ms, count, staff_id, address)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_FORGET = "DELETE FROM access_line WHERE id IN (SELECT id FROM access_line WHERE at_ms < ? ORDER BY at_ms LIMIT ?)"


@dataclass(slots=True)
class Access:
    """One line to be written; see `AccessLine`."""

    at_ms: int
    method: str
    path: str
    status: int
    duration_ms: int
    staff_id: int
    address: str
    count: int = 1


def put_accesses(session: Session, accesses: Sequence[Access]) -> None:
    """Write a group of lines."""
    raw_for(session).many(
        _ADD,
        [
            (
                one.at_ms,
                one.method[:10],
                one.path[:PATH_CHARACTERS],
                one.status,
                one.duration_ms,
                one.count,
                one.staff_id,
                one.address[:ADDRESS_CHARACTERS],
            )
            for one in accesses
        ],
    )


def forget_accesses(session: Session, before: float, limit: int) -> int:
    """Delete lines older than `before` (seconds since the epoch), a bite at a time; returns how many."""
    return raw_for(session).run(_FORGET, (int(before * 1000), limit))
