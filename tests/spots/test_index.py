"""Spots by place, by word and in the staff's order."""

from __future__ import annotations

import pytest

from data.spots.index import SpotIndex, SpotView, load_spots
from tests.spots.lists import HERE, make

METRE = 1 / 111_195


def view(number, name, north_m=0.0, *, kana="", category="", keywords=(), address="") -> SpotView:
    return SpotView(
        id=number,
        name=name,
        kana=kana,
        category=category,
        address=address,
        latitude=HERE[0] + north_m * METRE,
        longitude=HERE[1],
        text="",
        url="",
        phone="",
        keywords=tuple(keywords),
        image_id="",
        image_url="",
    )


LIBRARY = view(1, "古口図書館", 500, kana="フルクチトショカン", category="文化", keywords=("本", "自習室"))
CLINIC = view(2, "戸沢診療所", 100, kana="トザワシンリョウジョ", category="医療", keywords=("病院", "お医者さん"))
PARK = view(3, "髙屋公園", 3000, kana="タカヤコウエン", category="遊び", keywords=("トイレ", "すべり台"))
STATION = view(4, "古口駅", 900, category="交通", keywords=("トイレ", "電車"))
INDEX = SpotIndex([LIBRARY, CLINIC, PARK, STATION])


def names(found) -> list[str]:
    return [each.spot.name for each in found]


def test_the_nearest_first_within_the_radius():
    found = INDEX.nearest(*HERE, radius_m=1000)

    assert names(found.within) == ["戸沢診療所", "古口図書館", "古口駅"]
    assert (found.within[0].distance_m, found.within[0].walking_minutes) == (100, 2)
    assert found.beyond == ()


def test_nothing_within_gives_the_nearest_anyway():
    found = INDEX.nearest(*HERE, radius_m=50, limit=2)

    assert (names(found.within), names(found.beyond)) == ([], ["戸沢診療所", "古口図書館"])


def test_of_one_category():
    assert names(INDEX.nearest(*HERE, radius_m=50, category="遊び").beyond) == ["髙屋公園"]
    assert INDEX.nearest(*HERE, radius_m=50, category="宇宙").beyond == ()


def test_in_the_staffs_order():
    assert names(INDEX.in_order()) == ["古口図書館", "戸沢診療所", "髙屋公園", "古口駅"]
    assert names(INDEX.in_order(category="医療")) == ["戸沢診療所"]
    assert names(INDEX.in_order(limit=1)) == ["古口図書館"]
    assert INDEX.categories == ("文化", "医療", "遊び", "交通")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("図書館", ["古口図書館"]),
        ("としょかん", ["古口図書館"]),
        ("ﾄｼｮｶﾝ", ["古口図書館"]),
        ("高屋公園", ["髙屋公園"]),
        ("トイレ", ["髙屋公園", "古口駅"]),
        ("トイレ　電車", ["古口駅"]),
        ("古口", ["古口図書館", "古口駅"]),
        ("医療", ["戸沢診療所"]),
        ("病院はどこですか", ["戸沢診療所"]),
        ("お医者さんに行きたい", ["戸沢診療所"]),
        ("びょういん", ["戸沢診療所"]),
        ("ビョウイン", ["戸沢診療所"]),
        ("宇宙船", []),
        (" ", []),
    ],
)
def test_words_find_spots_in_kana_in_part_and_in_sentences(typed, found):
    assert names(INDEX.search(typed)) == found


def test_the_name_itself_stands_before_a_name_that_has_it_in_it():
    index = SpotIndex([view(1, "公園前バス停"), view(2, "公園")])

    assert names(index.search("公園")) == ["公園", "公園前バス停"]


def test_with_a_position_the_nearest_stands_first():
    found = INDEX.search("トイレ", position=HERE)

    assert [(each.spot.name, each.distance_m) for each in found] == [("古口駅", 900), ("髙屋公園", 3000)]
    assert INDEX.search("トイレ")[0].distance_m is None


@pytest.mark.parametrize(
    ("typed", "near"), [("としょがん", ["古口図書館"]), ("しんりょじょ", ["戸沢診療所"]), ("宇宙船", []), ("駅", [])]
)
def test_near_misses_are_suggested(typed, near):
    assert [spot.name for spot in INDEX.suggest(typed)] == near


def test_each_channel_sees_its_own(session):
    shown = make(session, "図書館", keywords=["本"], sort=20)
    make(session, "公園", visible_on="test", sort=10)

    snapshot = load_spots(session)

    assert names(snapshot["public"].in_order()) == ["図書館"]
    assert names(snapshot["test"].in_order()) == ["公園", "図書館"]
    assert snapshot["public"].by_id(shown.id).keywords == ("本",)
    assert snapshot["public"].by_id(99) is None
