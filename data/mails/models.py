"""One row a mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Double, Index, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Instant, Key
from data.db.columns import EncryptedText

_OPEN = text("state in (0, 1)")


class MailRow(Base):
    """state: 0 waiting, 1 sending, 2 sent, 3 given up. `next_at`: seconds, real clock; a lease while sending.

    The text is emptied once it is sent.
    """

    __tablename__ = "mail"
    __table_args__ = (
        Index("ix_mail_open", "next_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index(None, "made_at"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    address: Mapped[str] = mapped_column(EncryptedText("mail.address"))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(String(100))
    state: Mapped[int] = mapped_column(SmallInteger, default=0)
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    next_at: Mapped[float] = mapped_column(Double)
    made_at: Mapped[datetime] = mapped_column(Instant)
    error: Mapped[str] = mapped_column(String(200), default="")
