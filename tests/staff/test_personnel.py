"""職員 取込: the personnel change by CSV, all of it or nothing; and 職員 出力."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from data.csvtext import TableRefused, read_table
from data.imports.service import ImportApplied, ImportNotFound
from data.staff.invitations import invite, renew_codes, use_invitation
from data.staff.models import Invitation, StaffMember
from data.staff.personnel import (
    apply_personnel,
    find_list,
    keep_list,
    read_personnel,
)
from data.staff.personnel_plan import plan_personnel
from data.staff.rights import RIGHTS, ROLES, StaffIdentity
from data.staff.service import LastAdministrator, NotAllowed
from data.teams.service import make_team
from staffbot.commands import EXPORTS
from staffbot.commands.staff_list import personnel_words
from staffbot.values import read_conditions

NOW = datetime(2026, 4, 1, 0, 0, tzinfo=UTC)
HEAD = "処理,番号,名前,権限,チーム"


@pytest.fixture
def by(session):
    """Chief #1, Sato #2 (operator, 防災), Mori #3 (viewer), two teams; the administrator who changes them."""
    chief = StaffMember(name="Chief", role="administrator", joined_at=NOW)
    session.add(chief)
    session.flush()
    by = StaffIdentity(chief.id, "Chief", "administrator", rights=frozenset(RIGHTS))
    team = make_team(session, name="防災", by=by)
    make_team(session, name="税務", by=by)
    session.add(StaffMember(name="Sato", role="operator", team_id=team.id, joined_at=NOW))
    session.flush()
    session.add(StaffMember(name="Mori", role="viewer", joined_at=NOW))
    session.flush()
    return by


def numbers(session):
    return {member.name: member.id for member in session.scalars(select(StaffMember))}


def file_of(session, *lines, head=HEAD):
    text = "\r\n".join([head, *lines])
    for name, number in numbers(session).items():
        text = text.replace(f"<{name}>", str(number))
    return text.encode()


def plan(session, by, *lines, head=HEAD):
    rows = read_personnel(file_of(session, *lines, head=head)).rows
    return plan_personnel(session, rows, words=personnel_words(session), by=by, now=NOW)


def apply(session, by, *lines):
    rows = read_personnel(file_of(session, *lines)).rows
    number = keep_list(session, rows=rows, staff_id=by.id, file_name="a.csv", now=NOW)
    return apply_personnel(session, list_id=number, words=personnel_words(session), by=by, now=NOW)


def state(session):
    session.expire_all()
    return [
        (one.name, one.role, one.team_id is not None, one.deleted_at is not None)
        for one in session.scalars(select(StaffMember).order_by(StaffMember.id))
    ]


def test_one_file_creates_changes_and_deletes(session, by):
    done, invited = apply(
        session, by, ",,伊藤 花,編集担当,税務", ",<Sato>,佐藤,管理者,税務", "削除,<Mori>,Mori,,", ",<Chief>,,,"
    )

    assert (len(done.new), len(done.changed), len(done.removed), done.unchanged) == (1, 1, 1, 1)
    assert state(session) == [
        ("Chief", "administrator", False, False),
        ("佐藤", "administrator", True, False),
        ("Mori", "viewer", False, True),
    ]
    ((invitation, code),) = renew_codes(session, invitation_ids=invited, now=NOW)
    member = use_invitation(session, code=code, line_user_id="U9", now=NOW)
    assert (member.name, member.role, member.team_id) == ("伊藤 花", "editor", invitation.team_id)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",,,閲覧,", "no_name"),
        (",,新人,,", "no_role"),
        (",,新人,村長,", "unknown_role"),
        (",,新人,閲覧,宇宙課", "unknown_team"),
        (",,Mori,閲覧,", "name_exists"),
        (",,Ito,閲覧,", "name_exists"),  # she is invited already
        ("採用して,,新人,閲覧,", "unknown_action"),
        ("登録,<Mori>,Mori,閲覧,", "number_and_add"),
        (",99,Mori,閲覧,", "unknown_number"),
        (",三番,Mori,閲覧,", "bad_number"),
        (f",,{'長' * 61},閲覧,", "bad_name"),
        (f",<Mori>,{'長' * 61},閲覧,", "bad_name"),
        ("削除,<Mori>,Sato,,", "other_name"),
        ("削除,,だれか,,", "unknown_name"),
        ("削除,<Chief>,Chief,,", "yourself"),
        (",<Chief>,Chief,閲覧,", "last_administrator"),
    ],
)
def test_a_row_that_cannot_be_is_named_with_its_reason_and_nothing_is_applied(session, by, line, reason):
    invite(session, role="viewer", name="Ito", by=by, now=NOW)
    before = state(session)

    found = plan(session, by, ",<Sato>,,閲覧,", line)
    assert [(fault.row_no, fault.reason) for fault in found.refused] == [(3, reason)]

    with pytest.raises(ImportNotFound):
        apply(session, by, ",<Sato>,,閲覧,", line)
    assert state(session) == before


def test_one_person_twice_is_refused_with_the_first_row(session, by):
    found = plan(session, by, ",<Mori>,,運用,", "削除,<Mori>,,,", ",,新人,閲覧,", "登録,,新人,閲覧,")

    assert [(fault.row_no, fault.facts["first"]) for fault in found.refused] == [(3, 2), (5, 4)]


def test_two_of_one_name_need_their_numbers(session, by):
    session.add(StaffMember(name="Mori", role="viewer", joined_at=NOW))
    session.flush()

    assert [fault.reason for fault in plan(session, by, "削除,,Mori,,").refused] == ["twin_name"]
    assert plan(session, by, "登録,,Mori,閲覧,").refused == []


def test_the_administrators_may_change_hands_in_one_file(session, by):
    apply(session, by, ",<Chief>,,閲覧,", ",<Sato>,,管理者,")

    assert [role for _, role, _, _ in state(session)] == ["viewer", "administrator", "viewer"]


def test_without_an_administrator_left_every_row_that_takes_one_away_is_named(session, by):
    session.add(StaffMember(name="Second", role="administrator", joined_at=NOW))
    session.add(StaffMember(name="Gone", role="administrator", joined_at=NOW, stopped_at=NOW))
    session.flush()

    found = plan(session, by, ",<Chief>,,閲覧,", "削除,<Second>,,,")
    assert [(fault.row_no, fault.reason) for fault in found.refused] == [
        (2, "last_administrator"),
        (3, "last_administrator"),
    ]


def test_who_holds_little_changes_nobody_who_may_more(session, by):
    small = StaffIdentity(3, "Small", "", rights=ROLES["viewer"] | {"staff:write"})

    found = plan(session, small, ",<Sato>,佐藤,,", "削除,<Chief>,,,", ",,新人,管理者,", ",<Mori>,,編集,")
    assert {fault.reason for fault in found.refused} == {"beyond"}
    assert len(found.refused) == 4


def test_missing_columns_and_empty_cells_leave_things_as_they_are(session, by):
    assert plan(session, by, "<Sato>,佐藤", head="番号,名前").changed[0].changes == {"name": "佐藤"}
    assert plan(session, by, ",<Sato>,,,").unchanged == 1
    assert plan(session, by, ",<Sato>,,,なし").changed[0].changes == {"leaves_team": True}


def test_a_list_is_applied_once_by_its_person_within_a_day(session, by):
    rows = read_personnel(file_of(session, ",<Mori>,,運用,")).rows
    words = personnel_words(session)
    number = keep_list(session, rows=rows, staff_id=by.id, file_name="a.csv", now=NOW)
    with pytest.raises(ImportNotFound):
        find_list(session, list_id=number, staff_id=by.id + 1, now=NOW)
    with pytest.raises(ImportNotFound):
        find_list(session, list_id=number, staff_id=by.id, now=NOW + timedelta(hours=25))
    reader = StaffIdentity(by.id, "x", "viewer", rights=ROLES["viewer"])
    with pytest.raises(NotAllowed):
        apply_personnel(session, list_id=number, words=words, by=reader, now=NOW)

    apply_personnel(session, list_id=number, words=words, by=by, now=NOW)
    with pytest.raises(ImportApplied):
        apply_personnel(session, list_id=number, words=words, by=by, now=NOW)


@pytest.mark.parametrize("text", ["", "色,形\r\n赤,丸", "名前\r\n"])
def test_a_file_that_is_no_list_of_people_is_refused_whole(text):
    with pytest.raises(TableRefused):
        read_personnel(text.encode())


@pytest.mark.parametrize("column", ["チーム", "所属", "部署", "配属先", "係"])
def test_the_office_s_own_word_for_a_team_is_not_passed_over(session, by, column):
    found = plan(session, by, ",,新人,閲覧のみ,どこにもない課", head=f"処理,番号,氏名,権限,{column}")

    assert [one.reason for one in found.refused] == ["unknown_team"]


def test_the_export_read_again_changes_nothing(session, by):
    data = EXPORTS["staff"].build(session, read_conditions(""), NOW).csv().data
    rows = read_personnel(data).rows

    found = plan_personnel(session, rows, words=personnel_words(session), by=by, now=NOW)
    assert found.is_empty
    assert found.refused == []
    assert found.unchanged == 3


def test_the_export_says_in_words_what_was_added_to_whom(session, by):
    session.get(StaffMember, numbers(session)["Mori"]).additions = "faq:write shelters:status"

    data = EXPORTS["staff"].build(session, read_conditions("Mori"), NOW).csv().data

    (mori,) = read_table(data, max_rows=10).rows
    assert mori.cells["足した権限"] == "避難所（状態の変更）、FAQ（編集）"


def test_the_export_is_narrowed_like_the_list_and_harmless_to_spreadsheets(session, by):
    session.add(StaffMember(name="=1+1", role="viewer", joined_at=NOW))
    session.flush()

    data = EXPORTS["staff"].build(session, read_conditions("権限=閲覧のみ"), NOW).csv().data
    names = [row.cells["名前"] for row in read_table(data, max_rows=10).rows]
    assert names == ["Mori", "=1+1"]
    assert b"'=1+1" in data


_CELL = st.sampled_from(
    [
        "",
        "登録",
        "変更",
        "削除",
        "Mori",
        "Sato",
        "Chief",
        "新人",
        "1",
        "2",
        "3",
        "9",
        "閲覧",
        "管理者",
        "防災",
        "x" * 70,
        "なし",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(*[_CELL] * 5), min_size=1, max_size=4))
def test_whatever_stands_in_a_file_it_is_applied_whole_or_not_at_all(session, by, rows):
    lines = [",".join(cells) for cells in rows if any(cells)]
    if not lines:
        return
    before = state(session)
    with session.begin_nested() as savepoint:
        found = plan(session, by, *lines)
        if found.refused:
            with pytest.raises((ImportNotFound, LastAdministrator)):
                apply(session, by, *lines)
            assert state(session) == before
        else:
            done, invited = apply(session, by, *lines)
            assert len(invited) == len(done.new) == len(session.scalars(select(Invitation)).all())
            assert any(role == "administrator" and not gone for _, role, _, gone in state(session))
        savepoint.rollback()
    session.expire_all()
