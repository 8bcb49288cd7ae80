"""The personnel change by CSV: who comes, who changes, who leaves, in one file. All of it or nothing.

Columns 処理 (登録, 変更, 削除 or empty), 番号, 名前, 権限, チーム. A row with a number (or a name only one member has)
changes that member; an empty cell leaves things as they are. Who isn't in the file stays as he is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from data.csvtext import TableRefused, choose_columns, read_table
from data.imports.service import ImportApplied, ImportNotFound
from data.staff.invitations import make_invitation
from data.staff.models import PersonnelList, StaffMember
from data.staff.personnel_plan import ADMINISTRATOR, PersonnelPlan, PersonnelWords, plan_personnel
from data.staff.rights import StaffIdentity
from data.staff.roles import require
from data.staff.service import RIGHT, change_member, delete_member

KEPT_FOR = timedelta(hours=24)
MOST_ROWS = 2000
_FIELDS = {
    "action": ("処理", "区分", "操作", "異動区分"),
    "number": ("番号", "ID"),
    "name": ("名前", "氏名", "職員名", "職員氏名"),
    "role": ("権限", "役割", "ロール"),
    "team": ("チーム", "所属", "グループ", "課", "部署", "所属部署", "配属", "配属先", "係"),
}


@dataclass(frozen=True, slots=True)
class PersonnelFile:
    """A file that was read.

    Attributes:
        rows: as JSON: row_no, action, number, name, role, team (None: no such column), fault ("" or why).
        unused: headings of the columns that say nothing here, as they stand in the file.
    """

    rows: list[dict[str, Any]]
    unused: tuple[str, ...]


def read_personnel(data: bytes) -> PersonnelFile:
    """Read a file; what its rows would do is `plan_personnel`'s.

    Raises:
        TableRefused: the file as a whole.
    """
    table = read_table(data, max_rows=MOST_ROWS)
    columns = choose_columns(table, _FIELDS)
    if "name" not in columns and "number" not in columns:
        raise TableRefused(reason="missing_column", column=_FIELDS["name"][0])
    rows: list[dict[str, Any]] = []
    for row in table.rows:
        cells = {name: row.cells[columns[name]] if name in columns else None for name in _FIELDS}
        if any(cells.values()):
            rows.append({"row_no": row.row_no, **cells, "fault": ""})
    rows += [{"row_no": one.row_no, **dict.fromkeys(_FIELDS), "fault": one.reason} for one in table.refused]
    if not rows:
        raise TableRefused(reason="no_rows")
    unused = tuple(heading for key, heading in table.headers.items() if key not in columns.values() and heading.strip())
    return PersonnelFile(sorted(rows, key=lambda one: int(one["row_no"])), unused)


def keep_list(
    session: Session, *, rows: Sequence[Mapping[str, Any]], staff_id: int, file_name: str, now: datetime
) -> int:
    """Keep a file that was read; its number. Old ones go."""
    session.execute(delete(PersonnelList).where(PersonnelList.made_at < now - KEPT_FOR))
    kept = PersonnelList(staff_id=staff_id, file_name=file_name[:200], rows=list(rows), made_at=now)
    session.add(kept)
    session.flush()
    return kept.id


def find_list(session: Session, *, list_id: int, staff_id: int, now: datetime) -> PersonnelList:
    """Raises:
    ImportNotFound, ImportApplied: it can't be applied.
    """
    kept = session.get(PersonnelList, list_id)
    if kept is None or kept.staff_id != staff_id or kept.made_at < now - KEPT_FOR:
        raise ImportNotFound(import_id=list_id)
    if kept.applied_at is not None:
        raise ImportApplied(applied_at=kept.applied_at)
    return kept


def apply_personnel(
    session: Session, *, list_id: int, words: PersonnelWords, by: StaffIdentity, now: datetime
) -> tuple[PersonnelPlan, list[int]]:
    """Do all of it: (what was done, keys of the invitations made). Each invitation still needs its code.

    Raises:
        NotAllowed, ImportNotFound, ImportApplied, and whatever a single change raises: nothing was changed.
    """
    require(by, RIGHT)
    kept = find_list(session, list_id=list_id, staff_id=by.id, now=now)
    plan = plan_personnel(session, kept.rows, words=words, by=by, now=now)
    if plan.refused:
        raise ImportNotFound(import_id=list_id)
    taken = session.scalar(
        update(PersonnelList)
        .where(PersonnelList.id == list_id, PersonnelList.applied_at.is_(None))
        .values(applied_at=now)
        .returning(PersonnelList.id)
    )
    if taken is None:
        raise ImportApplied(applied_at=now)
    # Promotions first: a new administrator may take the place of one who leaves.
    for change in sorted(plan.changed, key=lambda one: one.changes.get("role") != ADMINISTRATOR):
        change_member(session, staff_id=change.member.id, by=by, now=now, **change.changes)
    for leaver in plan.removed:
        delete_member(session, staff_id=leaver.member.id, by=by, now=now)
    invited = [
        make_invitation(session, role=one.role, name=one.name, team_id=one.team_id, by=by, now=now)[0].id
        for one in plan.new
    ]
    return plan, invited


def personnel_rows(session: Session) -> list[StaffMember]:
    """Everybody, for the export, by number."""
    return list(session.scalars(select(StaffMember).where(StaffMember.deleted_at.is_(None)).order_by(StaffMember.id)))
