"""Saved views of tables: each member's own, and those a member shares with the team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from data.errors import DomainError
from data.staff.rights import StaffIdentity
from data.tables.models import TableView

LONGEST_NAME = 40
MOST_VIEWS = 100


class ViewNameTaken(DomainError):
    """This person has a view of that name. `facts`: name."""

    code = "tables.view_name_taken"


class ViewNotFound(DomainError):
    """No such view of this person's own; a team's view is changed by who made it."""

    code = "tables.view_not_found"


class TooManyViews(DomainError):
    """`facts["limit"]` views of one table are as many as one person may keep."""

    code = "tables.too_many_views"


class NoTeam(DomainError):
    """Shared with the team by somebody who is in none."""

    code = "tables.no_team"


def list_views(session: Session, *, table: str, of: int, staff: StaffIdentity) -> Sequence[TableView]:
    """One's own views and the team's, by name. A view shows nothing of the rows: its reader's rights decide those."""
    seen = [TableView.staff_id == staff.id]
    if staff.team_id is not None:
        seen.append(TableView.team_id == staff.team_id)
    chosen = select(TableView).where(and_(TableView.table_key == table, TableView.of == of), or_(*seen))
    return session.scalars(chosen.order_by(TableView.name, TableView.id)).all()


def save_view(
    session: Session,
    *,
    table: str,
    of: int,
    name: str,
    document: Mapping[str, Any],
    is_shared: bool,
    staff: StaffIdentity,
    now: datetime,
    replace: bool = False,
) -> TableView:
    """Keep a view under a name.

    Args:
        is_shared: the team sees it, too.
        replace: one's own view of that name is changed instead of refused.

    Raises:
        ViewNameTaken, TooManyViews, NoTeam: see there.
    """
    if is_shared and staff.team_id is None:
        raise NoTeam
    own = select(TableView).where(TableView.table_key == table, TableView.of == of, TableView.staff_id == staff.id)
    found = session.scalar(own.where(TableView.name == name))
    if found is not None and not replace:
        raise ViewNameTaken(name=name)
    if found is None:
        if len(session.scalars(own).all()) >= MOST_VIEWS:
            raise TooManyViews(limit=MOST_VIEWS)
        found = TableView(table_key=table, of=of, name=name, staff_id=staff.id, revision=0)
        session.add(found)
    found.document = dict(document)
    found.team_id = staff.team_id if is_shared else None
    found.revision = (found.revision or 0) + 1
    found.saved_at = now
    session.flush()
    return found


def remove_view(session: Session, *, view_id: int, staff: StaffIdentity) -> TableView:
    """Forget one's own view. Raises ViewNotFound."""
    view = session.get(TableView, view_id)
    if view is None or view.staff_id != staff.id:
        raise ViewNotFound
    session.delete(view)
    session.flush()
    return view


def forget_views(session: Session, *, staff_id: int) -> None:
    """A member leaves: their views go."""
    session.execute(delete(TableView).where(TableView.staff_id == staff_id))
