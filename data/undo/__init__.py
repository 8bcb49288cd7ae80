"""Taking back a staff command: rows as they were, rows as they were left, and whether they changed since."""

from data.undo.rows import RecordChanged, restore_row, snapshot_row
from data.undo.service import (
    NothingToUndo,
    RowChange,
    Undoable,
    UndoNote,
    find_undoable,
    keep_final,
    keep_undo,
    undo_entry,
)

__all__ = [
    "NothingToUndo",
    "RecordChanged",
    "RowChange",
    "UndoNote",
    "Undoable",
    "find_undoable",
    "keep_final",
    "keep_undo",
    "restore_row",
    "snapshot_row",
    "undo_entry",
]
