"""Attributes: shipped, added, edited; values typed, refused, kept with their history."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from data.attributes.answers import (
    ChangedSince,
    ChangeNotFound,
    ChangeUndone,
    history_of,
    set_values,
    undo_change,
    values_of,
)
from data.attributes.models import Attribute
from data.attributes.reading import read_typed, shown
from data.attributes.service import (
    AttributeEdited,
    AttributeInvalid,
    AttributeNotFound,
    add_option,
    define,
    load_catalog,
    rename,
    rename_option,
    retire,
    retire_option,
)
from data.attributes.starters import StarterAttribute, put_attributes
from data.attributes.values import ValueRefused, clean_value
from data.db.changes import TOPICS_KEY
from dialogs.attribute_starters import load_attributes
from tests.segments.people import NOW, TODAY, resident, seed
from tests.segments.test_language import CATALOG

COLOUR = {"name": "好きな色", "kind": "choice", "options": ["赤", "青"]}


def by_name(session, name):
    return load_catalog(session).by_name[name]


def test_at_least_twenty_five_attributes_are_shipped_with_tens_to_hundreds_of_values():
    kinds = {one.kind for one in CATALOG.active}

    assert len(CATALOG.active) >= 25
    assert len(CATALOG.by_key["home_area"].options) > 100
    assert len(CATALOG.by_key["topics"].options) > 30
    assert CATALOG.by_key["children"].settings["most"] == 5
    assert kinds == {"text", "number", "choice", "multiple", "date", "birth_date", "children", "yes_no"}


def test_seeding_again_changes_nothing_and_never_what_staff_edited(session):
    seed(session)
    sex = by_name(session, "性別")
    rename(session, attribute_id=sex.id, name="性", revision=1, now=NOW)

    report = put_attributes(session, starters=load_attributes(), now=NOW)

    assert report.added == report.renewed == []
    assert report.edited == ["sex"]
    assert by_name(session, "性").key == "sex"


def test_a_newer_release_renews_and_keeps_old_options_as_retired(session):
    def release(*options):
        document = {"aliases": [], "options": [{"value": one, "label": one} for one in options], "settings": {}}
        return put_attributes(session, starters=[StarterAttribute("colour", "色", "choice", document)], now=NOW)

    release("赤", "青")
    assert release("赤", "緑").renewed == ["colour"]

    colour = by_name(session, "色")
    assert [option.label for option in colour.offered] == ["赤", "緑"]
    assert colour.label("青") == "青"
    assert release("赤", "緑").unchanged == ["colour"]


def test_an_added_attribute_can_be_answered_at_once(session):
    seed(session)
    made = define(session, **COLOUR, now=NOW)
    who = resident(session)

    set_values(session, who.id, {made.key: "青"}, by="resident", now=NOW)

    assert values_of(session, who.id) == {made.key: "青"}
    assert "attributes" in session.info[TOPICS_KEY]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": "居住地"}, "name_taken"),
        ({"name": "住んでいる地区"}, "name_taken"),
        ({"name": "年齢"}, "name_taken"),
        ({"name": " "}, "name_empty"),
        ({"name": "あ" * 31}, "too_long"),
        ({"name": "色=赤"}, "name_signs"),
        ({"name": "3色"}, "name_signs"),
        ({"kind": "colour"}, "kind"),
        ({"options": []}, "no_options"),
        ({"options": ["赤", "赤"]}, "option_taken"),
        ({"options": ["赤", " "]}, "name_empty"),
        ({"kind": "text"}, "no_choices"),
    ],
)
def test_a_definition_that_cannot_be_is_refused(session, changes, reason):
    seed(session)

    with pytest.raises(AttributeInvalid) as refused:
        define(session, **{**COLOUR, **changes}, now=NOW)

    assert refused.value.facts["reason"] == reason


def test_renaming_keeps_answers_and_the_old_words(session):
    made = define(session, **COLOUR, now=NOW)
    who = resident(session)
    set_values(session, who.id, {made.key: "赤"}, by="resident", now=NOW)

    rename(session, attribute_id=made.id, name="色の好み", revision=1, now=NOW)
    rename_option(session, attribute_id=made.id, value="赤", label="紅", revision=2, now=NOW)

    colour = by_name(session, "色の好み")
    assert by_name(session, "好きな色") == colour
    assert shown(colour, values_of(session, who.id)[made.key]) == "紅"
    assert read_typed(colour, "赤", today=TODAY) == "赤"


def test_a_dropped_option_is_offered_no_more_but_those_who_have_it_keep_it(session):
    made = define(session, **COLOUR, now=NOW)
    who, other = resident(session, 1), resident(session, 2)
    set_values(session, who.id, {made.key: "赤"}, by="resident", now=NOW)

    retire_option(session, attribute_id=made.id, value="赤", revision=1, now=NOW)

    assert set_values(session, who.id, {made.key: "赤"}, by="resident", now=NOW) is None
    with pytest.raises(ValueRefused):
        set_values(session, other.id, {made.key: "赤"}, by="resident", now=NOW)
    with pytest.raises(AttributeInvalid):  # the last one
        retire_option(session, attribute_id=made.id, value="青", revision=2, now=NOW)
    add_option(session, attribute_id=made.id, label="赤", revision=2, now=NOW)
    assert set_values(session, other.id, {made.key: "赤"}, by="resident", now=NOW) is not None


def test_an_edit_over_somebody_elses_is_refused(session):
    made = define(session, **COLOUR, now=NOW)
    add_option(session, attribute_id=made.id, label="緑", revision=1, now=NOW)

    with pytest.raises(AttributeEdited):
        add_option(session, attribute_id=made.id, label="黄", revision=1, now=NOW)


def test_a_retired_attribute_takes_no_answers_and_its_key_is_not_given_again(session):
    made = define(session, **COLOUR, key="colour", now=NOW)
    who = resident(session)
    set_values(session, who.id, {"colour": "赤"}, by="resident", now=NOW)

    retire(session, attribute_id=made.id, revision=1, now=NOW)

    with pytest.raises(ValueRefused):
        set_values(session, who.id, {"colour": "青"}, by="resident", now=NOW)
    with pytest.raises(AttributeNotFound):
        add_option(session, attribute_id=made.id, label="緑", revision=2, now=NOW)
    assert values_of(session, who.id) == {"colour": "赤"}
    assert define(session, **COLOUR, now=NOW).key != "colour"
    assert session.get(Attribute, made.id).retired_at is not None


@pytest.mark.parametrize(
    ("key", "typed", "value", "said"),
    [
        ("home_area", "古口", "古口", "古口"),
        ("sex", "女", "female", "女性"),
        ("topics", "子育て、防災", ["防災", "子育て"], "防災、子育て"),
        ("birth_on", "昭和35年4月1日", "1960-04-01", "1960-04-01"),
        ("due_on", "2027/3/9", "2027-03-09", "2027-03-09"),
        ("children", "2021-07-01、2019-05-02", [{"birth": "2019-05-02"}, {"birth": "2021-07-01"}], None),
        ("children", "なし", [], ""),
        ("household_size", "４人", 4, "4人"),
        ("fire_brigade", "はい", True, "はい"),
        ("fire_brigade", "なし", False, "いいえ"),
        ("fire_brigade", "消す", None, ""),
        ("name", "花子", "花子", "花子"),
        ("name", "なし", None, ""),
        ("home_area", "なし", None, ""),
    ],
)
def test_what_is_typed_becomes_a_typed_value(key, typed, value, said):
    definition = CATALOG.by_key[key]

    assert read_typed(definition, typed, today=TODAY) == value
    if said is not None:
        assert shown(definition, value) == said
        assert read_typed(definition, shown(definition, value), today=TODAY) in (value, None)


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("home_area", "月", "unknown_choice"),
        ("home_area", 3, "unknown_choice"),
        ("topics", ["防災", "月"], "unknown_choice"),
        ("topics", "防災", "shape"),
        ("birth_on", "2026-11-23", "in_future"),
        ("birth_on", "1700-01-01", "not_a_date"),
        ("birth_on", "きのう", "not_a_date"),
        ("children", [{"birth": "2020-01-01"}] * 6, "too_many"),
        ("children", [{"name": "x"}], "shape"),
        ("children", {"birth": "2020-01-01"}, "shape"),
        ("household_size", 0, "too_small"),
        ("household_size", 31, "too_large"),
        ("household_size", True, "not_a_number"),
        ("household_size", float("nan"), "not_a_number"),
        ("fire_brigade", "はい", "not_yes_no"),
        ("name", "あ" * 61, "too_long"),
        ("name", ["花子"], "shape"),
    ],
)
def test_a_value_out_of_bounds_is_refused(key, value, reason):
    with pytest.raises(ValueRefused) as refused:
        clean_value(CATALOG.by_key[key], value, today=TODAY)

    assert refused.value.facts["reason"] == reason


def test_a_near_miss_names_what_may_have_been_meant():
    with pytest.raises(ValueRefused) as refused:
        read_typed(CATALOG.by_key["home_area"], "古ロ", today=TODAY)

    assert "古口" in refused.value.facts["near"]


def test_one_wrong_value_changes_none(session):
    seed(session)
    who = resident(session, home_area="角川")

    with pytest.raises(ValueRefused):
        set_values(session, who.id, {"home_area": "古口", "household_size": 99}, by="resident", now=NOW)

    assert values_of(session, who.id) == {"home_area": "角川"}
    assert history_of(session, who.id) == []


def test_every_change_is_kept_and_can_be_taken_back_once(session):
    seed(session)
    who = resident(session, home_area="角川", fire_brigade=True)

    change = set_values(
        session, who.id, {"home_area": "古口", "fire_brigade": None, "name": "花子"}, by="staff:1", now=NOW
    )

    assert values_of(session, who.id) == {"home_area": "古口", "name": "花子"}
    assert change.changes == {"home_area": ["角川", "古口"], "fire_brigade": [True, None], "name": [None, "花子"]}
    assert who.revision == 1

    undo_change(session, change.id, resident_id=who.id, by="resident", now=NOW + timedelta(hours=1))

    assert values_of(session, who.id) == {"home_area": "角川", "fire_brigade": True}
    assert [one.by for one in history_of(session, who.id)] == ["resident", "staff:1"]
    with pytest.raises(ChangeUndone):
        undo_change(session, change.id, resident_id=who.id, by="resident", now=NOW)


def test_a_change_that_was_changed_again_or_is_anothers_stays(session):
    seed(session)
    who, taro = resident(session, 1), resident(session, 2)
    change = set_values(session, who.id, {"home_area": "古口"}, by="staff:1", now=NOW)

    with pytest.raises(ChangeNotFound):
        undo_change(session, change.id, resident_id=taro.id, by="resident", now=NOW)
    set_values(session, who.id, {"home_area": "津谷"}, by="resident", now=NOW)
    with pytest.raises(ChangedSince):
        undo_change(session, change.id, resident_id=who.id, by="resident", now=NOW)

    assert values_of(session, who.id) == {"home_area": "津谷"}


def test_ages_follow_the_law():
    from data.ages import age_on, last_birth_of

    for born in (date(1960, 2, 29), date(1960, 4, 1), date(1960, 4, 2), date(2000, 11, 22), date(2000, 11, 23)):
        for today in (date(2026, 2, 28), date(2024, 2, 28), date(2024, 2, 29), date(2026, 3, 31), TODAY):
            age = age_on(born, today)
            assert born <= last_birth_of(age, today)
            assert born > last_birth_of(age + 1, today)
