"""Who may see one object: a form, a calendar, a group of applications."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from data.staff.models import ObjectRight, StaffMember
from data.staff.objects import (
    SEES_ALL,
    HiddenFromYou,
    NoSuchViewer,
    forget_object,
    is_limited,
    may_see,
    open_to_all,
    share,
    shared_with,
    unshare,
    visible,
)
from data.staff.rights import RIGHTS, StaffIdentity
from data.staff.service import delete_member
from data.teams.models import Team
from data.teams.service import TeamInUse, remove_team

NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)
CHIEF = StaffIdentity(99, "chief", "administrator", rights=frozenset(RIGHTS))


@pytest.fixture
def hall(session):
    """Two teams with one member each, and one in no team; the staff members stand for the objects, too."""
    teams = [Team(name=name, name_key=name) for name in ("fire", "desk")]
    session.add_all(teams)
    session.flush()
    people = [
        StaffMember(name=name, role="viewer", joined_at=NOW, team_id=team)
        for name, team in (("Sato", teams[0].id), ("Mori", teams[1].id), ("Ito", None))
    ]
    session.add_all(people)
    session.flush()
    return teams, [StaffIdentity(one.id, one.name, one.role, team_id=one.team_id) for one in people]


def listed(session, staff, kind="form"):
    return set(session.scalars(visible(select(StaffMember.id), staff, kind, StaffMember.id)))


def test_what_nobody_limited_everybody_sees(session, hall):
    _, people = hall

    assert all(may_see(session, one, "form", people[0].id) for one in people)
    assert all(len(listed(session, one)) == 3 for one in people)


def test_a_team_s_object_is_hidden_from_the_other_team_and_from_those_in_none(session, hall):
    (fire, desk), (sato, mori, ito) = hall
    share(session, kind="form", object_id=sato.id, by=CHIEF, team_id=fire.id)
    share(session, kind="form", object_id=mori.id, by=CHIEF, team_id=desk.id)

    assert [may_see(session, one, "form", sato.id) for one in (sato, mori, ito, CHIEF)] == [True, False, False, True]
    assert listed(session, sato) == {sato.id, ito.id}
    assert listed(session, mori) == {mori.id, ito.id}
    assert listed(session, ito) == {ito.id}
    assert len(listed(session, CHIEF)) == 3


def test_an_object_of_another_kind_with_the_same_number_is_not_meant(session, hall):
    (fire, _), (_, mori, _) = hall
    share(session, kind="form", object_id=1, by=CHIEF, team_id=fire.id)

    assert not may_see(session, mori, "form", 1)
    assert may_see(session, mori, "calendar", 1)


def test_a_person_may_be_let_in_beside_a_team(session, hall):
    (fire, _), (_, mori, ito) = hall
    share(session, kind="form", object_id=1, by=CHIEF, team_id=fire.id)
    assert share(session, kind="form", object_id=1, by=CHIEF, staff_id=mori.id)
    assert not share(session, kind="form", object_id=1, by=CHIEF, staff_id=mori.id)

    assert may_see(session, mori, "form", 1)
    assert not may_see(session, ito, "form", 1)
    assert [viewer.name for viewer in shared_with(session, "form", 1)] == ["fire", "Mori"]


def test_when_the_last_viewer_is_taken_away_the_object_stays_limited(session, hall):
    (fire, _), (sato, *_) = hall
    share(session, kind="form", object_id=1, by=CHIEF, team_id=fire.id)
    assert unshare(session, kind="form", object_id=1, by=CHIEF, team_id=fire.id)
    assert not unshare(session, kind="form", object_id=1, by=CHIEF, team_id=fire.id)

    assert not may_see(session, sato, "form", 1)
    assert is_limited(session, "form", 1)
    assert open_to_all(session, kind="form", object_id=1)
    assert may_see(session, sato, "form", 1)


def test_nobody_hides_an_object_from_himself(session, hall):
    (fire, desk), (sato, *_) = hall
    with pytest.raises(HiddenFromYou):
        share(session, kind="form", object_id=1, by=sato, team_id=desk.id)
    assert not is_limited(session, "form", 1)

    share(session, kind="form", object_id=1, by=sato, team_id=fire.id)
    share(session, kind="form", object_id=1, by=sato, team_id=desk.id)
    with pytest.raises(HiddenFromYou):
        unshare(session, kind="form", object_id=1, by=sato, team_id=fire.id)
    assert may_see(session, sato, "form", 1)


def test_who_is_no_viewer_is_not_taken(session, hall):
    for wrong in ({"team_id": 77}, {"staff_id": 77}):
        with pytest.raises(NoSuchViewer):
            share(session, kind="form", object_id=1, by=CHIEF, **wrong)
    with pytest.raises(ValueError, match="a team or a person"):
        share(session, kind="form", object_id=1, by=CHIEF)


def test_who_leaves_opens_nothing_to_the_others(session, hall):
    _, (sato, mori, _) = hall
    share(session, kind="form", object_id=1, by=CHIEF, staff_id=sato.id)

    delete_member(session, staff_id=sato.id, by=CHIEF, now=NOW)

    assert not may_see(session, mori, "form", 1)
    assert shared_with(session, "form", 1) == []


def test_a_team_to_which_something_is_limited_stays(session, hall):
    (fire, _), (sato, *_) = hall
    session.get(StaffMember, sato.id).team_id = None
    share(session, kind="form", object_id=1, by=CHIEF, team_id=fire.id)

    with pytest.raises(TeamInUse) as refused:
        remove_team(session, team_id=fire.id, by=CHIEF, now=NOW)
    assert refused.value.facts["objects"] == 1

    forget_object(session, kind="form", object_id=1)
    remove_team(session, team_id=fire.id, by=CHIEF, now=NOW)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shares=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["fire", "desk", "Sato", "Mori", "Ito"]))))
def test_lists_and_single_looks_agree(session, hall, shares):
    teams, people = hall
    keys = {team.name: {"team_id": team.id} for team in teams} | {one.name: {"staff_id": one.id} for one in people}
    for number, name in shares:
        share(session, kind="form", object_id=people[number].id, by=CHIEF, **keys[name])

    everybody = [*people, StaffIdentity(98, "all", "viewer", rights=frozenset({SEES_ALL}))]
    for staff, thing in product(everybody, people):
        assert (thing.id in listed(session, staff)) is may_see(session, staff, "form", thing.id)
    for row in session.scalars(select(ObjectRight)):
        session.delete(row)
    session.flush()
