"""Invitation codes: one use, 72 hours, five wrong ones an hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from data.staff.invitations import (
    AlreadyRegistered,
    BadName,
    CodeRefused,
    TooManyCodes,
    invite,
    note_wrong_code,
    open_invitations,
    use_invitation,
)
from data.staff.models import Invitation, StaffMember
from data.staff.roles import UnknownRole
from data.staff.service import identify

NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)


def reason_of(session, code, who="U9", now=NOW):
    with pytest.raises(CodeRefused) as refused:
        use_invitation(session, code=code, line_user_id=who, now=now)
    return refused.value.facts["reason"]


@pytest.mark.parametrize("typed", [str, str.lower, lambda c: c.replace("-", " "), lambda c: c.replace("-", "－")])
def test_a_code_works_however_it_is_typed(session, typed):
    code = invite(session, role="operator", name="Sato", now=NOW)

    member = use_invitation(session, code=typed(code), line_user_id="U1", now=NOW)

    assert (member.name, member.role) == ("Sato", "operator")
    assert identify(session, "U1").may("shelters:status")


def test_a_full_width_code_works(session):
    code = invite(session, role="operator", name="Sato", now=NOW)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)

    assert use_invitation(session, code=wide, line_user_id="U1", now=NOW).name == "Sato"


def test_a_code_lets_one_person_in_once(session):
    code = invite(session, role="operator", name="Sato", now=NOW)
    use_invitation(session, code=code, line_user_id="U1", now=NOW)

    assert reason_of(session, code, "U2") == "used"
    assert session.scalars(select(StaffMember)).one().line_user_id == "U1"


def test_a_code_dies_after_72_hours(session):
    code = invite(session, role="operator", name="Sato", now=NOW)

    assert reason_of(session, code, now=NOW + timedelta(hours=72)) == "expired"
    assert open_invitations(session, now=NOW + timedelta(hours=72)) == []
    use_invitation(session, code=code, line_user_id="U1", now=NOW + timedelta(hours=71, minutes=59))


def test_five_wrong_codes_close_the_door_for_an_hour_even_to_a_right_one(session):
    code = invite(session, role="operator", name="Sato", now=NOW)
    left = []
    for minute in range(5):
        now = NOW + timedelta(minutes=minute)
        assert reason_of(session, "XXXX-XXXX-XXXX", now=now) == "unknown"
        left.append(note_wrong_code(session, line_user_id="U9", now=now))

    with pytest.raises(TooManyCodes) as refused:
        use_invitation(session, code=code, line_user_id="U9", now=NOW + timedelta(minutes=59))

    assert left == [4, 3, 2, 1, 0]
    assert refused.value.facts["until"] == NOW + timedelta(hours=1)
    use_invitation(session, code=code, line_user_id="U9", now=NOW + timedelta(hours=1))


def test_wrong_codes_of_one_person_do_not_close_the_door_to_another(session):
    for _ in range(5):
        note_wrong_code(session, line_user_id="U8", now=NOW)

    assert reason_of(session, "XXXX-XXXX-XXXX", "U9") == "unknown"


def test_a_registered_person_does_not_use_a_code_up(session):
    use_invitation(session, code=invite(session, role="viewer", name="Mori", now=NOW), line_user_id="U1", now=NOW)
    code = invite(session, role="operator", name="Sato", now=NOW)

    with pytest.raises(AlreadyRegistered):
        use_invitation(session, code=code, line_user_id="U1", now=NOW)

    assert use_invitation(session, code=code, line_user_id="U2", now=NOW).name == "Sato"


def test_only_the_hash_of_a_code_is_kept(session):
    code = invite(session, role="operator", name="Sato", now=NOW)

    stored = repr(session.execute(select(Invitation.__table__)).one())

    assert code not in stored
    assert code.replace("-", "") not in stored


@pytest.mark.parametrize(
    ("role", "name", "error"),
    [("king", "Sato", UnknownRole), ("viewer", "  ", BadName), ("viewer", "a" * 61, BadName)],
)
def test_an_invitation_needs_a_role_and_a_name(session, role, name, error):
    with pytest.raises(error):
        invite(session, role=role, name=name, now=NOW)

    assert session.scalars(select(Invitation)).all() == []
