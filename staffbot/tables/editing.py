"""A cell changed as 編集 in the chat changes it: the same reading, the same service, the same 元に戻す."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from data.undo import keep_undo, snapshot_row
from staffbot.command import Call, Command
from staffbot.commands.editing import Editing, Item, Unreadable, refusal, undo_of
from staffbot.tables.declared import Asked, CellRefused, Edit, Edited, RowChanged

NOTHING = "なし"


def editor_of(editing: Editing, command: Command) -> Callable[[Session, Asked, Edit], Edited]:
    """What a table does with a changed cell. A column's key is the item's."""

    def change(session: Session, asked: Asked, edit: Edit) -> Edited:
        call = call_of(session, asked, command)
        record = editing.get(call, edit.row)
        item = next(one for one in editing.items if one.column == edit.column)
        if record.revision != edit.revision:
            raise RowChanged(revision=record.revision)
        before = snapshot_row(record)
        try:
            editing.change(call, record, _columns(call, record, item, edit.text))
        except Unreadable as fault:
            raise CellRefused(said=asked.words(fault.key, **fault.facts)) from None
        except editing.refused as fault:
            raise CellRefused(said=refusal(call, fault)) from None
        note = undo_of(editing, record.id, before, snapshot_row(record))
        if not note.is_empty:
            said = f"{command.phrase} #{record.id} {item.label}"
            keep_undo(session, staff_id=asked.staff.id, said=said, note=note, now=asked.now, right=command.right)
        return Edited()

    return change


def _columns(call: Call, record: Any, item: Item, text: str) -> dict[str, Any]:
    """The changed columns. An emptied cell means what なし means in the chat."""
    if text.strip():
        return item.read(call, record, text)
    columns = item.read(call, record, NOTHING)
    # Where something must stand, なし is a name like any other, and the service is to refuse the empty one.
    return {column: "" if value == NOTHING else value for column, value in columns.items()}


def call_of(session: Session, asked: Asked, command: Command) -> Call:
    """What an item's reading needs: there is no turn here, and nothing that would need one is edited on a page."""
    nobody: Any = None
    return Call(session, nobody, asked.staff, command, {}, asked.words, nobody, asked.now, asked.today)
