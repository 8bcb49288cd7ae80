"""Staged imports, and what the tables that can be imported have in common."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Document, Instant, Key


class StagedImport(Base):
    """A file that was checked and waits for 「実行」. The rows it would write lie in the feature's draft table.

    `plan` is `ImportPlan.summary()`; `facts` stands for the records it was made from. `staff_id` is 0 for the
    command line.
    """

    __tablename__ = "staged_import"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    staff_id: Mapped[int] = mapped_column(Key)
    file_name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(Instant)
    plan: Mapped[dict[str, Any]] = mapped_column(Document)
    facts: Mapped[str] = mapped_column(String(80))
    rows_planned: Mapped[int] = mapped_column(Integer)
    rows_staged: Mapped[int] = mapped_column(Integer, default=0)
    applied_at: Mapped[datetime | None] = mapped_column(Instant, default=None)


class Listed:
    """A record that can be imported.

    `code` is the town's own id of it (共通ID, ID, …), made up by us when the town has none. `revision` goes up by one
    with each edit of the content, so that nobody overwrites what somebody else has just written.
    """

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    code: Mapped[str] = mapped_column(String(80), unique=True)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    changed_at: Mapped[datetime] = mapped_column(Instant)


class Draft:
    """A row of a staged import: content nobody sees yet. `target_id` is the record it changes, None for a new one."""

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    import_id: Mapped[int] = mapped_column(Key, index=True)
    target_id: Mapped[int | None] = mapped_column(Key, default=None)
    public_id: Mapped[str] = mapped_column(String(32))
    code: Mapped[str] = mapped_column(String(80))
