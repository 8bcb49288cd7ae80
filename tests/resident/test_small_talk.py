"""What asks nothing gets a kind word, and never becomes a question for staff."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data.faq.models import UnansweredQuestion
from tests.resident.talking import MORNING

DIALOG_WORDS = ("やめる", "戻る", "あとで", "最初から", "スキップ", "どれでもない")


def kept(town):
    return town.session.scalars(select(UnansweredQuestion.text)).all()


@pytest.mark.parametrize("word", DIALOG_WORDS)
def test_a_dialogs_word_without_a_dialog(hanako, town, samples, word):
    assert hanako.says(word) == "いまは、とちゅうのものはありません。"
    assert hanako.quick_replies == ["メニュー"]
    assert kept(town) == []


def test_with_something_put_aside_it_is_offered(hanako):
    hanako.says("ごみの出し方")
    hanako.says("あとで")

    hanako.says("戻る")

    assert hanako.quick_replies == ["続ける ごみの出し方", "メニュー"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("こんにちは", "戸沢村の窓口です"),
        ("ありがとうございました！", "どういたしまして"),
        ("おやすみなさい", "また何でも"),
        ("わかりました", "ほかに知りたいこと"),
        ("😀😀", "文字で送ってください"),
        ("=", "文字で送ってください"),
        ("　", "文字で送ってください"),
        ("0233-00-0100", "番号や日にちだけでは"),
    ],
)
def test_greetings_thanks_signs_and_numbers(hanako, town, samples, text, told):
    assert told in hanako.says(text)
    assert "職員に伝えます" not in hanako.reply
    assert kept(town) == []


def test_the_towns_own_answer_comes_first(hanako, town):
    from data.faq.service import add_faq

    values = {"question": "あいさつ", "keywords": ["こんにちは"], "answer": "ようこそ。"}
    add_faq(town.session, values=values, now=MORNING)

    assert hanako.says("こんにちは") == "ようこそ。"


def test_none_of_the_suggestions_still_becomes_a_question(hanako, town, samples):
    hanako.says("児童てあて")
    hanako.taps("どれでもない")

    assert kept(town) == ["児童てあて"]


@pytest.mark.parametrize("text", ["通報", "職員と話す", "やめる", "犬を洗いたい"])
def test_nothing_is_guessed_from_endings_and_chance(hanako, samples, text):
    hanako.says(text)

    assert "もしかして" not in hanako.reply


@pytest.mark.parametrize("text", ["避難所をおしえて", "避難所！", "洪水の避難所"])
def test_shelters_asked_for_in_everyday_words(hanako, samples, text):
    assert "近くの避難所をさがします" in hanako.says(text)


def test_a_misspelt_word_is_offered_first(hanako, samples):
    hanako.says("避難書")

    assert "もしかして" in hanako.reply
    assert hanako.quick_replies[0] == "避難所"


def test_a_scenario_is_found_however_its_name_is_spelt(hanako, samples):
    assert "選んでください" in hanako.says("ごみの出しかた")


@pytest.mark.parametrize("text", ["ひなん行動", "避難行動 訓練"])
def test_evacuation_in_the_middle_of_a_dialog(hanako, text):
    hanako.says("ごみの出し方")

    assert "どの災害" in hanako.says(text)


def test_a_spot_is_found_by_what_it_is(hanako, samples):
    hanako.says("体育館")

    assert "戸沢村中央体育館" in hanako.reply


@pytest.mark.parametrize("word", ["としょかん", "図書館"])
def test_the_sample_library_is_found_in_kana_too(hanako, samples, word):
    assert "中央公民館図書室" in hanako.says(f"施設 {word}")
