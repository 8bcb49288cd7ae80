"""What a shelter list changes, and what it never does."""

from __future__ import annotations

import pytest

from data.csvtext import read_table, write_csv
from data.imports.service import ImportOutdated, apply_import, stage_import
from data.shelters.columns import COLUMNS
from data.shelters.export import shelter_cells
from data.shelters.models import ShelterStatus
from data.shelters.planning import plan_shelters
from data.shelters.reading import read_shelters
from data.shelters.service import edit_shelter, set_headcount, set_shelter_status
from tests.shelters.lists import BANCHO, GSI_SHELTER, GSI_SITE, LSC, NOW, SATO, csv_of, make, plain_list, shelters, take

HALL, GYM = "063673,1,公民館,38.73,140.14", "063673,2,体育館,38.74,140.15"
STATUS_LABELS = {status.value: status.value for status in ShelterStatus}


def counts(plan) -> dict[str, int]:
    return {name: count for name, count in plan.summary()["counts"].items() if count}


def plan_of(session, data):
    return plan_shelters(session, read_shelters(data))


def test_a_first_list_is_all_new(session):
    plan = take(session, plain_list(HALL, GYM))

    assert counts(plan) == {"new": 2}
    assert shelters(session)["体育館"].status is ShelterStatus.unopened
    assert shelters(session)["体育館"].code == "063673-2"


def test_the_same_list_again_changes_nothing(session):
    take(session, plain_list(HALL, GYM))

    plan = plan_of(session, plain_list(HALL, GYM))

    assert counts(plan) == {"unchanged": 2}
    assert plan.changes_nothing


def test_changed_rows_say_what_changed(session):
    take(session, plain_list(HALL, GYM))

    plan = take(session, plain_list("063673,1,中央公民館,38.73,140.14", GYM))

    assert counts(plan) == {"changed": 1, "unchanged": 1}
    assert plan.changed[0].fields == {"name": ("公民館", "中央公民館")}
    assert "中央公民館" in shelters(session)


def test_columns_the_file_lacks_stay_as_they_are(session):
    shelter = make(session, "公民館", capacity=300, note="2階へ")

    take(session, plain_list("063673,1,公民館,38.7301,140.14"))

    assert (shelter.latitude, shelter.capacity, shelter.note) == (38.7301, 300, "2階へ")


def test_status_and_headcount_are_kept(session):
    take(session, plain_list(HALL, GYM))
    hall = shelters(session)["公民館"]
    set_shelter_status(session, shelter_id=hall.id, status=ShelterStatus.crowded, now=NOW, staff_id=SATO)
    set_headcount(session, shelter_id=hall.id, headcount=55, now=NOW, staff_id=SATO)

    take(session, plain_list("063673,1,中央公民館,38.73,140.14", GYM))

    assert (hall.name, hall.status, hall.headcount, hall.status_changed_by) == (
        "中央公民館",
        ShelterStatus.crowded,
        55,
        SATO,
    )


def test_what_the_list_lacks_is_removed(session):
    take(session, plain_list(HALL, GYM))

    plan = take(session, plain_list(GYM))

    assert [row.name for row in plan.removed] == ["公民館"]
    assert list(shelters(session)) == ["体育館"]


@pytest.mark.parametrize("status", ["preparing", "open", "crowded", "full"])
def test_a_shelter_in_use_stays_although_the_list_lacks_it(session, status):
    take(session, plain_list(HALL, GYM))
    hall = shelters(session)["公民館"]
    set_shelter_status(session, shelter_id=hall.id, status=ShelterStatus(status), now=NOW)

    plan = take(session, plain_list(GYM))

    assert [(row.name, reason) for row, reason in plan.kept] == [("公民館", "in_use")]
    assert len(shelters(session)) == 2


def test_a_shelter_opened_after_the_check_stops_the_import(session):
    take(session, plain_list(HALL, GYM))
    staged = stage_import(session, plan=plan_of(session, plain_list(GYM)), staff_id=SATO, now=NOW)
    set_shelter_status(session, shelter_id=shelters(session)["公民館"].id, status=ShelterStatus.open, now=NOW)

    with pytest.raises(ImportOutdated) as outdated:
        apply_import(session, import_id=staged.id, now=NOW)

    assert outdated.value.facts["in_use"] == ["公民館"]
    assert len(shelters(session)) == 2


def test_opening_one_that_stays_does_not_stop_it(session):
    take(session, plain_list(HALL, GYM))
    staged = stage_import(session, plan=plan_of(session, plain_list(GYM)), staff_id=SATO, now=NOW)
    set_shelter_status(session, shelter_id=shelters(session)["体育館"].id, status=ShelterStatus.open, now=NOW)

    apply_import(session, import_id=staged.id, now=NOW)

    assert shelters(session)["体育館"].status is ShelterStatus.open


def test_a_faulty_row_doesnt_remove_the_shelter_it_means(session):
    take(session, plain_list(HALL, GYM))

    plan = take(session, plain_list("063673,1,公民館,北,140.14", GYM))

    assert counts(plan) == {"unchanged": 1, "refused": 1}
    assert len(shelters(session)) == 2


def test_a_row_no_cell_can_be_trusted_of_doesnt_remove_it_either(session):
    take(session, plain_list(HALL, GYM))

    plan = take(session, plain_list("063673,1,公民館,38.73,140.14,x", GYM))

    assert [fault.reason for fault in plan.refused] == ["too_many_cells"]
    assert len(shelters(session)) == 2


def test_a_known_shelter_keeps_its_position_when_the_cells_are_empty(session):
    take(session, plain_list(HALL))

    plan = take(session, plain_list("063673,1,公民館,,", "063673,9,広場,,"))

    assert [(note.row_no, note.reason) for note in plan.notes] == [(2, "position_kept")]
    assert [(fault.row_no, fault.column, fault.reason) for fault in plan.refused] == [(3, "緯度", "no_position")]
    assert shelters(session)["公民館"].latitude == 38.73


def test_one_code_or_one_place_twice_in_a_file_is_refused(session):
    take(session, plain_list(HALL))

    plan = plan_of(
        session,
        plain_list(HALL, "063673,1,別館,38.73,140.14", "063673,5,広場,38.7,140.1", "063673,05,公園,38.7,140.1"),
    )

    assert [(fault.row_no, fault.reason, fault.facts["first_row_no"]) for fault in plan.refused] == [
        (3, "duplicate", 2),
        (5, "duplicate", 4),
    ]


def test_a_code_that_lost_its_zeros_is_the_same_code(session):
    take(session, plain_list("063673,0007,公民館,38.73,140.14"))

    plan = plan_of(session, plain_list("63673,7,新しい名前,38.73,140.14"))

    assert [row.fields for row in plan.changed] == [{"name": ("公民館", "新しい名前")}]


def test_without_a_code_the_name_at_the_same_place_is_the_same_shelter(session):
    make(session, "髙屋公民館", capacity=10)

    plan = plan_of(
        session, csv_of("施設名,緯度,経度,収容人数", "高屋 公民館,38.7301,140.1401,20", "髙屋公民館,38.9,140.9,")
    )

    assert counts(plan) == {"changed": 1, "new": 1}


def test_the_two_files_of_the_gsi_make_one_list(session):
    take(session, csv_of(GSI_SITE, BANCHO.replace(",1,35", ",,35")))
    school = "1,E1310100009999,番町小学校,東京都千代田区六番町8,,,,35.6881,139.7341,"

    plan = take(session, csv_of(GSI_SHELTER, school, "2,E1310100008888,体育館,一番町1,,,,35.69,139.74,"))

    assert counts(plan) == {"changed": 1, "new": 1}
    found = shelters(session)
    assert found["番町小学校"].kinds == ["site", "shelter"]
    assert found["番町小学校"].hazards == ["flood", "storm_surge", "earthquake", "inland_flood"]
    assert found["体育館"].kinds == ["shelter"]


def test_each_file_of_the_gsi_takes_away_only_its_own(session):
    take(session, csv_of(GSI_SITE, BANCHO, "2,E1310100000002,広場,二番町,1,,,,,,,,,35.69,139.75,"))
    school = "2,E1310100002201,番町小学校,東京都千代田区六番町8,1,,,35.6881,139.7341,"
    take(session, csv_of(GSI_SHELTER, "1,E1310100000003,体育館,一番町1,,,,35.69,139.74,", school))

    plan = take(session, csv_of(GSI_SITE, "9,E1310100000009,公園,三番町,1,,,,,,,,,35.70,139.75,"))

    assert [row.name for row in plan.removed] == ["広場"]
    found = shelters(session)
    assert sorted(found) == ["体育館", "公園", "番町小学校"]


def test_a_place_that_is_no_site_any_more_serves_no_hazard(session):
    take(session, csv_of(GSI_SITE, BANCHO))

    take(session, csv_of(GSI_SITE, "9,E1310100000009,公園,三番町,1,,,,,,,,,35.70,139.75,"))

    school = shelters(session)["番町小学校"]
    assert (school.kinds, school.hazards) == (["shelter"], [])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_our_own_export_comes_back_unchanged(session, encoding):
    make(
        session,
        "髙屋公民館",
        kana="タカヤ",
        address="-1番地",
        hazards=["flood", "volcano"],
        kinds=["shelter", "welfare"],
        capacity=120,
        note="=危険\n2階へ 10〜12時",
        url="https://example.jp",
        serves="一区・二区",
    )
    make(session, "広場")
    written = write_csv(
        COLUMNS, [shelter_cells(each, STATUS_LABELS) for each in shelters(session).values()], encoding=encoding
    )

    plan = plan_of(session, written.data)

    assert plan.layout == "own"
    assert counts(plan) == {"unchanged": 2}


def test_the_export_tells_how_each_shelter_stands(session):
    shelter = make(session)
    set_shelter_status(session, shelter_id=shelter.id, status=ShelterStatus.open, now=NOW)
    set_headcount(session, shelter_id=shelter.id, headcount=3, now=NOW)

    written = write_csv(COLUMNS, [shelter_cells(shelter, STATUS_LABELS | {"open": "開設中"})])

    row = read_table(written.data, max_rows=9).rows[0]
    assert (row.cells["状態"], row.cells["避難者数"], row.cells["並び順"]) == ("開設中", "3", "10")


def test_an_edit_after_the_check_stops_the_import(session):
    take(session, plain_list(HALL))
    staged = stage_import(session, plan=plan_of(session, plain_list(GYM)), staff_id=SATO, now=NOW)
    hall = shelters(session)["公民館"]
    edit_shelter(session, shelter_id=hall.id, changes={"capacity": 5}, revision=hall.revision, now=NOW)

    with pytest.raises(ImportOutdated):
        apply_import(session, import_id=staged.id, now=NOW)


def test_two_places_of_one_name_without_addresses_are_two(session):
    plan = take(
        session, csv_of("名称,住所,緯度,経度", "公民館,,38.7,140.1", "公民館,,38.8,140.1", "公民館,,38.7,140.1")
    )

    assert len(plan.new) == 2
    assert [(fault.row_no, fault.reason) for fault in plan.refused] == [(4, "duplicate")]


def test_a_place_that_is_no_longer_public_goes(session):
    line = "公民館,こうみんかん,古口,38.7,140.1,,1,1,,063673,1,{}" + "," * 9
    other = "体育館,たいいくかん,古口,38.7,140.2,,1,1,,063673,2,〇" + "," * 9
    take(session, csv_of(LSC, line.format("〇"), other))

    take(session, csv_of(LSC, line.format(""), other))

    assert set(shelters(session)) == {"体育館"}
