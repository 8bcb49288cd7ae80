"""Somebody is in danger: whom to call is said at once, anywhere, and it is never a question for a waiting list."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data.faq.models import UnansweredQuestion
from data.faq.service import add_faq
from data.town.service import change_town_setting
from tests.resident.talking import MORNING, actions_of, publish

WHO = """
kind: scenario
key: who
name: 申し込み
triggers: [申し込み]
start: name
nodes:
  - {id: name, kind: question, slot: name, field: {kind: text, label: お名前, ask: お名前は何ですか。}, next: count}
  - id: count
    kind: question
    slot: count
    field: {kind: number, label: 数, ask: いくつですか。, max: 999}
    next: done
  - {id: done, kind: end, says: "{count}ですね。"}
"""


def calls(person):
    return [action["uri"] for action in actions_of(person.messages) if action["type"] == "uri"]


def kept(town):
    return town.session.scalars(select(UnansweredQuestion.text)).all()


@pytest.mark.parametrize(
    "text", ["火事です、助けて", "119", "救急車", "倒れた", "１１０番", "家に閉じ込められました", "火事"]
)
def test_whom_to_call_is_said_at_once(hanako, town, samples, text):
    hanako.says(text)

    assert "いのちの危険があるときは、すぐに電話を" in hanako.reply
    assert calls(hanako) == ["tel:119", "tel:110"]
    assert hanako.quick_replies[:2] == ["避難所", "避難行動"]
    assert "職員に伝えます" not in hanako.reply
    assert kept(town) == []


def test_the_towns_own_number_is_told(hanako, town):
    change_town_setting(town.session, "emergency_contact", "0233-00-0119")

    hanako.says("助けて")

    assert "いますぐ0233-00-0119へ" in hanako.reply
    assert calls(hanako) == ["tel:0233-00-0119", "tel:110"]


def test_the_towns_own_exact_answer_comes_first(hanako, samples):
    assert "休日" in hanako.says("休日の病院")
    assert "すぐに電話を" not in hanako.reply


def test_a_question_that_stands_in_it_is_a_button(hanako, town):
    values = {"question": "生活に困っています", "keywords": ["生活が苦しい"], "answer": "ご相談ください。"}
    add_faq(town.session, values=values, now=MORNING)

    hanako.says("生活が苦しい、助けてください")

    assert "すぐに電話を" in hanako.reply
    assert hanako.taps("生活に困っています") == "ご相談ください。"


def test_an_answer_to_what_stands_in_a_text_keeps_the_way_to_the_shelters(hanako, samples):
    assert "頭を守って" in hanako.says("地震の避難所 古口")
    assert hanako.quick_replies == ["避難所"]

    assert "頭を守って" in hanako.says("地震のときどうしたらいい")
    assert hanako.quick_replies == []


def test_in_a_dialog_it_comes_before_an_answer_and_the_question_comes_back(hanako, town):
    publish(town, WHO)
    hanako.says("申し込み")

    hanako.says("火事です、助けて")

    assert "すぐに電話を" in hanako.reply
    assert "お名前は" in hanako.reply
    assert "name" not in hanako.tracker["dialog"]["slots"]


def test_in_brackets_it_is_an_answer(hanako, town):
    publish(town, WHO)
    hanako.says("申し込み")

    hanako.says("「助けて」")

    assert "すぐに電話を" not in hanako.reply
    assert "いくつですか" in hanako.reply


def test_a_number_or_hazard_that_is_an_answer_stays_one(hanako, town):
    publish(town, WHO)
    hanako.says("申し込み")
    hanako.says("花子")
    assert "119" in hanako.says("119")
    assert "すぐに電話を" not in hanako.reply

    hanako.says("避難行動")
    hanako.says("火事")

    assert "いま、どこにいますか" in hanako.reply
    assert "すぐに電話を" not in hanako.reply


def test_where_it_is_no_answer_it_is_danger(hanako):
    hanako.says("避難行動")
    hanako.says("地震")

    hanako.says("119")

    assert "すぐに電話を" in hanako.reply
    assert "いま、どこにいますか" in hanako.reply
