"""The nearest shelters, open ones first."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.geo.position import distance_m, walking_minutes
from data.shelters.index import ShelterIndex, ShelterView, load_shelters, nearest
from data.shelters.models import OPEN_STATUSES, Hazard, ShelterStatus
from data.shelters.service import set_headcount, set_shelter_status
from tests.shelters.lists import NOW, SATO, make

HERE = (38.7386, 140.1435)
METRE = 1 / 111_195  # of latitude, in degrees


def view(
    number=1, north_m=100.0, status="unopened", hazards=(), name="", kana="", address="", serves=""
) -> ShelterView:
    return ShelterView(
        id=number,
        name=name or f"避難所{number}",
        kana=kana,
        address=address,
        latitude=HERE[0] + north_m * METRE,
        longitude=HERE[1],
        hazards=tuple(hazards),
        kinds=("site",),
        capacity=None,
        phone="",
        serves=serves,
        url="",
        note="",
        status=ShelterStatus(status),
        headcount=None,
        status_changed_at=None,
    )


def ids(found) -> list[int]:
    return [each.shelter.id for each in found]


@pytest.mark.parametrize("status", ["open", "crowded"])
def test_an_open_one_stands_first_although_others_are_nearer(status):
    index = ShelterIndex([view(1, 100), view(2, 2000, status), view(3, 50, "full"), view(4, 200, "preparing")])

    assert ids(nearest(index, *HERE, radius_m=3000).within) == [2, 1, 4, 3]


def test_a_closed_one_is_no_place_to_go_but_told_of():
    index = ShelterIndex([view(1, 100, "closed"), view(2, 200), view(3, 9000, "closed")])

    found = nearest(index, *HERE, radius_m=3000)

    assert (ids(found.within), ids(found.beyond), ids(found.closed)) == ([2], [], [1])


def test_when_only_closed_ones_are_near_the_nearest_others_are_given():
    index = ShelterIndex([view(1, 100, "closed"), view(2, 9000), view(3, 8000, "full")])

    found = nearest(index, *HERE, radius_m=3000)

    assert (ids(found.within), ids(found.beyond), ids(found.closed)) == ([], [2, 3], [1])


def test_when_all_are_full_within_the_nearest_that_are_not_are_given_too():
    index = ShelterIndex([view(1, 100, "full"), view(2, 9000, "full"), view(3, 9500), view(4, 9900, "open")])

    found = nearest(index, *HERE, radius_m=3000)

    assert (ids(found.within), ids(found.beyond)) == ([1], [4, 3])


def test_while_none_within_is_open_the_nearest_open_one_is_given_too():
    index = ShelterIndex([view(1, 100), view(2, 200, "full"), view(3, 3001, "open"), view(4, 3002, "open")])

    found = nearest(index, *HERE, radius_m=3000)

    assert (ids(found.within), ids(found.beyond)) == ([1, 2], [3])
    assert nearest(index, *HERE, radius_m=3002).beyond == ()


def test_an_open_one_further_than_ten_kilometres_or_for_another_hazard_is_not_given():
    index = ShelterIndex([view(1, 100, hazards=["flood"]), view(2, 9999, "open"), view(3, 10_001, "open", ["flood"])])

    assert nearest(index, *HERE, radius_m=3000, hazard="flood").beyond == ()


def test_nothing_within_says_so_and_gives_the_nearest_anyway():
    index = ShelterIndex([view(n, 4000 + n) for n in range(1, 9)])

    found = nearest(index, *HERE, radius_m=3000)

    assert found.within == ()
    assert ids(found.beyond) == [1, 2, 3]


def test_an_empty_list():
    found = nearest(ShelterIndex([]), *HERE, radius_m=3000)

    assert (found.within, found.beyond) == ((), ())


@pytest.mark.parametrize(("asked", "reaches"), [(1, 100), (100, 100), (10_000, 10_000), (99_999, 10_000)])
def test_the_radius_stays_between_100_m_and_10_km(asked, reaches):
    index = ShelterIndex([view(1, reaches - 1), view(2, reaches + 1)])

    assert ids(nearest(index, *HERE, radius_m=asked).within) == [1]


def test_distance_and_minutes_on_foot():
    found = nearest(ShelterIndex([view(1, 810.2)]), *HERE, radius_m=3000).within[0]

    assert (found.distance_m, found.walking_minutes) == (810, 11)


def test_only_places_that_serve_the_hazard():
    index = ShelterIndex(
        [view(1, 100, "open", ["earthquake"]), view(2, 200, hazards=["flood", "volcano"]), view(3, 300)]
    )

    assert ids(nearest(index, *HERE, radius_m=3000, hazard="flood").within) == [2]
    assert ids(nearest(index, *HERE, radius_m=3000, hazard="volcano").within) == [2]


def test_a_hazard_that_is_none_is_our_bug():
    with pytest.raises(ValueError, match="rain"):
        nearest(ShelterIndex([view()]), *HERE, radius_m=3000, hazard="rain")


def test_unopened_ones_can_be_hidden():
    statuses = list(ShelterStatus)
    index = ShelterIndex([view(number, 100 * number, status) for number, status in enumerate(statuses, start=1)])

    found = nearest(index, *HERE, radius_m=3000, hide_unopened=True)

    assert [each.shelter.status for each in found.within] == ["open", "crowded", "preparing", "full"]
    assert [each.shelter.status for each in found.closed] == ["closed"]


def test_at_most_as_many_as_asked_for():
    index = ShelterIndex([view(n, n, "open" if n > 15 else "unopened") for n in range(1, 21)])

    assert ids(nearest(index, *HERE, radius_m=3000, limit=7).within) == [16, 17, 18, 19, 20, 1, 2]


def rank(shelter: ShelterView) -> int:
    return 0 if shelter.status in OPEN_STATUSES else 2 if shelter.status is ShelterStatus.full else 1


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0, 3, 300]), st.sampled_from([None, "flood", "tsunami"]))
def test_same_answers_as_looking_at_every_shelter(seed, count, hazard):
    chance = np.random.default_rng(seed)
    statuses, hazards = list(ShelterStatus), [each.value for each in Hazard]
    shelters = []
    for number in range(count):
        has = [each for each in hazards if chance.random() < 0.3]
        shelters.append(view(number, float(chance.normal(0, 3000)), statuses[chance.integers(6)], has))
    expected = sorted(
        (rank(shelter), distance_m(HERE, (shelter.latitude, shelter.longitude)), shelter.id)
        for shelter in shelters
        if (hazard is None or hazard in shelter.hazards) and shelter.status is not ShelterStatus.closed
    )

    found = nearest(ShelterIndex(shelters), *HERE, radius_m=3000, hazard=hazard, limit=10)

    within = [(metres, id_) for _, metres, id_ in expected if metres <= 3000][:10]
    assert [(each.distance_m, each.shelter.id) for each in found.within] == [(round(m), id_) for m, id_ in within]
    assert all(each.walking_minutes == walking_minutes(each.distance_m) for each in found.within)
    if not within:
        assert ids(found.beyond) == [id_ for _, _, id_ in expected][:3]


def test_names_are_found_in_kana_and_in_part():
    index = ShelterIndex([view(1, name="髙屋第二公民館", kana="タカヤ"), view(2, name="公民館")])

    assert [shelter.id for shelter in index.find("たかや")] == [1]
    assert [shelter.id for shelter in index.find("公民館")] == [2]
    assert [shelter.id for shelter in index.find("公民")] == [2, 1]
    assert index.find("") == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("六番町", [1]),
        ("東京都千代田区六番町３－２", [1]),
        ("千代田区大字六番町", [1]),
        ("千代田区", [1, 2]),
        ("元今泉5-6", [3]),
        ("栃木県宇都宮市元今泉", [3]),
        ("西自治会", [3]),
        ("町", []),
        ("101", []),
        ("横浜市", []),
    ],
)
def test_an_address_finds_those_of_its_part_of_the_town(asked, found):
    index = ShelterIndex(
        [
            view(1, name="番町小学校", address="東京都千代田区六番町8"),
            view(2, name="富士見小学校", address="東京都千代田区富士見1-10-3"),
            view(3, name="体育館", address="宇都宮市字元今泉5-6-18", serves="東自治会、西自治会"),
        ]
    )

    assert [shelter.id for shelter in index.at(asked)] == found


def test_the_snapshot_tells_what_the_records_say(session):
    shelter = make(session, hazards=["flood"], kinds=["shelter"], capacity=80, note="2階へ")
    set_shelter_status(session, shelter_id=shelter.id, status=ShelterStatus.open, now=NOW, staff_id=SATO)
    set_headcount(session, shelter_id=shelter.id, headcount=12, now=NOW + timedelta(hours=1))

    index = load_shelters(session)

    seen = index.by_id(shelter.id)
    assert (seen.name, seen.hazards, seen.kinds, seen.capacity, seen.note) == (
        "中央公民館",
        ("flood",),
        ("shelter",),
        80,
        "2階へ",
    )
    assert (seen.status, seen.headcount, seen.status_changed_at) == (ShelterStatus.open, 12, NOW + timedelta(hours=1))
    assert index.by_id(99) is None
