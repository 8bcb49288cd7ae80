"""職員 and チーム as tables."""

from __future__ import annotations

from sqlalchemy.orm import Session

from data.staff.grants import running_grants
from data.staff.service import list_members
from data.teams.service import count_members, list_teams
from staffbot.commands.staff import Chosen
from staffbot.commands.staff_shown import team_name
from staffbot.rights_named import role_name
from staffbot.tables.declared import Asked, Column, Opened, TableKind, always, sheet_of

STAFF = (
    Column("number", "番号", "number"),
    Column("name", "名前"),
    Column("role", "権限", "choice"),
    Column("team", "チーム", "choice"),
    Column("state", "状態", "choice"),
    Column("lent", "臨時の権限の終わり", "instant"),
    Column("joined", "登録日", "instant"),
)
TEAMS = (
    Column("number", "番号", "number"),
    Column("name", "名前"),
    Column("count", "人数", "number"),
    Column("role", "権限", "choice"),
)


def _open_staff(session: Session, asked: Asked) -> Opened:
    chosen, words = Chosen(asked.conditions), asked.words
    lent = {grant.staff_id: grant.until_at for grant in running_grants(session, now=asked.now)}
    rows = []
    for one in session.scalars(list_members()):
        role, team = role_name(session, one.role), team_name(session, one.team_id)
        state = words("staff.members.stopped" if one.stopped_at is not None else "table.at_work")
        if chosen.fits(one.name, role, team, state):
            cells = (one.id, one.name, role, team, state, lent.get(one.id), one.joined_at)
            rows.append((one.id, one.revision, cells))
    return Opened(words("staff.members.title"), STAFF, sheet_of(STAFF, rows))


def _open_teams(session: Session, asked: Asked) -> Opened:
    counts = count_members(session)
    rows = [
        (one.id, one.revision, (one.id, one.name, counts.get(one.id, 0), role_name(session, one.role)))
        for one in session.scalars(list_teams())
    ]
    return Opened(asked.words("teams.list"), TEAMS, sheet_of(TEAMS, rows))


STAFF_TABLE = TableKind(
    key="staff",
    noun="職員",
    phrase="職員 一覧",
    row_phrase="職員 #{id}",
    change_phrase="職員 編集 #{id}",
    change_right="staff:write",
    right="staff:read",
    export_right="staff:export",
    open=_open_staff,
    columns=always(STAFF),
)
TEAM_TABLE = TableKind(
    key="teams",
    noun="チーム",
    phrase="チーム 一覧",
    row_phrase="チーム #{id}",
    change_phrase="チーム 編集 #{id}",
    change_right="teams:write",
    right="teams:read",
    open=_open_teams,
    columns=always(TEAMS),
    takes_conditions=False,
)
