"""Questions nobody could answer, and the people who wait."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from data.faq.content import FaqInvalid
from data.faq.models import UnansweredAsker, UnansweredQuestion
from data.faq.service import get_faq, remove_faq
from data.faq.snapshot import load_faq
from data.faq.unanswered import (
    Asker,
    UnansweredClosed,
    UnansweredNotFound,
    answer_unanswered,
    askers_of,
    count_unanswered,
    forget_asker,
    forget_askers,
    ignore_unanswered,
    link_unanswered,
    list_unanswered,
    log_unanswered,
)
from tests.faq.lists import NOW, add

HANAKO, TARO = "U-hanako", "U-taro"


def ask(session, text="ねこの登録", who=HANAKO, channel="public", at=NOW):
    return log_unanswered(session, channel=channel, line_user_id=who, text=text, now=at)


def waiting(session) -> list[str]:
    return [question.text for question in session.scalars(list_unanswered())]


def test_the_same_question_however_spelt_is_one(session):
    first = ask(session, "ねこの登録は？")
    again = ask(session, "ネコの 登録は", who=TARO, at=NOW + timedelta(hours=1))

    assert again is first
    assert (first.text, first.count) == ("ねこの登録は？", 2)
    assert (first.first_asked_at, first.last_asked_at) == (NOW, NOW + timedelta(hours=1))
    assert askers_of(session, first.id) == [Asker("public", HANAKO), Asker("public", TARO)]


def test_who_asks_twice_is_told_once(session):
    question = ask(session)
    ask(session)

    assert askers_of(session, question.id) == [Asker("public", HANAKO)]


def test_each_channel_has_its_own(session):
    assert ask(session).id != ask(session, channel="test").id


@pytest.mark.parametrize("text", ["", " ", "？？", "\u200b"])
def test_nothing_is_no_question(session, text):
    assert ask(session, text) is None


def test_a_very_long_text_is_kept_whole(session):
    assert ask(session, "長" * 5000).text == "長" * 5000


def test_those_asked_most_often_stand_first(session):
    ask(session, "一度")
    for who in (HANAKO, TARO):
        ask(session, "二度", who=who)
    ask(session, "あとで一度", at=NOW + timedelta(hours=1))

    assert waiting(session) == ["二度", "あとで一度", "一度"]
    assert count_unanswered(session) == 3


def test_an_answer_becomes_an_entry_and_everybody_is_named_once_and_forgotten(session):
    question = ask(session)
    ask(session, who=TARO)

    faq, askers = answer_unanswered(session, question_id=question.id, answer="住民課へ", now=NOW, keywords=["猫"])

    assert askers == [Asker("public", HANAKO), Asker("public", TARO)]
    assert (faq.question, faq.keywords, faq.answer) == ("ねこの登録", ["猫", "ねこの登録"], "住民課へ")
    assert load_faq(session)["public"].exact("ネコの登録").id == faq.id
    assert waiting(session) == []
    assert session.scalar(select(func.count()).select_from(UnansweredAsker)) == 0


def test_the_second_answer_is_refused(session):
    question = ask(session)
    answer_unanswered(session, question_id=question.id, answer="住民課へ", now=NOW)

    with pytest.raises(UnansweredClosed):
        answer_unanswered(session, question_id=question.id, answer="別の答え", now=NOW)
    with pytest.raises(UnansweredNotFound):
        answer_unanswered(session, question_id=99, answer="答え", now=NOW)


def test_an_answer_that_cannot_be_closes_nothing(session):
    question = ask(session)

    with pytest.raises(FaqInvalid):
        answer_unanswered(session, question_id=question.id, answer=" ", now=NOW)

    assert waiting(session) == ["ねこの登録"]


def test_the_same_question_on_the_other_channel_is_answered_too(session):
    public, test = ask(session), ask(session, who=TARO, channel="test")

    _, askers = answer_unanswered(session, question_id=test.id, answer="住民課へ", now=NOW)

    assert askers == [Asker("public", HANAKO), Asker("test", TARO)]
    assert public.state == "answered"


def test_an_answer_for_the_test_account_alone_tells_nobody_outside(session):
    public, test = ask(session), ask(session, who=TARO, channel="test")

    _, askers = answer_unanswered(session, question_id=test.id, answer="住民課へ", now=NOW, visible_on="test")

    assert askers == [Asker("test", TARO)]
    assert public.state == "waiting"


def test_a_long_question_becomes_an_entry_with_its_beginning_as_keyword(session):
    question = ask(session, "長" * 300)

    faq, _ = answer_unanswered(session, question_id=question.id, answer="答え", now=NOW)

    assert (len(faq.question), len(faq.keywords[0])) == (200, 100)


def test_an_answered_question_that_comes_again_waits_again(session):
    question = ask(session)
    faq, _ = answer_unanswered(session, question_id=question.id, answer="住民課へ", now=NOW)
    remove_faq(session, faq_id=faq.id, revision=get_faq(session, faq.id).revision)

    ask(session, who=TARO)

    assert waiting(session) == ["ねこの登録"]
    assert askers_of(session, question.id) == [Asker("public", TARO)]


def test_an_entry_that_is_there_already_can_answer(session):
    question, faq = ask(session), add(session, "犬の登録")

    assert link_unanswered(session, question_id=question.id, faq=faq) == [Asker("public", HANAKO)]
    assert (question.state, question.faq_id) == ("answered", faq.id)


def test_an_ignored_question_stays_away_and_its_askers_are_not_kept(session):
    question = ask(session)
    ignore_unanswered(session, question_id=question.id)

    ask(session, who=TARO)

    assert waiting(session) == []
    assert (question.count, askers_of(session, question.id)) == (2, [])


def test_askers_are_kept_for_30_days_and_questions_for_a_year(session):
    ask(session)
    ask(session, "水道", at=NOW + timedelta(days=1))

    forget_askers(session, now=NOW + timedelta(days=30, hours=1))
    assert session.scalars(select(UnansweredAsker.question_id)).all() == [2]
    assert len(waiting(session)) == 2
    forget_askers(session, now=NOW + timedelta(days=365, hours=1))
    assert waiting(session) == ["水道"]
    assert session.scalar(select(func.count()).select_from(UnansweredQuestion)) == 1


def test_a_person_who_leaves_is_forgotten_everywhere(session):
    ask(session)
    ask(session, "水道")
    ask(session, "水道", who=TARO)
    ask(session, channel="test")

    forget_asker(session, channel="public", line_user_id=HANAKO)

    left = session.execute(select(UnansweredAsker.question_id, UnansweredAsker.line_user_id)).all()
    assert [tuple(row) for row in left] == [(2, TARO), (3, HANAKO)]
