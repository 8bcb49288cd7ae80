"""The logs as files: each list in two kinds, with people and without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.access.models import AccessLine
from data.audit.models import AuditPayload, AuditRow
from data.csvtext import Table
from data.turns.models import ConversationLine
from staffbot.command import Conditions
from staffbot.commands.logs_chosen import chosen_accesses, chosen_lines, chosen_rows
from staffbot.commands.logs_shown import (
    WORDS,
    action_text,
    address_text,
    at,
    local,
    names_of,
    numbers_of,
    payload_text,
    said_text,
    who_text,
)
from staffbot.exports import ExportKind

PEOPLE_AT_ONCE = 500


def _columns(*names: str) -> list[str]:
    return [WORDS(f"staff.logs.columns.{name}") for name in names]


def _audit(session: Session, conditions: Conditions, now: datetime, *, may_see: bool) -> Table:
    def rows() -> Iterator[tuple[Any, ...]]:
        chosen = select(AuditRow, AuditPayload.body).outerjoin(AuditPayload, AuditPayload.row_id == AuditRow.id)
        wanted = chosen_rows(session, conditions, now).with_only_columns(AuditRow.id).order_by(None)
        for row, body in session.execute(chosen.where(AuditRow.id.in_(wanted)).order_by(AuditRow.id)):
            yield (
                row.id,
                local(at(row.at_ms)),
                row.staff_name,
                WORDS(f"staff.channels.{row.channel}"),
                action_text(row),
                WORDS(f"staff.outcomes.{row.outcome}"),
                payload_text(row, body or "", may_see=may_see),
            )

    return Table.of(_columns("number", "at", "name", "channel", "action", "outcome", "note"), rows())


def _talk(session: Session, conditions: Conditions, now: datetime, *, may_see: bool) -> Table:
    chosen = chosen_lines(conditions, now, may_read=may_see).order_by(None).order_by(ConversationLine.id)

    def rows() -> Iterator[tuple[Any, ...]]:
        for lines in session.scalars(chosen).partitions(PEOPLE_AT_ONCE):
            numbers = numbers_of(session, lines)
            for line in lines:
                yield (
                    local(line.at),
                    WORDS(f"staff.channels.{line.channel}"),
                    who_text(line, numbers),
                    line.line_user_id if may_see else "",
                    said_text(line.said, may_see=may_see),
                    said_text(line.answered, may_see=may_see),
                    line.place,
                )

    return Table.of(_columns("at", "channel", "who", "line_user_id", "said", "answered", "place"), rows())


def _access(session: Session, conditions: Conditions, now: datetime, *, may_see: bool) -> Table:
    chosen = chosen_accesses(session, conditions, now).order_by(None).order_by(AccessLine.id)

    def rows() -> Iterator[tuple[Any, ...]]:
        for lines in session.scalars(chosen).partitions(PEOPLE_AT_ONCE):
            names = names_of(session, lines)
            for line in lines:
                yield (
                    local(at(line.at_ms)),
                    line.method,
                    line.path,
                    line.status,
                    line.count,
                    line.duration_ms,
                    line.staff_id or "",
                    names.get(line.staff_id, ""),
                    address_text(line.address, may_see=may_see),
                )

    return Table.of(
        _columns("at", "method", "path", "status", "count", "duration", "staff_id", "name", "address"), rows()
    )


TITLES: dict[str, tuple[str, Callable[..., Table]]] = {
    "audit": ("操作ログ", _audit),
    "talk": ("会話ログ", _talk),
    "access": ("アクセスログ", _access),
}
WHOLE = {name: ExportKind(name, title, partial(build, may_see=True)) for name, (title, build) in TITLES.items()}
MASKED = {
    name: ExportKind(f"{name}_masked", f"{title}（個人情報なし）", partial(build, may_see=False))
    for name, (title, build) in TITLES.items()
}
LOG_EXPORTS = (*WHOLE.values(), *MASKED.values())
