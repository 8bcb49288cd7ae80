"""Telephone numbers and e-mail addresses."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import InvalidAnswer
from tests.fields.asking import echo, field_of, refuses, says, shown, tried


@pytest.fixture
def telephone():
    return field_of("telephone")


@pytest.fixture
def email():
    return field_of("email")


@pytest.mark.parametrize(
    ("text", "value", "read"),
    [
        ("0233-72-2111", "+81233722111", "0233-72-2111"),
        ("０２３３ー７２ー２１１１", "+81233722111", "0233-72-2111"),
        ("0233(72)2111", "+81233722111", "0233-72-2111"),
        ("０９０１２３４５６７８", "+819012345678", "090-1234-5678"),
        ("tel:03 1234 5678です", "+81312345678", "03-1234-5678"),
        ("0120-444-444", "+81120444444", "0120-444-444"),
        ("050-1234-5678", "+815012345678", "050-1234-5678"),
        ("+81 90 1234 5678", "+819012345678", "090-1234-5678"),
        ("+1 650-253-0000", "+16502530000", "+1 650-253-0000"),
    ],
)
def test_a_number_is_kept_in_one_form_and_shown_with_hyphens(telephone, text, value, read):
    assert says(telephone, text) == value
    assert shown(telephone, value) == read
    assert telephone.kind.cells(telephone, value) == [("それ", read)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("119", "emergency"),
        ("１１０", "emergency"),
        ("72-2111", "area_code_missing"),
        ("090-1234-567", "no_such_number"),
        ("090-1234-56789", "wrong_length"),
        ("0000000000", "no_such_number"),
        ("9012345678", "unreadable"),
        ("+1 23", "unreadable"),
        ("+", "unreadable"),
        ("ない", "unreadable"),
        ("090-12a4-5678", "unreadable"),
    ],
)
def test_what_is_no_number_is_refused_with_a_hint(telephone, text, reason):
    assert refuses(telephone, text) == reason


@given(st.sampled_from(["70", "80", "90"]), st.integers(10_000_000, 99_999_999))
def test_a_mobile_number_is_read_back_as_it_is_shown(prefix, rest):
    field = field_of("telephone")
    value = f"+81{prefix}{rest}"
    if phonenumbers.is_valid_number(phonenumbers.parse(value)):
        assert says(field, shown(field, value)) == value


@given(st.text(max_size=30), st.sampled_from(["telephone", "email", "number", "birth_date", "datetime"]))
def test_whatever_is_typed_is_an_answer_or_refused(text, kind):
    value, reason = tried(says, field_of(kind), text)

    assert (value is None) == (reason is not None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("hanako@example.jp", "hanako@example.jp"),
        ("Hanako.T@Example.JP", "Hanako.T@example.jp"),
        ("ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ", "hanako@example.jp"),
        ("hanako @ example.jp", "hanako@example.jp"),
        ("hanako..t.@docomo.ne.jp", "hanako..t.@docomo.ne.jp"),
        ("hanako+town@gmail.com", "hanako+town@gmail.com"),
    ],
)
def test_an_address_is_read(email, text, value):
    assert says(email, text) == value
    assert echo(email, text) == ("" if text == value else value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("hanako", "no_at"),
        ("hanako@", "unreadable"),
        ("@example.jp", "unreadable"),
        ("hanako@example", "unreadable"),
        ("hanako..t@example.jp", "unreadable"),
        ("花子@example.jp", "unreadable"),
        ("hanako@gmail.con", "slip"),
        ("hanako@docomo.co.jp", "slip"),
    ],
)
def test_what_is_no_address_is_refused_with_a_hint(email, text, reason):
    assert refuses(email, text) == reason


def test_a_slip_of_the_domain_is_told_right(email):
    with pytest.raises(InvalidAnswer) as refusal:
        says(email, "hanako@gmail.con")

    assert refusal.value.facts["suggestion"] == "hanako@gmail.com"


def test_the_example_number_is_nobodys_and_is_shown_as_it_is_written(telephone):
    assert telephone.example == "0233-00-0000"
    assert shown(telephone, says(telephone, telephone.example)) == telephone.example
