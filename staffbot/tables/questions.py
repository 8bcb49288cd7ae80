"""FAQ and the questions without an answer as tables."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from data.faq.unanswered import list_unanswered
from staffbot.commands import faq
from staffbot.commands.faq_shown import VISIBLE_ON_LABELS
from staffbot.tables.declared import (
    WORDS,
    Asked,
    Column,
    ConditionUnknown,
    Edit,
    Edited,
    Opened,
    TableKind,
    always,
    sheet_of,
)
from staffbot.tables.editing import editor_of

USED, UNUSED = WORDS("faq_staff.used"), WORDS("faq_staff.disabled")
FAQ = (
    Column("number", "番号", "number"),
    Column("question", "質問", "text", "line"),
    Column("keywords", "キーワード", "choices", "line"),
    Column("answer", "回答", "long", "long"),
    Column("category", "分類", "choice", "line"),
    Column("visible_on", "公開範囲", "choice"),
    Column("enabled", "使用", "choice", "choice", (USED, UNUSED)),
    Column("url", "URL", "text", "line", is_shown=False),
    Column("code", "ID", "text", is_shown=False),
)
_edit_item = editor_of(faq.EDITING, faq.edit)
UNANSWERED = (
    Column("number", "番号", "number"),
    Column("text", "質問", "long"),
    Column("count", "回数", "number"),
    Column("last", "最後に聞かれた日時", "instant"),
    Column("first", "はじめて聞かれた日時", "instant"),
    Column("channel", "アカウント", "choice"),
)


def _open(session: Session, asked: Asked) -> Opened:
    chosen, unknown = faq.chosen_entries(session, asked.conditions)
    if unknown:
        raise ConditionUnknown(said=asked.words("faq_staff.unknown_condition", condition="、".join(unknown)))
    rows = [
        (
            one.id,
            one.revision,
            (
                one.id,
                one.question,
                one.keywords,
                one.answer,
                one.category,
                VISIBLE_ON_LABELS[one.visible_on],
                USED if one.enabled else UNUSED,
                one.url,
                one.code,
            ),
        )
        for one in session.scalars(chosen)
    ]
    return Opened(asked.words("faq_staff.list"), FAQ, sheet_of(FAQ, rows))


def _edit(session: Session, asked: Asked, edit: Edit) -> Edited:
    if edit.column == "enabled":
        edit = replace(edit, text="する" if edit.text == USED else "しない")
    return _edit_item(session, asked, edit)


def _open_unanswered(session: Session, asked: Asked) -> Opened:
    rows = [
        (
            one.id,
            0,
            (
                one.id,
                one.text,
                one.count,
                one.last_asked_at,
                one.first_asked_at,
                asked.words(f"staff.channels.{one.channel}"),
            ),
        )
        for one in session.scalars(list_unanswered())
    ]
    return Opened(asked.words("faq_staff.open.title"), UNANSWERED, sheet_of(UNANSWERED, rows))


FAQ_TABLE = TableKind(
    key="faq",
    noun="FAQ",
    phrase="FAQ 一覧",
    row_phrase="FAQ #{id}",
    right="faq:read",
    export_right="faq:export",
    edit_right="faq:write",
    open=_open,
    columns=always(FAQ),
    edit=_edit,
)
UNANSWERED_TABLE = TableKind(
    key="unanswered",
    noun="FAQ 未回答",
    phrase="FAQ 未回答",
    row_phrase="FAQ 答える #{id}",
    right="faq:answer",
    export_right="faq:export",
    open=_open_unanswered,
    columns=always(UNANSWERED),
    takes_conditions=False,
)
