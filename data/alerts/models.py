"""An alert, each step taken about it, and what the watch last found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Document, Instant, Key


class Alert(Base):
    """One fault as a case. Open until `closed_at`; of one cause at most one is open.

    `mark` names this very occurrence where there is such a thing (a failed run's number): the same one isn't raised
    again after it was closed. `well_at`: the watch found it mended. `told`: how many contacts were told so far;
    `escalate_at`: when the next one is, None when nobody is left or somebody took it.
    """

    __tablename__ = "alert"
    __table_args__ = (
        Index(
            "uq_alert_open_cause",
            "cause",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(None, "cause", "id"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    cause: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]] = mapped_column(Document)
    mark: Mapped[str] = mapped_column(String(80), default="")
    is_drill: Mapped[bool] = mapped_column(Boolean, default=False)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    reminded_at: Mapped[datetime] = mapped_column(Instant)
    told: Mapped[int] = mapped_column(Integer, default=0)
    escalate_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    taken_by: Mapped[int | None] = mapped_column(Key, ForeignKey("staff_member.id"), default=None)
    taken_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    well_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    closed_at: Mapped[datetime | None] = mapped_column(Instant, default=None)


class AlertStep(Base):
    """What was done. `what`: opened, told, reminded, taken, noted, well, again, closed. `staff_id` 0: the program."""

    __tablename__ = "alert_step"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    alert_id: Mapped[int] = mapped_column(Key, ForeignKey("alert.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    staff_id: Mapped[int] = mapped_column(Key, default=0)
    staff_name: Mapped[str] = mapped_column(String(60), default="")
    what: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text, default="")


class WatchReading(Base):
    """What the watch found of one thing at its last look."""

    __tablename__ = "watch_reading"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    is_well: Mapped[bool] = mapped_column(Boolean)
    facts: Mapped[dict[str, Any]] = mapped_column(Document)
    mark: Mapped[str] = mapped_column(String(80), default="")
    at: Mapped[datetime] = mapped_column(Instant)
