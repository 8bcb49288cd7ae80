"""Keyword answers, and the questions that found none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Document, Instant, Key
from data.imports.models import Draft, Listed


class FaqContent:
    """One entry: any of its keywords, or its question, is answered with `answer`.

    `keywords` is a list of texts as typed; `visible_on` "both" or "test"; `folded` is what staff search in.
    """

    question: Mapped[str] = mapped_column(String(200))
    keywords: Mapped[list[str]] = mapped_column(Document, default=list)
    answer: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(String(60), default="")
    url: Mapped[str] = mapped_column(String(1000), default="")
    visible_on: Mapped[str] = mapped_column(String(10), default="both")
    enabled: Mapped[bool] = mapped_column(Boolean, default=True)
    folded: Mapped[str] = mapped_column(Text, default="")


CONTENT_COLUMNS = ("question", "keywords", "answer", "category", "url", "visible_on", "enabled", "folded")


class Faq(FaqContent, Listed, Base):
    """One entry of the list."""

    __tablename__ = "faq"
    __table_args__ = (AUTOINCREMENT,)


class FaqDraft(FaqContent, Draft, Base):
    """An entry of a staged import."""

    __tablename__ = "faq_draft"
    __table_args__ = (AUTOINCREMENT,)


class UnansweredQuestion(Base):
    """A text nobody could answer, asked once or often on one channel; `folded` groups the spellings.

    `state` is "waiting", "answered" (then `faq_id` names the entry, if it is still there) or "ignored".
    """

    __tablename__ = "unanswered_question"
    __table_args__ = (UniqueConstraint("channel", "folded"), Index(None, "state", "last_asked_at"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel: Mapped[str] = mapped_column(String(10))
    folded: Mapped[str] = mapped_column(String(500))
    text: Mapped[str] = mapped_column(Text)
    count: Mapped[int] = mapped_column(Integer)
    first_asked_at: Mapped[datetime] = mapped_column(Instant)
    last_asked_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    faq_id: Mapped[int | None] = mapped_column(Key, default=None)


class UnansweredAsker(Base):
    """Who asked and waits for an answer: kept until it is answered or ignored, 30 days at most."""

    __tablename__ = "unanswered_asker"
    __table_args__ = (UniqueConstraint("question_id", "line_user_id"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    question_id: Mapped[int] = mapped_column(Key, ForeignKey("unanswered_question.id", ondelete="CASCADE"))
    line_user_id: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime] = mapped_column(Instant, index=True)
