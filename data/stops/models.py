"""Planned stops, and how far the messages to residents have come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Instant, Key


class PlannedStop(Base):
    """One stop. `pushes`: residents are sent messages too (they cost quota). `ended_at`: staff were told it is over."""

    __tablename__ = "planned_stop"
    __table_args__ = (Index(None, "ends_at"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    alternative: Mapped[str] = mapped_column(Text)
    pushes: Mapped[bool] = mapped_column(Boolean)
    made_by: Mapped[int] = mapped_column(Key, ForeignKey("staff_member.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)
    reminded_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    cancelled_at: Mapped[datetime | None] = mapped_column(Instant, default=None)


class StopRound(Base):
    """One round of messages to all residents, in chunks: those up to `after_id` have theirs.

    `kind`: announced, reminder, cancelled.
    """

    __tablename__ = "stop_round"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    stop_id: Mapped[int] = mapped_column(Key, ForeignKey("planned_stop.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    after_id: Mapped[int] = mapped_column(Key, default=0)
    done_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
