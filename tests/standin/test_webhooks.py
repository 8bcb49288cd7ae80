"""Webhooks: signature, two seconds, redelivery, duplicates, order, and LINE's right to change things."""

from __future__ import annotations

import asyncio

import pytest

from data.gateways.line.standin.webhooks import signature
from tests.standin.town_bot import bubbles, said


def test_the_signature_is_that_of_lines_own_example():
    body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'

    assert signature("8c570fa6dd201bb328f1c1eac23a96d8", body) == "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


async def test_an_event_is_signed_and_addressed_to_the_bot(line, bot):
    told = await line.text("public", "hanako", "😀 こんにちは")

    heard = bot.requests[0]
    event = heard.body["events"][0]
    assert told == {"webhook_status": 200, "event_id": event["webhookEventId"], "message_id": event["message"]["id"]}
    assert heard.signed
    assert heard.body["destination"] == line.channel("public").bot_user_id
    assert event["source"] == {"type": "user", "userId": line.user_id("public", "hanako")}
    assert event["message"]["text"] == "😀 こんにちは"
    assert {"quoteToken", "markAsReadToken"} <= set(event["message"])
    assert event["deliveryContext"] == {"isRedelivery": False}


async def test_the_ping_has_no_events(line, bot):
    assert (await line.ping("public"))["webhook_status"] == 200
    assert bot.requests[0].body["events"] == []
    assert bot.requests[0].signed


async def test_a_handler_slower_than_the_limit_hears_the_event_again_flagged(line, bot):
    line.settings.webhook_timeout_seconds = 0.05
    line.channel("public").redelivery = True
    bot.answers = [None]

    told = await line.text("public", "hanako", "はい")
    await bot.hears(2)

    first, second = bot.events
    assert told["webhook_error"] == "request_timeout"
    assert told["webhook_status"] is None
    assert second == {**first, "deliveryContext": {"isRedelivery": True}}
    assert line.channel("public").webhook_errors[0]["reason"] == "request_timeout"


async def test_without_redelivery_a_failed_webhook_is_lost(line, bot):
    bot.answers = [500]

    told = await line.text("public", "hanako", "はい")
    await line.text("public", "hanako", "次")

    assert told["webhook_status"] == 500
    assert len(bot.requests) == 2


async def test_redelivery_ends_with_the_first_2xx(line, bot):
    line.channel("public").redelivery = True
    bot.answers = [500, 503, 204]

    await line.text("public", "hanako", "はい")
    await bot.hears(3)
    await line.text("public", "hanako", "次")

    assert [event["deliveryContext"]["isRedelivery"] for event in bot.events] == [False, True, True, False]


async def test_an_unused_token_revives_on_redelivery_and_a_used_one_does_not(line, bot):
    line.webhooks({"redeliver": True}, "public")
    await line.text("public", "hanako", "はい")
    assert (await bot.reply(said("返事"))).status == 200
    assert (await bot.reply(said("また"))).status == 400
    assert bot.events[0]["replyToken"] == bot.events[1]["replyToken"]


@pytest.mark.parametrize(("minutes", "status"), [(19, 200), (21, 400)])
async def test_a_token_revives_within_twenty_minutes_of_the_event(line, bot, minutes, status):
    line.channel("public").redelivery = True
    line.settings.redelivery_delays_seconds = (0.05,)
    bot.answers = [500]

    await line.text("public", "hanako", "はい")
    line.advance(minutes * 60)
    await bot.hears(2)

    assert (await bot.reply(said("返事"))).status == status


async def test_a_duplicate_is_the_same_bytes_without_a_flag(line, bot):
    line.webhooks({"duplicate": True})

    await line.text("public", "hanako", "はい")

    assert len(bot.requests) == 2
    assert bot.requests[0].raw == bot.requests[1].raw


async def test_one_persons_messages_leave_in_order_and_others_do_not_wait(line, bot):
    await line.follow("public", "taro")
    bot.requests.clear()
    bot.answers = [None]
    slow = asyncio.ensure_future(line.text("public", "hanako", "一"))
    await bot.hears(1)
    behind = asyncio.ensure_future(line.text("public", "hanako", "二"))

    beside = await line.text("public", "taro", "割り込み")

    assert beside["webhook_status"] == 200
    assert [heard.body["events"][0]["message"]["text"] for heard in bot.requests] == ["一", "割り込み"]
    bot.release.set()
    await asyncio.gather(slow, behind)
    assert [heard.body["events"][0]["message"]["text"] for heard in bot.requests] == ["一", "割り込み", "二"]


async def test_shuffling_turns_the_order_and_leaves_the_timestamps(line, bot):
    line.webhooks({"shuffle": True}, "public")

    await asyncio.gather(*(line.text("public", "hanako", word) for word in ("一", "二", "三")))

    assert [event["message"]["text"] for event in bot.events] == ["三", "二", "一"]
    stamps = [event["timestamp"] for event in bot.events]
    assert stamps == sorted(stamps, reverse=True)
    assert len(set(stamps)) == 3


async def test_a_batch_puts_events_of_several_people_into_one_request(line, bot):
    line.webhooks({"batch": True}, "public")

    await asyncio.gather(line.text("public", "hanako", "一"), line.text("public", "taro", "二"))

    assert len(bot.requests) == 1
    assert len({event["source"]["userId"] for event in bot.events}) == 2


async def test_modes_change_the_letter_of_a_webhook_and_not_its_sense(line, bot):
    line.webhooks({"header_case": True, "shuffle_keys": True, "ascii_json": True, "unknown_fields": True})

    await line.text("public", "hanako", "はい")
    await line.text("public", "hanako", "いいえ")

    names = [name for heard in bot.requests for name in heard.header_names if name.lower() == "x-line-signature"]
    assert names == ["X-LINE-SIGNATURE", "X-Line-Signature"]
    assert all(heard.signed and heard.raw.isascii() for heard in bot.requests)
    assert bot.requests[0].raw.startswith(b'{"futureProperty"')
    assert bot.events[0]["message"]["text"] == "はい"
    assert "futureProperty" in bot.events[0]["message"]


@pytest.mark.parametrize("mode", ["bad_signature", "no_signature"])
async def test_a_webhook_can_come_wrongly_signed(line, bot, mode):
    line.webhooks({mode: True})

    await line.text("public", "hanako", "はい")

    assert not bot.requests[0].signed


async def test_raw_bytes_arrive_as_they_are(line, bot):
    raw = b'{"destination":"U0", "events":[ ]}'

    await line.webhook("public", raw=raw)

    assert bot.requests[0].raw == raw
    assert bot.requests[0].signed


async def test_events_of_a_group_make_the_bot_a_member_until_it_leaves(line, bot):
    group = "C" + "a" * 32
    source = {"type": "group", "groupId": group, "userId": line.user_id("public", "hanako")}
    content = {"type": "text", "id": "1", "text": "みんな", "quoteToken": "q"}

    await line.webhook("public", [{"type": "message", "source": source, "message": content}])

    assert (await bot.reply(said("失礼します"))).status == 200
    assert [entry.message["text"] for entry in line.channel("public").groups[group].entries] == ["失礼します"]
    assert (await bot.call("POST", f"/v2/bot/group/{group}/leave")).status == 200
    assert (await bot.call("POST", f"/v2/bot/group/{group}/leave")).status == 404
    assert await bubbles(line, "public", "hanako") == []


async def test_nobody_listening_is_told_and_noted(line, bot):
    line.channel("public").webhook_url = "http://127.0.0.1:1/hook"

    told = await line.text("public", "hanako", "はい")

    assert (told["webhook_status"], told["webhook_error"]) == (None, "could_not_connect")


async def test_a_bot_reads_sets_and_tests_its_webhook_address(line, bot):
    base = "/v2/bot/channel/webhook"

    assert (await bot.call("GET", f"{base}/endpoint")).body == {"endpoint": bot.webhook_url, "active": True}
    tested = await bot.call("POST", f"{base}/test", {})
    assert tested.body["success"] is True
    assert tested.body["statusCode"] == 200
    assert bot.requests[0].body["events"] == []
    for bad in ("http://town.example/hook", "https://" + "a" * 493, "ftp://town.example"):
        refused = await bot.call("PUT", f"{base}/endpoint", {"endpoint": bad})
        assert (refused.status, refused.body["message"]) == (400, "Invalid webhook endpoint URL")
    assert (await bot.call("PUT", f"{base}/endpoint", {"endpoint": "https://town.example/line"})).status == 200
    assert line.channel("public").webhook_url == "https://town.example/line"
    line.channel("public").webhook_url = None
    for method, path in (("GET", "endpoint"), ("POST", "test")):
        missing = await bot.call(method, f"{base}/{path}", {} if method == "POST" else None)
        assert (missing.status, missing.body["message"]) == (404, "Webhook endpoint not found")
    assert (await line.ping("public"))["webhook_error"] == "no_webhook"
