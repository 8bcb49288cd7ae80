"""住民 取込 and 出力: checked whole, refused by row, all or nothing, back again."""

from __future__ import annotations

import pytest

from data.attributes.answers import history_of, set_values, values_of
from data.csvtext import TableRefused
from data.imports.service import ImportOutdated, apply_import, stage_import
from data.imports.undoing import apply_undoably, undo_import
from data.residents.importing import plan_residents, read_residents
from staffbot.commands.residents_lists import EXPORT
from staffbot.values import read_conditions
from tests.gate.sample import NOW
from tests.segments.people import NOW as MET
from tests.segments.people import TODAY, resident, seed


@pytest.fixture
def people(session):
    seed(session)
    return [
        resident(session, 1, name="花子", home_area="古口", topics=["防災"], children=[{"birth": "2020-01-02"}]),
        resident(session, 2, household_size=3, fire_brigade=False, birth_on="1990-05-06"),
        resident(session, 3, channel="test", home_area="角川"),
    ]


def plan(session, text, encoding="utf-8"):
    return plan_residents(session, read_residents(text.encode(encoding)), today=TODAY)


def refusals(found):
    return [(fault.row_no, fault.column, fault.reason) for fault in found.refused]


def test_what_was_given_out_comes_back_unchanged(session, people):
    table = EXPORT.build(session, read_conditions(""), NOW)

    for data in (table.csv().data, table.csv("cp932").data):
        found = plan_residents(session, read_residents(data), today=TODAY)
        assert (found.unchanged, found.changed, refusals(found)) == (2, [], [])
    assert [row[0] for row in table.rows] == [1, 2]
    assert [row[0] for row in EXPORT.build(session, read_conditions("居住地=角川 テスト"), NOW).rows] == [3]


def test_only_filled_cells_change_anything(session, people):
    found = plan(session, "番号,居住地,話題,お名前\n1,角川,,なし\n#2,,防災、子育て,太郎\n")

    assert [(row.target_id, row.fields) for row in found.changed] == [
        (1, {"home_area": ("古口", "角川"), "name": ("花子", None)}),
        (2, {"topics": (None, ["防災", "子育て"]), "name": (None, "太郎")}),
    ]
    assert found.new == found.removed == []


def test_a_row_without_a_number_says_just_that(session, people):
    assert refusals(plan(session, "番号,居住地\n,古口\n")) == [(2, "番号", "no_number")]


def test_each_fault_names_its_row_and_column(session, people):
    text = (
        "番号,居住地,世帯人数,生年月日,お名前,宇宙\n1,月,3,,,\n2,,99,2999-01-01,,\n77,古口,,,,\n"
        "x,古口,,,,\n1,古口,,,,\n3,,," + ",あ" * 1 + "あ" * 60 + ",\n"
    )

    assert refusals(plan(session, text)) == [
        (1, "宇宙", "unknown_column"),
        (2, "居住地", "unknown_choice"),
        (3, "世帯人数", "too_large"),
        (3, "生年月日", "in_future"),
        (4, "", "unknown_resident"),
        (5, "番号", "not_a_number"),
        (6, "", "duplicate"),
        (7, "お名前", "too_long"),
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("居住地\n古口\n".encode(), "missing_column"),
        ("番号,居住地,居住地\n1,古口,角川\n".encode(), "duplicate_column"),
        ("番号,居住地\n1,古口\n".encode("utf-16"), "utf16"),
        ("番号,居住地\n1,古口\n".encode("euc-jp"), "unknown_encoding"),
        (b"", "empty"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(data, reason):
    with pytest.raises(TableRefused) as refused:
        read_residents(data)

    assert refused.value.facts["reason"] == reason


def test_an_import_is_applied_whole_with_history_and_taken_back(session, people):
    staged = stage_import(session, plan=plan(session, "番号,居住地\n1,角川\n2,古口\n"), staff_id=1, now=NOW)

    _, kept_id = apply_undoably(session, import_id=staged.id, now=NOW, removes=True)

    assert values_of(session, 1)["home_area"] == "角川"
    assert values_of(session, 1)["name"] == "花子"
    assert values_of(session, 2)["home_area"] == "古口"
    [change] = history_of(session, 1)
    assert (change.by, change.changes) == (f"import:{staged.id}", {"home_area": ["古口", "角川"]})

    undo_import(session, kept_id=kept_id, now=NOW)

    assert values_of(session, 1)["home_area"] == "古口"
    assert "home_area" not in values_of(session, 2)
    assert [one.by for one in history_of(session, 1)] == ["undo", f"import:{staged.id}"]


def test_nothing_is_applied_or_taken_back_over_a_change_in_between(session, people):
    staged = stage_import(session, plan=plan(session, "番号,居住地\n1,角川\n2,古口\n"), staff_id=1, now=NOW)
    set_values(session, 2, {"fire_brigade": True}, by="resident", now=MET)

    with pytest.raises(ImportOutdated):
        apply_import(session, import_id=staged.id, now=NOW)
    assert values_of(session, 1)["home_area"] == "古口"

    staged = stage_import(session, plan=plan(session, "番号,居住地\n1,角川\n2,古口\n"), staff_id=1, now=NOW)
    _, kept_id = apply_undoably(session, import_id=staged.id, now=NOW, removes=True)
    set_values(session, 2, {"fire_brigade": False}, by="resident", now=MET)
    with pytest.raises(ImportOutdated):
        undo_import(session, kept_id=kept_id, now=NOW)
    assert values_of(session, 1)["home_area"] == "角川"


def test_the_mirror_follows_an_import(session, people):
    from data.segments.mirror import Mirror
    from tests.segments.test_mirror import committed

    committed(session)
    mirror = Mirror()
    mirror.load(session)
    staged = stage_import(session, plan=plan(session, "番号,居住地\n1,角川\n2,角川\n"), staff_id=1, now=NOW)
    apply_import(session, import_id=staged.id, now=NOW)
    committed(session)

    assert mirror.catch_up(session) == 2
    assert mirror.used("home_area", "角川") == 3
