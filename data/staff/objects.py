"""Who may see one thing: a form, a calendar, a group of applications. What nobody limited, all with the right see.

An object is named by its kind and key: ("form", 3). A feature asks two things, both after the right itself:

    chosen = visible(select(Form), call.staff, "form", Form.id)   # for lists, counts, exports, name lookups
    if not may_see(session, call.staff, "form", form_id): raise FormNotFound(...)   # what is hidden does not exist

and lets people change who sees it by `share`, `unshare` and `open_to_all`; `shared_with` shows it, `forget_object`
goes with the object. Whoever holds `SEES_ALL` sees everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, delete, exists, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.errors import DomainError
from data.staff.models import ObjectRight, StaffMember
from data.staff.rights import StaffIdentity
from data.teams.models import Team

SEES_ALL = "teams:all"

S = TypeVar("S", bound=Select[*tuple[Any, ...]])


class HiddenFromYou(DomainError):
    """After this change its author would not see the object any more; nothing was changed. `facts`: kind."""

    code = "staff.hidden_from_you"


class NoSuchViewer(DomainError):
    """No such team, or no such member at work. `facts`: team_id, staff_id."""

    code = "staff.no_such_viewer"


@dataclass(frozen=True, slots=True)
class Viewer:
    """A team or a person an object is shared with; the other id is None."""

    name: str
    team_id: int | None = None
    staff_id: int | None = None


def may_see(session: Session, staff: StaffIdentity, kind: str, object_id: int) -> bool:
    """Whether this person may see the object, as far as limits on single objects go."""
    if staff.may(SEES_ALL):
        return True
    rows = session.execute(
        select(ObjectRight.team_id, ObjectRight.staff_id).where(
            ObjectRight.object_kind == kind, ObjectRight.object_id == object_id
        )
    ).all()
    return not rows or any(_is_theirs(staff, row.team_id, row.staff_id) for row in rows)


def visible(
    chosen: S, staff: StaffIdentity, kind: str, object_id: InstrumentedAttribute[int] | ColumnElement[int]
) -> S:
    """The same select without the objects this person may not see.

    Args:
        object_id: the column that holds the object's key: `Form.id`, or `Application.form_id` for what hangs on it.
    """
    return chosen.where(visible_to(staff, kind, object_id))


def visible_to(
    staff: StaffIdentity, kind: str, object_id: InstrumentedAttribute[int] | ColumnElement[int]
) -> ColumnElement[bool]:
    """The condition of `visible`, for queries put together otherwise."""
    if staff.may(SEES_ALL):
        return true()
    limits = select(ObjectRight.id).where(ObjectRight.object_kind == kind, ObjectRight.object_id == object_id)
    theirs = [ObjectRight.staff_id == staff.id]
    if staff.team_id is not None:
        theirs.append(ObjectRight.team_id == staff.team_id)
    return or_(~exists(limits), exists(limits.where(or_(*theirs))))


def share(
    session: Session,
    *,
    kind: str,
    object_id: int,
    by: StaffIdentity,
    team_id: int | None = None,
    staff_id: int | None = None,
) -> bool:
    """Let a team or a person see the object; the first time this hides it from all others. False: they saw it already.

    The caller has checked the feature's own right to change it. Exactly one of `team_id` and `staff_id` is given.

    Raises:
        NoSuchViewer, HiddenFromYou: nothing was changed.
    """
    if (team_id is None) == (staff_id is None):
        raise ValueError("a team or a person")
    viewer: Team | StaffMember | None
    if team_id is not None:
        viewer = session.get(Team, team_id)
    else:
        viewer = session.get(StaffMember, staff_id)
        viewer = viewer if viewer is not None and viewer.deleted_at is None else None
    if viewer is None:
        raise NoSuchViewer(team_id=team_id, staff_id=staff_id)
    rows = _rows(session, kind, object_id)
    if any(row.team_id == team_id and row.staff_id == staff_id for row in rows):
        return False
    _stay_visible(by, kind, [*((row.team_id, row.staff_id) for row in rows), (team_id, staff_id)])
    if not rows:
        session.add(ObjectRight(object_kind=kind, object_id=object_id))
    session.add(ObjectRight(object_kind=kind, object_id=object_id, team_id=team_id, staff_id=staff_id))
    session.flush()
    return True


def unshare(
    session: Session,
    *,
    kind: str,
    object_id: int,
    by: StaffIdentity,
    team_id: int | None = None,
    staff_id: int | None = None,
) -> bool:
    """Take it back. When nobody is left, only holders of SEES_ALL see it: `open_to_all` lifts the limit.

    Raises:
        HiddenFromYou: nothing was changed.
    """
    rows = _rows(session, kind, object_id)
    gone = [row for row in rows if row.team_id == team_id and row.staff_id == staff_id]
    if (team_id is None and staff_id is None) or not gone:
        return False
    _stay_visible(by, kind, [(row.team_id, row.staff_id) for row in rows if row not in gone])
    for row in gone:
        session.delete(row)
    session.flush()
    return True


def open_to_all(session: Session, *, kind: str, object_id: int) -> bool:
    """Lift the limit: everybody with the feature's right sees the object again. False: there was none."""
    rows = _rows(session, kind, object_id)
    for row in rows:
        session.delete(row)
    session.flush()
    return bool(rows)


def forget_object(session: Session, *, kind: str, object_id: int) -> None:
    """The object is deleted: so is who might see it."""
    open_to_all(session, kind=kind, object_id=object_id)


def is_limited(session: Session, kind: str, object_id: int) -> bool:
    """Whether only some may see it."""
    return bool(_rows(session, kind, object_id))


def shared_with(session: Session, kind: str, object_id: int) -> list[Viewer]:
    """Teams first, then persons, each by name. Empty for what is open to all, and for what only SEES_ALL sees."""
    teams = session.execute(
        select(Team.id, Team.name)
        .join(ObjectRight, ObjectRight.team_id == Team.id)
        .where(ObjectRight.object_kind == kind, ObjectRight.object_id == object_id)
        .order_by(Team.name, Team.id)
    ).all()
    people = session.execute(
        select(StaffMember.id, StaffMember.name)
        .join(ObjectRight, ObjectRight.staff_id == StaffMember.id)
        .where(ObjectRight.object_kind == kind, ObjectRight.object_id == object_id, StaffMember.deleted_at.is_(None))
        .order_by(StaffMember.name, StaffMember.id)
    ).all()
    return [Viewer(name, team_id=key) for key, name in teams] + [Viewer(name, staff_id=key) for key, name in people]


def forget_person(session: Session, staff_id: int) -> None:
    """A member leaves: objects shared with nobody else stay limited."""
    session.execute(delete(ObjectRight).where(ObjectRight.staff_id == staff_id))


def _rows(session: Session, kind: str, object_id: int) -> list[ObjectRight]:
    chosen = select(ObjectRight).where(ObjectRight.object_kind == kind, ObjectRight.object_id == object_id)
    return list(session.scalars(chosen.order_by(ObjectRight.id)))


def _is_theirs(staff: StaffIdentity, team_id: int | None, staff_id: int | None) -> bool:
    return staff_id == staff.id or (team_id is not None and team_id == staff.team_id)


def _stay_visible(by: StaffIdentity, kind: str, holders: list[tuple[int | None, int | None]]) -> None:
    if not by.may(SEES_ALL) and not any(_is_theirs(by, team_id, staff_id) for team_id, staff_id in holders):
        raise HiddenFromYou(kind=kind)
