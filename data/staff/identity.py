"""Who is at the counter: one statement per turn gathers role, team, additions and running grants."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from data.db.raw import raw_for
from data.staff.models import StaffMember
from data.staff.rights import ROLES, StaffIdentity

_MEMBER = (
    "SELECT m.id, m.name, m.role, m.additions, m.line_user_id, m.stopped_at, m.granted_until, m.team_id,"
    " r.rights, t.role, tr.rights FROM staff_member m"
    " LEFT JOIN staff_role r ON r.role_key = m.role"
    " LEFT JOIN team t ON t.id = m.team_id"
    " LEFT JOIN staff_role tr ON tr.role_key = t.role WHERE "
)
_BY_LINE = _MEMBER + "m.line_user_id = ?"
_BY_ID = _MEMBER + "m.id = ?"
_LENT = "SELECT rights, until_at FROM staff_grant WHERE staff_id = ? AND taken_back_at IS NULL"
_ACTIVE = _MEMBER + "m.stopped_at IS NULL ORDER BY m.id"


def identify(session: Session, line_user_id: str, now: datetime | None = None) -> StaffIdentity | None:
    """The active staff member of a LINE account on the staff channel; None for strangers and stopped ones.

    Args:
        now: of the movable clock; without it running grants are left out.
    """
    return _identity(session, raw_for(session).one(_BY_LINE, (line_user_id,)), now)


def identify_console(session: Session, line_user_id: str, now: datetime | None = None) -> StaffIdentity | None:
    """The active staff member behind `staff:{id}` of the browser console; `now` as in `identify`."""
    kind, _, number = line_user_id.partition(":")
    if kind != "staff" or not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    return _identity(session, raw_for(session).one(_BY_ID, (int(number),)), now)


def holders_of(session: Session, right: str, now: datetime | None = None) -> list[StaffIdentity]:
    """Active members who have a right: whom to tell. `now` as in `identify`."""
    members = [_identity(session, row, now) for row in raw_for(session).all(_ACTIVE)]
    return [member for member in members if member is not None and member.may(right)]


def identity_of(session: Session, member: StaffMember, now: datetime | None = None) -> StaffIdentity:
    """What a member may, were he at the counter now; a stopped one too."""
    session.flush()
    row = raw_for(session).one(_BY_ID, (member.id,))
    assert row is not None
    found = _identity(session, (*row[:5], None, *row[6:]), now)
    assert found is not None
    return found


def granted_rights(session: Session, staff_id: int, now: datetime) -> frozenset[str]:
    """What runs for a member at this instant."""
    lent = raw_for(session).all(_LENT, (staff_id,))
    return frozenset(right for rights, until in lent if _instant(until) > now for right in rights.split())


def _instant(value: str | datetime) -> datetime:
    """SQLite keeps instants as text, naive, in UTC."""
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else value


def _identity(session: Session, row: tuple[Any, ...] | None, now: datetime | None) -> StaffIdentity | None:
    if row is None or row[5] is not None:
        return None
    staff_id, name, role, additions, line_user_id, _, granted_until, team_id, own, team_role, team_own = row
    lasting = rights_together(role, own, team_role, team_own, additions)
    if granted_until is None or now is None:
        return StaffIdentity(staff_id, name, role, line_user_id or "", lasting, team_id)
    rights = lasting | granted_rights(session, staff_id, now)
    return StaffIdentity(staff_id, name, role, line_user_id or "", rights, team_id, rights - lasting)


@lru_cache(maxsize=1024)
def rights_together(
    role: str, own: str | None, team_role: str | None, team_own: str | None, additions: str
) -> frozenset[str]:
    """The union: of the role, the team's role and the additions.

    Args:
        own, team_own: the rights of a role the town made, separated by spaces; None for given ones.
    """
    return frozenset().union(_of_role(role, own), _of_role(team_role or "", team_own), additions.split())


def _of_role(role: str, own: str | None) -> frozenset[str]:
    return ROLES.get(role, frozenset()) if own is None else frozenset(own.split())
