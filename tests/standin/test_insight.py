"""Insight: figures by day, and silence about fewer than twenty people."""

from __future__ import annotations

from datetime import datetime

import pytest

from data.clock import TOKYO
from tests.standin.town_bot import said

BASE = "/v2/bot/insight"
BOUNDS = {"x": 0, "y": 0, "width": 100, "height": 100}


@pytest.fixture(autouse=True)
def _noon(line):
    line.set_clock(datetime(2026, 4, 10, 12, 0, tzinfo=TOKYO))


async def test_followers_never_fall_and_blocks_do(line, bot):
    await line.follow("public", "taro")
    await line.block("public", "taro")

    assert (await bot.call("GET", f"{BASE}/followers?date=20260410")).body == {"status": "unready"}
    line.advance(24 * 3600)
    told = (await bot.call("GET", f"{BASE}/followers?date=20260410")).body

    assert told == {"status": "ready", "followers": 2, "targetedReaches": 1, "blocks": 1}


async def test_numbers_sent_are_told_by_kind(line, bot):
    await bot.push(line.user_id("public", "hanako"), said("x"))
    line.advance(24 * 3600)

    told = (await bot.call("GET", f"{BASE}/message/delivery?date=20260410")).body

    assert told == {"status": "ready", "apiBroadcast": 0, "apiPush": 1, "apiMulticast": 0, "apiReply": 0}


@pytest.mark.parametrize(
    ("query", "message"),
    [("", "date is required"), ("?date=2026-04-09", "Bad Request"), ("?date=20260231", "Bad Request")],
)
async def test_a_day_is_required_and_must_be_one(line, bot, query, message):
    refused = await bot.call("GET", f"{BASE}/followers{query}")

    assert (refused.status, refused.body["message"]) == (400, message)


async def test_shares_of_friends_are_told_from_twenty_on(line, bot):
    genders = [{"gender": "female", "percentage": 60.0}]

    assert (await bot.call("GET", f"{BASE}/demographic")).body == {"available": False}
    line.insight("public", "demographic", {"genders": genders, "targetedReaches": 19})
    assert (await bot.call("GET", f"{BASE}/demographic")).body == {"available": False}
    line.insight("public", "demographic", {"genders": genders, "targetedReaches": 20})
    assert (await bot.call("GET", f"{BASE}/demographic")).body == {"available": True, "genders": genders}


async def test_a_units_numbers_under_twenty_are_null(line, bot):
    path = f"{BASE}/message/event/aggregation?customAggregationUnit=week&from=20260401&to=20260430"
    figures = {
        "overview": {"uniqueImpression": 120, "uniqueClick": 19},
        "messages": [{"seq": 1, "impression": 130, "mediaPlayed": 3}],
        "clicks": [{"seq": 1, "url": "https://town.example/", "click": 25, "uniqueClick": 19}],
    }
    line.insight("public", "unit", figures, "week")

    told = (await bot.call("GET", path)).body

    assert told["overview"]["uniqueImpression"] == 120
    assert told["overview"]["uniqueClick"] is None
    assert told["messages"] == [{"seq": 1, "impression": 130, "mediaPlayed": None}]
    assert told["clicks"] == [{"seq": 1, "url": "https://town.example/", "click": 25, "uniqueClick": None}]
    line.insight("public", "unit", {**figures, "overview": {"uniqueImpression": 19, "uniqueClick": 19}}, "week")
    few = (await bot.call("GET", path)).body
    assert set(few["overview"].values()) == {None}
    assert few["messages"] == few["clicks"] == []


async def test_a_broadcast_is_told_by_its_request_id(line, bot):
    sent = await bot.call("POST", "/v2/bot/message/broadcast", {"messages": [said("x")]})
    request_id = sent.headers["x-line-request-id"]

    told = (await bot.call("GET", f"{BASE}/message/event?requestId={request_id}")).body

    assert (told["overview"]["delivered"], told["overview"]["uniqueImpression"]) == (1, None)
    assert told["overview"]["requestId"] == request_id
    assert (await bot.call("GET", f"{BASE}/message/event?requestId=x")).status == 404
    assert (await bot.call("GET", f"{BASE}/message/event")).status == 400


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("message/event/aggregation?customAggregationUnit=w&from=20260401&to=20260501", 400),
        ("message/event/aggregation?customAggregationUnit=w&from=20260401&to=20260430", 200),
        ("message/event/aggregation?customAggregationUnit=w&from=20260402&to=20260401", 400),
        ("message/event/aggregation?from=20260401&to=20260402", 400),
        ("richmenu/{id}/summary?from=20250311&to=20260410", 200),
        ("richmenu/{id}/summary?from=20250310&to=20260410", 400),
        ("richmenu/{id}/daily?from=20260101&to=20260409", 200),
        ("richmenu/{id}/daily?from=20260101&to=20260410", 400),
        ("richmenu/{id}/daily?from=20230409&to=20230410", 400),
        ("richmenu/richmenu-0/daily?from=20260101&to=20260102", 404),
    ],
)
async def test_spans_have_their_bounds(line, bot, path, status):
    menu_id = line.channel("public").shelf.create({}).id

    assert (await bot.call("GET", f"{BASE}/{path.format(id=menu_id)}")).status == status


async def test_a_rich_menu_tells_only_its_id_under_twenty_clickers(line, bot):
    days = {f"2026040{day}": {"count": 30, "uniqueUsers": 10} for day in (1, 2)}
    clicks = [{"bounds": BOUNDS, "days": days}]
    line.insight("public", "richmenu", {"impression": days, "clicks": clicks}, "richmenu-1")
    base = f"{BASE}/richmenu/richmenu-1"

    few = (await bot.call("GET", f"{base}/summary?from=20260401&to=20260401")).body
    many = (await bot.call("GET", f"{base}/summary?from=20260401&to=20260402")).body
    daily = (await bot.call("GET", f"{base}/daily?from=20260401&to=20260402")).body

    assert few == {"richMenuId": "richmenu-1"}
    assert many["clicks"] == [{"bounds": BOUNDS, "metrics": {"count": 60, "uniqueUsers": 20}}]
    assert (many["metricsFrom"], many["metricsTo"]) == ("20260401", "20260402")
    assert daily["impression"]["metrics"][1] == {"date": "20260402", "count": 30, "uniqueUsers": 10}


async def test_insight_is_asked_sixty_times_an_hour(line, bot):
    asked = [(await bot.call("GET", f"{BASE}/followers?date=20260401")).status for _ in range(61)]

    assert asked == [200] * 60 + [429]
