"""A resident asks something: answered by keyword, offered what is near, or kept for staff, who then answer."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data.faq.models import UnansweredAsker, UnansweredQuestion
from data.faq.service import add_faq
from data.faq.unanswered import answer_unanswered
from tests.resident.one_database import database  # noqa: F401
from tests.resident.talking import HANAKO, MORNING, TARO, Person, Town, publish

ENTRIES = (
    ("燃えるごみの日はいつ？", ["燃えるごみ", "生ごみ"], "月曜と木曜です。", "https://example.jp/gomi", "both"),
    ("証明書はどこで取れる？", ["証明書", "住民票"], "役場の窓口でどうぞ。", "", "both"),
    ("児童手当について", ["児童手当"], "支給日は年6回です。", "", "both"),
    ("ためしの答え", ["試作品"], "テスト用の答えです。", "", "test"),
)


@pytest.fixture
def town(session):
    for question, keywords, answer, url, visible_on in ENTRIES:
        values = {
            "question": question,
            "keywords": keywords,
            "answer": answer,
            "url": url,
            "visible_on": visible_on,
        }
        add_faq(session, values=values, now=MORNING)
    return Town(session)


@pytest.fixture
def hanako(town):
    return Person(town, HANAKO)


def waiting(town):
    return town.session.scalars(select(UnansweredQuestion.text).where(UnansweredQuestion.state == "waiting")).all()


@pytest.mark.parametrize("text", ["燃えるごみ", "燃えるゴミ", "燃えるごみの日はいつ?", " 生ごみ "])
def test_an_exact_keyword_or_question_is_answered_with_its_link(hanako, text):
    assert hanako.says(text) == "月曜と木曜です。\nhttps://example.jp/gomi"


@pytest.mark.parametrize("text", ["住民票がほしいのですが", "あした証明書を取りに行けますか"])
def test_a_keyword_within_a_text_is_answered(hanako, text):
    assert hanako.says(text) == "役場の窓口でどうぞ。"


def test_what_is_near_is_offered_and_a_tap_answers(hanako):
    hanako.says("児童てあて")

    assert "もしかして" in hanako.reply
    assert hanako.quick_replies == ["児童手当について", "どれでもない"]
    hanako.taps("児童手当について")
    assert hanako.reply == "支給日は年6回です。"


def test_none_of_them_is_kept_for_staff_in_the_words_it_was_asked(hanako, town):
    hanako.says("児童てあて")
    assert waiting(town) == []

    hanako.taps("どれでもない")

    assert waiting(town) == ["児童てあて"]
    assert "職員に伝えます" in hanako.reply


def test_what_nobody_can_answer_is_kept_with_who_asked_and_said_kindly(hanako, town):
    hanako.says("ムササビの飼い方を教えて")

    assert "すぐにお答えできませんでした" in hanako.reply
    assert hanako.quick_replies == ["メニュー"]
    assert waiting(town) == ["ムササビの飼い方を教えて"]
    assert town.session.scalars(select(UnansweredAsker.line_user_id)).all() == [HANAKO]


def test_a_question_taken_back_is_deleted(hanako, town):
    hanako.says("ムササビの飼い方を教えて")

    hanako.sends("unsend", unsent_message_id="m1")

    assert hanako.messages == []
    assert town.session.scalars(select(UnansweredQuestion)).all() == []


def test_a_question_kept_after_suggestions_can_be_taken_back_too(hanako, town):
    hanako.says("児童てあて")
    hanako.taps("どれでもない")

    hanako.sends("unsend", unsent_message_id="m1")

    assert waiting(town) == []


def test_suggestions_for_a_question_taken_back_lead_nowhere(hanako, town):
    hanako.says("児童てあて")
    hanako.sends("unsend", unsent_message_id="m1")

    hanako.says("どれでもない")

    assert "児童てあて" not in waiting(town)


def test_taken_back_by_one_it_stays_for_the_other(hanako, town):
    hanako.says("ムササビの飼い方を教えて")
    Person(town, TARO).says("ムササビの飼い方を教えて")

    hanako.sends("unsend", unsent_message_id="m1")

    assert town.session.scalars(select(UnansweredAsker.line_user_id)).all() == [TARO]
    assert town.session.scalars(select(UnansweredQuestion.count)).all() == [1]


def test_once_staff_have_answered_it_is_an_answer(hanako, town):
    hanako.says("ムササビの飼い方を教えて")
    question = town.session.scalars(select(UnansweredQuestion)).one()

    answer_unanswered(town.session, question_id=question.id, answer="飼うには許可がいります。", now=MORNING)

    assert hanako.says("ムササビの飼い方を教えて") == "飼うには許可がいります。"


def test_asked_again_it_is_counted_and_says_that_staff_know(hanako, town):
    hanako.says("ムササビの飼い方を教えて")
    taro = Person(town, TARO)

    taro.says("ムササビの飼い方を教えて！")

    assert "職員が確認しています" in taro.reply
    assert town.session.scalars(select(UnansweredQuestion.count)).all() == [2]


def test_an_entry_on_test_is_not_seen_on_public(hanako, town):
    assert Person(town, HANAKO, "test").says("試作品") == "テスト用の答えです。"
    assert "テスト用" not in hanako.says("試作品")


def test_a_scenarios_exact_trigger_comes_before_a_keyword_within_it(hanako, town):
    publish(
        town,
        "kind: scenario\nkey: probe\nname: 案内\ntriggers: [住民票の取り方]\nstart: a\n"
        "nodes:\n  - {id: a, kind: end, says: 順に案内します。}\n",
    )

    assert hanako.says("住民票の取り方") == "順に案内します。"
    assert hanako.says("住民票の取り方は？本人でなくても？") == "役場の窓口でどうぞ。"


def test_an_exact_keyword_comes_before_a_trigger(hanako, town):
    publish(
        town,
        "kind: scenario\nkey: probe\nname: 案内\ntriggers: [住民票]\nstart: a\n"
        "nodes:\n  - {id: a, kind: end, says: 順に案内します。}\n",
    )

    assert hanako.says("住民票") == "役場の窓口でどうぞ。"


def test_a_trigger_within_a_text_starts_its_scenario_when_no_keyword_is(hanako, town):
    publish(
        town,
        "kind: scenario\nkey: probe\nname: 案内\ntriggers: [引っ越し]\nstart: a\n"
        "nodes:\n  - {id: a, kind: end, says: 順に案内します。}\n",
    )

    assert hanako.says("来月引っ越しをします") == "順に案内します。"


def test_frequent_questions_are_offered(hanako):
    hanako.says("よくある質問")

    assert hanako.quick_replies[:2] == ["燃えるごみの日はいつ？", "証明書はどこで取れる？"]
    hanako.taps("証明書はどこで取れる？")
    assert hanako.reply == "役場の窓口でどうぞ。"


@pytest.mark.parametrize("text", ["", "　", "！？", "。。。", "😀"])
def test_a_text_without_words_is_answered_too(hanako, text):
    hanako.says(text)

    assert hanako.messages


def test_scenarios_look_questions_up(hanako, town):
    publish(
        town,
        "kind: scenario\nkey: probe\nname: 相談\ntriggers: [probe]\nstart: a\nnodes:\n"
        "  - {id: a, kind: question, slot: question, field: {kind: long_text, ask: 何ですか。}, next: b}\n"
        "  - {id: b, kind: action, action: faq.answer, next: c}\n  - {id: c, kind: end}\n",
    )
    hanako.says("probe")
    assert hanako.says("住民票") == "役場の窓口でどうぞ。"
    hanako.says("probe")
    hanako.says("ムササビについて相談したい")
    assert waiting(town) == ["ムササビについて相談したい"]
