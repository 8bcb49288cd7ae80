"""The list of keyword answers, entry by entry."""

from __future__ import annotations

import pytest

from data.faq.content import MAX_ANSWER_UTF16, FaqInvalid
from data.faq.service import FaqEdited, FaqNotFound, count_faq, edit_faq, get_faq, list_faq, remove_faq
from tests.faq.lists import NOW, add


def questions(session, **conditions) -> list[str]:
    return [faq.question for faq in session.scalars(list_faq(**conditions))]


def test_the_first_keyword_heads_an_entry_without_a_question(session):
    faq = add(session, " 燃えるごみ ", "もえるごみ", "モエルゴミ")

    assert faq.question == "燃えるごみ"
    assert faq.keywords == ["燃えるごみ", "もえるごみ"]
    assert (faq.visible_on, faq.enabled, faq.revision) == ("both", True, 1)


@pytest.mark.parametrize(
    ("values", "column", "reason"),
    [
        ({"keywords": []}, "keywords", "empty"),
        ({"keywords": ["　", "？"]}, "keywords", "empty"),
        ({"keywords": ["長" * 101]}, "keywords", "too_long"),
        ({"keywords": [f"語{n}" for n in range(51)]}, "keywords", "too_many"),
        ({"answer": " \n"}, "answer", "empty"),
        ({"answer": "🍎" * 2501}, "answer", "too_long"),
        ({"question": "長" * 201}, "question", "too_long"),
        ({"url": "example.jp"}, "url", "not_a_url"),
        ({"visible_on": "nowhere"}, "visible_on", "unknown"),
    ],
)
def test_a_value_that_cannot_be_is_refused(session, values, column, reason):
    from data.faq.service import add_faq

    with pytest.raises(FaqInvalid) as refused:
        add_faq(session, values={"keywords": ["ごみ"], "answer": "月曜です", **values}, now=NOW)

    assert (refused.value.facts["column"], refused.value.facts["reason"]) == (column, reason)


def test_an_answer_may_fill_a_line_message(session):
    assert len(add(session, "長い", answer="あ" * MAX_ANSWER_UTF16).answer) == MAX_ANSWER_UTF16


def test_nobody_overwrites_what_somebody_else_has_just_written(session):
    faq = add(session, "ごみ")
    edit_faq(session, faq_id=faq.id, changes={"answer": "火曜"}, revision=1, now=NOW)

    with pytest.raises(FaqEdited):
        edit_faq(session, faq_id=faq.id, changes={"answer": "水曜"}, revision=1, now=NOW)
    with pytest.raises(FaqEdited):
        remove_faq(session, faq_id=faq.id, revision=1)
    assert faq.answer == "火曜"


def test_staff_search_by_all_words_wherever_they_stand(session):
    add(session, "燃えるごみ", answer="月曜です", category="ごみ")
    faq = add(session, "水道", answer="役場100%へ", category="水道", visible_on="test")
    edit_faq(session, faq_id=faq.id, changes={"enabled": False, "keywords": ["上水道"]}, revision=1, now=NOW)

    assert questions(session, text="ゴミ ゲツ") == []
    assert questions(session, text="ゴミ 月曜") == ["燃えるごみ"]
    assert questions(session, text="上水") == ["水道"]
    assert questions(session, text="100%") == ["水道"]
    assert questions(session, text="1%") == []
    assert questions(session, category="ごみ") == ["燃えるごみ"]
    assert questions(session, visible_on="test") == ["水道"]
    assert questions(session, enabled=True) == ["燃えるごみ"]
    assert count_faq(session) == {"both": 1, "test": 0, "disabled": 1}


def test_what_is_removed_is_gone(session):
    faq = add(session, "ごみ")
    remove_faq(session, faq_id=faq.id, revision=1)

    with pytest.raises(FaqNotFound):
        get_faq(session, faq.id)
