"""Scenarios and forms as they are kept: every version, test and public apart, starters never over edits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from data.content.due import note_due, take_due
from data.content.published import load_published
from data.content.service import (
    ContentNotFound,
    VersionNotFound,
    delete_content,
    find_content,
    hide_content,
    kept_document,
    save_version,
    select_contents,
    select_versions,
    show_version,
)
from data.content.starters import Starter, put_starters
from data.db.changes import TOPICS_KEY

NOW = datetime(2025, 4, 10, 3, 0, tzinfo=UTC)
SATO = 1


def keep(session, document, key="garbage", kind="scenario", **more):
    return save_version(session, kind=kind, key=key, name="ごみの出し方", document=document, now=NOW, **more)


def shown(session):
    return {
        (row.key, channel): row.document["says"] for row in load_published(session) for channel in sorted(row.channels)
    }


def test_saving_shows_nothing_until_it_is_published(session):
    version = keep(session, {"says": "一"}, staff_id=SATO)

    assert (version.number, version.staff_id) == (1, SATO)
    assert shown(session) == {}


def test_test_comes_before_public_and_neither_shows_on_the_other(session):
    first = keep(session, {"says": "一"})
    show_version(session, content_id=first.content_id, channel="public", number=1)
    keep(session, {"says": "二"})
    show_version(session, content_id=first.content_id, channel="test", number=2)

    assert shown(session) == {("garbage", "public"): "一", ("garbage", "test"): "二"}


def test_one_version_on_both_channels_is_read_once(session):
    first = keep(session, {"says": "一"})
    for channel in ("public", "test"):
        show_version(session, content_id=first.content_id, channel=channel, number=1)

    assert [row.channels for row in load_published(session)] == [{"public", "test"}]


def test_an_older_version_can_be_shown_again(session):
    first = keep(session, {"says": "一"})
    keep(session, {"says": "二"})
    show_version(session, content_id=first.content_id, channel="public", number=2)

    show_version(session, content_id=first.content_id, channel="public", number=1)

    assert shown(session) == {("garbage", "public"): "一"}


def test_saving_the_same_again_keeps_one_version(session):
    keep(session, {"says": "一", "id": "a"})

    again = keep(session, {"id": "a", "says": "一"})

    assert again.number == 1


def test_a_version_that_is_not_there_cannot_be_shown(session):
    first = keep(session, {"says": "一"})

    with pytest.raises(VersionNotFound) as refused:
        show_version(session, content_id=first.content_id, channel="public", number=2)

    assert refused.value.facts == {"name": "ごみの出し方", "number": 2}
    assert shown(session) == {}


def test_deleted_content_is_shown_and_listed_nowhere_but_its_versions_stay(session):
    first = keep(session, {"says": "一"})
    show_version(session, content_id=first.content_id, channel="public", number=1)

    delete_content(session, content_id=first.content_id, now=NOW)

    assert shown(session) == {}
    assert session.scalars(select_contents("scenario")).all() == []
    assert find_content(session, kind="scenario", key="garbage") is None
    assert kept_document(session, kind="scenario", key="garbage", number=1) == {"says": "一"}
    with pytest.raises(ContentNotFound):
        show_version(session, content_id=first.content_id, channel="public", number=1)


def test_hidden_on_one_channel_stays_on_the_other(session):
    first = keep(session, {"says": "一"})
    for channel in ("public", "test"):
        show_version(session, content_id=first.content_id, channel=channel, number=1)

    hide_content(session, content_id=first.content_id, channel="public")

    assert shown(session) == {("garbage", "test"): "一"}


def test_history_stands_newest_first(session):
    first = keep(session, {"says": "一"}, note="はじめ")
    keep(session, {"says": "二"}, note="直し")

    assert [version.note for version in session.scalars(select_versions(first.content_id))] == ["直し", "はじめ"]


def test_only_forms_have_a_link_code(session):
    keep(session, {"says": "一"})
    keep(session, {"says": "一"}, key="memo", kind="form")

    code = find_content(session, kind="form", key="memo").link_code

    assert find_content(session, kind="scenario", key="garbage").link_code is None
    assert len(code) == 8


def test_publishing_is_noted_for_the_snapshots(session):
    first = keep(session, {"says": "一"})
    assert not session.info.get(TOPICS_KEY)

    show_version(session, content_id=first.content_id, channel="public", number=1)

    assert session.info[TOPICS_KEY] == {"scenarios"}


class TestStarters:
    def put(self, session, says):
        return put_starters(session, starters=[Starter("scenario", "garbage", "ごみ", {"says": says})], now=NOW)

    def test_come_in_on_both_channels_and_only_once(self, session):
        assert self.put(session, "一").added == ["garbage"]
        assert self.put(session, "一").unchanged == ["garbage"]

        assert shown(session) == {("garbage", "public"): "一", ("garbage", "test"): "一"}

    def test_a_newer_release_renews_what_is_still_ours(self, session):
        self.put(session, "一")

        assert self.put(session, "二").renewed == ["garbage"]
        assert shown(session)["garbage", "public"] == "二"

    def test_a_newer_release_never_covers_an_edit(self, session):
        self.put(session, "一")
        keep(session, {"says": "村の言葉"}, staff_id=SATO)

        assert self.put(session, "二").edited == ["garbage"]
        assert shown(session)["garbage", "public"] == "一"

    def test_what_staff_hid_or_deleted_stays_away(self, session):
        self.put(session, "一")
        content = find_content(session, kind="scenario", key="garbage")
        hide_content(session, content_id=content.id, channel="public")
        self.put(session, "二")
        assert shown(session) == {("garbage", "test"): "二"}

        delete_content(session, content_id=content.id, now=NOW)
        assert self.put(session, "三").edited == ["garbage"]
        assert shown(session) == {}


class TestDue:
    def note(self, session, minutes, person="Hanako"):
        note_due(session, channel="public", line_user_id=person, due_at=NOW + timedelta(minutes=minutes))

    def test_nobody_is_due_before_the_time(self, session):
        self.note(session, 1)

        assert take_due(session, now=NOW) == []
        assert take_due(session, now=NOW + timedelta(minutes=1)) == [("public", "Hanako")]
        assert take_due(session, now=NOW + timedelta(minutes=1)) == []

    def test_the_earliest_time_counts(self, session):
        for minutes in (5, 2, 9):
            self.note(session, minutes)

        assert take_due(session, now=NOW + timedelta(minutes=2)) == [("public", "Hanako")]

    def test_taken_in_order_and_in_portions(self, session):
        self.note(session, 2, "Taro")
        self.note(session, 1, "Hanako")

        assert take_due(session, now=NOW + timedelta(minutes=3), limit=1) == [("public", "Hanako")]
        assert take_due(session, now=NOW + timedelta(minutes=3), limit=1) == [("public", "Taro")]
