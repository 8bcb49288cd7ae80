"""Taking a whole import back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from data.imports.service import ImportNotFound, ImportOutdated, apply_import, forget_imports, stage_import
from data.imports.undoing import ImportNotKept, apply_undoably, undo_import
from data.shelters.models import Shelter, ShelterStatus
from data.shelters.planning import plan_shelters
from data.shelters.reading import read_shelters
from data.shelters.service import edit_shelter, set_shelter_status
from data.undo import snapshot_row
from tests.shelters.lists import BANCHO, GSI_SITE, NOW, SATO, csv_of, make, plain_list, shelters


def staged(session, data: bytes):
    plan = plan_shelters(session, read_shelters(data))
    return stage_import(session, plan=plan, staff_id=SATO, now=NOW, file_name="list.csv")


def apply(session, data: bytes, *, removes: bool = True) -> int:
    return apply_undoably(session, import_id=staged(session, data).id, now=NOW, removes=removes)[1]


def rows(session):
    """Every shelter as it stands, without the count of its edits."""
    return {
        shelter.id: {name: value for name, value in snapshot_row(shelter).items() if name not in ("revision",)}
        for shelter in session.scalars(select(Shelter))
    }


def test_new_changed_and_removed_records_are_as_before_statuses_and_numbers_too(session):
    changed, gone = make(session, address="古口1"), make(session, "北集会所", hazards=["flood"], capacity=30)
    set_shelter_status(session, shelter_id=gone.id, status=ShelterStatus.closed, now=NOW, staff_id=SATO)
    before = rows(session)
    kept = apply(session, csv_of("ID,名称,緯度,経度", f"{changed.code},中央公民館,38.74,140.14", "H9,新館,38.7,140.1"))
    assert set(shelters(session)) == {"中央公民館", "新館"}

    undo_import(session, kept_id=kept, now=NOW)

    session.expire_all()
    assert rows(session) == before


def test_a_status_set_since_the_import_stays(session):
    shelter = make(session, address="古口1")
    kept = apply(session, csv_of("ID,名称,緯度,経度", f"{shelter.code},中央公民館,38.74,140.14"))
    set_shelter_status(session, shelter_id=shelter.id, status=ShelterStatus.open, now=NOW)

    undo_import(session, kept_id=kept, now=NOW)

    assert (shelter.latitude, shelter.status) == (38.73, ShelterStatus.open)


@pytest.mark.parametrize("meanwhile", ["edited", "opened"])
def test_after_a_later_change_all_of_it_stays(session, meanwhile):
    make(session)
    kept = apply(session, plain_list("063673,H9,新館,38.7,140.1"))
    made = shelters(session)["新館"]
    if meanwhile == "edited":
        edit_shelter(session, shelter_id=made.id, changes={"note": "鍵は役場"}, revision=1, now=NOW)
    else:
        set_shelter_status(session, shelter_id=made.id, status=ShelterStatus.open, now=NOW)

    with pytest.raises(ImportOutdated) as refused:
        undo_import(session, kept_id=kept, now=NOW)

    assert refused.value.facts["in_use"] == (["新館"] if meanwhile == "opened" else [])
    assert set(shelters(session)) == {"新館"}


def test_it_can_be_taken_back_once_and_for_a_day(session):
    make(session)
    kept = apply(session, plain_list("063673,H9,新館,38.7,140.1"))

    with pytest.raises(ImportNotKept):
        undo_import(session, kept_id=kept, now=NOW + timedelta(hours=24, seconds=1))
    undo_import(session, kept_id=kept, now=NOW + timedelta(hours=24))
    with pytest.raises(ImportNotKept):
        undo_import(session, kept_id=kept, now=NOW)

    assert set(shelters(session)) == {"中央公民館"}


def test_what_is_kept_cannot_be_applied_as_a_file_and_is_forgotten_after_a_day(session):
    make(session)
    kept = apply(session, plain_list("063673,H9,新館,38.7,140.1"))
    with pytest.raises(ImportNotFound):
        apply_import(session, import_id=kept, now=NOW)

    while forget_imports(session, now=NOW + timedelta(hours=25)):
        pass

    with pytest.raises(ImportNotKept):
        undo_import(session, kept_id=kept, now=NOW)


def test_a_gsi_file_that_is_only_added_takes_no_designation_and_no_hazard_away(session):
    make(session, kinds=["site", "shelter"], hazards=["flood"])
    make(session, "北集会所", kinds=["site"], hazards=["landslide"])

    apply(session, csv_of(GSI_SITE, BANCHO), removes=False)

    found = shelters(session)
    assert set(found) == {"中央公民館", "北集会所", "番町小学校"}
    assert (found["中央公民館"].hazards, found["中央公民館"].kinds) == (["flood"], ["site", "shelter"])


def test_a_record_taken_into_use_since_does_not_stop_what_only_adds(session):
    shelter = make(session)
    waiting = staged(session, plain_list("063673,H9,新館,38.7,140.1"))
    set_shelter_status(session, shelter_id=shelter.id, status=ShelterStatus.open, now=NOW)

    with pytest.raises(ImportOutdated):
        apply_undoably(session, import_id=waiting.id, now=NOW, removes=True)
    apply_undoably(session, import_id=waiting.id, now=NOW, removes=False)

    assert set(shelters(session)) == {"中央公民館", "新館"}


def test_another_towns_file_is_warned_of_by_code_distance_and_loss(session):
    apply_import(session, import_id=staged(session, plain_list("063673,H1,中央公民館,38.73,140.14")).id, now=NOW)

    plan = staged(session, csv_of(GSI_SITE, BANCHO)).plan

    assert {one["reason"] for one in plan["warnings"]} == {"municipality", "far", "half"}
    assert plan["warnings"][0] == {"reason": "municipality", "file": "13101", "ours": "06367"}
    assert 330 < plan["warnings"][1]["km"] < 345
    other = staged(session, plain_list("063673,H2,新館,38.7,140.1")).plan
    assert other["warnings"] == [{"reason": "half", "count": 1, "total": 1}]


def test_a_town_s_own_file_brings_no_warning_and_counts_the_columns(session):
    data = plain_list(*(f"063673,H{n},館{n},38.7{n},140.14" for n in range(1, 4)))
    apply_import(session, import_id=staged(session, data).id, now=NOW)
    header = "全国地方公共団体コード,ID,名称,緯度,経度,想定収容人数,電話番号"
    again = csv_of(
        header,
        "063673,H1,館1,38.71,140.14,10,0233-1",
        "063673,H2,館2,38.72,140.14,10,",
        "063673,H3,館3,38.73,140.14,,",
    )

    plan = staged(session, again).plan

    assert plan["warnings"] == []
    assert plan["columns"] == {"capacity": 2, "phone": 1}
