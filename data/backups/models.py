"""One row a backup that was made or tried."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Instant, Key


class BackupRun(Base):
    """`day` is the civil day whose scheduled backup this is (whoever inserts it makes it); None for one by hand.

    state: "running", "good" (made and proved), "failed". `error`: a code, see `data/db/faults.py`.
    """

    __tablename__ = "backup_run"
    __table_args__ = (UniqueConstraint("day"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    day: Mapped[date | None] = mapped_column(Date, default=None)
    started_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    state: Mapped[str] = mapped_column(String(10))
    file: Mapped[str] = mapped_column(String(80), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    error: Mapped[str] = mapped_column(String(40), default="")
