"""Residents come and go: follow, block, unblock, or simply write without being a friend."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.residents.models import Resident


def find_resident(session: Session, *, channel: str, line_user_id: str) -> Resident | None:
    """The resident of this channel and LINE user, or None."""
    return session.scalar(select(Resident).where(Resident.channel == channel, Resident.line_user_id == line_user_id))


def meet_resident(session: Session, *, channel: str, line_user_id: str, now: datetime) -> Resident:
    """The resident, made on the first word. One turn at a time per person keeps this free of races."""
    resident = find_resident(session, channel=channel, line_user_id=line_user_id)
    if resident is None:
        resident = Resident(channel=channel, line_user_id=line_user_id, first_seen_at=now, is_friend=True, answers={})
        session.add(resident)
        session.flush()
    return resident


def resident_followed(session: Session, *, channel: str, line_user_id: str, now: datetime) -> Resident:
    """A follow or unblock: a friend (again)."""
    resident = meet_resident(session, channel=channel, line_user_id=line_user_id, now=now)
    resident.is_friend = True
    resident.blocked_at = None
    return resident


def resident_left(session: Session, *, channel: str, line_user_id: str, now: datetime) -> None:
    """A block. What the resident registered is kept: many come back."""
    resident = meet_resident(session, channel=channel, line_user_id=line_user_id, now=now)
    resident.is_friend = False
    resident.blocked_at = now
