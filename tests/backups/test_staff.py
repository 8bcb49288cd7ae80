"""Backups while the program runs: due once, told when they fail, made on request, and in nobody's way."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from data.backups import disk, runner
from data.backups.due import due_day
from data.backups.folder import backups_in
from data.backups.models import BackupRun
from data.backups.reading import verify_backup
from data.backups.restoring import restore_backup
from data.backups.runner import Backups
from data.backups.service import has_run, order_scheduled
from data.clock import FixedClock
from data.db.faults import StillRunning
from data.settings import read_settings
from main import running
from tests.backups.conftest import EMBEDDED, NOW
from tests.backups.home import counts_of
from tests.counters import MASTER_KEY, open_town, readable


@pytest.fixture
def town(tools, town):
    return town


async def runs_of(town):
    rows = await town.program.store.read(sa.select(BackupRun.state, BackupRun.file, BackupRun.error, BackupRun.day))
    return [tuple(row) for row in rows]


async def done(town):
    """Until nothing is being made."""
    while any(state == "running" for state, *_ in await runs_of(town)):
        await asyncio.sleep(0.05)
    await town.program.turns.settled()


async def chat_of(person):
    return [readable(entry["message"]) for entry in (await person.screen())["messages"] if entry["from"] == "bot"]


def full_disk(monkeypatch):
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda path: SimpleNamespace(free=0))


async def test_staff_make_one_and_see_how_backups_are_doing(town, sato):
    assert "まだありません" in await sato.says("設定 バックアップ")

    said = await sato.taps("いま作る")

    assert "バックアップができました" in said
    [(_, path, is_proved)] = backups_in(town.settings.home)
    assert is_proved
    said = await sato.says("設定 バックアップ")
    assert "正常" in said
    assert "試しに復元して" in said
    assert (await runs_of(town)) == [("good", path.name, "", None)]


@EMBEDDED
async def test_who_may_not_can_neither_see_nor_make_one(mori):
    assert "権限では使えません" in await mori.says("設定 バックアップ")
    assert "権限では使えません" in await mori.says("設定 バックアップ いま作る")


@EMBEDDED
async def test_the_day_s_backup_is_made_once_and_nobody_is_disturbed(town, sato):
    before = await chat_of(sato)

    await asyncio.gather(*(town.program.backups.tick() for _ in range(5)))
    await done(town)
    await town.program.backups.tick()
    await done(town)

    day = due_day(town.program.clock.now())
    assert [(state, found) for state, _, _, found in await runs_of(town)] == [("good", day)]
    assert len(backups_in(town.settings.home)) == 1
    assert await chat_of(sato) == before


async def test_two_processes_claim_a_day_once(store):
    clock = FixedClock(NOW)
    two = [
        Backups(settings=None, keys=None, store=store, clock=clock, announce=None, alert=None)  # type: ignore[arg-type]
        for _ in range(2)
    ]

    await asyncio.gather(*(one.tick() for one in two * 3))
    claims = await asyncio.gather(
        *(store.write(order_scheduled, day=due_day(NOW), now=NOW, real=clock.real()) for _ in range(3))
    )

    assert claims == [None] * 3
    assert await store.view(has_run, due_day(NOW))
    [[count]] = await store.read(sa.text("SELECT count(*) FROM job WHERE kind = 'make_backup'"))
    assert count == 1


@EMBEDDED
async def test_a_failed_one_is_told_once_to_who_can_mend_it_with_what_to_do(town, sato, mori, monkeypatch):
    others = await chat_of(mori)
    full_disk(monkeypatch)

    await town.program.backups.tick()
    await done(town)
    await town.program.backups.tick()
    await done(town)

    told = [text for text in await chat_of(sato) if "バックアップを作れませんでした" in text]
    assert len(told) == 1
    assert "空きを作るよう頼んでください" in told[0]
    assert await chat_of(mori) == others
    monkeypatch.undo()
    said = await sato.says("設定 バックアップ")
    assert "確認が必要" in said
    assert "ディスクの空きが足りません" in said
    await sato.taps("いま作る")
    assert "正常" in await sato.says("設定 バックアップ")


@EMBEDDED
async def test_a_job_done_twice_is_told_once_and_what_is_good_stays_good(town, sato, monkeypatch):
    await sato.says("設定 バックアップ いま作る")
    full_disk(monkeypatch)

    await town.program.backups.make(SimpleNamespace(payload={"run": 1}, attempts=2))  # type: ignore[arg-type]
    await town.program.turns.settled()

    assert [state for state, *_ in await runs_of(town)] == ["good"]
    assert [text for text in await chat_of(sato) if "作れませんでした" in text] == []


@EMBEDDED
async def test_who_asked_for_one_that_fails_hears_it_in_the_answer_alone(town, sato, monkeypatch):
    full_disk(monkeypatch)

    said = await sato.says("設定 バックアップ いま作る")

    assert "ディスクの空きが足りません" in said
    assert len([text for text in await chat_of(sato) if "作れませんでした" in text]) == 1


@EMBEDDED
async def test_a_fault_of_ours_is_a_failure_too(town, sato, monkeypatch):
    monkeypatch.setattr(runner, "make_backup", lambda *args, **more: 1 / 0)

    assert "思わぬ理由で止まりました" in await sato.says("設定 バックアップ いま作る")


@EMBEDDED
async def test_one_that_kills_its_process_each_time_is_given_up(town, monkeypatch):
    made = []
    monkeypatch.setattr(runner, "make_backup", lambda *args, **more: made.append(1))
    run = await town.program.store.write(
        order_scheduled, day=due_day(NOW), now=NOW, real=town.program.clock.real() + 9e9
    )

    found = await town.program.backups.make(
        SimpleNamespace(payload={"run": run}, attempts=runner.ATTEMPTS + 1)  # type: ignore[arg-type]
    )

    assert found == {"failed": "interrupted"}
    assert made == []
    assert [error for _, _, error, _ in await runs_of(town)] == ["interrupted"]


async def test_turns_go_on_meanwhile_and_nothing_in_it_is_torn(town, hanako, taro, sato):
    async def talk(person):
        answers = []
        while not stop.is_set():
            answers.append(await town.standin.text(person.channel, person.key, "避難所はどこですか"))
        return answers

    stop = asyncio.Event()
    talking = [asyncio.create_task(talk(person)) for person in (hanako, taro)]
    await town.program.backups.tick()
    while [state for state, *_ in await runs_of(town)] == ["running"]:
        await asyncio.sleep(0.02)
    stop.set()
    answers = [answer for answered in await asyncio.gather(*talking) for answer in answered]
    await town.program.turns.settled()

    assert len(answers) > 10
    assert all(answer.get("webhook_status", 200) == 200 for answer in answers)
    [(_, path, is_proved)] = backups_in(town.settings.home)
    assert is_proved
    assert verify_backup(path, town.settings).about.counts["inbox"] > 0
    assert "正常" in await sato.says("設定 状態")


@EMBEDDED
async def test_a_program_put_back_answers_and_knows_what_was_said(database, tmp_path):
    async with open_town(database, tmp_path) as town:
        await town.person("hanako", "public").says("わたしの秘密の言葉")
        await town.person("sato", "staff").says("設定 バックアップ いま作る")
        with pytest.raises(StillRunning):
            restore_backup(backups_in(tmp_path)[0][1], town.settings, force=True, now=NOW)
    [(_, path, _)] = backups_in(tmp_path)
    assert "わたしの秘密の言葉".encode() not in path.read_bytes()
    new = read_settings(home=tmp_path / "new", database_url="", mode="trial", master_key=MASTER_KEY)

    restored = restore_backup(path, new, force=False, now=NOW)

    assert restored.about is not None
    assert counts_of(new) == restored.about.counts
    async with running(new) as program:
        for text in ("ログ 会話", "避難所 一覧"):
            await program.turns.accept_own("console", "staff:1", {"kind": "text", "text": text})
        await program.turns.settled()
        said = str(await program.turns.console_messages("staff:1", 0, 0))
    assert "わたしの秘密の言葉" in said
    assert "中央公民館" in said
