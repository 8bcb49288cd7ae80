"""The watch of the running program: what it finds, whom it tells, what 設定 状態 shows."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import aiohttp
import pytest
import sqlalchemy as sa

from data.alerts import watch as watching
from data.gateways.certificate import file_ends_at
from data.turns.models import InboxRow, OutboxRow
from dialogs.wording import load_wording
from staffbot.alert_cards import cause_facts
from tests.mails.certificates import self_signed

CAUSES = (
    "backup",
    "certificate",
    "disk",
    "line:public",
    "mail",
    "outbox",
    "parked",
    "quota",
    "refusals",
    "signatures",
    "timers",
    "token:staff",
    "undelivered",
)


async def look(town):
    found = await town.program.watch.look()
    await town.program.turns.settled()
    return {one.name: one for one in found}


async def alarms(person):
    screen = await person.screen()
    texts = [entry["message"].get("altText", "") for entry in screen["messages"] if entry["from"] == "bot"]
    return [text for text in texts if text.startswith(("【障害】", "【また", "【まだ"))]


async def put(town, row):
    await town.program.store.write(lambda session: session.add(row))


def outbox_row(town, person, **values):
    made = town.program.clock.real()
    common = {"channel": "public", "line_user_id": person.user_id, "token_at": 0, "retry_key": "r", "messages": "[]"}
    return OutboxRow(**{**common, "state": 3, "attempts": 1, "next_at": 0, "made_at": made, "resent": 0, **values})


@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_has_all_its_words(cause):
    words = load_wording()
    word, facts = cause_facts(words, cause, {})

    for key in ("name", "well", "bad", "title", "what", "todo"):
        assert words(f"alerts.causes.{word}.{key}", **facts)


async def test_a_quiet_town_is_well_and_says_so(town, sato):
    found = await look(town)

    assert [one.name for one in found.values() if not one.is_well] == []
    said = await sato.says("設定 状態")
    assert "✓" in said
    assert "！" not in said
    assert "確かめました" in said


async def test_before_the_first_look_it_says_that_nothing_is_known(sato):
    assert "まだ確かめていません" in await sato.says("設定 状態")


async def test_a_watch_that_fell_silent_is_shown(town, sato, monkeypatch):
    await look(town)
    now = town.program.clock.now
    monkeypatch.setattr(town.program.clock, "now", lambda: now() + timedelta(minutes=6))

    assert "確かめられていません" in await sato.says("設定 状態")


async def test_a_parked_event_is_told_once_with_what_to_do(town, hanako, sato, mori):
    row = InboxRow(
        channel="public", event_key="k", line_user_id=hanako.user_id, timestamp_ms=1, received_at=1.0, state=2
    )
    await put(town, row)

    for _ in range(3):
        await look(town)

    [told] = await alarms(sato)
    assert "答えられなかったメッセージ" in told
    assert "再実行" in await sato.last_reply()
    assert await alarms(mori) == []
    assert "！ 1件" in await sato.says("設定 状態")


async def test_it_is_told_as_mended_and_again_when_it_fails_again(town, hanako, sato):
    first = outbox_row(town, hanako)
    await put(town, first)
    await look(town)
    await town.program.store.write(lambda session: session.execute(sa.delete(OutboxRow)))
    await look(town)
    assert "直ったことを確かめました" in await sato.last_reply()

    await put(town, outbox_row(town, hanako))
    await look(town)

    assert len(await alarms(sato)) == 2


async def test_it_is_told_again_after_a_day(town, hanako, sato, monkeypatch):
    await put(town, outbox_row(town, hanako, state=4, next_at=9e12))
    await look(town)
    now = town.program.clock.now
    monkeypatch.setattr(town.program.clock, "now", lambda: now() + timedelta(hours=25))
    await look(town)

    first, second = await alarms(sato)
    assert "通数" in first
    assert second.startswith("【まだ直っていません】")


async def test_late_messages_are_a_fault_and_fresh_ones_are_not(town, hanako):
    await put(town, outbox_row(town, hanako, state=0, next_at=9e12))
    assert (await look(town))["outbox"].is_well

    await put(town, outbox_row(town, hanako, state=0, next_at=9e12, made_at=town.program.clock.real() - 601))

    assert not (await look(town))["outbox"].is_well


async def test_a_full_disk_is_told(town, sato, monkeypatch):
    usage = SimpleNamespace(free=1_000_000_000, total=100_000_000_000, used=0)
    monkeypatch.setattr(watching.shutil, "disk_usage", lambda path: usage)

    assert not (await look(town))["disk"].is_well
    assert "1.0GB（1%）" in await sato.last_reply()


async def test_a_refused_token_is_told_for_its_account(town, sato):
    client = town.program.watch._clients["test"]
    client._transport._headers = {**client._transport._headers, "Authorization": "Bearer wrong"}

    found = await look(town)

    assert not found["line:test"].is_well
    assert found["line:public"].is_well
    assert "テスト用" in await sato.last_reply()


async def test_a_token_that_soon_ends_is_told(town, sato, monkeypatch):
    client = town.program.watch._clients["public"]

    async def soon():
        return 3 * 86_400

    monkeypatch.setattr(client, "token_seconds", soon)

    assert not (await look(town))["token:public"].is_well
    assert "あと3日" in await sato.last_reply()


async def test_the_life_of_a_token_is_asked_from_line(town):
    assert await town.program.watch._clients["public"].token_seconds() > 0


@pytest.mark.parametrize(("days", "is_well"), [(22, True), (20, False)])
async def test_a_certificate_is_told_three_weeks_before_its_end(town, tmp_path, days, is_well):
    chain, _ = self_signed(tmp_path, days=days)
    watch = town.program.watch
    watch._settings = watch._settings.model_copy(update={"tls_cert": chain})

    found = await look(town)

    assert found["certificate"].is_well is is_well
    assert found["certificate"].facts["days"] == days
    assert file_ends_at(chain)


async def test_false_webhooks_in_a_row_are_an_attack(town):
    await look(town)
    address = town.standin.channel("public").webhook_url
    async with aiohttp.ClientSession() as stranger:
        for _ in range(20):
            async with stranger.post(address, data=b"{}", headers={"X-Line-Signature": "x"}) as answer:
                assert answer.status == 401

    assert not (await look(town))["signatures"].is_well


async def test_many_refused_commands_are_told(town, mori):
    for _ in range(20):
        await mori.says("設定 状態")

    assert not (await look(town))["refusals"].is_well


async def test_the_watch_looks_by_itself(town, monkeypatch):
    import asyncio

    monkeypatch.setattr(watching, "EVERY_SECONDS", 0.01)
    looked = asyncio.Event()
    watch = town.program.watch

    async def note():
        looked.set()

    monkeypatch.setattr(watch, "look", note)
    async with watch.running():
        await asyncio.wait_for(looked.wait(), 60)


async def test_the_figures_tell_it_too(town, hanako):
    await put(town, outbox_row(town, hanako))
    await look(town)
    address = town.standin.channel("public").webhook_url.partition("/line/")[0]
    async with aiohttp.ClientSession() as prometheus, prometheus.get(f"{address}/metrics") as answer:
        text = await answer.text()

    assert 'madoguchi_watch_well{name="undelivered"} 0.0' in text
    assert 'madoguchi_watch_well{name="disk"} 1.0' in text
    assert "madoguchi_alerts_open 1.0" in text
