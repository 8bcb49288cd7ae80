"""Who talks to the resident accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Document, Instant, Key
from data.imports.models import Draft


class Resident(Base):
    """One friend (or former friend) of one resident account. The same person on test and public is two residents."""

    __tablename__ = "resident"
    __table_args__ = (UniqueConstraint("channel", "line_user_id"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel: Mapped[str] = mapped_column(String(10))
    line_user_id: Mapped[str] = mapped_column(String(64))
    first_seen_at: Mapped[datetime] = mapped_column(Instant)
    is_friend: Mapped[bool] = mapped_column(Boolean, default=True)
    blocked_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    # key of an attribute -> typed value (`data.attributes`): the system of record.
    answers: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    revision: Mapped[int] = mapped_column(Integer, default=0, server_default="0")  # counts changes of `answers`


class ResidentDraft(Draft, Base):
    """A row of a staged import: the whole document as it will be, and as it was at `revision`."""

    __tablename__ = "resident_draft"
    __table_args__ = (AUTOINCREMENT,)

    answers: Mapped[dict[str, Any]] = mapped_column(Document)
    before: Mapped[dict[str, Any]] = mapped_column(Document)
    changes: Mapped[dict[str, Any]] = mapped_column(Document)
    revision: Mapped[int] = mapped_column(Integer)
