"""What held for a change holds for taking it back: rights, names, and what has come to rest on it since.

Rows are put back as they were, past the services, so the services' own rules are asked here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.staff.models import StaffMember, StaffRole
from data.staff.rights import ROLES, StaffIdentity
from data.staff.roles import find_role, holders_of_role, require, require_to_give
from data.staff.service import RIGHT, check_reach
from data.teams.models import Team
from data.teams.service import what_holds
from data.town.models import TownSetting
from data.town.networks import keep_in, list_networks
from data.town.service import NETWORKS
from data.undo.conditions import check_conditions
from data.undo.rows import RecordChanged

TEAMS_RIGHT = "teams:write"
Change = Sequence[Any]  # table, key, row before, row after

_MEMBER, _TEAM, _ROLE, _SETTING = (model.__tablename__ for model in (StaffMember, Team, StaffRole, TownSetting))


def check_room(session: Session, changes: Sequence[Change], now: datetime) -> None:
    """Whether the rows still fit where they were.

    Raises:
        RecordChanged: `facts` has one of in_use (names: what would go is used), taken (a name another has now) and
            missing ("team", "role", "segment", "attribute": what the row needs is gone).
    """
    check_conditions(session, changes)
    for table, row_id, before, _ in changes:
        if table in (_TEAM, _ROLE):
            _named(session, table, row_id, before, now)
        if before is None:
            continue
        if table in (_MEMBER, _TEAM) and not _is_role(session, before["role"]):
            raise _changed(missing="role")
        if table == _MEMBER and before["team_id"] is not None and session.get(Team, before["team_id"]) is None:
            raise _changed(missing="team")


class Reach:
    """Asked before and after the rows are put back.

    Raises (both):
        NotAllowed, BeyondYours, OnlyLent: the person could not make this change himself.
        LastAdministrator, WouldLockOut: nor could anybody.
    """

    def __init__(self, session: Session, changes: Sequence[Change], *, by: StaffIdentity, now: datetime) -> None:
        self._session, self._changes, self._by, self._now = session, changes, by, now
        self._members = [row_id for table, row_id, *_ in changes if table == _MEMBER]

    def before(self) -> None:
        """Rights are compared as roles and teams have them now."""
        if self._members:
            check_reach(self._session, staff_ids=self._members, by=self._by, now=self._now)
        for table, _, before, after in self._changes:
            if table in (_TEAM, _ROLE):
                has, had = (self._rights(table, row) for row in (after, before))
                require(self._by, TEAMS_RIGHT, has | had if has != had else ())
                require_to_give(self._by, TEAMS_RIGHT, had - has)
            elif table == _MEMBER and before is not None:
                gained = self._held(before) - (frozenset() if after is None else self._held(after))
                require_to_give(self._by, RIGHT, gained)

    def after(self) -> None:
        """What can only be seen once they are back."""
        if self._members:
            check_reach(self._session, staff_ids=self._members, by=self._by, now=self._now)
        if any(table == _SETTING and row_id == NETWORKS for table, row_id, *_ in self._changes):
            keep_in(self._session, list_networks(self._session), self._by.id)

    def _rights(self, table: str, row: dict[str, Any] | None) -> frozenset[str]:
        if row is None:
            return frozenset()
        if table == _ROLE:
            return frozenset(row["rights"].split())
        return find_role(self._session, row["role"]).rights if row["role"] else frozenset()

    def _held(self, member: dict[str, Any]) -> frozenset[str]:
        team = self._session.get(Team, member["team_id"]) if member["team_id"] is not None else None
        roles = [role for role in (member["role"], team.role if team is not None else "") if role]
        known = [find_role(self._session, role).rights for role in roles if _is_role(self._session, role)]
        return frozenset(member["additions"].split()).union(*known)


def _named(session: Session, table: str, row_id: int, before: dict[str, Any] | None, now: datetime) -> None:
    """Teams and roles: used ones stay, and no two have one name."""
    if before is None:
        row = session.get(Team if table == _TEAM else StaffRole, row_id)
        if isinstance(row, Team):
            names, objects = what_holds(session, row.id, now)
            if names or objects:
                raise _changed(in_use=names or [row.name])
        elif isinstance(row, StaffRole) and (names := holders_of_role(session, row.role_key, now)):
            raise _changed(in_use=names)
        return
    model: type[Team] | type[StaffRole] = Team if table == _TEAM else StaffRole
    twin = session.scalar(select(model.id).where(model.name_key == before["name_key"], model.id != row_id))
    if twin is not None:
        raise _changed(taken=before["name"])


def _is_role(session: Session, role: str) -> bool:
    known = select(StaffRole.id).where(StaffRole.role_key == role)
    return not role or role in ROLES or session.scalar(known) is not None


def _changed(**why: Any) -> RecordChanged:
    return RecordChanged(columns=[], now={}, left={}, **why)
