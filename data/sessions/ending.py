"""Ending every session of one person; apart from the service, so that `data/staff` may call it."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from data.sessions.models import StaffSession


def end_sessions_of(session: Session, *, staff_id: int) -> int:
    """End all of one staff member's sessions for good: being let in again later does not revive them.

    Returns how many were open.
    """
    ended = session.scalars(
        update(StaffSession)
        .where(StaffSession.staff_id == staff_id, StaffSession.is_ended.is_(False))
        .values(is_ended=True)
        .returning(StaffSession.id)
    ).all()
    return len(ended)
