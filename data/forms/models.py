"""A form's draft, its count of accepted answers, the answers, and what became of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Document, Instant, Key

CELL_LETTERS = 200


class FormDraft(Base):
    """The state of one form that staff work on. `revision` counts its savings: who saves must have seen the last."""

    __tablename__ = "form_draft"

    form_id: Mapped[int] = mapped_column(Key, ForeignKey("content.id"), primary_key=True, autoincrement=False)
    document: Mapped[dict[str, Any]] = mapped_column(Document)
    revision: Mapped[int] = mapped_column(Integer, default=1, info={"counts": True})
    saved_at: Mapped[datetime] = mapped_column(Instant)
    staff_id: Mapped[int | None] = mapped_column(BigInteger, default=None)


class FormCount(Base):
    """How many answers stand accepted, per channel: the one row through which a limit is exact."""

    __tablename__ = "form_count"

    form_id: Mapped[int] = mapped_column(Key, ForeignKey("content.id"), primary_key=True, autoincrement=False)
    channel: Mapped[str] = mapped_column(String(10), primary_key=True)
    accepted: Mapped[int] = mapped_column(Integer, default=0)


class Submission(Base):
    """What one resident answered, under the version of the form they answered.

    `answers` is nested by repeating groups. `line` holds its columns as one line of CSV, `folded` the same for
    searching; both are made anew with every change of the answers.
    """

    __tablename__ = "submission"
    __table_args__ = (
        Index(None, "form_id", "channel", "status", "submitted_at"),
        Index(None, "form_id", "id"),  # all of a form page by page, without sorting them for every page
        Index(None, "resident_id", "form_id"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    form_id: Mapped[int] = mapped_column(Key, ForeignKey("content.id"))
    channel: Mapped[str] = mapped_column(String(10))
    resident_id: Mapped[int | None] = mapped_column(Key, ForeignKey("resident.id"), default=None)
    version: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(10), default="accepted")  # accepted, withdrawn
    answers: Mapped[dict[str, Any]] = mapped_column(Document)
    line: Mapped[str] = mapped_column(Text, default="")
    folded: Mapped[str] = mapped_column(Text, default="")
    submitted_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    revision: Mapped[int] = mapped_column(Integer, default=1)


class SubmissionCell(Base):
    """One column of one submission, to filter and sort by. `text` is folded and shortened, `number` only of numbers."""

    __tablename__ = "submission_cell"
    __table_args__ = (Index(None, "form_id", "column", "text"), Index(None, "form_id", "column", "number"))

    submission_id: Mapped[int] = mapped_column(Key, ForeignKey("submission.id"), primary_key=True, autoincrement=False)
    column: Mapped[str] = mapped_column(String(90), primary_key=True)
    form_id: Mapped[int] = mapped_column(Key)
    text: Mapped[str] = mapped_column(String(CELL_LETTERS))
    number: Mapped[float | None] = mapped_column(Float, default=None)


class SubmissionChange(Base):
    """One change of a submission: the answers before it. `by` is "resident" or "staff:12"."""

    __tablename__ = "submission_change"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    submission_id: Mapped[int] = mapped_column(Key, ForeignKey("submission.id"), index=True)
    by: Mapped[str] = mapped_column(String(30))
    what: Mapped[str] = mapped_column(String(10))  # revised, withdrawn
    answers: Mapped[dict[str, Any]] = mapped_column(Document)
    changed_at: Mapped[datetime] = mapped_column(Instant)
