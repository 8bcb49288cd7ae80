"""Staff members, the invitations that let them in, and wrong codes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Instant, Key


class StaffMember(Base):
    """One person at the staff counter. `line_user_id` is LINE's on the staff channel; a stopped member may do nothing.

    `additions` are rights beyond the role, separated by spaces.
    """

    __tablename__ = "staff_member"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(40))
    additions: Mapped[str] = mapped_column(Text, default="")
    line_user_id: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
    joined_at: Mapped[datetime] = mapped_column(Instant)
    invited_by: Mapped[int | None] = mapped_column(Key, ForeignKey("staff_member.id"), default=None)
    stopped_at: Mapped[datetime | None] = mapped_column(Instant, default=None)


class Invitation(Base):
    """A code for one new staff member. Only its hash is kept; the first LINE account that sends it uses it up."""

    __tablename__ = "staff_invitation"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(40))
    invited_by: Mapped[int | None] = mapped_column(Key, ForeignKey("staff_member.id"), default=None)
    made_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    used_by: Mapped[int | None] = mapped_column(Key, ForeignKey("staff_member.id"), default=None)


class WrongCode(Base):
    """One wrong invitation code, so that guessing ends after a few."""

    __tablename__ = "staff_wrong_code"
    __table_args__ = (Index(None, "line_user_id", "at"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    line_user_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
