"""A signed-in browser is known for as long as its person works, and not a minute longer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from data.links.service import LinkRefused, Links
from data.sessions.ending import end_waiting_of
from data.sessions.models import StaffSession
from data.sessions.service import (
    IDLE_SECONDS,
    KEPT_SECONDS,
    LIFETIME_SECONDS,
    end_other_sessions,
    end_session,
    end_sessions_of,
    find_session,
    find_waiting,
    last_address,
    living_sessions,
    open_session,
    touch_session,
)
from data.staff.models import StaffMember
from data.staff.rights import StaffIdentity, rights_of
from data.staff.service import release_member, stop_member

NOW = datetime(2025, 4, 10, 1, tzinfo=UTC)
START = 1_800_000_000.0


def member(session, name="佐藤", role="operator"):
    found = StaffMember(name=name, role=role, joined_at=NOW)
    session.add(found)
    session.flush()
    return found


@pytest.fixture
def sato(session):
    return member(session)


@pytest.fixture
def token(session, sato):
    return open_session(session, staff_id=sato.id, real=START)


def test_the_browser_is_known_as_its_person(session, sato, token):
    signed_in = find_session(session, token, real=START)

    assert signed_in.staff.name == "佐藤"
    assert signed_in.line_user_id == f"staff:{sato.id}"
    assert signed_in.ends_at == START + LIFETIME_SECONDS


def test_the_token_itself_is_stored_nowhere(session, token):
    row = session.scalars(select(StaffSession)).one()

    assert token not in row.token_hash
    assert row.token_hash != token


@pytest.mark.parametrize("wrong", ["", "0" * 32, "\ud800", "佐藤"])
def test_another_token_is_nobody(session, token, wrong):
    assert find_session(session, wrong, real=START) is None


def test_half_an_hour_without_work_ends_it(session, token):
    assert find_session(session, token, real=START + IDLE_SECONDS - 1)

    assert find_session(session, token, real=START + IDLE_SECONDS) is None


def test_work_prolongs_it_but_never_beyond_twelve_hours(session, token):
    now = START
    while now + IDLE_SECONDS / 2 < START + LIFETIME_SECONDS:
        now += IDLE_SECONDS / 2
        signed_in = find_session(session, token, real=now)
        assert signed_in.is_due(now)
        touch_session(session, signed_in.session_id, real=now)

    assert find_session(session, token, real=START + LIFETIME_SECONDS - 1)
    assert find_session(session, token, real=START + LIFETIME_SECONDS) is None


def test_a_click_a_moment_after_another_needs_no_write(session, token):
    assert not find_session(session, token, real=START + 5).is_due(START + 5)


def test_a_minute_or_another_address_later_it_is_noted(session, sato):
    token = open_session(session, staff_id=sato.id, real=START, address="192.0.2.1")
    signed_in = find_session(session, token, real=START)

    assert [signed_in.is_due(START + seconds, "192.0.2.1") for seconds in (59, 60)] == [False, True]
    assert signed_in.is_due(START, "192.0.2.2")
    assert not signed_in.is_due(START)


def test_who_still_owes_the_code_is_nobody_yet_and_not_for_long(session, sato):
    token = open_session(session, staff_id=sato.id, real=START, stage="code")

    assert find_session(session, token, real=START) is None
    assert find_waiting(session, token, stage="code", real=START + 10 * 60 - 1).staff.id == sato.id
    assert find_waiting(session, token, stage="code", real=START + 10 * 60) is None
    assert find_waiting(session, token, stage="change", real=START) is None


def test_a_late_note_of_an_early_visit_takes_no_time_away(session, token):
    signed_in = find_session(session, token, real=START)
    touch_session(session, signed_in.session_id, real=START + 600)
    touch_session(session, signed_in.session_id, real=START + 300)
    session.expire_all()

    assert find_session(session, token, real=START + 600).seen_at == START + 600


def test_signing_out_ends_this_browser_only(session, sato, token):
    other = open_session(session, staff_id=sato.id, real=START)
    end_session(session, token)

    assert find_session(session, token, real=START) is None
    assert find_session(session, other, real=START)


def test_a_visit_is_noted_for_its_own_browser(session, sato, token):
    other = open_session(session, staff_id=sato.id, real=START, address="192.0.2.1")
    touch_session(session, find_session(session, token, real=START).session_id, real=START + 600, address="192.0.2.9")
    session.expire_all()

    seen = [find_session(session, one, real=START + 600) for one in (token, other)]
    assert [(one.seen_at, one.address) for one in seen] == [(START + 600, "192.0.2.9"), (START, "192.0.2.1")]
    assert last_address(session, staff_id=sato.id) == "192.0.2.9"


def test_where_somebody_works_is_told_of_that_person_and_of_living_browsers_only(session, sato):
    mori = member(session, "森", "viewer")
    now = START + LIFETIME_SECONDS
    _, _, ended, *_ = (
        open_session(session, staff_id=who.id, real=at, stage=stage, address=address)
        for who, at, stage, address in [
            (sato, START, "", "192.0.2.1"),
            (sato, now - IDLE_SECONDS, "", "192.0.2.2"),
            (sato, now - 9, "", ""),
            (sato, now - 1, "code", "192.0.2.3"),
            (sato, now - 60, "", "192.0.2.4"),
            (mori, now, "", "192.0.2.5"),
        ]
    )
    end_session(session, ended)
    session.execute(update(StaffSession).where(StaffSession.made_at == START).values(seen_at=now - 5))
    session.expire_all()

    assert [one.address for one in living_sessions(session, staff_id=sato.id, real=now)] == ["192.0.2.4"]
    assert last_address(session, staff_id=sato.id) == "192.0.2.1"
    assert [one.address for one in living_sessions(session, staff_id=mori.id, real=now)] == ["192.0.2.5"]


def test_ending_the_other_browsers_leaves_this_one_and_what_opens_files(session, sato, token):
    other = open_session(session, staff_id=sato.id, real=START)
    mori = member(session, "森", "viewer")
    hers = open_session(session, staff_id=mori.id, real=START)
    links = Links(b"k" * 32)
    made = {
        purpose: links.make(session, purpose=purpose, staff_id=sato.id, now=NOW)
        for purpose in ("console", "page", "file")
    }
    made["hers"] = links.make(session, purpose="console", staff_id=mori.id, now=NOW)
    this = find_session(session, token, real=START).session_id
    end_session(session, open_session(session, staff_id=sato.id, real=START))  # ended before: not counted again

    assert end_other_sessions(session, staff_id=sato.id, keep=this) == 1
    session.expire_all()

    assert [bool(find_session(session, one, real=START)) for one in (token, other, hers)] == [True, False, True]
    for purpose in ("console", "page"):
        with pytest.raises(LinkRefused):
            links.look(session, made[purpose], purpose=purpose, now=NOW)
    links.look(session, made["file"], purpose="file", now=NOW)
    links.look(session, made["hers"], purpose="console", now=NOW)


def test_who_is_let_in_again_finds_the_links_of_before_dead(session, sato, token):
    links = Links(b"k" * 32)
    into_the_pages = links.make(session, purpose="console", staff_id=sato.id, now=NOW)
    waiting = open_session(session, staff_id=sato.id, real=START, stage="code")

    assert end_sessions_of(session, staff_id=sato.id) == 2
    assert end_sessions_of(session, staff_id=sato.id) == 0
    session.expire_all()

    assert find_waiting(session, waiting, stage="code", real=START) is None
    with pytest.raises(LinkRefused):
        links.use(session, into_the_pages, purpose="console", now=NOW)


def test_sending_away_who_owes_the_code_leaves_who_is_in(session, sato, token):
    mori = member(session, "森", "viewer")
    waiting, hers = (open_session(session, staff_id=who.id, real=START, stage="code") for who in (sato, mori))

    end_waiting_of(session, staff_id=sato.id)
    session.expire_all()

    assert find_waiting(session, waiting, stage="code", real=START) is None
    assert find_waiting(session, hers, stage="code", real=START)
    assert find_session(session, token, real=START)


def test_signing_in_again_changes_the_token(session, sato, token):
    fresh = open_session(session, staff_id=sato.id, real=START, instead_of=token)

    assert fresh != token
    assert find_session(session, token, real=START) is None
    assert find_session(session, fresh, real=START)


def test_a_stopped_member_is_out_at_once_and_stays_out(session, sato, token):
    sato.stopped_at = NOW
    session.flush()
    assert find_session(session, token, real=START) is None

    end_sessions_of(session, staff_id=sato.id)
    sato.stopped_at = None
    session.flush()
    assert find_session(session, token, real=START) is None


def test_stopping_a_member_ends_their_sessions_for_good(session, sato, token):
    boss = StaffIdentity(99, "森", "administrator", rights=rights_of("administrator"))
    stop_member(session, staff_id=sato.id, by=boss, now=NOW)
    release_member(session, staff_id=sato.id, by=boss)

    assert find_session(session, token, real=START) is None
    assert find_session(session, open_session(session, staff_id=sato.id, real=START), real=START)


def test_ending_one_persons_sessions_leaves_the_others(session, sato, token):
    mori = member(session, "森", "viewer")
    hers = open_session(session, staff_id=mori.id, real=START)
    end_sessions_of(session, staff_id=sato.id)

    assert find_session(session, hers, real=START)


def test_whoever_lost_the_right_to_the_pages_is_out(session, sato, token):
    sato.role = "nobody"
    session.flush()

    assert find_session(session, token, real=START) is None


def test_each_session_has_a_write_token_of_its_own(session, sato, token):
    other = open_session(session, staff_id=sato.id, real=START)

    first, second = (find_session(session, one, real=START).csrf for one in (token, other))
    assert first != second
    assert first == find_session(session, token, real=START + 1).csrf
    assert token not in first


def test_rows_long_dead_are_removed(session, sato, token):
    open_session(session, staff_id=sato.id, real=START + KEPT_SECONDS + 1)

    assert len(session.scalars(select(StaffSession)).all()) == 1
