"""What a file of personnel changes would do, row by row, as things stand now. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from data.fold import fold
from data.staff.identity import identity_of
from data.staff.invitations import LONGEST_NAME, open_invitations
from data.staff.models import StaffMember
from data.staff.rights import StaffIdentity
from data.staff.roles import find_role
from data.staff.service import list_members, may_move
from data.teams.models import Team
from data.teams.service import list_teams

ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class PersonnelWords:
    """What cells may hold, folded: `roles` name -> key; `actions` word -> add, change or remove; `none`: no team."""

    roles: Mapping[str, str]
    actions: Mapping[str, str]
    none: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that can't be taken. `row_no` as a spreadsheet numbers it."""

    row_no: int
    name: str
    reason: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A row that becomes an invitation."""

    row_no: int
    name: str
    role: str
    team_id: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """A row that changes a member; `changes` are arguments of `change_member`."""

    row_no: int
    member: StaffMember
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Leaver:
    """A row that takes a member out."""

    row_no: int
    member: StaffMember


@dataclass(slots=True)
class PersonnelPlan:
    """What a file would do. With anything in `refused` nothing of it may be applied."""

    new: list[Newcomer] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    removed: list[Leaver] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Fault] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.changed or self.removed)


def plan_personnel(
    session: Session, rows: Sequence[Mapping[str, Any]], *, words: PersonnelWords, by: StaffIdentity, now: datetime
) -> PersonnelPlan:
    """What the rows would do as things stand now. Changes nothing."""
    return _Planner(session, words, by, now).plan(rows)


class _Planner:
    def __init__(self, session: Session, words: PersonnelWords, by: StaffIdentity, now: datetime) -> None:
        self._session, self._words, self._by, self._now = session, words, by, now
        self._members = {member.id: member for member in session.scalars(list_members())}
        self._named: dict[str, list[StaffMember]] = {}
        for member in self._members.values():
            self._named.setdefault(fold(member.name), []).append(member)
        self._invited = {fold(one.name) for one in open_invitations(session, now=now)}
        self._teams: dict[str, Team] = {team.name_key: team for team in session.scalars(list_teams())}
        self._rows_of: dict[object, int] = {}

    def plan(self, rows: Sequence[Mapping[str, Any]]) -> PersonnelPlan:
        plan = PersonnelPlan()
        for row in rows:
            try:
                self._row(plan, row)
            except _Refused as refused:
                plan.refused.append(Fault(row["row_no"], row["name"] or "", refused.reason, refused.facts))
        self._keep_an_administrator(plan)
        return plan

    def _row(self, plan: PersonnelPlan, row: Mapping[str, Any]) -> None:
        if row["fault"]:
            raise _Refused(row["fault"])
        word = fold(row["action"] or "")
        action = self._words.actions.get(word, "") if word else ""
        if word and not action:
            raise _Refused("unknown_action")
        member = self._member(row, action)
        role, team = self._role(row), self._team(row)
        if member is None:
            self._new(plan, row, role, team)
            return
        self._once(member.id, row)
        if not identity_of(self._session, member, self._now).rights <= self._by.rights:
            raise _Refused("beyond")
        if action == "remove":
            if row["name"] and fold(row["name"]) != fold(member.name):
                raise _Refused("other_name", found=member.name)
            if member.id == self._by.id:
                raise _Refused("yourself")
            plan.removed.append(Leaver(row["row_no"], member))
            return
        self._change(plan, row, member, role, team)

    def _member(self, row: Mapping[str, Any], action: str) -> StaffMember | None:
        """Whom a row means; None for somebody new."""
        number, name = (row["number"] or "").lstrip("#＃"), fold(row["name"] or "")
        if number:
            if action == "add":
                raise _Refused("number_and_add")
            if not number.isdecimal() or len(number) > 15:
                raise _Refused("bad_number")
            member = self._members.get(int(number))
            if member is None:
                raise _Refused("unknown_number")
            return member
        if not name:
            raise _Refused("no_name")
        same = self._named.get(name, [])
        if action in ("change", "remove"):
            if len(same) != 1:
                raise _Refused("twin_name" if same else "unknown_name")
            return same[0]
        if not action and (same or name in self._invited):
            raise _Refused("name_exists")
        return None

    def _new(self, plan: PersonnelPlan, row: Mapping[str, Any], role: str, team: Team | bool | None) -> None:
        name = row["name"].strip()
        if len(name) > LONGEST_NAME:
            raise _Refused("bad_name")
        if not role:
            raise _Refused("no_role")
        self._once(fold(name), row)
        chosen = team if isinstance(team, Team) else None
        self._within(role, chosen)
        plan.new.append(Newcomer(row["row_no"], name, role, chosen.id if chosen is not None else None))

    def _change(
        self, plan: PersonnelPlan, row: Mapping[str, Any], member: StaffMember, role: str, team: Team | bool | None
    ) -> None:
        changes: dict[str, Any] = {}
        name = (row["name"] or "").strip()
        if len(name) > LONGEST_NAME:
            raise _Refused("bad_name")
        if name and name != member.name:
            changes["name"] = name
        if role and role != member.role:
            changes["role"] = role
        if isinstance(team, Team) and team.id != member.team_id:
            if not may_move(self._by, member):
                raise _Refused("own_team")
            changes["team_id"] = team.id
        elif team is False and member.team_id is not None:
            changes["leaves_team"] = True
        if not changes:
            plan.unchanged += 1
            return
        self._within(changes.get("role", ""), team if isinstance(team, Team) and "team_id" in changes else None)
        plan.changed.append(Change(row["row_no"], member, changes))

    def _role(self, row: Mapping[str, Any]) -> str:
        if not row["role"]:
            return ""
        key = self._words.roles.get(fold(row["role"]))
        if key is None:
            raise _Refused("unknown_role", value=row["role"][:LONGEST_NAME])
        return key

    def _team(self, row: Mapping[str, Any]) -> Team | bool | None:
        """The team, False for 「なし」, None when the row says nothing."""
        if not row["team"]:
            return None
        if fold(row["team"]) in self._words.none:
            return False
        team = self._teams.get(fold(row["team"]))
        if team is None:
            raise _Refused("unknown_team", value=row["team"][:LONGEST_NAME])
        return team

    def _within(self, role: str, team: Team | None) -> None:
        given: frozenset[str] = find_role(self._session, role).rights if role else frozenset()
        if team is not None and team.role:
            given |= find_role(self._session, team.role).rights
        if not given <= self._by.lasting:
            raise _Refused("beyond")

    def _once(self, key: object, row: Mapping[str, Any]) -> None:
        first = self._rows_of.setdefault(key, row["row_no"])
        if first != row["row_no"]:
            raise _Refused("twice", first=first)

    def _keep_an_administrator(self, plan: PersonnelPlan) -> None:
        """Somebody who is at work must remain one when all is done."""
        after = {member.id for member in self._members.values() if _administers(member)}
        after |= {one.member.id for one in plan.changed if one.changes.get("role") == ADMINISTRATOR}
        touched: list[Change | Leaver] = [*plan.changed, *plan.removed]
        lost = {
            one.member.id: one
            for one in touched
            if _administers(one.member)
            and (isinstance(one, Leaver) or one.changes.get("role", ADMINISTRATOR) != ADMINISTRATOR)
        }
        at_work = {member_id for member_id in after - set(lost) if self._members[member_id].stopped_at is None}
        if not lost or at_work:
            return
        for one in lost.values():
            plan.refused.append(Fault(one.row_no, one.member.name, "last_administrator"))
        plan.refused.sort(key=lambda fault: fault.row_no)


class _Refused(Exception):
    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason)
        self.reason, self.facts = reason, facts


def _administers(member: StaffMember) -> bool:
    return member.role == ADMINISTRATOR and member.stopped_at is None
