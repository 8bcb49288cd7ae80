"""Who is at the counter, and stopping and releasing staff members."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from data.db.raw import raw_for
from data.errors import DomainError
from data.sessions.ending import end_sessions_of
from data.staff.invitations import invite
from data.staff.models import StaffMember
from data.staff.rights import StaffIdentity, rights_of

__all__ = [
    "LastAdministrator",
    "MemberNotFound",
    "NotAllowed",
    "holders_of",
    "identify",
    "identify_console",
    "invite",
    "list_members",
    "release_member",
    "stop_member",
]

_MEMBER = "SELECT id, name, role, additions, line_user_id, stopped_at FROM staff_member WHERE "
_BY_LINE = _MEMBER + "line_user_id = ?"
_BY_ID = _MEMBER + "id = ?"
_ACTIVE = _MEMBER + "stopped_at IS NULL ORDER BY id"


class MemberNotFound(DomainError):
    """`facts["staff_id"]` is nobody."""

    code = "staff.member_not_found"


class LastAdministrator(DomainError):
    """Without this one nobody could let staff in any more. `facts["name"]`."""

    code = "staff.last_administrator"


class NotAllowed(DomainError):
    """The person lacks `facts["right"]`. The gate asks first; this is the second lock."""

    code = "staff.not_allowed"


def identify(session: Session, line_user_id: str) -> StaffIdentity | None:
    """The active staff member of a LINE account on the staff channel; None for strangers and stopped ones."""
    return _identity(raw_for(session).one(_BY_LINE, (line_user_id,)))


def identify_console(session: Session, line_user_id: str) -> StaffIdentity | None:
    """The active staff member behind `staff:{id}` of the browser console."""
    kind, _, number = line_user_id.partition(":")
    if kind != "staff" or not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    return _identity(raw_for(session).one(_BY_ID, (int(number),)))


def _identity(row: tuple[object, ...] | None) -> StaffIdentity | None:
    if row is None or row[5] is not None:
        return None
    member_id, name, role, additions, line_user_id, _ = row
    assert isinstance(member_id, int)
    return StaffIdentity(
        member_id, str(name), str(role), str(line_user_id or ""), rights_of(str(role), str(additions).split())
    )


def list_members() -> Select[StaffMember]:
    """Active members first, each by when they joined."""
    return select(StaffMember).order_by(StaffMember.stopped_at.is_not(None), StaffMember.id)


def holders_of(session: Session, right: str) -> list[StaffIdentity]:
    """Active members who have a right: whom to tell."""
    rows = raw_for(session).all(_ACTIVE)
    members = [_identity(row) for row in rows]
    return [member for member in members if member is not None and member.may(right)]


def stop_member(session: Session, *, staff_id: int, by: StaffIdentity, now: datetime) -> StaffMember:
    """Take every right away at once; links and sessions follow because they ask `identify`.

    Raises:
        NotAllowed, MemberNotFound: nothing changed.
        LastAdministrator: the last active administrator can't be stopped.
    """
    member = _member(session, staff_id, by)
    if member.stopped_at is not None:
        return member
    if member.role == "administrator":
        others = session.scalar(
            select(func.count()).where(
                StaffMember.role == "administrator", StaffMember.stopped_at.is_(None), StaffMember.id != staff_id
            )
        )
        if not others:
            raise LastAdministrator(name=member.name)
    member.stopped_at = now
    # Letting the person in again later must not revive a browser that was signed in before.
    end_sessions_of(session, staff_id=staff_id)
    session.flush()
    return member


def release_member(session: Session, *, staff_id: int, by: StaffIdentity) -> StaffMember:
    """Let a stopped member work again.

    Raises:
        NotAllowed, MemberNotFound: nothing changed.
    """
    member = _member(session, staff_id, by)
    member.stopped_at = None
    session.flush()
    return member


def _member(session: Session, staff_id: int, by: StaffIdentity) -> StaffMember:
    if not by.may("staff:write"):
        raise NotAllowed(right="staff:write")
    member = session.get(StaffMember, staff_id)
    if member is None:
        raise MemberNotFound(staff_id=staff_id)
    return member
