"""Teams: make, rename, give a role, delete. A team that is still needed stays."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from data.errors import DomainError
from data.fold import fold
from data.staff.models import Invitation, ObjectRight, StaffMember
from data.staff.rights import StaffIdentity
from data.staff.roles import EditedSince, find_role, require, require_to_give
from data.teams.models import Team

LONGEST_NAME = 60
NAMED = 20


class TeamNotFound(DomainError):
    """`facts["team_id"]` is no team."""

    code = "teams.not_found"


class TeamNameRefused(DomainError):
    """`facts["reason"]` is "empty", "too_long" or "taken"."""

    code = "teams.name_refused"


class TeamNameTaken(TeamNameRefused):
    """Another team has it. `facts["name"]`."""

    code = "teams.name_taken"


class TeamInUse(DomainError):
    """It has members or open invitations (`who`: the first names), or things are limited to it (`objects`: count)."""

    code = "teams.in_use"


def list_teams() -> Select[Team]:
    """All teams by name."""
    return select(Team).order_by(Team.name, Team.id)


def find_team(session: Session, team_id: int) -> Team:
    """Raises:
    TeamNotFound: no such team.
    """
    team = session.get(Team, team_id)
    if team is None:
        raise TeamNotFound(team_id=team_id)
    return team


def members_of(session: Session, team_id: int) -> list[StaffMember]:
    """Active members by name."""
    chosen = select(StaffMember).where(StaffMember.team_id == team_id, StaffMember.stopped_at.is_(None))
    return list(session.scalars(chosen.order_by(StaffMember.name, StaffMember.id)))


def count_members(session: Session) -> dict[int | None, int]:
    """Team id (None: no team) -> active members."""
    rows = session.execute(
        select(StaffMember.team_id, func.count()).where(StaffMember.stopped_at.is_(None)).group_by(StaffMember.team_id)
    )
    return {row[0]: row[1] for row in rows}


def make_team(session: Session, *, name: str, role: str = "", by: StaffIdentity) -> Team:
    """Add a team; `role` adds its rights to every member's own, "" adds none.

    Raises:
        NotAllowed, BeyondYours, OnlyLent, UnknownRole, TeamNameRefused: nothing was made.
    """
    require_to_give(by, "teams:write", _rights(session, role))
    name = _checked_name(session, name)
    team = Team(name=name, name_key=fold(name), role=role)
    session.add(team)
    session.flush()
    return team


def change_team(
    session: Session,
    *,
    team_id: int,
    revision: int,
    by: StaffIdentity,
    name: str | None = None,
    role: str | None = None,
) -> Team:
    """Rename a team or give it another role.

    Raises:
        NotAllowed, BeyondYours, OnlyLent, UnknownRole, TeamNotFound, TeamNameRefused, EditedSince: nothing was changed.
    """
    team = find_team(session, team_id)
    role = team.role if role is None else role
    require(by, "teams:write", _rights(session, team.role) if role != team.role else ())
    require_to_give(by, "teams:write", _rights(session, role) if role != team.role else ())
    name = team.name if name is None else _checked_name(session, name, but=team_id)
    changed = session.scalar(
        update(Team)
        .where(Team.id == team_id, Team.revision == revision)
        .values(name=name, name_key=fold(name), role=role, revision=revision + 1)
        .returning(Team.id)
    )
    if changed is None:
        raise EditedSince(name=team.name)
    session.refresh(team)
    return team


def remove_team(session: Session, *, team_id: int, by: StaffIdentity, now: datetime) -> Team:
    """Delete a team nobody is in and nothing is limited to.

    Raises:
        NotAllowed, TeamNotFound, TeamInUse: nothing was changed.
    """
    require(by, "teams:write")
    team = find_team(session, team_id)
    names, objects = what_holds(session, team_id, now)
    if names or objects:
        raise TeamInUse(name=team.name, who="、".join(names[:NAMED]) or "－", objects=objects)
    # Who left for good keeps no team; used invitations neither.
    for gone in (StaffMember, Invitation):
        session.execute(update(gone).where(gone.team_id == team_id).values(team_id=None))
    session.delete(team)
    session.flush()
    return team


def what_holds(session: Session, team_id: int, now: datetime) -> tuple[list[str], int]:
    """Names of members (stopped ones too) and open invitations, and how many objects are limited to the team."""
    members = session.scalars(
        select(StaffMember.name)
        .where(StaffMember.team_id == team_id, StaffMember.deleted_at.is_(None))
        .order_by(StaffMember.name)
    )
    invited = session.scalars(
        select(Invitation.name).where(
            Invitation.team_id == team_id, Invitation.used_at.is_(None), Invitation.expires_at > now
        )
    )
    objects = session.scalar(select(func.count()).where(ObjectRight.team_id == team_id)) or 0
    return [*members, *invited], objects


def _rights(session: Session, role: str) -> frozenset[str]:
    return find_role(session, role).rights if role else frozenset()


def _checked_name(session: Session, name: str, but: int | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise TeamNameRefused(reason="empty", name=name, most=LONGEST_NAME)
    if len(name) > LONGEST_NAME:
        raise TeamNameRefused(reason="too_long", name=name, most=LONGEST_NAME)
    twin = session.scalar(select(Team.id).where(Team.name_key == fold(name)))
    if twin is not None and twin != but:
        raise TeamNameTaken(reason="taken", name=name, most=LONGEST_NAME)
    return name
