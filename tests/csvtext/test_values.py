"""What stands in cells."""

from __future__ import annotations

from datetime import date

import pytest

from data.csvtext.values import read_count, read_date, read_degrees, read_flag, read_words, same_text


@pytest.mark.parametrize(
    ("cell", "flag"),
    [
        ("1", True),
        ("○", True),
        ("〇", True),
        ("１", True),
        ("", False),
        ("0", False),
        ("×", False),
        ("2", None),
        ("1.0", True),
        ("該当", True),
        ("－", False),
        ("対象外", False),
        ("△", None),
    ],
)
def test_flags(cell, flag):
    assert read_flag(cell) is flag


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-22",
        "2026/11/22",
        "2026/11/22 09:00",
        "2026年11月22日",
        "２０２６．１１．２２",
        "20261122",
        "R8.11.22",
        "令和8年11月22日",
        "Ｒ８/11/22",
    ],
)
def test_dates_of_every_style(cell):
    assert read_date(cell) == date(2026, 11, 22)


def test_the_first_year_of_an_era():
    assert read_date("令和元年5月1日") == date(2019, 5, 1)
    assert read_date("S64.1.7") == date(1989, 1, 7)


@pytest.mark.parametrize("cell", ["", "2026-13-01", "令和8年2月30日", "昨日", "2026-11-22x"])
def test_no_dates(cell):
    assert read_date(cell) is None


@pytest.mark.parametrize(
    ("cell", "count"), [("320", 320), ("1,200", 1200), ("３２０人", 320), ("約50名", 50), ("12.0", 12)]
)
def test_counts(cell, count):
    assert read_count(cell) == count


@pytest.mark.parametrize("cell", ["", "-1", "多数", "1.5", "10億人", "9999999999"])
def test_no_counts(cell):
    assert read_count(cell) is None


def test_words_stand_once_and_in_order():
    assert read_words("ごみ、可燃ごみ,ごみ;\n 生ごみ |") == ["ごみ", "可燃ごみ", "生ごみ"]


@pytest.mark.parametrize(
    ("cell", "degrees"),
    [
        ("38.73862", 38.73862),
        ("３８．７", 38.7),
        ("北緯38.7度", 38.7),
        ("140E", 140.0),
        ("38°44'24\"", 38.74),
        ("", None),
    ],
)
def test_degrees(cell, degrees):
    assert read_degrees(cell) == pytest.approx(degrees)


@pytest.mark.parametrize("cell", ["", "北", "38.7.1", "38,7"])
def test_no_degrees(cell):
    assert read_degrees(cell) is None


def test_shift_jis_twins_are_the_same_text():
    assert same_text("10〜12", "10～12")
    assert not same_text("10〜12", "10-12")
