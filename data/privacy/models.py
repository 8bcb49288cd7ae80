"""Links to a resident's own file, by the hash of their secret."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Instant, Key


class OwnDataLink(Base):
    """One link to one file for one resident; `used_at` is set by the one POST that uses it."""

    __tablename__ = "own_data_link"
    __table_args__ = (Index(None, "channel", "line_user_id"), Index(None, "expires_at"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    file_id: Mapped[int] = mapped_column(Key)
    channel: Mapped[str] = mapped_column(String(10))
    line_user_id: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
