"""Push, multicast, broadcast: who gets them, retry keys, quota, rates."""

from __future__ import annotations

import aiohttp
import pytest

from data.gateways.line.standin.clock import DAY, SECOND
from tests.standin.town_bot import bubbles, said

KEY = "123e4567-e89b-12d3-a456-426614174000"
STRANGER = "U" + "f" * 32


async def consumption(bot) -> int:
    return (await bot.call("GET", "/v2/bot/message/quota/consumption")).body["totalUsage"]


async def multicast(bot, to, *messages, key=None, **more):
    headers = {"X-Line-Retry-Key": key} if key else None
    body = {"to": to, "messages": list(messages), **more}
    return await bot.call("POST", "/v2/bot/message/multicast", body, headers)


async def test_a_push_whose_answer_was_lost_is_shown_once_however_often_it_is_retried(line, bot):
    hanako = line.user_id("public", "hanako")
    line.fault("push", "drop_after_accept", count=1)

    with pytest.raises(aiohttp.ClientError):
        await bot.push(hanako, said("お知らせ"), key=KEY)
    first = line.log("push")[0]["request_id"]
    again = await bot.push(hanako, said("お知らせ"), key=KEY)

    assert again.status == 409
    assert again.body["message"] == "The retry key is already accepted"
    assert len(again.body["sentMessages"]) == 1
    assert again.headers["x-line-accepted-request-id"] == first
    assert again.headers["x-line-request-id"] != first
    assert await bubbles(line, "public", "hanako") == [("bot", "お知らせ")]
    assert await consumption(bot) == 1

    line.advance(DAY / SECOND)
    assert (await bot.push(hanako, said("お知らせ"), key=KEY)).status == 200
    assert len(await bubbles(line, "public", "hanako")) == 2


async def test_a_refused_push_leaves_its_retry_key_free(line, bot):
    hanako = line.user_id("public", "hanako")

    assert (await bot.push(hanako, said(""), key=KEY)).status == 400
    assert (await bot.push(hanako, said("よい"), key=KEY)).status == 200


async def test_a_retry_key_is_a_uuid(line, bot):
    assert (await bot.push(line.user_id("public", "hanako"), said("x"), key="one")).status == 400


async def test_a_push_after_blocking_answers_200_shows_nothing_and_costs_nothing(line, bot):
    hanako = line.user_id("public", "hanako")
    await line.block("public", "hanako")

    answer = await bot.push(hanako, said("聞こえますか"))

    assert (answer.status, await consumption(bot)) == (200, 0)
    assert await bubbles(line, "public", "hanako") == []
    assert (await bot.call("GET", f"/v2/bot/profile/{hanako}")).status == 404


async def test_who_never_became_a_friend_is_reached_for_seven_days_after_writing(line, bot):
    taro = line.user_id("public", "taro")
    assert (await bot.push(taro, said("まだ"))).status == 200

    await line.text("public", "taro", "質問です")
    await bot.push(taro, said("六日"))
    line.advance(7 * DAY / SECOND + 1)
    await bot.push(taro, said("八日"))

    assert await bubbles(line, "public", "taro") == [("person", "質問です"), ("bot", "六日")]


async def test_a_person_of_one_provider_is_unknown_under_another(line, bot):
    answer = await bot.push(line.user_id("staff", "hanako"), said("x"))

    assert line.user_id("staff", "hanako") != line.user_id("public", "hanako")
    assert (answer.status, answer.body["message"]) == (400, "Failed to send messages")
    assert (await bot.push(STRANGER, said("x"))).status == 400
    malformed = await bot.push("hanako", said("x"))
    assert (malformed.status, "'to'" in malformed.body["message"]) == (400, True)


async def test_a_multicast_reaches_friends_and_names_the_place_of_a_bad_id(line, bot):
    await line.follow("public", "taro")
    everybody = [line.user_id("public", name) for name in ("hanako", "taro")]

    answer = await multicast(bot, [*everybody, everybody[0], STRANGER], said("避難指示"))
    bad = await multicast(bot, [everybody[0], "C" + "0" * 32], said("x"))

    assert (answer.status, answer.body) == (200, {})
    assert await bubbles(line, "public", "hanako") == await bubbles(line, "public", "taro") == [("bot", "避難指示")]
    assert await consumption(bot) == 2
    assert bad.status == 400
    assert "to[1]" in bad.body["message"]

    line.settings.refuse_unknown_multicast = True
    assert (await multicast(bot, [STRANGER], said("x"))).status == 400


async def test_a_multicast_has_at_most_500_people_and_one_unit(line, bot):
    hanako = line.user_id("public", "hanako")

    assert (await multicast(bot, [hanako] * 501, said("x"))).status == 400
    assert (await multicast(bot, [], said("x"))).status == 400
    assert (await multicast(bot, [hanako], said("x"), customAggregationUnits=["a-b"])).status == 400
    assert (await multicast(bot, [hanako], said("x"), customAggregationUnits=["a", "b"])).status == 400
    assert (await multicast(bot, [hanako] * 500, said("x"), customAggregationUnits=["week_1"])).status == 200
    assert (await bot.call("GET", "/v2/bot/message/aggregation/info")).body == {"numOfCustomAggregationUnits": 1}
    await multicast(bot, [hanako], said("x"), customAggregationUnits=["week_2"])
    names = "/v2/bot/message/aggregation/list"
    first = (await bot.call("GET", f"{names}?limit=1")).body
    assert first == {"customAggregationUnits": ["week_1"], "next": "1"}
    assert (await bot.call("GET", f"{names}?start=1")).body == {"customAggregationUnits": ["week_2"]}
    assert (await bot.call("GET", f"{names}?start=x")).status == 400
    assert (await bot.call("GET", f"{names}?limit=101")).status == 400


async def test_beyond_a_thousand_names_a_month_a_unit_is_sent_unassigned(line, bot):
    ledger = line.channel("public").ledger
    for number in range(1000):
        ledger.assign(f"u{number}", line.clock.now_ms())

    answer = await multicast(bot, [line.user_id("public", "hanako")], said("x"), customAggregationUnits=["late"])

    assert answer.status == 200
    assert "late" not in ledger.units(line.clock.now_ms())


async def test_a_repeated_multicast_and_broadcast_answer_409_and_send_once(line, bot):
    hanako = line.user_id("public", "hanako")
    await multicast(bot, [hanako], said("一"), key=KEY)
    headers = {"X-Line-Retry-Key": "123e4567-e89b-12d3-a456-426614174001"}
    await bot.call("POST", "/v2/bot/message/broadcast", {"messages": [said("二")]}, headers)

    assert (await multicast(bot, [hanako], said("一"), key=KEY)).status == 409
    again = await bot.call("POST", "/v2/bot/message/broadcast", {"messages": [said("二")]}, headers)

    assert again.status == 409
    assert await bubbles(line, "public", "hanako") == [("bot", "一"), ("bot", "二")]


async def test_the_quota_refuses_what_would_exceed_it_until_the_month_turns_in_japan(line, bot):
    from datetime import UTC, datetime

    line.set_clock(datetime(2026, 1, 31, 14, 59, 30, tzinfo=UTC))  # 23:59:30 in Japan
    line.channel("public").ledger.limit = 1
    hanako = line.user_id("public", "hanako")
    await bot.push(hanako, said("一"))

    refused = await bot.push(hanako, said("二"))
    line.advance(40)
    accepted = await bot.push(hanako, said("三"))

    assert (refused.status, refused.body["message"]) == (429, "You have reached your monthly limit.")
    assert accepted.status == 200
    assert (await bot.call("GET", "/v2/bot/message/quota")).body == {"type": "limited", "value": 1}
    assert await bubbles(line, "public", "hanako") == [("bot", "一"), ("bot", "三")]


async def test_both_kinds_of_429_differ_in_their_words_only(line, bot):
    for _ in range(60):
        await bot.call("POST", "/v2/bot/message/broadcast", {"messages": [said("x")]})
    by_rate = await bot.call("POST", "/v2/bot/message/broadcast", {"messages": [said("x")]})
    line.channel("public").ledger.limit = 0
    by_quota = await bot.push(line.user_id("public", "hanako"), said("x"))

    assert by_rate.status == by_quota.status == 429
    assert by_rate.body != by_quota.body


async def test_a_bucket_fills_again_with_time(line, bot):
    async def broadcast():
        return (await bot.call("POST", "/v2/bot/message/broadcast", {"messages": [said("x")]})).status

    for _ in range(60):
        assert await broadcast() == 200
    assert await broadcast() == 429

    line.advance(60)
    assert [await broadcast(), await broadcast()] == [200, 429]


async def test_numbers_sent_are_told_the_day_after(line, bot):
    from data.gateways.line.standin.clock import tokyo_day

    today = tokyo_day(line.clock.now_ms())
    await bot.push(line.user_id("public", "hanako"), said("x"))

    early = await bot.call("GET", f"/v2/bot/message/delivery/push?date={today}")
    line.advance(DAY / SECOND)
    late = await bot.call("GET", f"/v2/bot/message/delivery/push?date={today}")

    assert early.body == {"status": "unready"}
    assert late.body == {"status": "ready", "success": 1}
    assert (await bot.call("GET", "/v2/bot/message/delivery/push?date=2026-01-01")).status == 400


@pytest.mark.parametrize("kind", ["reply", "push", "multicast", "narrowcast", "broadcast"])
async def test_validating_shows_nothing(line, bot, kind):
    fine = await bot.call("POST", f"/v2/bot/message/validate/{kind}", {"messages": [said("x")]})
    bad = await bot.call("POST", f"/v2/bot/message/validate/{kind}", {"messages": [{"type": "text"}]})

    assert (fine.status, fine.body) == (200, {})
    assert bad.body["details"] == [{"message": "must be specified", "property": "messages[0].text"}]
    assert await bubbles(line, "public", "hanako") == []


async def test_mentions_go_to_groups_only(line, bot):
    message = {
        "type": "textV2",
        "text": "{all}へ",
        "substitution": {"all": {"type": "mention", "mentionee": {"type": "all"}}},
    }
    group = "C" + "1" * 32
    await line.webhook("public", [{"type": "join", "source": {"type": "group", "groupId": group}}])

    assert (await bot.push(line.user_id("public", "hanako"), message)).status == 400
    assert (await multicast(bot, [line.user_id("public", "hanako")], message)).status == 400
    assert (await bot.push(group, message)).status == 200
    assert (await bot.push("C" + "2" * 32, message)).status == 400
