"""Roles a town makes: the service is the second lock, for whoever comes past the gate."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from data.staff.invitations import make_invitation
from data.staff.models import StaffMember
from data.staff.rights import ROLES, StaffIdentity
from data.staff.roles import (
    BeyondYours,
    EditedSince,
    NotAllowed,
    OnlyLent,
    RoleFixed,
    RoleInUse,
    RoleNameRefused,
    RoleNameTaken,
    UnknownRole,
    change_role,
    find_role,
    holders_of_role,
    list_roles,
    make_role,
    remove_role,
)
from data.teams.models import Team

NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)
CHIEF = StaffIdentity(99, "chief", "administrator", "", ROLES["administrator"])
CLERK = StaffIdentity(98, "clerk", "", "", frozenset({"teams:write", "faq:read"}))
REFUSED = [
    (StaffIdentity(97, "reader", "", "", frozenset({"faq:read", "faq:write"})), NotAllowed),
    (CLERK, BeyondYours),
    (
        StaffIdentity(
            96, "guest", "", "", frozenset({"teams:write", "faq:read", "faq:write"}), None, frozenset({"faq:write"})
        ),
        OnlyLent,
    ),
]


@pytest.fixture
def role(session):
    return make_role(session, name="受付", rights={"faq:read"}, by=CHIEF)


@pytest.mark.parametrize(("by", "refusal"), REFUSED)
def test_nobody_makes_a_role_of_what_he_cannot_give(session, by, refusal):
    with pytest.raises(refusal):
        make_role(session, name="FAQ係", rights={"faq:write"}, by=by)

    assert all(one.is_given for one in list_roles(session))


@pytest.mark.parametrize(("by", "refusal"), REFUSED)
def test_nobody_adds_to_a_role_what_he_cannot_give(session, role, by, refusal):
    with pytest.raises(refusal):
        change_role(session, role_key=role.role_key, by=by, revision=role.revision, rights={"faq:write"})

    assert find_role(session, role.role_key).rights == {"faq:read"}


def test_nobody_takes_from_a_role_what_he_does_not_hold(session):
    strong = make_role(session, name="FAQ係", rights={"faq:read", "faq:write"}, by=CHIEF)

    with pytest.raises(BeyondYours):
        change_role(session, role_key=strong.role_key, by=CLERK, revision=strong.revision, rights={"faq:read"})
    with pytest.raises(BeyondYours):
        remove_role(session, role_key=strong.role_key, by=CLERK, now=NOW)

    assert find_role(session, strong.role_key).rights == {"faq:read", "faq:write"}


def test_of_two_who_change_a_role_the_second_sees_the_change_first(session, role):
    other = make_role(session, name="当直", rights={"faq:read"}, by=CHIEF)
    changed = change_role(session, role_key=role.role_key, by=CHIEF, revision=1, name="総合受付", rights={"forms:read"})

    with pytest.raises(EditedSince):
        change_role(session, role_key=role.role_key, by=CHIEF, revision=1, name="案内")

    assert (changed.name, changed.rights, changed.revision) == ("総合受付", "forms:read", 2)
    assert (find_role(session, other.role_key).name, find_role(session, other.role_key).rights) == (
        "当直",
        {"faq:read"},
    )


@pytest.mark.parametrize(
    ("name", "reason"),
    [(" ", "empty"), ("あ" * 61, "too_long"), ("総合受付", "taken"), ("総合　受付", "taken"), ("あ" * 60, None)],
)
def test_a_role_has_a_name_of_its_own(session, role, name, reason):
    make_role(session, name="総合受付", rights=(), by=CHIEF)

    if reason is None:
        assert change_role(session, role_key=role.role_key, by=CHIEF, revision=1, name=name).revision == 2
        return
    with pytest.raises(RoleNameRefused) as refused:
        change_role(session, role_key=role.role_key, by=CHIEF, revision=1, name=name)

    assert refused.value.facts["reason"] == reason
    assert isinstance(refused.value, RoleNameTaken) == (reason == "taken")


def test_a_role_keeps_its_own_name_when_only_its_rights_change(session, role):
    assert change_role(session, role_key=role.role_key, by=CHIEF, revision=1, name="受付").name == "受付"


def test_the_given_roles_stay(session):
    with pytest.raises(RoleFixed):
        change_role(session, role_key="viewer", by=CHIEF, revision=0, rights=())
    with pytest.raises(RoleFixed):
        remove_role(session, role_key="viewer", by=CHIEF, now=NOW)
    with pytest.raises(UnknownRole):
        remove_role(session, role_key="r-nothing", by=CHIEF, now=NOW)


def test_a_role_goes_once_nobody_has_it_any_more(session, role):
    other = make_role(session, name="当直", rights=(), by=CHIEF)
    team = Team(name="防災", name_key="防災", role=role.role_key)
    member = StaffMember(name="Sato", role=role.role_key, joined_at=NOW)
    busy = StaffMember(name="Mori", role=other.role_key, joined_at=NOW)
    session.add_all([team, member, busy, Team(name="総務", name_key="総務", role=other.role_key)])
    invited, _ = make_invitation(session, role=role.role_key, name="Taro", now=NOW)
    make_invitation(session, role=other.role_key, name="Hanako", now=NOW)
    assert holders_of_role(session, role.role_key, NOW) == ["防災", "Sato", "Taro"]

    with pytest.raises(RoleInUse) as refused:
        remove_role(session, role_key=role.role_key, by=CHIEF, now=NOW)
    assert (refused.value.facts["who"], refused.value.facts["count"]) == ("防災、Sato、Taro", 3)

    team.role, member.deleted_at = "", NOW
    session.flush()
    assert holders_of_role(session, role.role_key, invited.expires_at - timedelta(seconds=1)) == ["Taro"]
    assert holders_of_role(session, role.role_key, invited.expires_at) == []
    invited.used_at = NOW
    session.flush()
    remove_role(session, role_key=role.role_key, by=CHIEF, now=NOW)

    assert [one.name for one in list_roles(session) if not one.is_given] == ["当直"]
