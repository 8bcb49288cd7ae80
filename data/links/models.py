"""Links given out, by the hash of their secret."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Document, Instant, Key


class SingleLink(Base):
    """One link for one staff member. `payload` is what it opens; `used_at` is set by the one POST that uses it."""

    __tablename__ = "single_link"
    __table_args__ = (Index(None, "expires_at"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(20))
    staff_id: Mapped[int] = mapped_column(Key, ForeignKey("staff_member.id"))
    payload: Mapped[dict[str, Any]] = mapped_column(Document)
    made_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
