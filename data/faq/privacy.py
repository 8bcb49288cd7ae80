"""Questions a resident waits to have answered, for 個人情報."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from data.faq.models import UnansweredAsker, UnansweredQuestion
from data.faq.unanswered import forget_asker, withdraw_question
from data.privacy.holding import Held, Provider, Whose, how_many


def _asked(whose: Whose) -> Select[int, str, datetime]:
    return (
        select(UnansweredQuestion.id, UnansweredQuestion.text, UnansweredAsker.asked_at)
        .join(UnansweredAsker, UnansweredAsker.question_id == UnansweredQuestion.id)
        .where(UnansweredQuestion.channel == whose.channel, UnansweredAsker.line_user_id == whose.line_user_id)
        .order_by(UnansweredQuestion.id)
    )


def _holds(session: Session, whose: Whose) -> Held:
    return Held(how_many(session, _asked(whose)))


def _gives(session: Session, whose: Whose) -> list[dict[str, Any]]:
    return [{"at": at, "said": text} for _, text, at in session.execute(_asked(whose))]


def _forgets(session: Session, whose: Whose, now: datetime) -> int:
    """What only this person asked goes; what others asked too stays theirs."""
    asked = list(session.execute(_asked(whose)))
    for question_id, _, _ in asked:
        withdraw_question(session, channel=whose.channel, question_id=question_id, line_user_id=whose.line_user_id)
    forget_asker(session, channel=whose.channel, line_user_id=whose.line_user_id)
    return len(asked)


QUESTIONS = Provider("questions", ("unanswered_asker",), _holds, _forgets, _gives)
