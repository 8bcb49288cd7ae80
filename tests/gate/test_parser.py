"""Noun and verb out of what was typed."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from staffbot.parser import read_line
from tests.gate.sample import COMMANDS, registry

REGISTRY = registry()


def read(text):
    line = read_line(REGISTRY, text)
    return line.noun and line.noun.word, line.command and line.command.phrase, line.rest


@pytest.mark.parametrize(
    ("text", "phrase", "rest"),
    [
        ("避難所 開設 中央公民館", "避難所 開設", "中央公民館"),
        ("避難所　開設　中央公民館", "避難所 開設", "中央公民館"),
        ("  避難所\n開設\n中央公民館 ", "避難所 開設", "中央公民館"),
        ("ひなんじょ かいせつ 中央公民館", "避難所 開設", "中央公民館"),
        ("ﾋﾅﾝｼﾞｮ 開設", "避難所 開設", ""),
        ("避難所 ＃12", "避難所 #N", "＃12"),
        ("避難所#12", "避難所 #N", "#12"),
        ("faq 追加 ごみ = 月曜\n火曜", "FAQ 追加", "ごみ = 月曜\n火曜"),
        ("ＦＡＱ　追加　ごみ＝月曜", "FAQ 追加", "ごみ＝月曜"),
        ("メニュー画面 一覧", "メニュー画面 一覧", ""),
        ("メニュー 画面 一覧", "メニュー画面 一覧", ""),
        ("メニュー", "メニュー", ""),
        ("ヘルプ 避難所", "ヘルプ", "避難所"),
        ("元に戻す", "元に戻す", ""),
        ("もとにもどす", "元に戻す", ""),
        ("設定 一覧", "設定 一覧", ""),
        ("設定 市町村の名前 戸沢村", "設定", "市町村の名前 戸沢村"),
        ("登録 abcd-efgh-jkmn", "登録", "abcd-efgh-jkmn"),
    ],
)
def test_a_command_is_read_whatever_its_width_kana_and_spaces(text, phrase, rest):
    line = read_line(REGISTRY, text)

    assert line.command.phrase == phrase
    assert line.rest == rest
    assert not line.is_loose


@pytest.mark.parametrize("text", ["避難所一覧", "避難所開設 中央公民館", "避難所開設中央公民館", "ヘルプ避難所"])
def test_words_written_together_are_read_but_marked_loose(text):
    line = read_line(REGISTRY, text)

    assert line.is_command
    assert line.is_loose


@pytest.mark.parametrize("text", ["避難所", "ひなんじょ", "避難場所 ", "FAQ"])
def test_a_noun_alone_is_its_card(text):
    assert read_line(REGISTRY, text).is_noun_alone


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("避難諸 開設 中央公民館", "避難所 開設 中央公民館"),
        ("開設 中央公民館", "避難所 開設 中央公民館"),
        ("避難所 開説 中央公民館", "避難所 開設 中央公民館"),
        ("避難所 一蘭", "避難所 一覧"),
        ("めにゆー", "メニュー"),
        ("メニューを見せて", "メニュー"),
        ("ヘルブ", "ヘルプ"),
        ("一覧 避難所", "避難所 一覧"),
        ("一覧 ひなんじょ 古口", "避難所 一覧 古口"),
        ("避難所 ヘルプ", "ヘルプ 避難所"),
    ],
)
def test_a_near_miss_is_offered(text, meant):
    line = read_line(REGISTRY, text)

    assert not line.is_command
    assert meant in [suggestion.text for suggestion in line.near]


@pytest.mark.parametrize("text", ["", " ", "　", "#", "🙂", "あ", "x" * 5000, "\u200b", "避" * 300])
def test_what_means_nothing_is_no_command(text):
    assert read_line(REGISTRY, text).command is None


WORDS = sorted({word for command in COMMANDS for word in (*command.phrase.split(), *command.aliases)})
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from([" ", "　", "\n", "#", "＃", "=", "＝", "12", "が", "゛"]),
    st.text(max_size=6),
)


@settings(max_examples=1500, deadline=None)
@given(st.lists(PIECES, max_size=9).map("".join))
@example("避難所 #" + "9" * 400)
@example("か゛ ゛")
def test_any_text_is_read_without_an_error_and_the_rest_is_never_invented(text):
    line = read_line(REGISTRY, text)

    assert line.rest in text
    assert len(line.near) <= 12
