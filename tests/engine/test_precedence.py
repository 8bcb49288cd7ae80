"""What a text means in the middle of a dialog, in the order the manual gives."""

from __future__ import annotations

import pytest

from tests.engine.conftest import LUNCH
from tests.resident.talking import publish


def lunch(hanako, *words):
    hanako.says("お弁当")
    for word in words:
        hanako.says(word)
    return hanako


def test_a_scenario_is_walked_to_its_end(hanako):
    lunch(hanako)
    assert "どの料理" in hanako.reply
    assert hanako.quick_replies == ["さかな", "にく", "あとで", "やめる"]

    hanako.taps("さかな")
    assert hanako.reply.startswith("さかなですね。\nお名前は")
    hanako.says("花子")
    hanako.says("4月12日")

    assert hanako.reply == "花子さん、さかなを2025年（令和7年）4月12日（土）にお届けします。"
    assert "dialog" not in hanako.tracker


def test_the_log_learns_where_in_which_dialog_it_was(hanako, town):
    lunch(hanako)
    assert hanako.turn.place == "lunch/dish"
    hanako.says("にく")
    assert hanako.turn.place == "lunch/name"
    code = town.snapshots.view()["scenarios"].shelf("public").forms["visit"].link_code
    hanako.says(f"受付コード F-{code}")
    hanako.says("花子")
    assert hanako.turn.place == "visit/people"
    hanako.says("3人")
    assert hanako.turn.place == "visit/"
    hanako.says("やめる")
    hanako.says("やめる")
    assert hanako.turn.place == ""


@pytest.mark.parametrize("word", ["やめる。", "やめる！", "やめます｡", "キャンセル．"])
def test_1_a_dialog_word_may_end_in_a_mark(hanako, word):
    lunch(hanako, "にく")

    assert hanako.says(word).startswith("「お弁当の申し込み」をやめました")
    assert "dialog" not in hanako.tracker


@pytest.mark.parametrize("text", ["やめる？", "。", "「やめる。」"])
def test_1_other_marks_and_marks_alone_are_no_dialog_word(hanako, text):
    lunch(hanako, "にく", text)

    assert "dialog" in hanako.tracker


def test_1_an_exact_dialog_word_comes_first(hanako):
    lunch(hanako, "にく")

    hanako.says("戻る")

    assert "どの料理" in hanako.reply


def test_1_in_brackets_it_is_an_answer(hanako):
    lunch(hanako, "にく", "「戻る」", "明日")

    assert hanako.reply.startswith("戻るさん、にくを")


def test_2_shelters_are_answered_at_once_even_where_any_text_is_an_answer(hanako):
    lunch(hanako, "にく")

    hanako.says("ひなんじょ")

    assert "避難所をさがします" in hanako.reply
    assert "お名前は" in hanako.reply
    assert hanako.quick_replies[:2] == ["位置情報を送る", "戻る"]
    hanako.says("花子")
    assert "いつにしますか" in hanako.reply


def test_2_evacuation_is_a_dialog_of_its_own_and_then_the_question_comes_back(hanako):
    lunch(hanako, "にく")

    hanako.says("避難行動")
    assert "どの災害" in hanako.reply
    hanako.says("地震")

    assert "地震のときは高いところへ。" in hanako.reply
    assert "「お弁当の申し込み」の続きです。" in hanako.reply
    assert "お名前は" in hanako.reply
    hanako.says("花子")
    hanako.says("明日")
    assert hanako.reply.startswith("花子さん、にくを")


def test_2_a_location_nobody_asked_for_shows_shelters_and_the_question_again(hanako):
    lunch(hanako)

    hanako.sends_location()

    assert "中央公民館" in hanako.reply
    assert "どの料理" in hanako.reply
    hanako.taps("さかな")
    assert "お名前は" in hanako.reply


def test_2_in_brackets_even_shelters_are_an_answer(hanako):
    lunch(hanako, "にく", "「避難所」", "明日")

    assert hanako.reply.startswith("避難所さん、")


def test_3_a_valid_answer_comes_before_a_keyword(hanako):
    lunch(hanako, "さかな")

    assert "人気です" not in hanako.reply
    assert "お名前は" in hanako.reply


def test_4_an_exact_keyword_is_answered_and_then_the_question_again(hanako):
    lunch(hanako, "ごみの日")

    assert hanako.reply == "ごみの日は月曜です。\nどの料理にしますか。"
    assert hanako.quick_replies == ["さかな", "にく", "あとで", "やめる"]


def test_4_but_not_where_free_text_is_asked(hanako):
    lunch(hanako, "にく", "ごみの日")

    assert "月曜" not in hanako.reply
    assert "いつにしますか" in hanako.reply


def test_4_not_even_when_the_free_text_is_refused(hanako, town):
    from data.faq.service import add_faq
    from tests.resident.talking import MORNING

    words = "ごみの日を教えてほしい"
    add_faq(town.session, values={"question": "長い", "keywords": [words], "answer": "月曜です"}, now=MORNING)

    lunch(hanako, "にく", words)  # one letter too long for a name here

    assert "月曜" not in hanako.reply
    assert "10文字" in hanako.reply


def test_4_a_keyword_within_a_text_is_no_digression(hanako):
    lunch(hanako, "ごみの日はいつですか")

    assert "月曜" not in hanako.reply
    assert "どの料理" in hanako.reply


def test_5_anything_else_gets_the_reason_and_the_question(hanako):
    lunch(hanako, "ラーメン")

    assert "どの料理" in hanako.reply
    assert hanako.reply != "どの料理にしますか。"
    assert hanako.quick_replies == ["さかな", "にく", "あとで", "やめる"]


@pytest.mark.parametrize("kind", ["sticker", "image", "video", "audio", "file"])
def test_5_pictures_and_stickers_get_the_reason_too(hanako, kind):
    lunch(hanako)

    hanako.sends(kind, message_id="9")

    assert "どの料理" in hanako.reply


@pytest.mark.parametrize("word", ["メニュー", "状況", "施設 公民館"])
def test_a_top_level_word_that_is_no_answer_is_answered_and_the_question_comes_back(hanako, word):
    lunch(hanako, word)

    assert hanako.reply.endswith("どの料理にしますか。")
    assert hanako.quick_replies[:2] == ["さかな", "にく"]


def test_continuing_what_is_open_asks_its_question_once(hanako):
    lunch(hanako, "続ける")

    assert hanako.reply.count("どの料理") == 1


def test_continuing_another_puts_the_open_one_aside(hanako):
    lunch(hanako, "にく", "あとで")
    hanako.says("避難行動")

    hanako.says("続ける お弁当の申し込み")

    assert "お名前は" in hanako.reply
    assert "どの災害" not in hanako.reply
    assert [dialog["title"] for dialog in hanako.tracker["aside"]] == ["避難行動"]


def test_another_scenario_may_be_begun_in_the_middle_and_comes_back(hanako, town):
    lunch(hanako)

    code = town.snapshots.view()["scenarios"].shelf("public").forms["visit"].link_code
    hanako.says(f"受付コード F-{code}")
    assert "お名前は" in hanako.reply
    hanako.says("花子")
    hanako.says("3人")
    hanako.taps("送信")

    assert "見学を受け付けました。" in hanako.reply
    assert "どの料理" in hanako.reply


def test_a_receipt_code_decides_before_everything_even_as_free_text(hanako):
    lunch(hanako, "にく")

    hanako.says("受付コード F-NOSUCHXX")

    assert "この受付コードは使えません" in hanako.reply
    assert "お名前は" in hanako.reply
    assert "name" not in hanako.tracker["dialog"]["slots"]


def test_interruptions_of_interruptions_put_the_oldest_aside(hanako, town):
    code = town.snapshots.view()["scenarios"].shelf("public").forms["visit"].link_code
    lunch(hanako, "にく")
    hanako.says("避難行動")
    hanako.says(f"受付コード F-{code}")
    assert "aside" not in hanako.tracker

    publish(town, LUNCH.replace("key: lunch", "key: tea").replace("お弁当", "お茶"))
    hanako.says("「避難行動」")  # the form's name: free text
    hanako.says("お茶")

    assert "どの料理" in hanako.reply
    assert [dialog["title"] for dialog in hanako.tracker["aside"]] == ["お弁当の申し込み", "避難行動", "見学の申し込み"]


def test_the_same_scenario_asked_for_again_begins_anew_and_not_on_top_of_itself(hanako):
    hanako.says("避難行動")
    hanako.says("避難行動")
    hanako.says("地震")

    assert "続きです" not in hanako.reply
    assert "dialog" not in hanako.tracker


def test_two_people_never_share_a_dialog(hanako, taro):
    lunch(hanako)
    taro.says("にく")

    assert "お名前は" not in taro.reply
    assert "dialog" not in taro.tracker


def test_a_choice_made_in_other_words_is_told_as_it_was_understood(hanako):
    hanako.says("お弁当")

    hanako.says("2")

    assert hanako.reply.startswith("にくですね。\nにくですね。\nお名前は")


def test_an_exact_choice_is_not_repeated(hanako):
    hanako.says("お弁当")

    hanako.says("にく")

    assert hanako.reply.startswith("にくですね。\nお名前は")
