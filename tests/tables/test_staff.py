"""表で開く in the chat: every list leads to its page, under the same conditions, by a link that works once."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from data.attributes.starters import put_attributes
from data.faq.unanswered import log_unanswered
from data.links.models import SingleLink
from data.residents.service import meet_resident
from data.spots.service import add_spot
from dialogs.attribute_starters import load_attributes
from staffbot.tables import TABLES
from tests.builder.house import NOW as ANSWERED
from tests.gate.sample import NOW
from tests.imports.counter import open_counter
from tests.shelters.lists import make


@pytest.fixture
def town(session, monkeypatch):
    put_attributes(session, starters=load_attributes(), now=NOW)
    make(session, "中央公民館", address="古口1")
    return open_counter(session, monkeypatch)


@pytest.fixture
def administrator(town):
    return town.member("Sato", "administrator")


@pytest.fixture
def mori(town):
    return town.member("Mori", "viewer")


def paths(session) -> list[str]:
    """Where the links lead that were given so far."""
    chosen = select(SingleLink.payload).where(SingleLink.purpose == "page").order_by(SingleLink.id)
    return [payload["path"] for payload in session.scalars(chosen)]


def test_a_list_carries_its_conditions_over(session, administrator):
    administrator.says("避難所 一覧 古口")

    found = urlsplit(paths(session)[-1])
    assert found.path == "/staff/tables/shelters/0"
    assert parse_qs(found.query) == {"c": ["古口"]}


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("避難所 一覧", "shelters"),
        ("職員 一覧", "staff"),
        ("チーム 一覧", "teams"),
        ("ログ 操作", "audit"),
        ("住民 検索", "residents"),
        ("FAQ 一覧", "faq"),
        ("FAQ 未回答", "unanswered"),
        ("施設 一覧", "spots"),
        ("フォーム 一覧", "forms"),
        ("対象 一覧", "segments"),
    ],
)
def test_each_list_that_has_something_leads_to_its_page(session, administrator, line, key):
    meet_resident(session, channel="public", line_user_id="U1", now=ANSWERED)
    log_unanswered(session, channel="public", line_user_id="U1", text="雪はいつまで", now=NOW)
    administrator.says("チーム 作成 防災")
    administrator.says("FAQ 追加 ごみ = 火曜です")
    administrator.says("対象 保存 みんな 年齢>=0")
    administrator.says("フォーム 作成 アンケート 給食")
    administrator.says("やめる")
    add_spot_to(session)

    administrator.says(line)

    assert paths(session), line
    assert paths(session)[-1] == f"/staff/tables/{key}/0"
    assert key in TABLES


def add_spot_to(session) -> None:
    add_spot(session, values={"name": "道の駅", "latitude": 38.7, "longitude": 140.1}, now=NOW)


def test_an_empty_list_and_those_who_may_open_no_page_get_no_link(session, town, mori):
    mori.says("FAQ 一覧")
    assert paths(session) == []

    town.member("Kato", "").says("避難所 一覧")
    assert paths(session) == []


def test_every_table_belongs_to_a_command_with_its_right(town):
    for kind in TABLES.values():
        command = town.desk.registry.by_phrase(kind.phrase)
        assert command is not None, kind.key
        assert command.right == kind.right, kind.key
        exporter = town.desk.registry.by_phrase(f"{command.noun.word} 出力")
        if kind.export_right:
            assert exporter is not None
            assert exporter.right == kind.export_right, kind.key
