"""One value of a resident changed on the table: as 住民 設定 does it, the resident told and able to take it back."""

from __future__ import annotations

from sqlalchemy.orm import Session

from data.attributes.answers import Change, history_of, set_values, undo_change
from data.attributes.reading import read_typed, shown
from data.attributes.service import load_catalog
from data.attributes.values import ValueRefused
from data.db.changes import note_change
from data.residents.models import Resident
from data.residents.service import TOPIC, ResidentNotFound, get_resident
from data.staff.models import StaffMember
from data.turns.turn import Channel, Notice
from dialogs.actions.residents import Lines, changed_by_staff, given_back_by_staff
from dialogs.render.line import render
from dialogs.talk import Speech
from staffbot.command import Call
from staffbot.commands.residents_settings import change as SETTING
from staffbot.commands.residents_settings import value_fault
from staffbot.commands.residents_shown import changes_shown
from staffbot.tables.declared import Asked, CellRefused, Edit, Edited, Past, RowChanged, RowGone
from staffbot.tables.editing import call_of

SELVES = ("resident", "form", "import", "undo")


def edit_resident(session: Session, asked: Asked, edit: Edit) -> Edited:
    """Change one value. Another value of the same resident that changed meanwhile is no hindrance."""
    resident, call = _resident(session, edit.row), _call(session, asked)
    catalog = load_catalog(session)
    definition = catalog.by_key.get(edit.column)
    if definition is None or definition.is_retired:
        raise CellRefused(said=asked.words("table.not_editable"))
    present = resident.answers.get(definition.key)
    if resident.revision != edit.revision and shown(definition, present) != edit.before:
        raise RowChanged(revision=resident.revision)
    try:
        value = read_typed(definition, edit.text, today=asked.today, before=present)
        by = f"staff:{asked.staff.id}"
        made = set_values(session, resident.id, {definition.key: value}, by=by, now=asked.now, catalog=catalog)
    except ValueRefused as fault:
        raise CellRefused(said=value_fault(call, fault)) from None
    if made is None:
        return Edited()
    note_change(session, TOPIC)
    lines = changes_shown(call, catalog, made.changes)
    return _told(asked, resident, made, changed_by_staff(asked.words, made.id, lines))


def undo_resident(session: Session, asked: Asked, row: int, change: int) -> Edited:
    """Take one change of this resident back; the resident is told of it."""
    resident = _resident(session, row)
    made = undo_change(session, change, resident_id=resident.id, by=f"staff:{asked.staff.id}", now=asked.now)
    note_change(session, TOPIC)
    lines: Lines = changes_shown(_call(session, asked), load_catalog(session), made.changes)
    return _told(asked, resident, made, given_back_by_staff(asked.words, lines))


def past_of_resident(session: Session, asked: Asked, row: int) -> list[Past]:
    """Each change with what it changed, the latest first."""
    resident, call, catalog = _resident(session, row), _call(session, asked), load_catalog(session)
    found = []
    for change in history_of(session, resident.id):
        lines = [f"{name}：{text}" for name, text in changes_shown(call, catalog, change.changes)]
        what = tuple(lines) or (asked.words("residents_staff.retired_items"),)
        found.append(Past(change.at, _who(session, asked, change.by), what))
    return found


def _told(asked: Asked, resident: Resident, made: Change, speech: Speech) -> Edited:
    channel: Channel = "test" if resident.channel == "test" else "public"
    told = (Notice(channel, resident.line_user_id, render(speech, None)),) if resident.is_friend else ()
    return Edited(told, asked.words(f"residents_staff.{'told' if told else 'not_told'}"), made.id)


def _who(session: Session, asked: Asked, by: str) -> str:
    kind, _, rest = by.partition(":")
    if kind in SELVES:
        return asked.words(f"residents_staff.by.{kind}")
    member = session.get(StaffMember, int(rest)) if rest.isdigit() else None
    return member.name if member is not None else asked.words("residents_staff.by.staff")


def _resident(session: Session, number: int) -> Resident:
    try:
        return get_resident(session, number)
    except ResidentNotFound:
        raise RowGone from None


def _call(session: Session, asked: Asked) -> Call:
    return call_of(session, asked, SETTING)
