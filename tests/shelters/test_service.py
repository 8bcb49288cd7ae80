"""How shelters stand, and the list of them, entry by entry."""

from __future__ import annotations

import pytest

from data.db.changes import TOPICS_KEY
from data.geo.position import OutOfJapan
from data.shelters import service
from data.shelters.content import ContentInvalid
from data.shelters.models import Hazard, ShelterStatus
from data.shelters.service import (
    HeadcountInvalid,
    ShelterEdited,
    ShelterInUse,
    ShelterNameTaken,
    ShelterNotFound,
    count_by_status,
    edit_shelter,
    find_shelters_by_name,
    remove_shelter,
    search_shelters,
    set_headcount,
    set_shelter_status,
)
from tests.shelters.lists import NOW, SATO, make


def test_opening_says_who_and_when_and_tells_the_snapshot(session):
    shelter = make(session)
    session.info.clear()

    set_shelter_status(session, shelter_id=shelter.id, status=ShelterStatus.open, now=NOW, staff_id=SATO)

    assert (shelter.status, shelter.status_changed_at, shelter.status_changed_by) == (ShelterStatus.open, NOW, SATO)
    assert session.info[TOPICS_KEY] == {"shelters"}


@pytest.mark.parametrize(("status", "left"), [("closed", None), ("unopened", None), ("full", 80), ("crowded", 80)])
def test_nobody_is_counted_in_a_shelter_that_nobody_is_in(session, status, left):
    shelter = make(session)
    set_shelter_status(session, shelter_id=shelter.id, status=ShelterStatus.open, now=NOW)
    set_headcount(session, shelter_id=shelter.id, headcount=80, now=NOW)

    set_shelter_status(session, shelter_id=shelter.id, status=ShelterStatus(status), now=NOW)

    assert shelter.headcount == left


@pytest.mark.parametrize("headcount", [-1, 100_001])
def test_a_headcount_that_cannot_be_is_refused(session, headcount):
    shelter = make(session)

    with pytest.raises(HeadcountInvalid):
        set_headcount(session, shelter_id=shelter.id, headcount=headcount, now=NOW)

    assert shelter.headcount is None


def test_a_shelter_that_is_not_there(session):
    with pytest.raises(ShelterNotFound):
        set_shelter_status(session, shelter_id=9, status=ShelterStatus.open, now=NOW)


def test_every_status_is_counted(session):
    make(session, "甲")
    opened = make(session, "乙")
    set_shelter_status(session, shelter_id=opened.id, status=ShelterStatus.open, now=NOW)

    counts = count_by_status(session)

    assert counts == dict.fromkeys(ShelterStatus, 0) | {ShelterStatus.unopened: 1, ShelterStatus.open: 1}


def test_a_new_shelter_stands_unopened_at_the_end(session):
    first, second = make(session, "甲"), make(session, "乙", hazards=["volcano", "flood"], kinds=["shelter", "site"])

    assert second.sort > first.sort
    assert second.status is ShelterStatus.unopened
    assert (second.hazards, second.kinds) == (["flood", "volcano"], ["site", "shelter"])
    assert first.code != second.code
    assert len(first.public_id) == 32


@pytest.mark.parametrize(
    ("values", "column", "reason"),
    [
        ({"name": " "}, "name", "empty"),
        ({"name": "長" * 121}, "name", "too_long"),
        ({"url": "javascript:alert(1)"}, "url", "not_a_url"),
        ({"hazards": ["rain"]}, "hazards", "unknown"),
        ({"kinds": ["house"]}, "kinds", "unknown"),
        ({"capacity": -1}, "capacity", "not_a_number"),
    ],
)
def test_a_value_that_cannot_be_is_refused(session, values, column, reason):
    with pytest.raises(ContentInvalid) as refused:
        make(session, **values)

    assert (refused.value.facts["column"], refused.value.facts["reason"]) == (column, reason)


def test_a_place_outside_japan_is_refused(session):
    with pytest.raises(OutOfJapan):
        make(session, latitude=51.5)
    shelter = make(session)
    with pytest.raises(OutOfJapan):
        edit_shelter(session, shelter_id=shelter.id, changes={"longitude": 0.0}, revision=1, now=NOW)


def test_the_same_name_at_the_same_address_is_refused_however_spelt(session):
    make(session, "髙屋公民館", address="古口1-2")

    with pytest.raises(ShelterNameTaken):
        make(session, "高屋 公民館", address="古口１－２")
    other = make(session, "高屋公民館", address="角川3")
    with pytest.raises(ShelterNameTaken):
        edit_shelter(session, shelter_id=other.id, changes={"address": "古口1-2"}, revision=1, now=NOW)


def test_an_edit_keeps_the_status_and_counts_up(session):
    shelter = make(session)
    set_shelter_status(session, shelter_id=shelter.id, status=ShelterStatus.open, now=NOW)

    edit_shelter(session, shelter_id=shelter.id, changes={"capacity": 300}, revision=1, now=NOW)

    assert (shelter.capacity, shelter.status, shelter.revision) == (300, ShelterStatus.open, 2)


def test_nobody_overwrites_what_somebody_else_has_just_written(session):
    shelter = make(session)
    edit_shelter(session, shelter_id=shelter.id, changes={"capacity": 300}, revision=1, now=NOW)

    with pytest.raises(ShelterEdited):
        edit_shelter(session, shelter_id=shelter.id, changes={"capacity": 5}, revision=1, now=NOW)
    with pytest.raises(ShelterEdited):
        remove_shelter(session, shelter_id=shelter.id, revision=1)

    assert shelter.capacity == 300


@pytest.mark.parametrize("status", ["preparing", "open", "crowded", "full"])
def test_a_shelter_in_use_is_not_removed(session, status):
    shelter = make(session)
    set_shelter_status(session, shelter_id=shelter.id, status=ShelterStatus(status), now=NOW)

    with pytest.raises(ShelterInUse):
        remove_shelter(session, shelter_id=shelter.id, revision=1)


def test_a_closed_shelter_may_be_removed(session):
    shelter = make(session)

    remove_shelter(session, shelter_id=shelter.id, revision=1)

    assert count_by_status(session)[ShelterStatus.unopened] == 0


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("中央公民館", ["中央公民館"]),
        ("ちゅうおうこうみんかん", ["中央公民館"]),
        ("中 央 公民館", ["中央公民館"]),
        ("公民館", ["中央公民館", "髙屋第二公民館"]),
        ("高屋", ["髙屋第二公民館"]),
        ("たかや", ["髙屋第二公民館"]),
        ("体育館", []),
        (" ", []),
    ],
)
def test_names_are_found_in_kana_and_in_part(session, typed, found):
    make(session, "髙屋第二公民館", kana="タカヤダイニコウミンカン")
    make(session, "中央公民館", kana="チュウオウコウミンカン")

    assert [shelter.name for shelter in find_shelters_by_name(session, typed)] == found


def test_staff_search_by_word_status_and_hazard(session):
    make(session, "甲公民館", address="古口", hazards=["flood"])
    opened = make(session, "乙公民館", address="角川", hazards=["flood", "earthquake"])
    set_shelter_status(session, shelter_id=opened.id, status=ShelterStatus.open, now=NOW)

    def names(**conditions):
        return [shelter.name for shelter in search_shelters(session, **conditions)]

    assert names(text="公民館 古口") == ["甲公民館"]
    assert names(status=ShelterStatus.open) == ["乙公民館"]
    assert names(hazard=Hazard.earthquake) == ["乙公民館"]
    assert names() == ["甲公民館", "乙公民館"]


def test_services_never_commit(session):
    make(session)
    session.rollback()

    assert find_shelters_by_name(session, "中央公民館") == []


def test_a_topic_is_named(session):
    assert service.TOPIC == "shelters"
