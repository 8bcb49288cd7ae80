"""The sample spots fit LINE's cards and can be found by what people call them."""

from __future__ import annotations

import pytest

from data.fold import fold
from data.gateways.line.text import utf16_len
from data.spots import columns
from tests.samples.sheets import rows_of


@pytest.fixture(scope="module")
def rows():
    return rows_of("spots.csv")


def test_the_columns_are_those_of_our_own_layout(rows):
    assert tuple(rows[0]) == columns.COLUMNS


def test_texts_fit_a_location_message_and_a_card(rows):
    for row in rows:
        assert 0 < utf16_len(row[columns.NAME]) <= 40
        assert 0 < utf16_len(row[columns.ADDRESS]) <= 100
        assert 0 < utf16_len(row[columns.TEXT]) <= 200


def test_the_staffs_order_is_given_and_no_two_share_a_place(rows):
    order = [int(row[columns.SORT]) for row in rows]

    assert order == sorted(set(order))


@pytest.mark.parametrize(
    "word",
    [
        "役場",
        "支所",
        "診療所",
        "図書室",
        "道の駅",
        "駅",
        "舟下り",
        "温泉",
        "学校",
        "AED",
        "ごみ",
        "雪捨て場",
        "公園",
        "バス",
        "歯医者",
    ],
)
def test_a_spot_answers_to_what_people_call_it(rows, word):
    found = [row[columns.NAME] for row in rows if fold(word) in fold(row[columns.NAME] + row[columns.KEYWORDS])]

    assert found
