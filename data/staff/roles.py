"""Roles: the four given ones, and those a town makes itself. Nobody gives what he does not hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.errors import DomainError
from data.fold import fold
from data.ids import new_public_id
from data.staff.models import Invitation, StaffMember, StaffRole
from data.staff.rights import RIGHTS, ROLES, StaffIdentity
from data.teams.models import Team

LONGEST_NAME = 60
NAMED = 20


class NotAllowed(DomainError):
    """The person lacks `facts["right"]`. The gate asks first; this is the second lock."""

    code = "staff.not_allowed"


class BeyondYours(DomainError):
    """What would be given or changed may more than the one who does it. `facts["rights"]`: those lacking."""

    code = "staff.beyond_yours"


class OnlyLent(DomainError):
    """What would be given was only lent to the one who gives it. `facts["rights"]`: those."""

    code = "staff.only_lent"


class UnknownRole(DomainError):
    """`facts["role"]` is no role."""

    code = "staff.unknown_role"


class RoleNameRefused(DomainError):
    """`facts["reason"]` is "empty", "too_long" or "taken"."""

    code = "staff.role_name_refused"


class RoleNameTaken(RoleNameRefused):
    """Another role has it, or is also called so. `facts["name"]`."""

    code = "staff.role_name_taken"


class RoleFixed(DomainError):
    """One of the four given roles; they stay as the manual tells them."""

    code = "staff.role_fixed"


class RoleInUse(DomainError):
    """Somebody still has it. `facts`: who (the first names of members and teams), count."""

    code = "staff.role_in_use"


class EditedSince(DomainError):
    """The record is no longer as it was seen. `facts["name"]`."""

    code = "staff.edited"


@dataclass(frozen=True, slots=True)
class RoleInfo:
    """A role as lists show it. `name` and `id` are None for the given ones, whose names are wording."""

    key: str
    name: str | None
    rights: frozenset[str]
    id: int | None = None
    revision: int = 0

    @property
    def is_given(self) -> bool:
        return self.id is None


def list_roles(session: Session) -> list[RoleInfo]:
    """The given ones from most to least, then the town's own by name."""
    given = [RoleInfo(key, None, rights) for key, rights in ROLES.items()]
    return given + [_info(role) for role in session.scalars(select(StaffRole).order_by(StaffRole.name, StaffRole.id))]


def find_role(session: Session, role_key: str) -> RoleInfo:
    """Raises:
    UnknownRole: no such role.
    """
    if role_key in ROLES:
        return RoleInfo(role_key, None, ROLES[role_key])
    role = session.scalar(select(StaffRole).where(StaffRole.role_key == role_key))
    if role is None:
        raise UnknownRole(role=role_key)
    return _info(role)


def make_role(session: Session, *, name: str, rights: Iterable[str], by: StaffIdentity) -> StaffRole:
    """Add a role.

    Raises:
        NotAllowed, BeyondYours, OnlyLent, RoleNameRefused: nothing was made.
    """
    require_to_give(by, "teams:write", rights)
    name = _checked_name(session, name)
    role = StaffRole(role_key=f"r-{new_public_id()}", name=name, name_key=fold(name), rights=joined(rights))
    session.add(role)
    session.flush()
    return role


def change_role(
    session: Session,
    *,
    role_key: str,
    by: StaffIdentity,
    revision: int,
    name: str | None = None,
    rights: Iterable[str] | None = None,
) -> StaffRole:
    """Rename a role, or give it other rights; whoever has it has them at once.

    Raises:
        NotAllowed, BeyondYours, OnlyLent, RoleFixed, UnknownRole, RoleNameRefused, EditedSince: nothing was changed.
    """
    role = _own_role(session, role_key)
    present = frozenset(role.rights.split())
    wanted = present if rights is None else frozenset(rights)
    require(by, "teams:write", wanted | present)
    require_to_give(by, "teams:write", wanted - present)
    name = role.name if name is None else _checked_name(session, name, but=role.id)
    changed = session.scalar(
        update(StaffRole)
        .where(StaffRole.id == role.id, StaffRole.revision == revision)
        .values(name=name, name_key=fold(name), rights=joined(wanted), revision=revision + 1)
        .returning(StaffRole.id)
    )
    if changed is None:
        raise EditedSince(name=role.name)
    session.refresh(role)
    return role


def remove_role(session: Session, *, role_key: str, by: StaffIdentity, now: datetime) -> StaffRole:
    """Delete a role nobody has.

    Raises:
        NotAllowed, BeyondYours, RoleFixed, UnknownRole, RoleInUse: nothing was changed.
    """
    role = _own_role(session, role_key)
    require(by, "teams:write", role.rights.split())
    holders = holders_of_role(session, role_key, now)
    if holders:
        raise RoleInUse(name=role.name, who="、".join(holders[:NAMED]), count=len(holders))
    session.delete(role)
    session.flush()
    return role


def holders_of_role(session: Session, role_key: str, now: datetime) -> list[str]:
    """Names of the teams, members and open invitations that have a role."""
    teams = session.scalars(select(Team.name).where(Team.role == role_key).order_by(Team.name))
    members = session.scalars(
        select(StaffMember.name)
        .where(StaffMember.role == role_key, StaffMember.deleted_at.is_(None))
        .order_by(StaffMember.name)
    )
    invited = session.scalars(
        select(Invitation.name).where(
            Invitation.role == role_key, Invitation.used_at.is_(None), Invitation.expires_at > now
        )
    )
    return [*teams, *members, *invited]


def require(by: StaffIdentity, right: str, rights: Iterable[str] = ()) -> None:
    """The second lock: the right itself, and that nothing is given or taken that the person does not hold.

    Raises:
        NotAllowed, BeyondYours.
    """
    if not by.may(right):
        raise NotAllowed(right=right)
    lacking = [one for one in RIGHTS if one in set(rights) and not by.may(one)]
    if lacking:
        raise BeyondYours(rights=lacking)


def require_to_give(by: StaffIdentity, right: str, rights: Iterable[str]) -> None:
    """The same where somebody gets these rights for good: what was lent for a night is not passed on.

    Raises:
        NotAllowed, BeyondYours, OnlyLent.
    """
    wanted = set(rights)
    require(by, right, wanted)
    lent = [one for one in RIGHTS if one in wanted & by.lent]
    if lent:
        raise OnlyLent(rights=lent)


def joined(rights: Iterable[str]) -> str:
    """Rights as one column keeps them: known ones, in the order of the matrix."""
    chosen = set(rights)
    return " ".join(right for right in RIGHTS if right in chosen)


def _own_role(session: Session, role_key: str) -> StaffRole:
    if role_key in ROLES:
        raise RoleFixed(role=role_key)
    role = session.scalar(select(StaffRole).where(StaffRole.role_key == role_key))
    if role is None:
        raise UnknownRole(role=role_key)
    return role


def _checked_name(session: Session, name: str, but: int | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise RoleNameRefused(reason="empty", name=name, most=LONGEST_NAME)
    if len(name) > LONGEST_NAME:
        raise RoleNameRefused(reason="too_long", name=name, most=LONGEST_NAME)
    twin = session.scalar(select(StaffRole.id).where(StaffRole.name_key == fold(name)))
    if twin is not None and twin != but:
        raise RoleNameTaken(reason="taken", name=name, most=LONGEST_NAME)
    return name


def _info(role: StaffRole) -> RoleInfo:
    return RoleInfo(role.role_key, role.name, frozenset(role.rights.split()), role.id, role.revision)
