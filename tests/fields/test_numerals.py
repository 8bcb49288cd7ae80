"""Numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.fields.reading.numerals import arabic, read_number, tidy

SMALL = "〇一二三四五六七八九"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", "3"),
        ("３", "3"),
        ("三", "3"),
        ("十", "10"),
        ("二十二", "22"),
        ("二〇二六", "2026"),
        ("二千二十六", "2026"),
        ("2千2百", "2200"),
        ("1,234", "1234"),
        ("１，２３４，５６７", "1234567"),
        ("2万", "20000"),
        ("1.5万", "15000"),
        ("一億二千万", "120000000"),
        ("2.50", "2.50"),
        ("−3", "-3"),
        ("ー3", None),
        ("1,23", None),
        ("千と一", None),
        ("1.2.3千", None),
        ("", None),
        ("abc", None),
    ],
)
def test_a_number_is_read_however_it_is_written(text, number):
    assert read_number(text) == number


def test_every_number_inside_a_text_becomes_digits():
    assert arabic("十一月二十二日") == "11月22日"
    assert tidy("２０２６ー１１−２２") == "2026-11-22"


def in_kanji(number):
    units = ["", "十", "百", "千"]
    out = ""
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            out += ("" if digit == 1 and place else SMALL[digit]) + units[place]
    return out


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_kanji_numbers_are_read_back(low, high):
    assert read_number(in_kanji(low)) == str(low)
    assert read_number(f"{in_kanji(high)}万{in_kanji(low)}") == str(high * 10000 + low)
    assert read_number("".join(SMALL[int(digit)] for digit in str(low))) == str(low)


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_number_or_none(text):
    number = read_number(text)

    assert number is None or float(number) == float(number)
