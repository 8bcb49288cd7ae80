"""Postal codes and addresses: several places are offered and never guessed, unknown codes lead to typing."""

import pytest

from data.errors import InvalidAnswer
from data.gateways.line.events import Incoming
from data.postal.lookup import places_of, read_postal_code
from tests.fields.asking import context
from tests.interview.talker import Talker, form_of

FORM = """
id: form
title: 届け
fields:
  - {id: it, kind: KIND, label: 住所}
"""


def talker(kind, more=""):
    return Talker(form_of(FORM.replace("KIND", kind + more)))


@pytest.mark.parametrize("text", ["999-6401", "９９９ー６４０１", "〒999 6401", "9996401です。"])
def test_a_code_is_read_in_every_spelling(text):
    assert read_postal_code(text) == "9996401"


@pytest.mark.parametrize("text", ["999-640", "戸沢村", "99964010", ""])
def test_what_is_no_code_is_none(text):
    assert read_postal_code(text) is None


def test_what_stands_for_the_rest_of_a_municipality_has_no_town():
    assert [place.name for place in places_of("9996400")] == ["山形県最上郡戸沢村"]
    assert [place.name for place in places_of("1000301")] == ["東京都利島村"]
    assert places_of("9998888") == ()


def test_one_code_may_stand_in_two_prefectures():
    assert [place.prefecture for place in places_of("4980000")] == ["愛知県", "三重県"]


def test_an_address_is_filled_in_from_its_code():
    hanako = talker("address")

    hanako.says("999-6401")
    assert "山形県最上郡戸沢村古口ですね" in hanako.text
    hanako.says("270")
    hanako.taps("建物の名前はない")

    value = {"postal_code": "9996401", "area": "山形県最上郡戸沢村古口", "street": "270", "building": ""}
    assert hanako.state["answers"]["it"] == value
    assert "〒999-6401 山形県最上郡戸沢村古口270" in hanako.text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("名高400-1", "400-1"),
        ("大字名高 400-1", "400-1"),
        ("戸沢村名高400-1", "400-1"),
        ("山形県最上郡戸沢村大字名高400-1", "400-1"),
        ("名高", "名高"),
        ("古口12", "古口12"),
        ("戸沢村古口12", "戸沢村古口12"),
    ],
)
def test_what_the_code_has_told_is_not_kept_twice(typed, kept):
    hanako = talker("address, building: false")

    hanako.says("999-6313")
    hanako.says(typed)

    assert hanako.state["answers"]["it"]["street"] == kept


def test_where_the_code_tells_no_town_the_village_is_not_kept_twice():
    hanako = talker("address, building: false")

    hanako.says("999-6400")
    hanako.says("戸沢村名高5")

    assert hanako.state["answers"]["it"]["street"] == "名高5"


def test_a_postal_codes_column_is_called_as_its_question():
    field = form_of(FORM.replace("KIND", "postal_code").replace("住所", "郵便番号")).fields["it"]
    value = {"postal_code": "9996401", "prefecture": "山形県", "city": "最上郡戸沢村", "town": "古口"}

    assert field.kind.cells(field, value) == [
        ("郵便番号", "999-6401"),
        ("郵便番号（町名まで）", "山形県最上郡戸沢村古口"),
    ]


def test_several_places_are_offered_and_none_is_guessed():
    hanako = talker("postal_code")

    hanako.says("498-0000")
    assert "どちらですか" in hanako.text
    assert {"愛知県弥富市", "三重県桑名郡木曽岬町", "この中にない"} <= set(hanako.buttons)
    hanako.says("木曽岬町")

    assert hanako.state["answers"]["it"]["city"] == "桑名郡木曽岬町"


def test_an_unknown_code_leads_to_typing():
    hanako = talker("address", ", building: false")

    hanako.says("999-8888")
    assert "見つかりませんでした" in hanako.text
    hanako.says("山形県最上郡戸沢村大字古口")
    hanako.says("字田の上1")

    value = {"postal_code": "9998888", "area": "山形県最上郡戸沢村大字古口", "street": "字田の上1", "building": ""}
    assert hanako.state["answers"]["it"] == value


def test_who_does_not_know_the_code_types_the_address():
    hanako = talker("postal_code")

    hanako.taps("郵便番号がわからない")
    hanako.says("戸沢村角川")

    value = {"postal_code": "", "prefecture": "", "city": "", "town": "戸沢村角川"}
    assert hanako.state["answers"]["it"] == value


def test_a_text_that_is_no_code_gets_the_reason_and_an_example():
    hanako = talker("postal_code")

    assert hanako.says("戸沢村") == "not_mine"
    assert "7けたの数字" in hanako.rejected()
    assert "999-6401" in hanako.text


def test_a_stale_button_of_another_step_is_no_answer():
    form = form_of(FORM.replace("KIND", "address"))
    kind = form.fields["it"].kind
    for step in ("street", "building"):
        draft = {"step": step, "code": "", "area": "村", "street": "1"}
        with pytest.raises(InvalidAnswer):
            kind.parse(form.fields["it"], Incoming("postback"), context(pressed={"place": 0}, draft=draft))


@pytest.mark.parametrize("kind", ["address", "postal_code"])
def test_a_code_typed_anew_after_one_that_nobody_knows_is_a_code_and_no_place(kind):
    hanako = talker(kind)
    hanako.says("9998888")
    assert "見つかりませんでした" in hanako.text

    hanako.says("９９９－６４０１")

    assert "山形県最上郡戸沢村古口" in hanako.text
    assert "９９９－６４０１" not in hanako.text
