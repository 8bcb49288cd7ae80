"""Ending sessions of one person; apart from the service, so that `data/staff` and `data/signin` may call it."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from data.links.models import SingleLink
from data.sessions.models import StaffSession

# Links that sign a browser in; those to files open nothing else.
INTO_THE_PAGES = ("console", "page")


def end_sessions_of(session: Session, *, staff_id: int) -> int:
    """End all of one staff member's sessions, and links to new ones: being let in again later does not revive them.

    Returns how many were open.
    """
    ended = session.scalars(
        update(StaffSession)
        .where(StaffSession.staff_id == staff_id, StaffSession.is_ended.is_(False))
        .values(is_ended=True)
        .returning(StaffSession.id)
    ).all()
    drop_links_of(session, staff_id=staff_id)
    return len(ended)


def drop_links_of(session: Session, *, staff_id: int) -> None:
    """Links into the pages that nobody has used are used up."""
    unused = (SingleLink.staff_id == staff_id, SingleLink.used_at.is_(None), SingleLink.purpose.in_(INTO_THE_PAGES))
    session.execute(update(SingleLink).where(*unused).values(used_at=SingleLink.made_at))


def end_waiting_of(session: Session, *, staff_id: int) -> None:
    """Send away the browsers that have given the password and still owe the code, or a new password."""
    waiting = (StaffSession.staff_id == staff_id, StaffSession.stage != "", StaffSession.is_ended.is_(False))
    session.execute(update(StaffSession).where(*waiting).values(is_ended=True))
