"""What each staff member can still take back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Document, Instant, Key


class UndoEntry(Base):
    """One undoable command. `note` is a `UndoNote` as JSON; `undone_at` is set once it was taken back."""

    __tablename__ = "undo_entry"
    __table_args__ = (Index(None, "staff_id", "id"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    staff_id: Mapped[int] = mapped_column(Key, ForeignKey("staff_member.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    said: Mapped[str] = mapped_column(String(400))
    note: Mapped[dict[str, Any]] = mapped_column(Document)
    undone_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
