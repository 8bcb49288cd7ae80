"""Where a right comes from: role, team, addition, grant; and that nobody gives what he does not hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from data.staff.explain import explain_right, sights_of, sources_of
from data.staff.grants import GrantRefused, end_grants, lend_rights, running_grants, take_back
from data.staff.identity import holders_of, identify, identify_console, identity_of
from data.staff.invitations import invite, use_invitation
from data.staff.models import Grant, StaffMember
from data.staff.objects import share
from data.staff.rights import RIGHTS, ROLES, StaffIdentity
from data.staff.roles import (
    BeyondYours,
    EditedSince,
    NotAllowed,
    RoleFixed,
    RoleInUse,
    RoleNameRefused,
    UnknownRole,
    change_role,
    find_role,
    list_roles,
    make_role,
    remove_role,
)
from data.staff.service import (
    LastAdministrator,
    MemberNotFound,
    change_member,
    delete_member,
    list_members,
    release_member,
    stop_member,
)
from data.teams.service import TeamInUse, TeamNameRefused, TeamNotFound, change_team, make_team, remove_team

NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=8)
CHIEF = StaffIdentity(1, "Chief", "administrator", rights=frozenset(RIGHTS))
SMALL = StaffIdentity(1, "Small", "", rights=ROLES["viewer"] | {"staff:write", "teams:write"})


def join(session, name, role="viewer", **more):
    member = StaffMember(name=name, role=role, line_user_id=f"U-{name}", joined_at=NOW, **more)
    session.add(member)
    session.flush()
    return member


@pytest.fixture
def chief(session):
    return join(session, "Chief", "administrator")


def may(session, name, right, now=NOW):
    return identify(session, f"U-{name}", now).may(right)


def test_rights_come_together_from_role_team_additions_and_grants(session, chief):
    mori = join(session, "Mori")
    assert not may(session, "Mori", "shelters:status")

    own = make_role(session, name="night", rights=["faq:answer"], by=CHIEF)
    change_member(session, staff_id=mori.id, by=CHIEF, now=NOW, role=own.role_key)
    team = make_team(session, name="fire", role="operator", by=CHIEF)
    change_member(session, staff_id=mori.id, by=CHIEF, now=NOW, team_id=team.id, additions=["spots:write"])
    lend_rights(session, staff_id=mori.id, rights=["faq:publish"], until=LATER, by=CHIEF, now=NOW)

    held = sources_of(session, mori, NOW)
    assert held["role"] == {"faq:answer"}
    assert held["team"] == ROLES["operator"]
    assert (held["addition"], held["grant"]) == ({"spots:write"}, {"faq:publish"})
    assert identify(session, "U-Mori", NOW).rights == frozenset().union(*held.values())
    assert identify(session, "U-Mori", NOW) == identify_console(session, f"staff:{mori.id}", NOW)
    assert [one.name for one in holders_of(session, "faq:publish", NOW)] == ["Chief", "Mori"]
    given = {reason.source: reason.gives for reason in explain_right(session, mori, "faq:answer", NOW)}
    assert given == {"role": True, "team": True, "addition": False, "grant": False}


def test_a_role_that_is_changed_changes_who_has_it_at_once(session, chief):
    own = make_role(session, name="night", rights=["faq:answer"], by=CHIEF)
    team = make_team(session, name="fire", role=own.role_key, by=CHIEF)
    join(session, "Mori", own.role_key)
    join(session, "Ito", "viewer", team_id=team.id)

    change_role(session, role_key=own.role_key, by=CHIEF, revision=1, rights=["spots:write"])

    for name in ("Mori", "Ito"):
        assert may(session, name, "spots:write")
        assert not may(session, name, "faq:answer")


# Grants


def test_a_grant_ends_at_its_instant_whoever_forgets_it(session, chief):
    mori = join(session, "Mori")
    lend_rights(session, staff_id=mori.id, rights=["shelters:status"], until=LATER, by=CHIEF, now=NOW)

    assert may(session, "Mori", "shelters:status", LATER - timedelta(seconds=1))
    assert not may(session, "Mori", "shelters:status", LATER)
    assert not identify(session, "U-Mori").may("shelters:status")  # without a clock nothing is lent
    assert running_grants(session, staff_id=mori.id, now=LATER) == []


def test_who_was_lent_something_is_told_once_that_it_ended(session, chief):
    mori = join(session, "Mori")
    lend_rights(session, staff_id=mori.id, rights=["shelters:status"], until=LATER, by=CHIEF, now=NOW)
    lend_rights(session, staff_id=mori.id, rights=["faq:answer"], until=LATER + timedelta(hours=1), by=CHIEF, now=NOW)

    assert end_grants(session, now=NOW) == []
    assert [member.name for _, member in end_grants(session, now=LATER)] == ["Mori"]
    assert end_grants(session, now=LATER) == []
    assert may(session, "Mori", "faq:answer", LATER)

    assert len(end_grants(session, now=LATER + timedelta(hours=1))) == 1
    assert mori.granted_until is None


def test_a_grant_can_be_taken_back(session, chief):
    mori = join(session, "Mori")
    lend_rights(session, staff_id=mori.id, rights=["shelters:status"], until=LATER, by=CHIEF, now=NOW)

    assert [grant.rights for grant in take_back(session, staff_id=mori.id, by=CHIEF, now=NOW)] == ["shelters:status"]

    assert not may(session, "Mori", "shelters:status")
    assert mori.granted_until is None
    assert end_grants(session, now=LATER) == []


@pytest.mark.parametrize(
    ("rights", "until", "reason"),
    [
        ([], LATER, "nothing"),
        (["no:such"], LATER, "nothing"),
        (["faq:answer"], NOW, "past"),
        (["faq:answer"], NOW + timedelta(days=32), "too_long"),
    ],
)
def test_a_grant_needs_rights_and_an_end_within_a_month(session, chief, rights, until, reason):
    mori = join(session, "Mori")

    with pytest.raises(GrantRefused) as refused:
        lend_rights(session, staff_id=mori.id, rights=rights, until=until, by=CHIEF, now=NOW)

    assert refused.value.facts["reason"] == reason
    assert session.scalars(select(Grant)).all() == []


def test_a_stopped_member_is_lent_nothing(session, chief):
    mori = join(session, "Mori", stopped_at=NOW)

    with pytest.raises(GrantRefused):
        lend_rights(session, staff_id=mori.id, rights=["faq:answer"], until=LATER, by=CHIEF, now=NOW)


# Nobody gives what he does not hold


def test_nobody_gives_a_right_he_does_not_hold(session, chief):
    mori = join(session, "Mori")
    strong = make_role(session, name="strong", rights=["logs:export"], by=CHIEF)
    team = make_team(session, name="fire", role="operator", by=CHIEF)
    plain = make_team(session, name="desk", by=CHIEF)
    tries = [
        lambda: invite(session, role="operator", name="x", by=SMALL, now=NOW),
        lambda: invite(session, role="viewer", name="x", team_id=team.id, by=SMALL, now=NOW),
        lambda: change_member(session, staff_id=mori.id, by=SMALL, now=NOW, role="administrator"),
        lambda: change_member(session, staff_id=mori.id, by=SMALL, now=NOW, team_id=team.id),
        lambda: change_member(session, staff_id=mori.id, by=SMALL, now=NOW, additions=["logs:read"]),
        lambda: lend_rights(session, staff_id=mori.id, rights=["faq:publish"], until=LATER, by=SMALL, now=NOW),
        lambda: make_role(session, name="own", rights=["logs:read"], by=SMALL),
        lambda: change_role(session, role_key=strong.role_key, by=SMALL, revision=1, rights=[]),
        lambda: remove_role(session, role_key=strong.role_key, by=SMALL, now=NOW),
        lambda: make_team(session, name="own", role="editor", by=SMALL),
        lambda: change_team(session, team_id=plain.id, revision=1, by=SMALL, role="editor"),
        lambda: change_team(session, team_id=team.id, revision=1, by=SMALL, role=""),
        lambda: stop_member(session, staff_id=chief.id, by=SMALL, now=NOW),
        lambda: delete_member(session, staff_id=chief.id, by=SMALL, now=NOW),
        lambda: change_member(session, staff_id=chief.id, by=SMALL, now=NOW, name="x"),
    ]
    for attempt in tries:
        with pytest.raises(BeyondYours):
            attempt()
    session.refresh(mori)
    assert (mori.role, mori.team_id, mori.additions, mori.revision) == ("viewer", None, "", 1)


def test_every_service_asks_for_its_right_again(session, chief):
    mori, reader = join(session, "Mori"), StaffIdentity(1, "Reader", "viewer", rights=ROLES["viewer"])
    team = make_team(session, name="fire", by=CHIEF)
    own = make_role(session, name="night", rights=[], by=CHIEF)
    tries = [
        lambda: invite(session, role="viewer", name="x", by=reader, now=NOW),
        lambda: change_member(session, staff_id=mori.id, by=reader, now=NOW, name="x"),
        lambda: stop_member(session, staff_id=mori.id, by=reader, now=NOW),
        lambda: release_member(session, staff_id=mori.id, by=reader),
        lambda: delete_member(session, staff_id=mori.id, by=reader, now=NOW),
        lambda: lend_rights(session, staff_id=mori.id, rights=["faq:read"], until=LATER, by=reader, now=NOW),
        lambda: take_back(session, staff_id=mori.id, by=reader, now=NOW),
        lambda: make_role(session, name="x", rights=[], by=reader),
        lambda: change_role(session, role_key=own.role_key, by=reader, revision=1, name="x"),
        lambda: remove_role(session, role_key=own.role_key, by=reader, now=NOW),
        lambda: make_team(session, name="x", by=reader),
        lambda: change_team(session, team_id=team.id, revision=1, by=reader, name="x"),
        lambda: remove_team(session, team_id=team.id, by=reader, now=NOW),
    ]
    for attempt in tries:
        with pytest.raises(NotAllowed):
            attempt()


# Two at once, and the last administrator


def test_of_two_who_saw_the_same_account_the_second_changes_nothing_unseen(session, chief):
    mori = join(session, "Mori")
    change_member(session, staff_id=mori.id, by=CHIEF, now=NOW, revision=1, role="operator")

    for attempt in (
        lambda: change_member(session, staff_id=mori.id, by=CHIEF, now=NOW, revision=1, role="editor"),
        lambda: stop_member(session, staff_id=mori.id, by=CHIEF, now=NOW, revision=1),
        lambda: delete_member(session, staff_id=mori.id, by=CHIEF, now=NOW, revision=1),
    ):
        with pytest.raises(EditedSince):
            attempt()

    session.refresh(mori)
    assert (mori.role, mori.revision, mori.stopped_at) == ("operator", 2, None)


def test_teams_and_roles_too_are_not_overwritten_unseen(session, chief):
    team = make_team(session, name="fire", by=CHIEF)
    own = make_role(session, name="night", rights=["faq:read"], by=CHIEF)
    change_team(session, team_id=team.id, revision=1, by=CHIEF, name="flood")
    change_role(session, role_key=own.role_key, by=CHIEF, revision=1, name="day")

    with pytest.raises(EditedSince):
        change_team(session, team_id=team.id, revision=1, by=CHIEF, name="fire")
    with pytest.raises(EditedSince):
        change_role(session, role_key=own.role_key, by=CHIEF, revision=1, name="dawn")
    assert (team.name, find_role(session, own.role_key).name) == ("flood", "day")


def test_the_last_administrator_is_not_demoted_stopped_or_deleted(session, chief):
    join(session, "Old", "administrator", stopped_at=NOW)
    for attempt in (
        lambda: change_member(session, staff_id=chief.id, by=CHIEF, now=NOW, role="editor"),
        lambda: stop_member(session, staff_id=chief.id, by=CHIEF, now=NOW),
        lambda: delete_member(session, staff_id=chief.id, by=CHIEF, now=NOW),
    ):
        with pytest.raises(LastAdministrator):
            attempt()
        session.expire(chief)

    second = join(session, "Second", "administrator")
    change_member(session, staff_id=second.id, by=CHIEF, now=NOW, role="editor")


# Deleting


def test_who_is_deleted_is_nobody_and_may_come_back_by_a_new_invitation(session, chief):
    mori = join(session, "Mori", additions="faq:write")
    lend_rights(session, staff_id=mori.id, rights=["faq:read"], until=LATER, by=CHIEF, now=NOW)

    delete_member(session, staff_id=mori.id, by=CHIEF, now=NOW)

    assert identify(session, "U-Mori", NOW) is None
    assert identify_console(session, f"staff:{mori.id}", NOW) is None
    assert [member.name for member in session.scalars(list_members())] == ["Chief"]
    assert running_grants(session, now=NOW) == []
    with pytest.raises(MemberNotFound):
        release_member(session, staff_id=mori.id, by=CHIEF)
    code = invite(session, role="viewer", name="Mori", by=CHIEF, now=NOW)
    assert use_invitation(session, code=code, line_user_id="U-Mori", now=NOW).id != mori.id


# Roles and teams


def test_the_given_roles_stay_and_own_ones_are_kept_while_somebody_has_them(session, chief):
    with pytest.raises(RoleFixed):
        change_role(session, role_key="viewer", by=CHIEF, revision=0, rights=RIGHTS)
    own = make_role(session, name="night", rights=["faq:read", "no:such"], by=CHIEF)
    assert find_role(session, own.role_key).rights == {"faq:read"}
    team = make_team(session, name="fire", role=own.role_key, by=CHIEF)

    with pytest.raises(RoleInUse) as refused:
        remove_role(session, role_key=own.role_key, by=CHIEF, now=NOW)
    assert refused.value.facts["who"] == "fire"

    change_team(session, team_id=team.id, revision=1, by=CHIEF, role="")
    remove_role(session, role_key=own.role_key, by=CHIEF, now=NOW)
    assert [role.key for role in list_roles(session)] == list(ROLES)
    with pytest.raises(UnknownRole):
        find_role(session, own.role_key)


def test_an_open_invitation_holds_its_role_and_team_until_it_is_over(session, chief):
    own = make_role(session, name="night", rights=["faq:read"], by=CHIEF)
    team = make_team(session, name="fire", by=CHIEF)
    invite(session, role=own.role_key, name="Ito", team_id=team.id, by=CHIEF, now=NOW)

    with pytest.raises(RoleInUse):
        remove_role(session, role_key=own.role_key, by=CHIEF, now=NOW)
    with pytest.raises(TeamInUse) as refused:
        remove_team(session, team_id=team.id, by=CHIEF, now=NOW)
    assert refused.value.facts["who"] == "Ito"

    over = NOW + timedelta(hours=73)
    remove_role(session, role_key=own.role_key, by=CHIEF, now=over)
    remove_team(session, team_id=team.id, by=CHIEF, now=over)


@pytest.mark.parametrize(("name", "reason"), [("  ", "empty"), ("a" * 61, "too_long"), ("ＦＩＲＥ", "taken")])
def test_names_of_teams_and_roles_are_not_empty_long_or_taken(session, chief, name, reason):
    make_team(session, name="fire", by=CHIEF)
    make_role(session, name="fire", rights=[], by=CHIEF)

    with pytest.raises(TeamNameRefused) as team:
        make_team(session, name=name, by=CHIEF)
    with pytest.raises(RoleNameRefused) as role:
        make_role(session, name=name, rights=[], by=CHIEF)
    assert (team.value.facts["reason"], role.value.facts["reason"]) == (reason, reason)


def test_a_team_or_role_that_is_gone_takes_nobody_in(session, chief):
    with pytest.raises(TeamNotFound):
        invite(session, role="viewer", name="x", team_id=9, by=CHIEF, now=NOW)
    with pytest.raises(TeamNotFound):
        change_member(session, staff_id=chief.id, by=CHIEF, now=NOW, team_id=9)
    with pytest.raises(UnknownRole):
        change_member(session, staff_id=chief.id, by=CHIEF, now=NOW, role="r-gone")
    join(session, "Lost", "r-gone")
    assert identify(session, "U-Lost", NOW).rights == frozenset()


def test_it_is_told_how_many_limited_objects_somebody_sees(session, chief):
    mori = join(session, "Mori")
    share(session, kind="form", object_id=1, by=CHIEF, staff_id=mori.id)
    share(session, kind="form", object_id=2, by=CHIEF, staff_id=chief.id)

    (theirs,) = sights_of(session, mori, identity_of(session, mori, NOW).rights)
    (all_of_them,) = sights_of(session, chief, identity_of(session, chief, NOW).rights)
    assert (theirs.kind, theirs.limited, theirs.seen) == ("form", 2, 1)
    assert all_of_them.seen == 2
