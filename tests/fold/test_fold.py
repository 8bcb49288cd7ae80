"""One folded text stands for every way of typing it."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.fold import fold


@pytest.mark.parametrize(
    ("typed", "usual"),
    [
        ("ﾋﾅﾝｼﾞｮ", "ひなんじょ"),
        ("ヒナンジョ", "ひなんじょ"),
        ("避難所　開設", "避難所開設"),
        (" 避難所\n開 設 ", "避難所開設"),
        ("ＦＡＱ", "faq"),
        ("Faq 一覧", "FAQ一覧"),
        ("髙橋", "高橋"),
        ("山﨑", "山崎"),
        ("𠮷田", "吉田"),
        ("渡邊・渡邉", "渡辺・渡辺"),
        ("齋藤", "斎藤"),
        ("澤村", "沢村"),
        ("戶澤村", "戸沢村"),
        ("鳩ヶ谷", "鳩ケ谷"),
        ("ス－パー", "スーパー"),
        ("ス−パ―", "スーパー"),
        ("ｽｰﾊﾟｰ", "すーぱー"),
        ("は〜い", "はーい"),
        ("1ー2−3", "1-2-3"),
        ("１‐２", "1-2"),
        ("㈱戸沢", "(株)戸沢"),
        ("3㎞", "3km"),
        ("か゛", "が"),
        ("葛\U000e0100城", "葛城"),
        ("中\u200b央", "中央"),
        ("令和８年", "令和8年"),
    ],
)
def test_spellings_of_one_thing_fold_alike(typed, usual):
    assert fold(typed) == fold(usual)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("びょういん", "びよういん"),
        ("北小", "南小"),
        ("1-2", "12"),
        ("10~20", "10-20"),
        ("「戻る」", "戻る"),
        ("ビル", "ビール"),
    ],
)
def test_different_things_stay_different(one, other):
    assert fold(one) != fold(other)


def test_every_character_folds_to_something_that_stays():
    odd = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if not 0xD800 <= code < 0xE000 and fold(fold(chr(code))) != fold(chr(code))
    ]

    assert odd == []


troublesome = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("がか゛ﾞ\u3099\u309aはﾊ゜ﾟー-−〜~ ウゔヴヶゖ\u200bİßΣςﬁ㍻髙𠮷\u0301eAヽヾ"),
    ),
    max_size=12,
)


@given(troublesome)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(troublesome, st.integers(0, 12), st.sampled_from([" ", "\u3000", "\n", "\u200b", "\ufe0f"]))
def test_a_space_never_matters(text, place, space):
    spaced = text[:place] + space + text[place:]

    assert fold(spaced) == fold(text)


@given(st.text("あいうえおカキクケコabcABC漢字0123", max_size=10))
def test_case_and_kana_never_matter(text):
    katakana = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text)

    assert fold(katakana.upper()) == fold(text)
