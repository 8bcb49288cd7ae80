"""Words in another order, with a particle too many or a unit in kana: what a tired person types."""

from __future__ import annotations

import pytest

from staffbot.values import take_number


@pytest.mark.parametrize(
    ("typed", "button"),
    [
        ("中央公民館を開設", "避難所 開設 中央公民館"),
        ("中央公民館を 開設", "避難所 開設 中央公民館"),
        ("開設 避難所 中央公民館", "避難所 開設 中央公民館"),
        ("中央公民館を開設してください", "避難所 開設 中央公民館"),
        ("中央公民館 開設しました。", "避難所 開設 中央公民館"),
        ("避難所 開設 中央公民館 お願いします", "避難所 開設 中央公民館"),
        ("避難所 開設 中央公民館でお願いいたします", "避難所 開設 中央公民館"),
        ("避難所 人数 ５０ 中央公民館", "避難所 人数 中央公民館 ５０"),
        ("避難所 人数 ５０ 角川 ふれあいセンター", "避難所 人数 角川 ふれあいセンター ５０"),
    ],
)
def test_the_line_that_was_meant_is_one_tap_away(town, sato, typed, button):
    assert "もしかして" in sato.says(typed)
    assert [label for label in sato.labels if label.startswith("避難所 ")] == [button]

    assert button.split()[2] in sato.taps(button)


def test_words_that_fit_in_no_order_are_asked_for(town, sato):
    assert "見つかりませんでした" in sato.says("避難所 人数 ５０ ないところ")


@pytest.mark.parametrize(
    "typed", ["50", "５０人", "50にん", "50めい", "約50人", "50人くらい", "五十人ほど", "1,200名です"]
)
def test_a_number_of_people_may_be_written_as_one_says_it(typed):
    number, rest = take_number(f"{typed} 会議室")

    assert number in (50, 1200)
    assert rest == "会議室"
