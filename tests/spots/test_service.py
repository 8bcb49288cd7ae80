"""The list of spots, one by one, and their order."""

from __future__ import annotations

import pytest

from data.geo.position import OutOfJapan
from data.spots.content import SpotInvalid
from data.spots.service import (
    SpotEdited,
    SpotNameTaken,
    SpotNotFound,
    count_spots,
    edit_spot,
    get_spot,
    move_spot,
    picture_fetched,
    remove_spot,
    search_spots,
    set_spot_picture,
    spot_categories,
    spots_to_fetch,
)
from tests.spots.lists import NOW, make, spots


def test_a_new_spot_stands_at_the_end(session):
    first, second = make(session, "甲"), make(session, "乙")

    assert second.sort > first.sort
    assert (second.visible_on, second.keywords, second.image_id) == ("both", [], "")


@pytest.mark.parametrize(
    ("values", "column", "reason"),
    [
        ({"name": ""}, "name", "empty"),
        ({"text": "長" * 2001}, "text", "too_long"),
        ({"url": "example.jp"}, "url", "not_a_url"),
        ({"image_url": "http://example.jp/a.png"}, "image_url", "not_https"),
        ({"keywords": ["長" * 101]}, "keywords", "too_long"),
        ({"keywords": [f"語{n}" for n in range(51)]}, "keywords", "too_many"),
        ({"sort": -1}, "sort", "not_a_number"),
        ({"visible_on": "nowhere"}, "visible_on", "unknown"),
    ],
)
def test_a_value_that_cannot_be_is_refused(session, values, column, reason):
    with pytest.raises(SpotInvalid) as refused:
        make(session, **values)

    assert (refused.value.facts["column"], refused.value.facts["reason"]) == (column, reason)


def test_a_place_outside_japan_is_refused(session):
    with pytest.raises(OutOfJapan):
        make(session, latitude=0.0)


def test_keywords_that_fold_alike_are_one(session):
    assert make(session, keywords=["図書", " 図書 ", "トショ", "としょ"]).keywords == ["図書", "トショ"]


def test_the_same_name_at_the_same_address_is_refused(session):
    make(session, "図書館", address="古口1")

    with pytest.raises(SpotNameTaken):
        make(session, "図 書館", address="古口１")


def test_nobody_overwrites_what_somebody_else_has_just_written(session):
    spot = make(session)
    edit_spot(session, spot_id=spot.id, changes={"text": "新しい"}, revision=1, now=NOW)

    with pytest.raises(SpotEdited):
        edit_spot(session, spot_id=spot.id, changes={"text": "古い"}, revision=1, now=NOW)
    with pytest.raises(SpotEdited):
        remove_spot(session, spot_id=spot.id, revision=1)
    assert spot.text == "新しい"


def test_what_is_removed_is_gone(session):
    spot = make(session)
    remove_spot(session, spot_id=spot.id, revision=1)

    with pytest.raises(SpotNotFound):
        get_spot(session, spot.id)


@pytest.mark.parametrize(
    ("position", "order"), [(1, "丙甲乙"), (2, "甲丙乙"), (3, "甲乙丙"), (99, "甲乙丙"), (0, "丙甲乙")]
)
def test_a_spot_is_moved_to_any_place(session, position, order):
    for name in "甲乙丙":
        make(session, name)

    moved = move_spot(session, spot_id=spots(session)["丙"].id, position=position, now=NOW)

    assert "".join(spots(session)) == order
    assert (len(moved) == 0) == (order == "甲乙丙")


def test_spots_of_equal_order_are_renumbered_when_one_is_moved(session):
    for name in "甲乙丙":
        make(session, name, sort=0)

    move_spot(session, spot_id=spots(session)["乙"].id, position=1, now=NOW)

    assert "".join(spots(session)) == "乙甲丙"


def test_staff_search_by_words_category_and_channel(session):
    make(session, "図書館", category="文化", keywords=["ほん"])
    make(session, "公園", category="遊び", visible_on="test")

    assert [spot.name for spot in search_spots(session, text="ホン")] == ["図書館"]
    assert [spot.name for spot in search_spots(session, category="遊び")] == ["公園"]
    assert [spot.name for spot in search_spots(session, visible_on="test")] == ["公園"]
    assert count_spots(session) == {"both": 1, "test": 1}
    assert spot_categories(session) == ["文化", "遊び"]


def test_a_picture_is_fetched_for_the_address_that_is_still_wanted(session):
    spot = make(session, image_url="https://example.jp/a.png")
    assert session.scalars(spots_to_fetch()).all() == [spot]
    edit_spot(session, spot_id=spot.id, changes={"image_url": "https://example.jp/b.png"}, revision=1, now=NOW)

    assert not picture_fetched(session, spot_id=spot.id, image_url="https://example.jp/a.png", image_id="a" * 32)
    assert picture_fetched(session, spot_id=spot.id, image_url="https://example.jp/b.png", image_id="b" * 32)
    assert spot.image_id == "b" * 32
    assert session.scalars(spots_to_fetch()).all() == []


def test_another_address_forgets_the_picture_and_a_sent_picture_the_address(session):
    spot = make(session, image_url="https://example.jp/a.png")
    picture_fetched(session, spot_id=spot.id, image_url="https://example.jp/a.png", image_id="a" * 32)
    edit_spot(session, spot_id=spot.id, changes={"text": "説明"}, revision=1, now=NOW)
    assert spot.image_id == "a" * 32
    edit_spot(session, spot_id=spot.id, changes={"image_url": "https://example.jp/b.png"}, revision=2, now=NOW)
    assert spot.image_id == ""

    set_spot_picture(session, spot_id=spot.id, image_id="c" * 32, now=NOW)
    assert (spot.image_id, spot.image_url) == ("c" * 32, "")
