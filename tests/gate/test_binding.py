"""Arguments out of the rest of the line."""

from __future__ import annotations

from datetime import date

import pytest

from staffbot.binding import Doubt, bind, read_answer
from staffbot.command import Arg, Conditions, FileRef
from staffbot.values import read_conditions, take_distance
from tests.gate import sample
from tests.gate.sample import SHELTER

TODAY = date(2026, 4, 10)


def read(session, command, rest, **more):
    return bind(session, command, rest, today=TODAY, **more)


def test_the_longest_name_wins_and_names_may_hold_spaces(town):
    bound = read(town.session, sample.headcount, "角川 ふれあいセンター 45")

    assert (bound.values["shelter"].name, bound.values["count"]) == ("角川 ふれあいセンター", 45)
    assert bound.is_complete


@pytest.mark.parametrize(
    "typed", ["中央公民館", "ちゅうおうこうみんかん", "チュウオウコウミンカン", "中央 公民館", "中央", "#1", "＃１"]
)
def test_a_record_is_found_by_name_reading_part_or_number(town, typed):
    assert read(town.session, sample.open_, typed).values["shelter"].name == "中央公民館"


@pytest.mark.parametrize("typed", ["第2体育館 45", "第2体育館45", "第２体育館　４５人", "第2体育館 45名"])
def test_a_name_with_a_digit_keeps_it(town, typed):
    bound = read(town.session, sample.headcount, typed)

    assert (bound.values["shelter"].name, bound.values["count"]) == ("第2体育館", 45)


def test_two_of_one_name_are_offered_and_the_rest_is_kept(town):
    bound = read(town.session, sample.headcount, "集会所 45")

    doubt = bound.doubts["shelter"]
    assert doubt.reason == "ambiguous"
    assert [named.note for named in doubt.candidates] == ["蔵岡3", "津谷4"]
    assert bound.values == {"count": 45}


def test_a_part_that_several_contain_is_offered(town):
    doubt = read(town.session, sample.open_, "公民館").doubts["shelter"]

    assert {named.name for named in doubt.candidates} == {"中央公民館", "古口公民館"}


def test_one_letter_is_never_enough_to_choose_a_record(town):
    bound = read(town.session, sample.open_, "角")

    assert "shelter" not in bound.values


def test_a_misspelt_name_is_offered_not_taken(town):
    doubt = read(town.session, sample.open_, "中央公民感").doubts["shelter"]

    assert doubt.reason == "similar"
    assert doubt.candidates[0].name == "中央公民館"


def test_an_unknown_name_and_number_say_so(town):
    assert read(town.session, sample.open_, "ＸＹＺ").doubts["shelter"].reason == "not_found"
    assert read(town.session, sample.open_, "#99").doubts["shelter"].reason == "no_such_number"


def test_what_is_too_much_is_told(town):
    assert read(town.session, sample.open_, "中央公民館 すぐに").surplus == "すぐに"


def test_what_is_missing_is_open_in_order(town):
    assert [arg.name for arg in read(town.session, sample.headcount, "").open] == ["shelter", "count"]
    assert [arg.name for arg in read(town.session, sample.headcount, "中央公民館").open] == ["count"]


@pytest.mark.parametrize(
    ("rest", "keyword", "answer"),
    [
        ("ごみ = 月曜\n　火曜 = 休み", "ごみ", "月曜\n　火曜 = 休み"),
        ("ごみ＝月曜", "ごみ", "月曜"),
        ("a＝b=c", "a", "b=c"),
        ("a=b＝c", "a", "b＝c"),
    ],
)
def test_the_first_equals_sign_splits_and_the_rest_stays_raw(town, rest, keyword, answer):
    values = read(town.session, sample.add_faq, rest).values

    assert values == {"keyword": keyword, "answer": answer}


def test_without_an_equals_sign_the_answer_is_asked_for(town):
    bound = read(town.session, sample.add_faq, "ごみの日")

    assert bound.values == {"keyword": "ごみの日"}
    assert [arg.name for arg in bound.open] == ["answer"]


@pytest.mark.parametrize(
    ("typed", "metres"),
    [
        ("3km", 3000),
        ("３ｋｍ", 3000),
        ("3 km", 3000),
        ("1.5キロ", 1500),
        ("500m", 500),
        ("800メートル", 800),
        ("500", 500),
        ("3", 3000),
        ("㎞", None),
        ("三km", None),
        ("3kmくらい", None),
    ],
)
def test_distances(typed, metres):
    taken = take_distance(typed)

    assert (taken and taken[0]) == metres


@pytest.mark.parametrize(
    ("typed", "reason"), [("99m", "out_of_bounds"), ("10.1km", "out_of_bounds"), ("遠く", "no_distance")]
)
def test_distances_keep_their_bounds(town, typed, reason):
    assert read(town.session, sample.radius, typed).doubts["radius"].reason == reason


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("今日", TODAY),
        ("あした", date(2026, 4, 11)),
        ("昨日", date(2026, 4, 9)),
        ("4/12", date(2026, 4, 12)),
        ("４月１２日", date(2026, 4, 12)),
        ("12日", date(2026, 4, 12)),
        ("2027-01-02", date(2027, 1, 2)),
        ("2027年1月2日", date(2027, 1, 2)),
        ("2月30日", None),
        ("いつか", None),
    ],
)
def test_dates(town, typed, day):
    bound = read(town.session, sample.of_kind, f"暮らし {typed}")

    assert bound.values.get("on") == day
    assert bound.values["kind"] == "life"
    assert bool(bound.surplus) is (day is None)


@pytest.mark.parametrize(
    ("typed", "value"), [("暮らし", "life"), ("生活", "life"), ("税金", "tax"), ("税 金 今日", "tax")]
)
def test_choices_by_label_alias_and_with_spaces(town, typed, value):
    assert read(town.session, sample.of_kind, typed).values["kind"] == value


def test_conditions_are_read_in_any_order():
    conditions = read_conditions("会議室 状態 ＝ 受付　明日 年齢>=65 ３ページ")

    assert conditions.words == ("会議室", "明日")
    assert conditions.items == (("状態", "=", "受付"), ("年齢", ">=", "65"))
    assert conditions.page == 3
    assert conditions.item("状態") == "受付"
    assert "ページ" not in conditions.text


def test_a_file_that_came_first_is_taken(town):
    file = FileRef("a.csv", "m1")

    assert read(town.session, sample.take_file, "", file=file).values == {"file": file}
    assert [arg.name for arg in read(town.session, sample.take_file, "").open] == ["file"]


def test_lists_always_have_conditions(town):
    assert read(town.session, sample.list_all, "").values == {"conditions": Conditions()}


def test_an_answer_on_its_own_is_read_whole(town):
    name = Arg("shelter", "name", "避難所", lookup=SHELTER)
    number = Arg("count", "number", "人数", most=10)

    assert read_answer(town.session, name, "角川 ふれあいセンター", TODAY).name == "角川 ふれあいセンター"
    assert read_answer(town.session, number, "11", TODAY).reason == "too_large"
    assert isinstance(read_answer(town.session, Arg("d", "distance", "範囲"), "3km 4km", TODAY), Doubt)
    assert read_answer(town.session, Arg("k", "keyword", "言葉"), "a=b", TODAY) == "a=b"
