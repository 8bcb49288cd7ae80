"""Links to one's own data: each works once, for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from data.privacy import links as privacy_links
from data.privacy.links import LIFETIME, OwnLinkRefused, look_at_link, make_link, use_link
from data.privacy.models import OwnDataLink
from data.privacy.service import erase_resident
from tests.privacy.test_service import HANAKO, NOW, person


def test_a_link_works_once_and_not_for_long(session):
    whose = person(session, HANAKO)
    token = make_link(session, file_id=7, whose=whose, now=NOW)

    assert use_link(session, token, now=NOW + LIFETIME - timedelta(seconds=1)).file_id == 7
    with pytest.raises(OwnLinkRefused) as again:
        use_link(session, token, now=NOW)
    with pytest.raises(OwnLinkRefused) as late:
        look_at_link(session, make_link(session, file_id=8, whose=whose, now=NOW), now=NOW + LIFETIME)
    with pytest.raises(OwnLinkRefused) as strange:
        look_at_link(session, "0" * 32, now=NOW)

    reasons = [one.value.facts["reason"] for one in (again, late, strange)]
    assert reasons == ["used", "expired", "unknown"]


def test_each_link_is_its_own_and_of_two_at_once_one_gets_it(session, monkeypatch):
    whose = person(session, HANAKO)
    first, second = (make_link(session, file_id=number, whose=whose, now=NOW) for number in (7, 8))
    seen_before = look_at_link(session, second, now=NOW)

    assert use_link(session, second, now=NOW).file_id == 8
    assert look_at_link(session, first, now=NOW).file_id == 7
    monkeypatch.setattr(privacy_links, "look_at_link", lambda *_, **__: seen_before)
    with pytest.raises(OwnLinkRefused) as again:
        use_link(session, second, now=NOW)

    assert again.value.facts["reason"] == "used"


def test_links_long_dead_are_removed_when_a_new_one_is_made(session):
    whose = person(session, HANAKO)
    token = make_link(session, file_id=7, whose=whose, now=NOW)
    make_link(session, file_id=8, whose=whose, now=NOW + LIFETIME + timedelta(days=1))
    with pytest.raises(OwnLinkRefused) as ended:
        look_at_link(session, token, now=NOW + LIFETIME)

    make_link(session, file_id=9, whose=whose, now=NOW + LIFETIME + timedelta(days=1, seconds=1))

    assert ended.value.facts["reason"] == "expired"
    assert session.scalars(sa.select(OwnDataLink.file_id).order_by(OwnDataLink.id)).all() == [8, 9]


def test_a_deletion_ends_links_given_before(session):
    whose = person(session, HANAKO)
    token = make_link(session, file_id=7, whose=whose, now=NOW)

    erase_resident(session, whose, now=NOW)

    with pytest.raises(OwnLinkRefused):
        look_at_link(session, token, now=NOW)
