"""Teams of staff members."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Key


class Team(Base):
    """A group of staff. `role` adds its rights to every member's own; "" adds none. `name_key` is the folded name."""

    __tablename__ = "team"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    name_key: Mapped[str] = mapped_column(String(120), unique=True)
    role: Mapped[str] = mapped_column(String(40), default="")
    revision: Mapped[int] = mapped_column(default=1, info={"counts": True})
