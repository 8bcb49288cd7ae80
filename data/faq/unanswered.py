"""Questions nobody could answer: kept, counted, and turned into answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from data.errors import DomainError
from data.faq.content import MAX_KEYWORD
from data.faq.matcher import bare
from data.faq.models import Faq, UnansweredAsker, UnansweredQuestion
from data.faq.service import add_faq

ASKERS_KEPT_FOR = timedelta(days=30)
QUESTIONS_KEPT_FOR = timedelta(days=365)
MAX_FOLDED = 500
MAX_TEXT = 5000  # LINE's own limit of a text message


class UnansweredNotFound(DomainError):
    """`facts["question_id"]`: no such question (any more)."""

    code = "faq.unanswered_not_found"


class UnansweredClosed(DomainError):
    """Somebody answered or ignored it already. `facts`: text, state."""

    code = "faq.unanswered_closed"


@dataclass(frozen=True, slots=True)
class Asker:
    """A person to be told."""

    channel: str
    line_user_id: str


def log_unanswered(
    session: Session, *, channel: str, line_user_id: str, text: str, now: datetime
) -> UnansweredQuestion | None:
    """Keep a text that found no answer; the same one, however spelt, is counted. None when nothing is left of it."""
    folded = bare(text)[:MAX_FOLDED]
    if not folded:
        return None
    question = session.scalar(
        select(UnansweredQuestion).where(UnansweredQuestion.channel == channel, UnansweredQuestion.folded == folded)
    )
    if question is None:
        question = UnansweredQuestion(
            channel=channel,
            folded=folded,
            text=text.strip()[:MAX_TEXT],
            count=0,
            first_asked_at=now,
            last_asked_at=now,
            state="waiting",
        )
        session.add(question)
    elif question.state == "answered":
        # The answer has gone, or its keyword was changed: it has to be looked at again.
        question.state = "waiting"
    question.count += 1
    question.last_asked_at = now
    session.flush()
    if question.state == "waiting":
        _remember_asker(session, question.id, line_user_id, now)
    return question


def list_unanswered(channel: str | None = None) -> Select[UnansweredQuestion]:
    """Questions that wait: those asked most often first, then the latest."""
    query = (
        select(UnansweredQuestion)
        .where(UnansweredQuestion.state == "waiting")
        .order_by(
            UnansweredQuestion.count.desc(), UnansweredQuestion.last_asked_at.desc(), UnansweredQuestion.id.desc()
        )
    )
    return query if channel is None else query.where(UnansweredQuestion.channel == channel)


def count_unanswered(session: Session) -> int:
    """How many questions wait."""
    waiting = select(func.count()).select_from(UnansweredQuestion).where(UnansweredQuestion.state == "waiting")
    return session.scalar(waiting) or 0


def get_unanswered(session: Session, question_id: int) -> UnansweredQuestion:
    """One question that waits.

    Raises:
        UnansweredNotFound, UnansweredClosed: see there.
    """
    question = session.get(UnansweredQuestion, question_id)
    if question is None:
        raise UnansweredNotFound(question_id=question_id)
    if question.state != "waiting":
        raise UnansweredClosed(text=question.text, state=question.state)
    return question


def askers_of(session: Session, question_id: int) -> list[Asker]:
    """Who waits for the answer, the first first."""
    return [
        Asker(channel, line_user_id)
        for channel, line_user_id in session.execute(
            select(UnansweredQuestion.channel, UnansweredAsker.line_user_id)
            .join(UnansweredQuestion, UnansweredQuestion.id == UnansweredAsker.question_id)
            .where(UnansweredAsker.question_id == question_id)
            .order_by(UnansweredAsker.id)
        )
    ]


def answer_unanswered(
    session: Session,
    *,
    question_id: int,
    answer: str,
    now: datetime,
    keywords: Sequence[str] = (),
    visible_on: str = "both",
    category: str = "",
) -> tuple[Faq, list[Asker]]:
    """Make an answer of a question, and say who has to be told. They are forgotten with it.

    The same question waiting on the other channel is answered too where the entry shows; its askers are told as well.

    Args:
        keywords: the question itself is added to them when it is short enough to be one; empty is fine.

    Raises:
        UnansweredNotFound, UnansweredClosed: see there.
        FaqInvalid: an answer that cannot be.
    """
    question = get_unanswered(session, question_id)
    asked = question.text if len(question.text) <= MAX_KEYWORD else question.text[:MAX_KEYWORD]
    values = {
        "question": question.text[:200],
        "keywords": [*keywords, asked],
        "answer": answer,
        "visible_on": visible_on,
        "category": category,
    }
    faq = add_faq(session, values=values, now=now)
    twins = session.scalars(
        select(UnansweredQuestion).where(
            UnansweredQuestion.folded == question.folded, UnansweredQuestion.state == "waiting"
        )
    ).all()
    told: list[Asker] = []
    for twin in twins:
        if twin.id != question.id and visible_on == "test" and twin.channel != "test":
            continue
        told += askers_of(session, twin.id)
        _close(session, twin, "answered", faq.id)
    return faq, told


def link_unanswered(session: Session, *, question_id: int, faq: Faq) -> list[Asker]:
    """Say that an entry answers a question (its keyword was added there), and who has to be told.

    Raises:
        UnansweredNotFound, UnansweredClosed: see there.
    """
    question = get_unanswered(session, question_id)
    told = askers_of(session, question.id)
    _close(session, question, "answered", faq.id)
    return told


def answer_waiting(session: Session, *, faq: Faq) -> list[tuple[str, list[Asker]]]:
    """Close the questions that an entry answers by its own words where it shows: (question, who has to be told)."""
    if not faq.enabled:
        return []
    found = list_unanswered("test" if faq.visible_on == "test" else None).where(
        UnansweredQuestion.folded.in_({bare(word)[:MAX_FOLDED] for word in faq.keywords})
    )
    answered = []
    for question in session.scalars(found).all():
        answered.append((question.text, askers_of(session, question.id)))
        _close(session, question, "answered", faq.id)
    return answered


def ignore_unanswered(session: Session, *, question_id: int) -> UnansweredQuestion:
    """Put a question away for good: asked again it is counted, but doesn't come back. Its askers are forgotten.

    Raises:
        UnansweredNotFound, UnansweredClosed: see there.
    """
    question = get_unanswered(session, question_id)
    _close(session, question, "ignored", None)
    return question


def forget_askers(session: Session, *, now: datetime) -> None:
    """Delete askers after 30 days, and questions nobody asked for a year. Daily."""
    session.execute(delete(UnansweredAsker).where(UnansweredAsker.asked_at < now - ASKERS_KEPT_FOR))
    old = select(UnansweredQuestion.id).where(UnansweredQuestion.last_asked_at < now - QUESTIONS_KEPT_FOR)
    session.execute(delete(UnansweredAsker).where(UnansweredAsker.question_id.in_(old)))
    session.execute(delete(UnansweredQuestion).where(UnansweredQuestion.id.in_(old)))
    session.expire_all()


def withdraw_question(session: Session, *, channel: str, question_id: int, line_user_id: str) -> None:
    """Somebody took their question back (LINE's `unsend`): they no longer wait, and what only they asked is deleted."""
    question = session.get(UnansweredQuestion, question_id)
    if question is None or question.channel != channel or question.state != "waiting":
        return
    session.execute(
        delete(UnansweredAsker).where(
            UnansweredAsker.question_id == question_id, UnansweredAsker.line_user_id == line_user_id
        )
    )
    question.count -= 1
    if question.count <= 0:
        session.execute(delete(UnansweredAsker).where(UnansweredAsker.question_id == question_id))
        session.delete(question)
    session.flush()


def forget_asker(session: Session, *, channel: str, line_user_id: str) -> None:
    """Delete one person from all questions: they blocked the account, or want their data deleted."""
    questions = select(UnansweredQuestion.id).where(UnansweredQuestion.channel == channel)
    session.execute(
        delete(UnansweredAsker).where(
            UnansweredAsker.line_user_id == line_user_id, UnansweredAsker.question_id.in_(questions)
        )
    )
    session.expire_all()


def _remember_asker(session: Session, question_id: int, line_user_id: str, now: datetime) -> None:
    known = session.scalar(
        update(UnansweredAsker)
        .where(UnansweredAsker.question_id == question_id, UnansweredAsker.line_user_id == line_user_id)
        .values(asked_at=now)
        .returning(UnansweredAsker.id)
    )
    if known is None:
        session.add(UnansweredAsker(question_id=question_id, line_user_id=line_user_id, asked_at=now))
        session.flush()


def _close(session: Session, question: UnansweredQuestion, state: str, faq_id: int | None) -> None:
    question.state = state
    question.faq_id = faq_id
    session.execute(delete(UnansweredAsker).where(UnansweredAsker.question_id == question.id))
    session.flush()
