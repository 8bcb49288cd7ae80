"""Rights lent until an instant, for a disaster night: they end by the Clock, whoever forgets them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.errors import DomainError
from data.staff.models import Grant, StaffMember
from data.staff.rights import StaffIdentity
from data.staff.roles import joined, require, require_to_give
from data.staff.service import RIGHT, find_member

LONGEST = timedelta(days=31)


class GrantRefused(DomainError):
    """`facts["reason"]` is "nothing" (no right), "past", "too_long" (`days`) or "stopped" (the member is)."""

    code = "staff.grant_refused"


def lend_rights(
    session: Session, *, staff_id: int, rights: Iterable[str], until: datetime, by: StaffIdentity, now: datetime
) -> Grant:
    """Give rights that end by themselves.

    Raises:
        NotAllowed, BeyondYours, OnlyLent, MemberNotFound, GrantRefused: nothing was given.
    """
    wanted = joined(rights)
    require_to_give(by, RIGHT, wanted.split())
    member = find_member(session, staff_id)
    if not wanted:
        raise GrantRefused(reason="nothing", name=member.name, days=LONGEST.days)
    if member.stopped_at is not None:
        raise GrantRefused(reason="stopped", name=member.name, days=LONGEST.days)
    if until <= now:
        raise GrantRefused(reason="past", name=member.name, days=LONGEST.days)
    if until > now + LONGEST:
        raise GrantRefused(reason="too_long", name=member.name, days=LONGEST.days)
    grant = Grant(staff_id=staff_id, rights=wanted, given_by=by.id, given_at=now, until_at=until)
    session.add(grant)
    session.flush()
    _follow(session, member)
    return grant


def take_back(session: Session, *, staff_id: int, by: StaffIdentity, now: datetime) -> list[Grant]:
    """End everything lent to a member now; what was running.

    Raises:
        NotAllowed, BeyondYours, MemberNotFound: nothing changed.
    """
    member = find_member(session, staff_id)
    taken = running_grants(session, staff_id=staff_id, now=now)
    require(by, RIGHT, [right for grant in taken for right in grant.rights.split()])
    for grant in taken:
        grant.taken_back_at = now
    session.flush()
    _follow(session, member)
    return taken


def running_grants(session: Session, *, staff_id: int | None = None, now: datetime) -> list[Grant]:
    """What is lent at this instant, soonest to end first; of everybody when no member is named."""
    chosen = select(Grant).where(Grant.taken_back_at.is_(None), Grant.until_at > now)
    if staff_id is not None:
        chosen = chosen.where(Grant.staff_id == staff_id)
    return list(session.scalars(chosen.order_by(Grant.until_at, Grant.id)))


def end_grants(session: Session, *, now: datetime) -> list[tuple[Grant, StaffMember]]:
    """What ended since the last look, each once, for telling the person. The rights themselves ended on time."""
    due = session.execute(
        select(Grant, StaffMember)
        .join(StaffMember, StaffMember.id == Grant.staff_id)
        .where(
            StaffMember.granted_until.is_not(None),
            Grant.until_at <= now,
            Grant.told_at.is_(None),
            Grant.taken_back_at.is_(None),
        )
        .order_by(Grant.id)
    ).all()
    ended = [(grant, member) for grant, member in due]
    for grant, _ in ended:
        grant.told_at = now
    session.flush()
    for _, member in ended:
        _follow(session, member)
    return ended


def _follow(session: Session, member: StaffMember) -> None:
    """`granted_until` is the one thing the gate reads: without it no grant is looked for."""
    member.granted_until = session.scalar(
        select(func.max(Grant.until_at)).where(
            Grant.staff_id == member.id, Grant.taken_back_at.is_(None), Grant.told_at.is_(None)
        )
    )
    session.flush()
