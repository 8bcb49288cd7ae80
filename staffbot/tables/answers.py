"""The answers of one form as a table: its columns are the questions of all its versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from sqlalchemy.orm import Session

from data.content.models import Content
from data.content.service import find_version, select_versions
from data.errors import InvalidAnswer
from data.forms.models import Submission
from data.forms.service import FormNotFound, get_form
from data.forms.submissions import Filled, SubmissionNotFound, changes_of, revise
from data.staff.models import StaffMember
from data.staff.objects import may_see
from data.tables.answers import AnswerSheet
from data.tables.cells import CellKind
from data.tables.query import Filter, Query
from data.turns.turn import Channel
from dialogs.context import AskContext
from dialogs.fields.field import Field
from dialogs.form import Form
from dialogs.form_panel import EDITORS, PartRefused, has_panel, panel, revised_by_panel
from dialogs.form_places import PLACES
from dialogs.form_revising import LOOKED_UP, NotRevised, is_typed, revised
from dialogs.form_table import Column as FormColumn
from dialogs.form_table import filled as filled_again
from dialogs.form_table import form_columns, row_cells
from dialogs.wording import Wording
from staffbot.commands.forms_answers import STATUSES, Chosen, compiled_version
from staffbot.commands.forms_shown import OBJECT
from staffbot.tables.declared import (
    WORDS,
    Asked,
    CellRefused,
    Column,
    Edit,
    Edited,
    Editor,
    NoTable,
    Opened,
    Past,
    RowChanged,
    RowGone,
    TableKind,
)

KINDS: Mapping[str, CellKind] = {
    "number": "number",
    "calculated": "number",
    "choice": "choice",
    "multiple": "choices",
    "yes_no": "choice",
    "consent": "choice",
    "date": "date",
    "birth_date": "date",
    "datetime": "instant",
    "long_text": "long",
    "text": "text",
}
SHOWN_AT_FIRST = 12
LABELS = {**STATUSES, **{channel: WORDS(f"staff.channels.{channel}") for channel in ("public", "test")}}
YES_NO = (WORDS("fields.yes_no.yes"), WORDS("fields.yes_no.no"))


def _own(key: str, name: str, kind: CellKind, *, is_shown: bool = True) -> Column:
    return Column(key, WORDS(f"table.own.{name}"), kind, is_shown=is_shown)


OWN = (
    _own("#number", "number", "number"),
    _own("#sent", "sent", "instant"),
    _own("#changed", "changed", "instant", is_shown=False),
    _own("#state", "state", "choice", is_shown=False),
    _own("#account", "account", "choice", is_shown=False),
    _own("#resident", "resident", "number", is_shown=False),
)


@dataclass(frozen=True, slots=True)
class _Shape:
    """A form's columns: of all its versions (`found`), and by version what its lines hold, in order."""

    form: Content
    found: tuple[FormColumn, ...]
    keys: Mapping[int, tuple[str, ...]]
    newest: Form | None


def _shape(session: Session, asked: Asked) -> _Shape:
    form = _form(session, asked)
    versions = {one.number: compiled_version(one) for one in session.scalars(select_versions(form.id))}
    columns = {number: form_columns(one) if one is not None else () for number, one in versions.items()}
    found: dict[str, FormColumn] = {}
    for number in sorted(versions, reverse=True):  # what only older versions asked stands last
        for column in columns[number]:
            found.setdefault(column.key, column)
    keys = {number: tuple(one.key for one in some) for number, some in columns.items()}
    return _Shape(form, tuple(found.values()), keys, versions.get(form.latest_version))


def _open(session: Session, asked: Asked) -> Opened:
    shape = _shape(session, asked)
    kinds: list[tuple[str, CellKind]] = [(one.key, _kind(one)) for one in shape.found]
    held: AnswerSheet = asked.shelf.take(
        ("answers", shape.form.id, shape.form.latest_version),
        lambda: AnswerSheet(
            shape.form.id,
            kinds,
            lambda version: shape.keys.get(version, ()),
            lambda word: LABELS.get(word, word),
            is_stopped=lambda: asked.shelf.is_closed,
        ),
    )
    chosen = Chosen(shape.found, asked.conditions)
    title = asked.words("forms_staff.answers_of", title=shape.form.name)
    unknown = "、".join(chosen.unknown)
    note = asked.words("table.not_understood", condition=unknown) if unknown else ""
    columns = _columns(shape.found, shape.newest)
    return Opened(
        title, columns, held.sheet, None, _query(chosen), True, note,
        renew=held.renew, follow=held.follow, warm=held.warm, first=held.first,
    )  # fmt: skip


def _columns_of(session: Session, asked: Asked) -> tuple[Column, ...]:
    shape = _shape(session, asked)
    return _columns(shape.found, shape.newest)


def _columns(found: Sequence[FormColumn], form: Form | None) -> tuple[Column, ...]:
    kept = list(form.columns()) if form is not None else []
    typed = {field.id for field, groups in kept if is_typed(field, groups)}
    in_panels = {field.id for field, groups in kept if has_panel(field, groups)}
    # Two columns may have one heading when an older version called something else so.
    taken = {column.heading for column in OWN}
    columns = []
    for place, one in enumerate(found):
        heading, number = one.heading, 2
        while heading in taken:
            heading, number = f"{one.heading}（{number}）", number + 1
        taken.add(heading)
        # A corporation is typed by number or name; its address follows.
        is_typed_here = one.field_id in typed and one.key.partition(".")[2] in ("", "0", "1")
        editor = cast(Editor, EDITORS.get(one.kind, "line") if is_typed_here else "")
        if one.field_id in in_panels:
            editor = "parts"
        options = YES_NO if one.kind == "yes_no" else tuple(label for _, label in one.options)
        if editor in ("choice", "choices") and not options:
            editor = "line"  # a list that lives outside the form
        columns.append(Column(one.key, heading, _kind(one), editor, options, is_shown=place < SHOWN_AT_FIRST))
    return (*OWN, *columns)


def _kind(column: FormColumn) -> CellKind:
    return "text" if column.is_repeated else KINDS.get(column.kind, "text")


def _query(chosen: Chosen) -> Query:
    """The conditions of フォーム 回答, as the page's own filters: each can be seen, changed and taken away."""
    filters = [Filter("#account", "any_of", (LABELS[chosen.channel],))]
    if chosen.status:
        filters.insert(0, Filter("#state", "any_of", (LABELS.get(chosen.status, chosen.status),)))
    for key, days in (("#sent", chosen.sent_days), ("#changed", chosen.changed_days)):
        if days != ("", ""):
            filters.append(Filter(key, "between", days))
    for one in chosen.filters:
        if one.operator == "empty":
            filters.append(Filter(one.column, "empty" if one.value else "filled"))
        elif one.operator == "any_of" and isinstance(one.value, list | tuple):
            filters.append(Filter(one.column, "any_of", tuple(map(str, one.value))))
        elif one.operator in (">=", "<="):
            text = f"{one.value:g}" if isinstance(one.value, int | float) else str(one.value)
            filters.append(Filter(one.column, "between", (text, "") if one.operator == ">=" else ("", text)))
        elif one.operator == "=" and _is_number(one.value):
            filters.append(Filter(one.column, "between", (str(one.value), str(one.value))))
        else:
            filters.append(Filter(one.column, "contains", (str(one.value),)))
    return Query(chosen.search, tuple(filters), (("#sent", True), ("#number", True)))


def _is_number(value: Any) -> bool:
    return str(value).replace(".", "", 1).replace(",", "").lstrip("-").isdigit()


def _form(session: Session, asked: Asked) -> Content:
    """The form. Raises NoTable, also when this person may not see it."""
    try:
        form = get_form(session, form_id=asked.of)
    except FormNotFound:
        raise NoTable from None
    if not may_see(session, asked.staff, OBJECT, form.id):
        raise NoTable
    return form


def _submission(session: Session, asked: Asked, number: int) -> Submission:
    form = _form(session, asked)
    submission = session.get(Submission, number)
    if submission is None or submission.form_id != form.id:
        raise RowGone
    return submission


def _edit(session: Session, asked: Asked, edit: Edit) -> Edited:
    submission = _submission(session, asked, edit.row)
    if submission.revision != edit.revision:
        raise RowChanged(revision=submission.revision)
    form, field = _field(session, asked, submission, edit.column)
    words, context = asked.words, _context(asked, submission)
    try:
        if edit.value is not None:
            filled = revised_by_panel(form, submission.answers, field.id, edit.value, context)
        elif edit.column in form.fields or field.kind.name in LOOKED_UP:
            filled = revised(form, submission.answers, field.id, edit.text, replace(context, result=edit.result))
        else:
            raise NotRevised("not_whole")
        value = filled.answers.get(field.id)
        said = field.kind.caution(value, context) if value is not None else ""
        return replace(_kept(session, asked, submission, filled), said=said)
    except NotRevised as fault:
        raise CellRefused(said=words(f"table.revise.{fault.reason}", label=fault.label)) from None
    except PartRefused as fault:
        said = words("table.revise.needed") if fault.reason == "needed" else _said(fault.kind, fault, words)
        raise CellRefused(said=said, part=fault.part) from None
    except InvalidAnswer as fault:
        raise CellRefused(said=_said(field.kind.name, fault, words)) from None
    except ValueError:
        raise CellRefused(said=words("table.revise.not_whole")) from None


def _undo(session: Session, asked: Asked, row: int, change: int) -> Edited:
    """The answers as they were before the latest change, when it is still the latest."""
    submission = _submission(session, asked, row)
    latest = changes_of(session, submission_id=row)[-1:]
    if not latest or latest[0].id != change or latest[0].what != "revised":
        raise RowChanged(revision=submission.revision)
    form = _form_of(session, submission)
    if form is None:
        raise CellRefused(said=asked.words("table.revise.not_asked"))
    return _kept(session, asked, submission, filled_again(form, latest[0].answers, _context(asked, submission)))


def _kept(session: Session, asked: Asked, submission: Submission, filled: Filled) -> Edited:
    before = submission.revision
    try:
        revise(session, submission_id=submission.id, filled=filled, now=asked.now, by=f"staff:{asked.staff.id}")
    except SubmissionNotFound:
        raise CellRefused(said=asked.words("table.revise.withdrawn")) from None
    changed = submission.revision != before
    return Edited(change=changes_of(session, submission_id=submission.id)[-1].id if changed else 0)


def _panel(session: Session, asked: Asked, row: int, column: str) -> dict[str, Any]:
    """The fields of one answer in parts."""
    submission = _submission(session, asked, row)
    form, field = _field(session, asked, submission, column)
    return panel(form, submission.answers, field.id, _context(asked, submission))


def _form_of(session: Session, submission: Submission) -> Form | None:
    return compiled_version(find_version(session, content_id=submission.form_id, number=submission.version))


def _field(session: Session, asked: Asked, submission: Submission, column: str) -> tuple[Form, Field]:
    """The version this was answered in, and its field of a column."""
    form = _form_of(session, submission)
    field_id = column.partition(".")[0]
    if form is None or field_id not in form.fields:
        raise CellRefused(said=asked.words("table.revise.not_asked"))
    return form, form.fields[field_id]


def _context(asked: Asked, submission: Submission) -> AskContext:
    channel: Channel = "test" if submission.channel == "test" else "public"
    return AskContext(
        asked.now, asked.today, channel, asked.snapshots, asked.snapshots.get("town", {}), words=asked.words,
        resident_id=submission.resident_id, staff_id=asked.staff.id,
    )  # fmt: skip


def _said(kind: str, fault: InvalidAnswer | PartRefused, words: Wording) -> str:
    """Why, in the kind's own words."""
    places = ("places", "address") if kind in PLACES else ()
    keys = (f"fields.{section}.{fault.reason}" for section in (*places, kind, "common"))
    return words(next(one for one in keys if one in WORDS), **fault.facts)


def _history(session: Session, asked: Asked, row: int) -> list[Past]:
    """Each change with what it changed, the latest first."""
    submission = _submission(session, asked, row)
    form = compiled_version(find_version(session, content_id=submission.form_id, number=submission.version))
    later: Mapping[str, Any] = submission.answers
    found = []
    for change in reversed(changes_of(session, submission_id=row)):
        lines: list[str] = []
        if form is not None and change.what == "revised":
            columns, before, after = form_columns(form), row_cells(form, change.answers), row_cells(form, later)
            pairs = zip(columns, before, after, strict=True)
            lines = [f"{one.heading}：{was or '－'} → {now or '－'}" for one, was, now in pairs if was != now]
        later = change.answers
        what = asked.words(f"table.past.{change.what}")
        found.append(Past(change.changed_at, _who(session, asked, change.by), (what, *lines)))
    return found


def _who(session: Session, asked: Asked, by: str) -> str:
    kind, _, number = by.partition(":")
    member = session.get(StaffMember, int(number)) if kind == "staff" and number.isdigit() else None
    if member is not None:
        return member.name
    return asked.words("table.past.staff" if kind == "staff" else "table.past.resident")


def _read_of(session: Session, asked: Asked, ids: Sequence[int]) -> tuple[str, list[int]]:
    return WORDS("forms_staff.record"), list(ids)


ANSWER_TABLE = TableKind(
    key="answers",
    noun=WORDS("forms_staff.record"),
    phrase="フォーム 回答",
    row_phrase="フォーム 回答詳細 #{id}",
    right="forms:answers",
    export_right="forms:export",
    edit_right="forms:write",
    open=_open,
    columns=_columns_of,
    edit=_edit,
    undo=_undo,
    panel=_panel,
    history=_history,
    read_of=_read_of,
    has_object=True,
    takes_conditions=False,
)
