"""One row as a JSON document, and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Table, insert, inspect, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy.orm import Session

from data.db.base import Base
from data.db.cells import from_json, to_json
from data.errors import DomainError


class RecordChanged(DomainError):
    """Somebody changed the record since. `facts`: table, id, differing columns, rows `left` and `now` (None: gone)."""

    code = "undo.record_changed"


def snapshot_row(obj: Base) -> dict[str, Any]:
    """The row of a flushed object as JSON: column name -> string, number, list, …; instants and dates in ISO form."""
    session = inspect(obj).session
    if session is not None:
        session.flush()
        session.refresh(obj)
    mapper = inspect(type(obj))
    return {column.name: to_json(getattr(obj, mapper.get_property_by_column(column).key)) for column in _columns(obj)}


def restore_row(
    session: Session, model: type[Base], before: dict[str, Any] | None, expected_now: dict[str, Any] | None
) -> None:
    """Put one row back, unless it is no longer as it was left.

    Args:
        before: as `snapshot_row` gave it before the change; None when the change made the row.
        expected_now: the same after the change; None when the change deleted the row. Columns it lacks may have
            changed since. A column with `info={"counts": True}` (it counts the savings) is neither compared nor put
            back but goes on up: who still holds what is undone here must not save over it unseen.

    Raises:
        RecordChanged: the row is not as `expected_now`; nothing is touched.
    """
    table = model.__table__
    assert isinstance(table, Table)
    session.flush()
    known = before if before is not None else expected_now
    if known is None:
        return
    counting = {column.name for column in table.columns if column.info.get("counts")}
    where = [column == from_json(column, known[column.name]) for column in table.primary_key.columns]
    row_id = known.get("id")

    found = session.execute(select(table).where(*where)).mappings().one_or_none()
    now = None if found is None else {name: to_json(value) for name, value in found.items()}
    if now is not None and expected_now is not None:
        now = {name: value for name, value in now.items() if name in expected_now and name not in counting}
        expected_now = {name: value for name, value in expected_now.items() if name not in counting}
    if now != expected_now:
        names = {*(now or {}), *(expected_now or {})}
        differing = sorted(name for name in names if (now or {}).get(name) != (expected_now or {}).get(name))
        raise RecordChanged(table=table.name, id=row_id, columns=differing, now=now, left=expected_now)

    if before is None:
        session.execute(delete_from(table).where(*where))
    else:
        values = {column.name: from_json(column, before[column.name]) for column in table.columns}
        if expected_now is None:
            session.execute(insert(table).values(values))
        else:
            values |= {name: table.c[name] + 1 for name in counting}
            session.execute(update(table).where(*where).values(values))
    # Objects of this row in the session still hold what was undone.
    session.expire_all()


def _columns(obj: Base) -> list[Column[Any]]:
    table = type(obj).__table__
    assert isinstance(table, Table)
    return list(table.columns)
