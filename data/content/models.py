"""A scenario or form, its unchanging versions, and when a person's open dialogs want attention."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Document, Instant, Key


class Content(Base):
    """One scenario or form. What residents see is the version its channel's pointer names; None shows nothing."""

    __tablename__ = "content"
    __table_args__ = (UniqueConstraint("kind", "key"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))  # scenario, form
    key: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(200))
    link_code: Mapped[str | None] = mapped_column(String(12), unique=True)  # forms: `受付コード F-…`
    latest_version: Mapped[int] = mapped_column(Integer, default=0)
    test_version: Mapped[int | None] = mapped_column(Integer, default=None)
    public_version: Mapped[int | None] = mapped_column(Integer, default=None)
    created_at: Mapped[datetime] = mapped_column(Instant)
    deleted_at: Mapped[datetime | None] = mapped_column(Instant, default=None)


class ContentVersion(Base):
    """One saved state of a content. Never changed, never deleted: open dialogs and submissions remember it."""

    __tablename__ = "content_version"
    __table_args__ = (UniqueConstraint("content_id", "number"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    content_id: Mapped[int] = mapped_column(ForeignKey("content.id"))
    number: Mapped[int] = mapped_column(Integer)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    digest: Mapped[str] = mapped_column(String(64))  # of the document, to tell an edit from a repetition
    origin: Mapped[str] = mapped_column(String(10))  # starter, staff
    staff_id: Mapped[int | None] = mapped_column(BigInteger, default=None)
    saved_at: Mapped[datetime] = mapped_column(Instant)
    note: Mapped[str] = mapped_column(Text, default="")


class DialogDue(Base):
    """When somebody's open or kept dialogs are looked at next: to remind once, then to delete.

    One row per person and kind (`dialog`). It may come early, since talking on does not move it; never late.
    """

    __tablename__ = "dialog_due"

    channel: Mapped[str] = mapped_column(String(10), primary_key=True)
    line_user_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(Instant, index=True)
