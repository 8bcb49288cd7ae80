"""Why somebody may or may not: role, team, addition, grant, object, in this order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.staff.grants import running_grants
from data.staff.models import ObjectRight, StaffMember
from data.staff.objects import SEES_ALL
from data.staff.roles import UnknownRole, find_role
from data.teams.models import Team

Source = Literal["role", "team", "addition", "grant"]


@dataclass(frozen=True, slots=True)
class Reason:
    """What one source says about a right.

    Attributes:
        role: the key of the role meant, of the member or of the team; "" otherwise. team: the team's name, "" for none.
        until: when a grant ends.
    """

    source: Source
    gives: bool
    role: str = ""
    team: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """Objects limited to some: how many of one kind there are, and how many of them this member sees."""

    kind: str
    limited: int
    seen: int


def explain_right(session: Session, member: StaffMember, right: str, now: datetime) -> list[Reason]:
    """What each source says, in order. The right is there when any gives it (and the member is not stopped)."""
    team = session.get(Team, member.team_id) if member.team_id is not None else None
    team_role = team.role if team is not None else ""
    grants = [one for one in running_grants(session, staff_id=member.id, now=now) if right in one.rights.split()]
    last = max((one.until_at for one in grants), default=None)
    return [
        Reason("role", right in rights_of_role(session, member.role), role=member.role),
        Reason("team", right in rights_of_role(session, team_role), team_role, team.name if team is not None else ""),
        Reason("addition", right in member.additions.split()),
        Reason("grant", bool(grants), until=last),
    ]


def sources_of(session: Session, member: StaffMember, now: datetime) -> dict[Source, frozenset[str]]:
    """The rights each source gives."""
    team = session.get(Team, member.team_id) if member.team_id is not None else None
    lent = [right for one in running_grants(session, staff_id=member.id, now=now) for right in one.rights.split()]
    return {
        "role": rights_of_role(session, member.role),
        "team": rights_of_role(session, team.role if team is not None else ""),
        "addition": frozenset(member.additions.split()),
        "grant": frozenset(lent),
    }


def sights_of(session: Session, member: StaffMember, rights: frozenset[str]) -> list[Sight]:
    """Of each kind of object that some are limited in: how many this member sees."""
    limited = dict(
        session.execute(
            select(ObjectRight.object_kind, func.count(func.distinct(ObjectRight.object_id)))
            .group_by(ObjectRight.object_kind)
            .order_by(ObjectRight.object_kind)
        ).all()
    )
    if SEES_ALL in rights:
        return [Sight(kind, count, count) for kind, count in limited.items()]
    theirs = (ObjectRight.staff_id == member.id) | (
        ObjectRight.team_id.is_not(None) & (ObjectRight.team_id == member.team_id)
    )
    seen = dict(
        session.execute(
            select(ObjectRight.object_kind, func.count(func.distinct(ObjectRight.object_id)))
            .where(theirs)
            .group_by(ObjectRight.object_kind)
        ).all()
    )
    return [Sight(kind, count, seen.get(kind, 0)) for kind, count in limited.items()]


def rights_of_role(session: Session, role_key: str) -> frozenset[str]:
    """Of a role by its key; a role that is gone gives nothing."""
    if not role_key:
        return frozenset()
    try:
        return find_role(session, role_key).rights
    except UnknownRole:
        return frozenset()
