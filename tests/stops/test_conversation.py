"""計画停止 in both chats, through the real door."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from data.clock import TOKYO
from dialogs.wording import load_wording
from staffbot.commands.stops import BadHours, read_hours
from staffbot.stops import due_notices

ALTERNATIVE = "急ぎの用件は役場 0233-72-2111 へ"


def in_days(town, days: int) -> str:
    day = town.program.clock.now().astimezone(TOKYO).date() + timedelta(days=days)
    return day.isoformat()


async def plan(town, sato, days=10, way="送らない", hours="22:00-23:30"):
    preview = await sato.says(f"設定 計画停止 追加 {in_days(town, days)} {hours} {way} {ALTERNATIVE}")
    return preview, await sato.taps("実行")


async def due(town):
    """What the timer does, until nothing is due."""
    program = town.program
    while await program.turns.announce(lambda session: due_notices(session, load_wording(), program.clock.now())):
        await program.turns.settled()


def move(town, monkeypatch, **by):
    now = town.program.clock.now
    monkeypatch.setattr(town.program.clock, "now", lambda: now() + timedelta(**by))


async def pushes(person):
    return [entry for entry in (await person.screen())["messages"] if "お休みします" in str(entry["message"])]


async def test_a_stop_is_shown_before_it_is_announced_and_told_to_all_staff(town, sato, mori, hanako):
    preview, done = await plan(town, sato)

    assert ALTERNATIVE in preview
    assert "通数は使いません" in preview
    assert "日しかありません" not in preview
    assert "職員に知らせました" in done
    assert ALTERNATIVE in await mori.last_reply()
    await due(town)
    assert await pushes(hanako) == []


async def test_residents_read_it_under_the_menu(town, sato, hanako, taro):
    await plan(town, sato)

    said = await hanako.says("メニュー")

    assert "22時00分から23時30分まで" in said
    assert ALTERNATIVE in said
    assert "お休み" not in await hanako.says("避難所")


async def test_less_than_seven_days_is_warned_of(town, sato):
    preview, done = await plan(town, sato, days=3)

    assert "しかありません" in preview
    assert "決め" in done


async def test_the_past_what_is_too_long_and_what_overlaps_are_refused(town, sato):
    assert "この日時では計画できません" in await sato.says(
        f"設定 計画停止 追加 {in_days(town, -1)} 22:00-23:30 送らない x"
    )
    await plan(town, sato)
    said = await sato.says(f"設定 計画停止 追加 {in_days(town, 10)} 23:00-24:00 送らない x")
    assert "もう計画停止 #1" in said
    assert "時間が読めません" in await sato.says(f"設定 計画停止 追加 {in_days(town, 11)} よる 送らない x")


async def test_a_mistyped_year_is_refused_as_people_are_told_no_year(town, sato):
    said = await sato.says(f"設定 計画停止 追加 {in_days(town, 400)} 22:00-23:00 送らない x")

    assert "この日時では計画できません" in said


async def test_residents_are_sent_messages_only_when_staff_choose_so_and_each_once(town, sato, hanako, taro):
    preview, done = await plan(town, sato, way="住民にも送る")

    assert "住民2人に送ります" in preview
    assert "4通" in preview
    assert "順に送っています" in done
    await due(town)
    await due(town)
    assert len(await pushes(hanako)) == 1
    assert len(await pushes(taro)) == 1


async def test_the_day_before_it_is_said_again(town, sato, mori, hanako, monkeypatch):
    await plan(town, sato, way="住民にも送る")
    await due(town)
    move(town, monkeypatch, days=9, hours=23)
    await due(town)
    await due(town)

    assert "【明日の計画停止】" in await mori.last_reply()
    assert len(await pushes(hanako)) == 2


async def test_during_the_stop_answers_say_so_first(town, sato, hanako, monkeypatch):
    now = town.program.clock.now().astimezone(TOKYO)
    start = datetime(now.year, now.month, now.day, tzinfo=TOKYO) + timedelta(days=10, hours=22)
    await plan(town, sato)
    move(town, monkeypatch, seconds=(start - now).total_seconds() + 60)

    said = await hanako.says("避難所")
    assert said.startswith("ただいま点検中です")
    assert ALTERNATIVE in said
    assert "点検中" not in await hanako.says("施設")
    move(town, monkeypatch, minutes=11)
    assert "点検中" in await hanako.says("施設")


async def test_it_ends_and_staff_are_told_once(town, sato, mori, hanako, monkeypatch):
    await plan(town, sato)
    move(town, monkeypatch, days=12)
    await due(town)

    assert "時間が終わりました" in await mori.last_reply()
    assert "お休み" not in await hanako.says("メニュー")
    assert "点検中" not in await hanako.last_reply()
    assert "予定はありません" in await sato.says("設定 計画停止")


async def test_a_cancelled_one_is_told_again_and_vanishes(town, sato, mori, hanako):
    await plan(town, sato, way="住民にも送る")
    await due(town)
    assert "取り消し" in await sato.says("設定 計画停止 取消 #1")
    await sato.taps("実行")
    await due(town)

    assert "取り消しになりました" in await mori.last_reply()
    assert "取りやめ" in await hanako.last_reply()
    assert "お休みします" not in await hanako.says("メニュー")
    assert "ありません" in await sato.says("設定 計画停止 取消 #1")


async def test_missing_parts_are_asked_for_by_buttons(town, sato):
    await sato.says("設定 計画停止")
    await sato.taps("追加")
    await sato.says(in_days(town, 10))
    await sato.says("22:00-23:30")
    await sato.taps("送らない")
    assert "通数は使いません" in await sato.says(ALTERNATIVE)


async def test_who_may_not_can_plan_none(mori):
    assert "権限では使えません" in await mori.says("設定 計画停止 追加 12/10 22:00-23:30 送らない x")


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("22:00-23:30", (10, 22, 0), (10, 23, 30)),
        ("22:00-2:00", (10, 22, 0), (11, 2, 0)),
        ("22時〜24時", (10, 22, 0), (11, 0, 0)),
        ("９：３０～１１：００", (10, 9, 30), (10, 11, 0)),
        ("22時半から翌6時15分まで", (10, 22, 30), (11, 6, 15)),
    ],
)
def test_hours_are_read_as_people_write_them(typed, start, end):
    found = read_hours(date(2026, 4, 10), typed)

    assert found == tuple(datetime(2026, 4, *one, tzinfo=TOKYO) for one in (start, end))


@pytest.mark.parametrize("typed", ["夜", "25:00-26:00", "22:00", "22:61-23:00", "24:30-25:00"])
def test_hours_that_are_none_are_refused(typed):
    with pytest.raises(BadHours):
        read_hours(date(2026, 4, 10), typed)
