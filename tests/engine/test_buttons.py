"""Buttons: the present question's, an earlier one's, and those of dialogs long gone."""

from __future__ import annotations

from tests.engine.test_precedence import lunch


def test_a_button_of_an_earlier_question_is_old(hanako):
    lunch(hanako)
    first = hanako.messages
    hanako.taps("さかな")

    hanako.taps("にく", first)

    assert hanako.reply.startswith("前のご案内のボタンです。")
    assert "お名前は" in hanako.reply
    assert hanako.tracker["dialog"]["slots"] == {"dish": "fish"}


def test_tapped_twice_the_second_tap_is_old(hanako):
    lunch(hanako)
    first = hanako.messages
    hanako.taps("さかな", first)

    hanako.taps("さかな", first)

    assert hanako.reply.startswith("前のご案内のボタンです。")


def test_a_button_is_never_read_as_text(hanako):
    lunch(hanako)
    first = hanako.messages
    hanako.taps("にく")

    hanako.taps("さかな", first)  # a keyword of the FAQ, and free text is asked

    assert "人気です" not in hanako.reply
    assert "name" not in hanako.tracker["dialog"]["slots"]


def test_a_button_of_a_dialog_that_ended_is_old(hanako):
    lunch(hanako)
    first = hanako.messages
    hanako.says("やめる")

    hanako.taps("さかな", first)

    assert hanako.reply == "前のご案内のボタンです。もう一度はじめからお試しください。"


def test_a_button_of_a_dialog_put_off_offers_to_continue_it(hanako):
    lunch(hanako)
    first = hanako.messages
    hanako.says("あとで")
    hanako.says("避難行動")

    hanako.taps("さかな", first)

    assert hanako.reply.startswith("前のご案内のボタンです。")
    assert "どの災害" in hanako.reply
    assert "続ける お弁当の申し込み" in hanako.quick_replies


def test_the_buttons_of_a_question_asked_again_work_and_the_first_ones_too(hanako):
    lunch(hanako)
    first = hanako.messages
    hanako.says("ラーメン")

    hanako.taps("にく", first)

    assert "お名前は" in hanako.reply


def test_another_persons_button_means_nothing(hanako, taro):
    lunch(hanako)
    lunch(taro)

    taro.taps("にく", hanako.messages)

    assert taro.reply.startswith("前のご案内のボタンです。")
    assert taro.tracker["dialog"]["slots"] == {}


def test_damaged_button_data_is_harmless(hanako):
    lunch(hanako)
    for data in ("", "1", "1.q", "1.q.x.y.z", "1.q.aaaaaaaa.1.0", "2.q.aaaaaaaa.1.0", "1.q.aaaaaaaa.99999999999.9999"):
        hanako.sends("postback", postback_data=data)

    hanako.says("にく")
    assert "お名前は" in hanako.reply


def test_switching_rich_menus_is_not_answered(hanako):
    hanako.sends("postback", postback_data="menu-b", params={"status": "SUCCESS", "newRichMenuAliasId": "b"})

    assert hanako.messages == []
