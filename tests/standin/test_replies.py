"""Reply tokens: once, young, free."""

from __future__ import annotations

import pytest

from tests.standin.town_bot import bubbles, said


async def test_a_reply_appears_under_the_persons_own_words(line, bot):
    await line.text("public", "hanako", "避難所はどこ")

    answer = await bot.reply(said("役場です"), {"type": "sticker", "packageId": "446", "stickerId": "1988"})

    assert answer.status == 200
    assert [set(sent) for sent in answer.body["sentMessages"]] == [{"id", "quoteToken"}] * 2
    assert await bubbles(line, "public", "hanako") == [
        ("person", "避難所はどこ"),
        ("bot", "役場です"),
        ("bot", "sticker"),
    ]


async def test_a_token_works_once(line, bot):
    await line.text("public", "hanako", "はい")
    await bot.reply(said("一度目"))

    again = await bot.reply(said("二度目"))

    assert (again.status, again.body) == (400, {"message": "Invalid reply token"})
    assert ("bot", "二度目") not in await bubbles(line, "public", "hanako")


@pytest.mark.parametrize(("seconds", "status"), [(58, 200), (61, 400)])
async def test_a_token_lives_one_minute(line, bot, seconds, status):
    await line.text("public", "hanako", "はい")

    line.advance(seconds)

    assert (await bot.reply(said("返事"))).status == status


async def test_a_refused_body_leaves_the_token_unused_and_sends_nothing(line, bot):
    await line.text("public", "hanako", "はい")

    refused = await bot.reply(said("良い"), said(""))

    assert refused.status == 400
    assert refused.body["message"] == "The request body has 1 error(s)"
    assert refused.body["details"] == [{"message": "May not be empty", "property": "messages[1].text"}]
    assert await bubbles(line, "public", "hanako") == [("person", "はい")]
    assert (await bot.reply(said("良い"))).status == 200


async def test_an_unknown_token_and_that_of_another_channel_are_refused(line, bot):
    await line.text("public", "hanako", "はい")
    token = bot.events[-1]["replyToken"]

    assert (await bot.reply(said("x"), token="f" * 32)).status == 400
    other = await bot.call(
        "POST",
        "/v2/bot/message/reply",
        {"replyToken": token, "messages": [said("x")]},
        {"Authorization": "Bearer staff-access-token"},
    )
    assert other.status == 400


async def test_a_standby_event_has_no_token(line, bot):
    source = {"type": "user", "userId": line.user_id("public", "hanako")}

    await line.webhook("public", [{"type": "message", "mode": "standby", "source": source}])

    assert "replyToken" not in bot.events[-1]


async def test_a_reply_costs_no_quota_and_takes_no_retry_key(line, bot):
    await line.text("public", "hanako", "はい")
    body = {"replyToken": bot.events[-1]["replyToken"], "messages": [said("返事")]}

    with_key = await bot.call(
        "POST", "/v2/bot/message/reply", body, {"X-Line-Retry-Key": "123e4567-e89b-12d3-a456-426614174000"}
    )
    without = await bot.call("POST", "/v2/bot/message/reply", body)

    assert (with_key.status, without.status) == (400, 200)
    assert (await bot.call("GET", "/v2/bot/message/quota/consumption")).body == {"totalUsage": 0}


async def test_one_to_five_messages_go_in_a_reply(line, bot):
    await line.text("public", "hanako", "はい")

    assert (await bot.reply()).status == 400
    assert (await bot.reply(*[said("x")] * 6)).status == 400
    assert (await bot.reply(*[said("x")] * 5)).status == 200


async def test_a_reply_to_somebody_who_blocked_meanwhile_is_taken_and_not_shown(line, bot):
    await line.text("public", "hanako", "はい")
    token = bot.events[-1]["replyToken"]
    await line.block("public", "hanako")

    answer = await bot.reply(said("返事"), token=token)

    assert answer.status == 200
    assert ("bot", "返事") not in await bubbles(line, "public", "hanako")


async def test_a_message_of_this_chat_can_be_quoted_and_no_other(line, bot):
    await line.text("public", "hanako", "はい")
    own = bot.events[-1]["message"]["quoteToken"]

    foreign = await bot.reply({**said("引用"), "quoteToken": "f" * 32})
    answer = await bot.reply({**said("引用"), "quoteToken": own})

    assert (foreign.status, foreign.body["details"][0]["property"]) == (400, "messages[0].quoteToken")
    assert answer.status == 200
