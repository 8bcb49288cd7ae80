"""Definitions of attributes, and what was changed in residents' values. The values stand in `Resident.answers`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Document, Instant, Key


class Attribute(Base):
    """One thing a town may know about a resident.

    `document`: {"aliases": [str], "options": [{"value", "label", "aliases", "retired"}], "settings": {…}}. A key is
    never given twice, not even when its attribute was retired.
    """

    __tablename__ = "attribute"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(12))
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    sort: Mapped[int] = mapped_column(Integer)
    origin: Mapped[str] = mapped_column(String(10))  # starter, staff
    is_edited: Mapped[bool] = mapped_column(Boolean, default=False)  # by staff: a newer release leaves it alone
    retired_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    changed_at: Mapped[datetime] = mapped_column(Instant)


class AttributeChange(Base):
    """One change of one resident's values.

    `changes`: key -> [before, after], None where there was or is no value. `by`: "resident", "form:KEY", "staff:ID",
    "import:ID", "undo". `undone_by`: the change that took it back. `batch_id`: the import it belongs to.
    """

    __tablename__ = "attribute_change"
    __table_args__ = (Index(None, "resident_id", "id"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    resident_id: Mapped[int] = mapped_column(Key, ForeignKey("resident.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(String(80))
    changes: Mapped[dict[str, Any]] = mapped_column(Document)
    undone_by: Mapped[int | None] = mapped_column(Key, default=None)
    batch_id: Mapped[int | None] = mapped_column(Key, default=None, index=True)
