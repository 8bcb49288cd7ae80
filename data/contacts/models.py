"""The people of the list."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Key
from data.db.columns import EncryptedText


class Contact(Base):
    """One person. `staff_id`: told in the staff chat; `mail`: told by mail, "" for not. Outsiders have mail only."""

    __tablename__ = "contact"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    sort: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(60))
    staff_id: Mapped[int | None] = mapped_column(Key, ForeignKey("staff_member.id"), index=True, default=None)
    mail: Mapped[str] = mapped_column(EncryptedText("contact.mail"), default="")
