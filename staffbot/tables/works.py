"""フォーム and 対象 as tables."""

from __future__ import annotations

from sqlalchemy.orm import Session

from data.attributes.service import load_catalog
from data.content.models import Content
from data.forms.models import FormDraft
from data.forms.service import form_state, select_forms
from data.residents.service import TOPIC
from data.segments.service import list_segments, load_segments
from data.segments.written import written
from data.staff.objects import visible
from staffbot.commands.forms_shown import OBJECT, kind_of, shown_document
from staffbot.tables.declared import Asked, Column, Opened, TableKind, always, sheet_of

FORMS = (
    Column("number", "番号", "number"),
    Column("title", "名前"),
    Column("kind", "種類", "choice"),
    Column("stage", "状態", "choice"),
    Column("answers", "回答数", "number"),
    Column("made", "作った日時", "instant"),
)
SEGMENTS = (
    Column("number", "番号", "number"),
    Column("name", "名前"),
    Column("count", "人数", "number"),
    Column("condition", "条件", "long"),
)


def _open_forms(session: Session, asked: Asked) -> Opened:
    rows = []
    for form in session.scalars(visible(select_forms(), asked.staff, OBJECT, Content.id)):
        draft, state = session.get(FormDraft, form.id), form_state(session, form)
        document = draft.document if draft is not None else shown_document(session, form)
        stage = asked.words(f"forms_staff.stage.{state.stage}")
        cells = (form.id, form.name, kind_of(document), stage, state.answers, form.created_at)
        rows.append((form.id, 0, cells))
    return Opened(asked.words("forms_staff.list"), FORMS, sheet_of(FORMS, rows))


def _open_segments(session: Session, asked: Asked) -> Opened:
    known, catalog, mirror = load_segments(session), load_catalog(session), asked.snapshots.get(TOPIC)
    saved, rows = list_segments(session), []
    names = {one.id: one.name for one in saved}
    for one in saved:
        count = None
        if mirror is not None and mirror.is_ready:
            count = mirror.count(known[one.id], today=asked.today, segments=known)
        condition = written(known[one.id], catalog, names) or asked.words("segments_staff.no_condition")
        rows.append((one.id, 0, (one.id, one.name, count, condition)))
    return Opened(asked.words("segments_staff.list"), SEGMENTS, sheet_of(SEGMENTS, rows))


FORM_TABLE = TableKind(
    key="forms",
    noun="フォーム",
    phrase="フォーム 一覧",
    row_phrase="フォーム #{id}",
    right="forms:read",
    open=_open_forms,
    columns=always(FORMS),
    takes_conditions=False,
)
SEGMENT_TABLE = TableKind(
    key="segments",
    noun="対象",
    phrase="対象 一覧",
    row_phrase="対象 #{id}",
    right="segments:read",
    open=_open_segments,
    columns=always(SEGMENTS),
    takes_conditions=False,
)
