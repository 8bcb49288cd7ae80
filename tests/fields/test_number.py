"""Numbers with units and bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fields.asking import echo, fault_codes, field_of, refuses, says, shown


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("３人", 3),
        ("三人です", 3),
        ("約5", 5),
        ("1,234円", 1234),
        ("2万円", 20000),
        ("3.0", 3),
        ("二十", 20),
        ("三人", 3),
        ("五十", 50),
        ("百人", 100),
        ("ふたり", 2),
        ("二人くらいです", 2),
    ],
)
def test_a_number_is_read_with_or_without_its_unit(text, value):
    read = says(field_of("number", unit="人"), text)

    assert read == value
    assert isinstance(read, int)


@pytest.mark.parametrize(("text", "reason"), [("たくさん", "unreadable"), ("人", "unreadable"), ("2.5", "whole")])
def test_no_number_or_a_fraction_is_refused(text, reason):
    assert refuses(field_of("number"), text) == reason


def test_both_bounds_are_allowed_and_told():
    people = field_of("number", min=1, max=5, unit="人")

    assert [says(people, text) for text in ("1", "5")] == [1, 5]
    assert refuses(people, "0") == "too_small"
    assert refuses(people, "6") == "too_large"


def test_decimals_are_read_to_the_places_allowed():
    length = field_of("number", decimals=1, unit="m")

    assert says(length, "2.5m") == 2.5
    assert says(length, "2.50") == 2.5
    assert refuses(length, "2.55") == "decimals"


def test_what_was_understood_is_told_when_it_was_typed_otherwise():
    people = field_of("number", unit="人")

    assert echo(people, "3人") == ""
    assert echo(people, "十二人") == "12人"
    assert shown(field_of("number", unit="円"), 12000) == "12,000円"


def test_bounds_in_the_wrong_order_are_a_fault():
    assert fault_codes("number", min=5, max=1) == ["form.min_over_max"]
    assert fault_codes("number", min="一") == ["form.setting_number"]


@given(st.integers(-(10**14), 10**14))
def test_every_integer_is_read_back_as_it_is_shown(value):
    count = field_of("number", unit="件")

    assert says(count, shown(count, value)) == value
    assert says(count, str(value)) == value


@pytest.mark.parametrize(
    ("settings", "example"),
    [({"unit": "人"}, "3人"), ({}, "3"), ({"min": 10, "unit": "円"}, "10円"), ({"max": 2}, "2")],
)
def test_the_example_is_a_number_that_would_be_taken(settings, example):
    field = field_of("number", **settings)

    assert field.example == example
    assert f"（例）{example}" in field.body
    says(field, example)
