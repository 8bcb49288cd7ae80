"""Staging a list and applying it exactly once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from data.db.changes import TOPICS_KEY
from data.faq.models import Faq, FaqDraft
from data.imports.models import StagedImport
from data.imports.plan import CHUNK
from data.imports.service import (
    ImportApplied,
    ImportNotFound,
    ImportOutdated,
    apply_import,
    count_of,
    forget_imports,
    open_import,
    stage_import,
    stage_rows,
    staged_import,
)
from tests.faq.lists import NOW, SATO, add, csv_of, plan_of


def staged(session, *rows: str) -> StagedImport:
    return stage_import(session, plan=plan_of(session, csv_of(*rows)), staff_id=SATO, now=NOW, file_name="faq.csv")


def test_a_staged_list_is_seen_by_nobody(session):
    staged(session, "F1,ごみ,月曜です")

    assert count_of(session, "faq") == 0


def test_applying_writes_all_of_it_and_says_so_to_the_snapshot(session):
    add(session, "古い")
    plan = staged(session, "F1,ごみ,月曜です", "F2,水道,役場へ")
    session.info.clear()

    applied = apply_import(session, import_id=plan.id, now=NOW)

    assert sorted(session.scalars(select(Faq.code))) == ["F1", "F2"]
    assert applied.applied_at == NOW
    assert session.info[TOPICS_KEY] == {"faq"}


def test_a_second_tap_applies_nothing(session):
    plan = staged(session, "F1,ごみ,月曜です")
    apply_import(session, import_id=plan.id, now=NOW)

    with pytest.raises(ImportApplied):
        apply_import(session, import_id=plan.id, now=NOW)

    assert count_of(session, "faq") == 1


@pytest.mark.parametrize("meanwhile", ["added", "edited", "removed"])
def test_other_records_than_when_it_was_checked_stop_it(session, meanwhile):
    from data.faq.service import edit_faq, remove_faq

    faq = add(session, "古い")
    plan = staged(session, "F1,ごみ,月曜です")
    if meanwhile == "added":
        add(session, "新しい")
    elif meanwhile == "edited":
        edit_faq(session, faq_id=faq.id, changes={"answer": "別"}, revision=1, now=NOW)
    else:
        remove_faq(session, faq_id=faq.id, revision=1)
    before = sorted(session.scalars(select(Faq.question)))

    with pytest.raises(ImportOutdated):
        apply_import(session, import_id=plan.id, now=NOW)

    assert sorted(session.scalars(select(Faq.question))) == before


def test_two_lists_checked_side_by_side_are_not_applied_over_each_other(session):
    first, second = staged(session, "F1,ごみ,月曜です"), staged(session, "F1,ごみ,火曜です")
    apply_import(session, import_id=first.id, now=NOW)

    with pytest.raises(ImportOutdated):
        apply_import(session, import_id=second.id, now=NOW)


def test_changed_records_keep_their_number_and_count_up(session):
    apply_import(session, import_id=staged(session, "F1,ごみ,月曜です").id, now=NOW)
    before = session.scalar(select(Faq))
    number, public_id = before.id, before.public_id

    apply_import(session, import_id=staged(session, "F1,ごみ,火曜です").id, now=NOW + timedelta(hours=1))

    after = session.scalar(select(Faq))
    assert (after.id, after.public_id, after.answer, after.revision) == (number, public_id, "火曜です", 2)
    assert after.changed_at == NOW + timedelta(hours=1)


def test_a_list_that_is_not_staged_whole_is_not_applied(session):
    plan = plan_of(session, csv_of(*(f"F{n},語{n},答え" for n in range(CHUNK + 1))))
    half = open_import(session, plan=plan, staff_id=SATO, now=NOW)
    first, second = plan.chunks()
    stage_rows(session, import_id=half.id, rows=first)

    with pytest.raises(ImportNotFound):
        apply_import(session, import_id=half.id, now=NOW)
    stage_rows(session, import_id=half.id, rows=second)
    apply_import(session, import_id=half.id, now=NOW)

    assert count_of(session, "faq") == CHUNK + 1


def test_an_import_is_good_for_a_day(session):
    plan = staged(session, "F1,ごみ,月曜です")

    assert staged_import(session, import_id=plan.id, now=NOW + timedelta(hours=24)) is plan
    with pytest.raises(ImportNotFound):
        apply_import(session, import_id=plan.id, now=NOW + timedelta(hours=24, seconds=1))


def test_an_import_that_is_not_there(session):
    with pytest.raises(ImportNotFound):
        staged_import(session, import_id=7, now=NOW)


def drafts(session) -> int:
    return session.scalar(select(func.count()).select_from(FaqDraft))


def test_old_unapplied_imports_are_forgotten_in_bites(session):
    staged(session, "F1,ごみ,月曜です", "F2,水道,役場へ")

    assert forget_imports(session, now=NOW + timedelta(hours=24)) == 0
    assert forget_imports(session, now=NOW + timedelta(hours=25), limit=1) == 1
    assert drafts(session) == 1
    assert forget_imports(session, now=NOW + timedelta(hours=25), limit=1) == 1
    assert forget_imports(session, now=NOW + timedelta(hours=25), limit=1) == 0
    assert session.scalar(select(func.count()).select_from(StagedImport)) == 0


def test_what_was_applied_is_kept_on_record_without_its_rows(session):
    plan = staged(session, "F1,ごみ,月曜です")
    apply_import(session, import_id=plan.id, now=NOW)

    forget_imports(session, now=NOW)
    forget_imports(session, now=NOW + timedelta(days=3))

    assert drafts(session) == 0
    assert session.scalar(select(StagedImport.applied_at)) == NOW


def test_the_plan_is_kept_as_json_with_all_that_is_shown(session):
    add(session, "古い")
    plan = staged(session, "F1,ごみ,月曜です", "F2,,").plan

    assert plan["counts"]["new"] == plan["counts"]["removed"] == plan["counts"]["refused"] == 1
    assert plan["new"] == [{"row_no": 2, "name": "ごみ"}]
    assert plan["removed"][0]["name"] == "古い"
    assert plan["refused"][0] == {"row_no": 3, "column": "キーワード", "reason": "empty", "facts": {}}
    assert (plan["encoding"], plan["layout"]) == ("utf-8", "other")
