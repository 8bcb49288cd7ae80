"""Putting rows back, unless somebody changed them since."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from data.db.changes import TOPICS_KEY
from data.staff.models import StaffMember
from data.staff.rights import StaffIdentity
from data.staff.service import NotAllowed
from data.town.models import TownSetting
from data.undo import NothingToUndo, RecordChanged, RowChange, UndoNote, keep_undo, snapshot_row, undo_entry
from data.undo.models import UndoEntry

NOW = datetime(2026, 4, 10, 3, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def sato(session):
    member = StaffMember(name="Sato", role="operator", line_user_id="U1", joined_at=NOW)
    session.add(member)
    session.flush()
    return member


@pytest.fixture
def mori(session):
    member = StaffMember(name="Mori", role="viewer", line_user_id="U2", joined_at=NOW)
    session.add(member)
    session.flush()
    return member


def known(member, *rights):
    return StaffIdentity(member.id, member.name, member.role, "", frozenset(rights))


def change(session, member, staff, **values):
    before = snapshot_row(member)
    for name, value in values.items():
        setattr(member, name, value)
    note = UndoNote((RowChange("staff_member", member.id, before, snapshot_row(member)),), topics=("staff",))
    keep_undo(session, staff_id=staff.id, said="職員 停止", note=note, now=NOW)


def undo_last(session, *, by, now):
    """Take back the latest command of this person that still stands."""
    latest = select(UndoEntry).where(UndoEntry.staff_id == by.id).order_by(UndoEntry.id.desc())
    entry = next((one for one in session.scalars(latest) if one.undone_at is None), None)
    if entry is None:
        raise NothingToUndo
    undo_entry(session, entry, by=by, now=now)


def test_a_change_is_taken_back_with_its_instants(session, sato, mori):
    change(session, mori, sato, stopped_at=NOW + timedelta(days=1), name="M")

    undo_last(session, by=known(sato), now=NOW)

    assert (mori.name, mori.stopped_at, mori.joined_at) == ("Mori", None, NOW)
    assert session.info[TOPICS_KEY] == {"staff"}


def test_undo_goes_back_step_by_step_and_then_says_there_is_nothing(session, sato, mori):
    change(session, mori, sato, name="first")
    change(session, mori, sato, name="second")

    undo_last(session, by=known(sato), now=NOW)
    assert mori.name == "first"
    undo_last(session, by=known(sato), now=NOW)
    assert mori.name == "Mori"
    with pytest.raises(NothingToUndo):
        undo_last(session, by=known(sato), now=NOW)


def test_what_somebody_changed_since_stays_and_is_named(session, sato, mori):
    change(session, mori, sato, name="first")
    mori.role = "editor"
    session.flush()

    with session.begin_nested() as savepoint, pytest.raises(RecordChanged) as refused:
        undo_last(session, by=known(sato), now=NOW)
    assert not savepoint.is_active

    assert refused.value.facts["columns"] == ["role"]
    assert refused.value.facts["now"]["role"] == "editor"
    assert (mori.name, mori.role) == ("first", "editor")


def test_another_person_s_command_is_not_mine_to_undo(session, sato, mori):
    change(session, mori, sato, name="first")

    with pytest.raises(NothingToUndo):
        undo_last(session, by=known(mori), now=NOW)


def test_a_made_row_goes_and_a_deleted_one_comes_back(session, sato):
    made = StaffMember(name="new", role="viewer", joined_at=NOW)
    session.add(made)
    session.flush()
    made_id = made.id
    keep_undo(
        session,
        staff_id=sato.id,
        said="x",
        note=UndoNote((RowChange("staff_member", made_id, None, snapshot_row(made)),)),
        now=NOW,
    )
    undo_last(session, by=known(sato), now=NOW)
    session.expunge(made)
    assert session.get(StaffMember, made_id) is None

    gone = StaffMember(name="old", role="viewer", joined_at=NOW)
    session.add(gone)
    session.flush()
    note = UndoNote((RowChange("staff_member", gone.id, snapshot_row(gone), None),))
    gone_id = gone.id
    session.delete(gone)
    session.flush()
    keep_undo(session, staff_id=sato.id, said="y", note=note, now=NOW)
    undo_last(session, by=known(sato), now=NOW)
    assert session.get(StaffMember, gone_id).name == "old"


def test_a_made_row_that_somebody_deleted_already_is_reported(session, sato):
    made = StaffMember(name="new", role="viewer", joined_at=NOW)
    session.add(made)
    session.flush()
    note = UndoNote((RowChange("staff_member", made.id, None, snapshot_row(made)),))
    keep_undo(session, staff_id=sato.id, said="x", note=note, now=NOW)
    session.delete(made)
    session.flush()

    with pytest.raises(RecordChanged) as refused:
        undo_last(session, by=known(sato), now=NOW)

    assert refused.value.facts["now"] is None


def test_who_lost_the_right_since_can_take_nothing_back(session, sato, mori):
    setting = TownSetting(name="town_name", value="A")
    session.add(setting)
    before = snapshot_row(setting)
    setting.value = "B"
    note = UndoNote((RowChange("town_setting", setting.name, before, snapshot_row(setting)),))
    keep_undo(session, staff_id=sato.id, said="x", note=note, now=NOW, right="settings:write")

    with pytest.raises(NotAllowed):
        undo_last(session, by=known(sato), now=NOW)
    undo_last(session, by=known(sato, "settings:write"), now=NOW)

    assert setting.value == "A"


def test_after_thirty_days_a_command_is_forgotten_when_the_next_is_kept(session, sato, mori):
    change(session, mori, sato, name="first")
    late = NOW + timedelta(days=31)
    keep_undo(session, staff_id=sato.id, said="y", note=UndoNote(()), now=late)
    undo_last(session, by=known(sato), now=late)

    with pytest.raises(NothingToUndo):
        undo_last(session, by=known(sato), now=late)

    assert mori.name == "first"
