"""Who is at the counter, and stopping members."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from data.staff.models import StaffMember
from data.staff.rights import RIGHTS, ROLES, StaffIdentity, rights_of
from data.staff.service import (
    LastAdministrator,
    MemberNotFound,
    NotAllowed,
    holders_of,
    identify,
    identify_console,
    release_member,
    stop_member,
)

NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)
CHIEF = StaffIdentity(99, "chief", "administrator", "", ROLES["administrator"])


def join(session, name, role, **more):
    member = StaffMember(name=name, role=role, line_user_id=f"U-{name}", joined_at=NOW, **more)
    session.add(member)
    session.flush()
    return member


def test_a_member_is_known_by_line_and_on_the_console(session):
    sato = join(session, "Sato", "operator")

    assert identify(session, "U-Sato") == identify_console(session, f"staff:{sato.id}")
    assert identify(session, "U-Sato").name == "Sato"


@pytest.mark.parametrize(
    "name", ["staff:", "staff:x", "staff:-1", "staff:1 OR 1=1", "1", "U-Sato", "staff:" + "9" * 30]
)
def test_a_damaged_console_name_is_nobody(session, name):
    join(session, "Sato", "operator")

    assert identify_console(session, name) is None


def test_stopping_takes_every_right_at_once_and_releasing_gives_them_back(session):
    sato = join(session, "Sato", "operator")

    stop_member(session, staff_id=sato.id, by=CHIEF, now=NOW)
    assert identify(session, "U-Sato") is None
    assert identify_console(session, f"staff:{sato.id}") is None

    release_member(session, staff_id=sato.id, by=CHIEF)
    assert identify(session, "U-Sato").may("shelters:status")


def test_the_last_administrator_cannot_be_stopped(session):
    first, second = join(session, "a", "administrator"), join(session, "b", "administrator")
    stop_member(session, staff_id=first.id, by=CHIEF, now=NOW)

    with pytest.raises(LastAdministrator):
        stop_member(session, staff_id=second.id, by=CHIEF, now=NOW)

    assert identify(session, "U-b") is not None


def test_the_service_asks_for_the_right_again(session):
    sato = join(session, "Sato", "operator")

    with pytest.raises(NotAllowed):
        stop_member(session, staff_id=sato.id, by=identify(session, "U-Sato"), now=NOW)
    with pytest.raises(NotAllowed):
        release_member(session, staff_id=sato.id, by=identify(session, "U-Sato"))


def test_nobody_cannot_be_stopped(session):
    with pytest.raises(MemberNotFound):
        stop_member(session, staff_id=5, by=CHIEF, now=NOW)


def test_additions_widen_one_account(session):
    join(session, "Mori", "viewer", additions="shelters:status")

    assert identify(session, "U-Mori").may("shelters:status")
    assert not identify(session, "U-Mori").may("shelters:write")
    assert [member.name for member in holders_of(session, "shelters:status")] == ["Mori"]


def test_the_four_roles_hold_known_rights_and_each_holds_the_weaker_one_s(session):
    assert all(rights <= set(RIGHTS) for rights in ROLES.values())
    assert ROLES["viewer"] < ROLES["operator"] < ROLES["editor"] < ROLES["administrator"] == set(RIGHTS)
    assert not any(right.endswith((":write", ":status", ":publish", ":answer")) for right in ROLES["viewer"])
    assert rights_of("unheard of") == frozenset()
