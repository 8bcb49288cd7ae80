"""わが家の防災メモ: what is written in it stays with who wrote it."""

from __future__ import annotations

import pytest

from data.faq.unanswered import list_unanswered
from dialogs.faults import ContentError
from dialogs.form import compile_form

ANSWERS = ("公民館の入口", "4人", "となりの町のおばさん", "0233-00-0100", "11月1日")


def unanswered(town):
    return [question.text for question in town.session.scalars(list_unanswered())]


def logged(person):
    """What the conversation log keeps of the last turn."""
    texts = [str(message.get("text") or message.get("altText")) for message in person.messages]
    return person.turn.said + "\n" + (person.turn.answered or "\n".join(texts))


def test_nothing_of_it_is_logged(hanako, town):
    hanako.says("わが家の防災メモ")
    for answer in (*ANSWERS[:2], "戻る", "このまま", *ANSWERS[2:]):
        hanako.says(answer)
        for secret in ("公民館", "4", "おばさん", "0233", "11月"):
            assert secret not in logged(hanako), (answer, secret)
    assert "（「わが家の防災メモ」の入力）" in logged(hanako)

    hanako.taps("修正")
    assert hanako.turn.said == "（「わが家の防災メモ」の入力）"
    hanako.says("体育館の前")
    assert "体育館" not in logged(hanako)
    hanako.taps("できあがり")
    assert "体育館" not in logged(hanako)
    assert "調べますか" in hanako.reply


def test_a_refused_answer_is_hidden_too(hanako):
    hanako.says("わが家の防災メモ")
    hanako.says("公民館")

    hanako.says("おばあちゃんと5にん")

    assert "おばあちゃん" not in logged(hanako)


def test_outside_of_it_all_is_logged(hanako):
    hanako.says("避難行動")
    hanako.says("洪水")

    assert hanako.turn.answered == ""
    assert hanako.turn.said != "（「避難行動」の入力）"


@pytest.mark.parametrize("wait", [{"minutes": 40}, {"hours": 25}])
def test_a_late_answer_never_becomes_an_open_question(hanako, town, wait):
    hanako.says("わが家の防災メモ")
    hanako.says("公民館の入口")
    town.wait(**wait)

    hanako.says("おばあちゃんと5にん")

    assert unanswered(town) == []
    assert "おばあちゃん" not in logged(hanako)
    assert "続ける わが家の防災メモ" in hanako.quick_replies
    hanako.taps("続ける わが家の防災メモ")
    assert "何人ですか" in hanako.reply


def test_a_late_telephone_number_too(hanako, town):
    hanako.says("わが家の防災メモ")
    for answer in ANSWERS[:3]:
        hanako.says(answer)
    town.wait(hours=25)

    hanako.says("0233-00-0100")

    assert unanswered(town) == []
    assert "0233" not in logged(hanako)
    assert "続ける わが家の防災メモ" in hanako.quick_replies


def test_who_says_that_it_is_a_question_asks_it(hanako, town):
    hanako.says("わが家の防災メモ")
    hanako.says("公民館の入口")
    hanako.says("あとで")
    hanako.says("ぬかるみに砂利を入れてほしい")

    hanako.taps("村への質問です")

    assert unanswered(town) == ["ぬかるみに砂利を入れてほしい"]


def test_the_card_shows_what_the_review_showed(hanako):
    hanako.says("わが家の防災メモ")
    for answer in ANSWERS:
        hanako.says(answer)
    review = hanako.cards[0]
    hanako.taps("できあがり")

    card = hanako.cards[0]
    for label in ("集まる場所", "家族の人数", "連絡する人", "その人の電話番号", "備えを確かめた日"):
        assert card[card.index(label) + 1] == review[review.index(label) + 1]
    assert "4人" in card


def test_leaving_it_says_nothing_of_talking_it_over(hanako):
    hanako.says("わが家の防災メモ")

    hanako.says("やめる")

    assert "話し合って" not in hanako.reply
    assert "防災メモ" in hanako.reply


def test_the_compiler_reads_private_as_true_or_false():
    document = {"id": "it", "title": "題", "fields": [{"id": "a", "kind": "text", "label": "あ"}]}

    assert compile_form({**document, "private": True}, "test").is_private
    assert not compile_form(document, "test").is_private
    with pytest.raises(ContentError) as error:
        compile_form({**document, "private": "はい"}, "test")
    assert [fault.code for fault in error.value.faults] == ["form.setting_truth"]
