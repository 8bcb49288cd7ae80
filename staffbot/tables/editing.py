"""A cell changed as 編集 in the chat changes it: the same reading, the same service, the same 元に戻す."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from data.undo import keep_undo, snapshot_row
from staffbot.command import Call, Command
from staffbot.commands.editing import EMPTY_WORDS, Editing, Unreadable, refusal, undo_of
from staffbot.tables.declared import Asked, CellRefused, Edit, RowChanged


def editor_of(editing: Editing, command: Command) -> Callable[[Session, Asked, Edit], None]:
    """What a table does with a changed cell. A column's key is the item's."""

    def change(session: Session, asked: Asked, edit: Edit) -> None:
        call = _call(session, asked, command)
        record = editing.get(call, edit.row)
        item = next(one for one in editing.items if one.column == edit.column)
        if record.revision != edit.revision:
            raise RowChanged(revision=record.revision)
        before = snapshot_row(record)
        try:
            typed = edit.text if edit.text.strip() else next(iter(EMPTY_WORDS))
            editing.change(call, record, item.read(call, record, typed))
        except Unreadable as fault:
            raise CellRefused(said=asked.words(fault.key, **fault.facts)) from None
        except editing.refused as fault:
            raise CellRefused(said=refusal(call, fault)) from None
        note = undo_of(editing, record.id, before, snapshot_row(record))
        if not note.is_empty:
            said = f"{command.phrase} #{record.id} {item.label}"
            keep_undo(session, staff_id=asked.staff.id, said=said, note=note, now=asked.now, right=command.right)

    return change


def _call(session: Session, asked: Asked, command: Command) -> Call:
    """What an item's reading needs: there is no turn here, and nothing that would need one is edited on a page."""
    nobody: Any = None
    return Call(session, nobody, asked.staff, command, {}, asked.words, nobody, asked.now, asked.today)
