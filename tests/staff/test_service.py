"""Who is at the counter, and stopping members."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from data.signin.service import Known, issue_credential, look_up
from data.staff.grants import lend_rights, running_grants
from data.staff.models import StaffMember
from data.staff.rights import RIGHTS, ROLES, StaffIdentity, rights_of
from data.staff.service import (
    BeyondYours,
    LastAdministrator,
    MemberNotFound,
    NotAllowed,
    Yourself,
    change_member,
    delete_member,
    find_member,
    holders_of,
    identify,
    identify_console,
    list_members,
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


def test_the_service_asks_again_who_is_above_and_who_is_oneself(session):
    chief, sato = join(session, "a", "administrator"), join(session, "Sato", "operator")
    join(session, "b", "administrator")
    clerk = StaffIdentity(98, "clerk", "", "", frozenset({"staff:write"}))

    for change in (stop_member, delete_member):
        with pytest.raises(BeyondYours):
            change(session, staff_id=chief.id, by=clerk, now=NOW)
        with pytest.raises(NotAllowed):
            change(session, staff_id=chief.id, by=identify(session, "U-Sato"), now=NOW)
        with pytest.raises(Yourself):
            change(session, staff_id=chief.id, by=identify(session, "U-a"), now=NOW)
    with pytest.raises(BeyondYours):
        change_member(session, staff_id=sato.id, by=clerk, now=NOW, name="S")

    assert (identify(session, "U-a").name, identify(session, "U-Sato").name) == ("a", "Sato")


def test_the_last_administrator_keeps_the_role_and_the_account(session):
    chief = join(session, "a", "administrator")
    stopped = join(session, "b", "administrator", stopped_at=NOW)

    with pytest.raises(LastAdministrator):
        change_member(session, staff_id=chief.id, by=CHIEF, now=NOW, role="viewer")
    with pytest.raises(LastAdministrator):
        delete_member(session, staff_id=chief.id, by=CHIEF, now=NOW)
    delete_member(session, staff_id=stopped.id, by=CHIEF, now=NOW + timedelta(days=1))

    assert identify(session, "U-a").role == "administrator"
    assert (stopped.stopped_at, stopped.deleted_at) == (NOW, NOW + timedelta(days=1))


def test_a_deletion_takes_what_the_member_had_and_nothing_of_others(session):
    sato, mori = join(session, "Sato", "operator"), join(session, "Mori", "viewer")
    join(session, "a", "administrator")
    chief, until = identify(session, "U-a"), NOW + timedelta(hours=3)
    for member in (sato, mori):
        lend_rights(session, staff_id=member.id, rights={"faq:write"}, until=until, by=chief, now=NOW)
        issue_credential(session, staff_id=member.id, sign_in_id=member.name.lower(), password_hash="hash", now=NOW)

    delete_member(session, staff_id=sato.id, by=CHIEF, now=NOW)
    session.expire_all()

    assert [grant.staff_id for grant in running_grants(session, now=NOW)] == [mori.id]
    assert (look_up(session, "sato"), look_up(session, "mori").staff_id) == (Known(), mori.id)
    assert [member.name for member in session.scalars(list_members())] == ["Mori", "a"]
    with pytest.raises(MemberNotFound):
        find_member(session, sato.id)


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
