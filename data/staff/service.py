"""Staff members: changing, stopping, releasing and deleting them. Who is at the counter is `data.staff.identity`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from data.errors import DomainError
from data.sessions.ending import end_sessions_of
from data.signin.service import forget_sign_in
from data.staff.identity import holders_of, identify, identify_console, identity_of
from data.staff.invitations import checked_name, invite
from data.staff.models import Grant, StaffMember
from data.staff.objects import SEES_ALL, forget_person
from data.staff.rights import StaffIdentity
from data.staff.roles import BeyondYours, EditedSince, NotAllowed, OnlyLent, find_role, joined, require, require_to_give
from data.tables.service import forget_views
from data.teams.service import find_team

__all__ = [
    "BeyondYours",
    "EditedSince",
    "LastAdministrator",
    "MemberNotFound",
    "NotAllowed",
    "OnlyLent",
    "OwnTeam",
    "Yourself",
    "change_member",
    "check_reach",
    "delete_member",
    "find_member",
    "holders_of",
    "identify",
    "identify_console",
    "invite",
    "keep_an_administrator",
    "list_members",
    "reach_member",
    "release_member",
    "stop_member",
]

RIGHT = "staff:write"


class MemberNotFound(DomainError):
    """`facts["staff_id"]` is nobody."""

    code = "staff.member_not_found"


class LastAdministrator(DomainError):
    """Without this one nobody could let staff in any more. `facts["name"]`."""

    code = "staff.last_administrator"


class Yourself(DomainError):
    """Nobody stops or deletes himself, or changes his role by a word: he could not take it back. `facts["name"]`."""

    code = "staff.yourself"


class OwnTeam(DomainError):
    """Who sees only what his team sees does not choose another team for himself."""

    code = "staff.own_team"


def list_members() -> Select[StaffMember]:
    """Active members first, each by when they joined; deleted ones are nobody any more."""
    chosen = select(StaffMember).where(StaffMember.deleted_at.is_(None))
    return chosen.order_by(StaffMember.stopped_at.is_not(None), StaffMember.id)


def find_member(session: Session, staff_id: int) -> StaffMember:
    """Raises:
    MemberNotFound: nobody, or deleted.
    """
    member = session.get(StaffMember, staff_id)
    if member is None or member.deleted_at is not None:
        raise MemberNotFound(staff_id=staff_id)
    return member


def change_member(
    session: Session,
    *,
    staff_id: int,
    by: StaffIdentity,
    now: datetime,
    revision: int | None = None,
    name: str | None = None,
    role: str | None = None,
    team_id: int | None = None,
    leaves_team: bool = False,
    additions: Iterable[str] | None = None,
) -> StaffMember:
    """Change what is given, of one member; what is not given stays.

    Args:
        revision: as it was seen; None takes the present one.
        team_id: the new team. leaves_team: into no team.
        additions: all rights beyond role and team.

    Raises:
        NotAllowed, BeyondYours, OnlyLent, OwnTeam, MemberNotFound, UnknownRole, TeamNotFound, BadName: nothing changed.
        LastAdministrator: the last active administrator keeps the role.
        EditedSince: somebody else changed the account since it was seen.
    """
    member = reach_member(session, staff_id, by, now)
    values: dict[str, object] = {}
    if name is not None:
        values["name"] = checked_name(name)
    if role is not None and role != member.role:
        require_to_give(by, RIGHT, find_role(session, role).rights)
        keep_an_administrator(session, member)
        values["role"] = role
    if leaves_team:
        values["team_id"] = None
    elif team_id is not None and team_id != member.team_id:
        team = find_team(session, team_id)
        require_to_give(by, RIGHT, find_role(session, team.role).rights if team.role else ())
        if not may_move(by, member):
            raise OwnTeam
        values["team_id"] = team_id
    if additions is not None:
        wanted = joined(additions)
        require_to_give(by, RIGHT, set(wanted.split()) - set(member.additions.split()))
        values["additions"] = wanted
    return _claim(session, member, revision, values)


def stop_member(
    session: Session, *, staff_id: int, by: StaffIdentity, now: datetime, revision: int | None = None
) -> StaffMember:
    """Take every right away at once; links and sessions follow because they ask `identify`.

    Raises:
        NotAllowed, BeyondYours, MemberNotFound, EditedSince: nothing changed.
        LastAdministrator: the last active administrator can't be stopped. Yourself: nor can one stop oneself.
    """
    if find_member(session, staff_id).stopped_at is not None:
        require(by, RIGHT)
        return find_member(session, staff_id)
    member = reach_member(session, staff_id, by, now)
    keep_an_administrator(session, member)
    _not_oneself(by, member)
    _claim(session, member, revision, {"stopped_at": now})
    # Letting the person in again later must not revive a browser that was signed in before.
    end_sessions_of(session, staff_id=staff_id)
    return member


def release_member(
    session: Session, *, staff_id: int, by: StaffIdentity, now: datetime | None = None, revision: int | None = None
) -> StaffMember:
    """Let a stopped member work again.

    Raises:
        NotAllowed, BeyondYours, MemberNotFound, EditedSince: nothing changed.
    """
    if find_member(session, staff_id).stopped_at is None:
        require(by, RIGHT)
        return find_member(session, staff_id)
    return _claim(session, reach_member(session, staff_id, by, now), revision, {"stopped_at": None})


def delete_member(
    session: Session, *, staff_id: int, by: StaffIdentity, now: datetime, revision: int | None = None
) -> StaffMember:
    """Take a member out for good. The name stays for the log; LINE account, rights, grants and sessions go.

    Raises:
        NotAllowed, BeyondYours, MemberNotFound, EditedSince: nothing changed.
        LastAdministrator: the last active administrator stays. Yourself: so does whoever asks for it.
    """
    member = reach_member(session, staff_id, by, now)
    keep_an_administrator(session, member)
    _not_oneself(by, member)
    gone = {"line_user_id": None, "additions": "", "team_id": None, "granted_until": None}
    _claim(session, member, revision, {"stopped_at": member.stopped_at or now, "deleted_at": now, **gone})
    session.execute(
        update(Grant).where(Grant.staff_id == staff_id, Grant.taken_back_at.is_(None)).values(taken_back_at=now)
    )
    forget_person(session, staff_id)
    forget_views(session, staff_id=staff_id)
    forget_sign_in(session, staff_id=staff_id)
    session.flush()
    return member


def other_administrators(session: Session, staff_id: int) -> int:
    """How many active administrators there are besides this one."""
    chosen = select(func.count()).where(
        StaffMember.role == "administrator", StaffMember.stopped_at.is_(None), StaffMember.id != staff_id
    )
    return session.scalar(chosen) or 0


def keep_an_administrator(session: Session, member: StaffMember) -> None:
    """Raises:
    LastAdministrator: without this active administrator there would be none.
    """
    if member.role == "administrator" and member.stopped_at is None and not other_administrators(session, member.id):
        raise LastAdministrator(name=member.name)


def _not_oneself(by: StaffIdentity, member: StaffMember) -> None:
    if member.id == by.id:
        raise Yourself(name=member.name)


def may_move(by: StaffIdentity, member: StaffMember) -> bool:
    """Whether this person may put the member into another team: a team may see what others don't."""
    return member.id != by.id or by.may(SEES_ALL)


def reach_member(session: Session, staff_id: int, by: StaffIdentity, now: datetime | None) -> StaffMember:
    """A member this person may change: who may more than he does is out of reach.

    Raises:
        NotAllowed, BeyondYours, MemberNotFound.
    """
    require(by, RIGHT)
    member = find_member(session, staff_id)
    require(by, RIGHT, identity_of(session, member, now).rights)
    return member


def check_reach(session: Session, *, staff_ids: Iterable[int], by: StaffIdentity, now: datetime) -> None:
    """Before and after members' rows are put back by 元に戻す: the same rules hold as for any other change.

    Raises:
        BeyondYours: one of them may more than the person who does it.
        LastAdministrator: nobody would be left who administers.
    """
    for staff_id in staff_ids:
        member = session.get(StaffMember, staff_id)
        if member is not None:
            require(by, RIGHT, identity_of(session, member, now).rights)
            if not other_administrators(session, 0):
                raise LastAdministrator(name=member.name)


def _claim(session: Session, member: StaffMember, revision: int | None, values: Mapping[str, object]) -> StaffMember:
    """Write it, once: of two who saw the same account, one gets it."""
    seen = member.revision if revision is None else revision
    claimed = session.scalar(
        update(StaffMember)
        .where(StaffMember.id == member.id, StaffMember.revision == seen)
        .values(revision=seen + 1, **values)
        .returning(StaffMember.id)
    )
    if claimed is None:
        raise EditedSince(name=member.name)
    session.refresh(member)
    return member
