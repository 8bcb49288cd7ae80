"""Views of tables that staff keep by name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Document, Instant, Key


class TableView(Base):
    """What one member of staff wants to see of a table: query, columns, conditions.

    `of` is the number of what the list belongs to (a form), 0 for none. `team_id`: the team that sees it, too.
    """

    __tablename__ = "table_view"
    __table_args__ = (Index(None, "table_key", "of"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    table_key: Mapped[str] = mapped_column(String(20))
    of: Mapped[int] = mapped_column(Key)
    name: Mapped[str] = mapped_column(String(40))
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    staff_id: Mapped[int] = mapped_column(Key, ForeignKey("staff_member.id"))
    team_id: Mapped[int | None] = mapped_column(Key, default=None)  # of a team that may be gone by now
    revision: Mapped[int] = mapped_column(Integer, default=1)
    saved_at: Mapped[datetime] = mapped_column(Instant)
