"""Links that work once, for a while, for one person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from data.links.models import SingleLink
from data.links.service import LinkRefused, Links
from data.staff.models import StaffMember

NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)
LINKS = Links(b"k" * 32)


@pytest.fixture
def sato(session):
    member = StaffMember(name="Sato", role="operator", line_user_id="U1", joined_at=NOW)
    session.add(member)
    session.flush()
    return member


def refusal(call):
    with pytest.raises(LinkRefused) as refused:
        call()
    return refused.value.facts["reason"]


def test_looking_does_not_use_a_link_up_and_using_does(session, sato):
    token = LINKS.make(session, purpose="file", staff_id=sato.id, now=NOW, payload={"file": 7})

    for _ in range(3):
        assert LINKS.look(session, token, purpose="file", now=NOW).payload == {"file": 7}
    assert LINKS.use(session, token, purpose="file", now=NOW).payload == {"file": 7}

    assert refusal(lambda: LINKS.look(session, token, purpose="file", now=NOW)) == "used"
    assert refusal(lambda: LINKS.use(session, token, purpose="file", now=NOW)) == "used"


def test_the_second_of_two_at_once_is_refused(session, sato, monkeypatch):
    token = LINKS.make(session, purpose="file", staff_id=sato.id, now=NOW)
    seen_before = LINKS.look(session, token, purpose="file", now=NOW)
    LINKS.use(session, token, purpose="file", now=NOW)

    monkeypatch.setattr(LINKS, "look", lambda *_, **__: seen_before)

    assert refusal(lambda: LINKS.use(session, token, purpose="file", now=NOW)) == "used"


def test_each_link_is_its_own(session, sato):
    first, second = (
        LINKS.make(session, purpose="file", staff_id=sato.id, now=NOW, payload=payload)
        for payload in ({"file": 7}, None)
    )

    assert LINKS.use(session, second, purpose="file", now=NOW).payload == {}
    assert LINKS.use(session, first, purpose="file", now=NOW).payload == {"file": 7}


@pytest.mark.parametrize(("purpose", "minutes"), [("console", 10), ("file", 15)])
def test_a_link_dies_on_the_minute(session, sato, purpose, minutes):
    token = LINKS.make(session, purpose=purpose, staff_id=sato.id, now=NOW)
    end = NOW + timedelta(minutes=minutes)

    LINKS.look(session, token, purpose=purpose, now=end - timedelta(seconds=1))

    assert refusal(lambda: LINKS.use(session, token, purpose=purpose, now=end)) == "expired"


def test_a_link_serves_its_purpose_and_its_person_only(session, sato):
    token = LINKS.make(session, purpose="file", staff_id=sato.id, now=NOW)

    assert refusal(lambda: LINKS.use(session, token, purpose="console", now=NOW)) == "unknown"
    assert refusal(lambda: LINKS.use(session, token, purpose="file", now=NOW, staff_id=sato.id + 1)) == "unknown"
    LINKS.use(session, token, purpose="file", now=NOW, staff_id=sato.id)


def test_a_stopped_member_s_link_is_dead(session, sato):
    token = LINKS.make(session, purpose="console", staff_id=sato.id, now=NOW)
    sato.stopped_at = NOW
    session.flush()

    assert refusal(lambda: LINKS.use(session, token, purpose="console", now=NOW)) == "stopped"


def test_a_forged_token_never_reaches_the_database(session, sato):
    token = LINKS.make(session, purpose="file", staff_id=sato.id, now=NOW)

    class NoDatabase:
        def __getattr__(self, name):
            raise AssertionError("asked the database")

    for forged in (token[:-1] + ("0" if token[-1] != "0" else "1"), "", "あ" * 48, "0" * 48, token + "0", token[1:]):
        assert refusal(lambda forged=forged: LINKS.look(NoDatabase(), forged, purpose="file", now=NOW)) == "unknown"
    assert not Links(b"z" * 32).is_ours(token, "file")


def test_the_token_itself_is_not_stored(session, sato):
    token = LINKS.make(session, purpose="file", staff_id=sato.id, now=NOW, payload={"file": 7})

    stored = session.execute(select(SingleLink.__table__)).one()

    assert token not in repr(stored)
    assert token[:32] not in repr(stored)


def test_links_long_dead_are_removed_when_a_new_one_is_made(session, sato):
    token = LINKS.make(session, purpose="file", staff_id=sato.id, now=NOW)
    later = NOW + timedelta(days=31)

    LINKS.make(session, purpose="file", staff_id=sato.id, now=later)

    assert len(session.scalars(select(SingleLink)).all()) == 1
    assert refusal(lambda: LINKS.look(session, token, purpose="file", now=later)) == "unknown"
