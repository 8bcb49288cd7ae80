"""Find the people whose open or kept dialogs want attention: looked for each minute, noted when a dialog opens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from data.content.models import DialogDue

KIND = "dialog"


def note_due(session: Session, *, channel: str, line_user_id: str, due_at: datetime) -> None:
    """Have this person's dialogs looked at no later than `due_at`."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    insert = dialect.insert(DialogDue).values(channel=channel, line_user_id=line_user_id, kind=KIND, due_at=due_at)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=[DialogDue.channel, DialogDue.line_user_id, DialogDue.kind],
            set_={"due_at": insert.excluded.due_at},
            where=DialogDue.due_at > insert.excluded.due_at,
        )
    )


def take_due(session: Session, *, now: datetime, limit: int = 100) -> list[tuple[str, str]]:
    """(channel, line_user_id) of those due, the earliest first; their rows are gone, to be noted anew as needed."""
    rows = session.execute(
        select(DialogDue.channel, DialogDue.line_user_id)
        .where(DialogDue.kind == KIND, DialogDue.due_at <= now)
        .order_by(DialogDue.due_at, DialogDue.channel, DialogDue.line_user_id)
        .limit(limit)
    ).all()
    for channel, line_user_id in rows:
        session.execute(
            delete(DialogDue).where(
                DialogDue.channel == channel, DialogDue.line_user_id == line_user_id, DialogDue.kind == KIND
            )
        )
    return [(channel, line_user_id) for channel, line_user_id in rows]
