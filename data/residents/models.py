"""Who talks to the resident accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Document, Instant, Key


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
    answers: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
