"""Screens and taps: what a person sees, and what a button does."""

from __future__ import annotations

import asyncio

import pytest

from data.gateways.line.standin import CannotDo, NotOnScreen
from tests.standin.town_bot import bubbles, said

YES = {"type": "message", "label": "はい", "text": "はい、お願いします"}


def quick(*actions):
    return {"items": [{"type": "action", "action": action} for action in actions]}


async def shows(line, bot, *messages):
    """Push messages to Hanako."""
    answer = await bot.push(line.user_id("public", "hanako"), *messages)
    assert answer.status == 200, answer.body
    return [sent["id"] for sent in answer.body["sentMessages"]]


async def buttons(line):
    return [item["action"] for item in (await line.screen("public", "hanako"))["quick_replies"]]


async def test_only_the_last_message_of_a_request_keeps_its_quick_replies(line, bot):
    await shows(line, bot, {**said("一"), "quickReply": quick(YES)}, said("二"))
    assert await buttons(line) == []

    await shows(line, bot, said("一"), {**said("二"), "quickReply": quick(YES)})
    assert await buttons(line) == [YES]


async def test_quick_replies_vanish_with_any_new_message_and_come_back_when_it_is_unsent(line, bot):
    await shows(line, bot, {**said("どうぞ"), "quickReply": quick(YES)})
    told = await line.text("public", "hanako", "えっと")
    assert await buttons(line) == []

    await line.unsend("public", "hanako", told["message_id"])

    assert await buttons(line) == [YES]


async def test_a_tapped_message_button_speaks_for_the_person_once(line, bot):
    await shows(line, bot, {**said("どうぞ"), "quickReply": quick(YES)})

    done = await line.tap("public", "hanako", YES)

    assert done["event"]["webhook_status"] == 200
    assert bot.events[-1]["message"]["text"] == "はい、お願いします"
    assert await bubbles(line, "public", "hanako") == [("bot", "どうぞ"), ("person", "はい、お願いします")]
    with pytest.raises(NotOnScreen):
        await line.tap("public", "hanako", YES)


async def test_a_postback_leaves_a_bubble_only_with_displaytext_and_no_message_event(line, bot):
    silent = {"type": "postback", "label": "送る", "data": "silent"}
    spoken = {"type": "postback", "label": "送る", "data": "spoken", "displayText": "送ります"}
    keyboard = {**silent, "data": "key", "inputOption": "openKeyboard", "fillInText": "件名:"}
    template = {"type": "buttons", "text": "選択", "actions": [silent, spoken, keyboard]}
    await shows(line, bot, {"type": "template", "altText": "x", "template": template})

    await line.tap("public", "hanako", silent)
    await line.tap("public", "hanako", spoken)
    typed = await line.tap("public", "hanako", keyboard)

    assert [event["postback"] for event in bot.events] == [{"data": "silent"}, {"data": "spoken"}, {"data": "key"}]
    assert await bubbles(line, "public", "hanako") == [("bot", "template"), ("person", "送ります")]
    assert typed["input"] == {"option": "openKeyboard", "fill_in_text": "件名:"}


async def test_a_button_of_an_old_bubble_still_works_and_a_made_up_one_does_not(line, bot):
    contents = {
        "type": "bubble",
        "body": {
            "type": "box",
            "layout": "vertical",
            "contents": [{"type": "button", "action": {"type": "postback", "label": "開く", "data": "old"}}],
        },
    }
    first, second = await shows(line, bot, {"type": "flex", "altText": "x", "contents": contents}, said("後"))
    action = {"type": "postback", "label": "開く", "data": "old"}

    await line.tap("public", "hanako", action, message_id=first)
    await line.tap("public", "hanako", action)

    assert len(bot.events) == 2
    for wrong in ({**action, "data": "new"}, {**action, "label": "x"}):
        with pytest.raises(NotOnScreen):
            await line.tap("public", "hanako", wrong)
    with pytest.raises(NotOnScreen):
        await line.tap("public", "hanako", action, message_id=second)
    with pytest.raises(NotOnScreen):
        await line.tap("public", "taro", action)


async def test_links_and_copies_stay_on_the_phone(line, bot):
    link = {"type": "uri", "label": "開く", "uri": "https://town.example/"}
    copy = {"type": "clipboard", "label": "写す", "clipboardText": "1234"}
    await shows(
        line,
        bot,
        {"type": "template", "altText": "x", "template": {"type": "confirm", "text": "x", "actions": [link, copy]}},
    )

    assert await line.tap("public", "hanako", link) == {"opened": "https://town.example/"}
    assert await line.tap("public", "hanako", copy) == {"copied": "1234"}
    assert bot.events == []


async def test_places_on_an_imagemap_can_be_tapped(line, bot):
    area = {"x": 0, "y": 0, "width": 520, "height": 700}
    word = {"type": "message", "text": "避難所", "area": area}
    link = {"type": "uri", "linkUri": "https://town.example/", "area": area}
    await shows(
        line,
        bot,
        {
            "type": "imagemap",
            "altText": "地図",
            "baseUrl": "https://town.example/map",
            "baseSize": {"width": 1040, "height": 700},
            "actions": [word, link],
        },
    )

    await line.tap("public", "hanako", word)

    assert bot.events[-1]["message"]["text"] == "避難所"
    assert await line.tap("public", "hanako", link) == {"opened": "https://town.example/"}


async def test_a_place_a_camera_and_an_album_keep_their_buttons_until_the_data_is_sent(line, bot):
    actions = [{"type": kind, "label": "送る"} for kind in ("location", "camera", "cameraRoll")]
    await shows(line, bot, {**said("場所は"), "quickReply": quick(*actions)})

    needs = [await line.tap("public", "hanako", action) for action in actions]

    assert needs == [{"need": "location"}, {"need": "camera"}, {"need": "cameraRoll"}]
    assert await buttons(line) == actions
    await line.location("public", "hanako", 38.7, 140.2)
    assert await buttons(line) == []


async def test_a_picker_gives_only_what_lies_in_its_bounds(line, bot):
    picker = {
        "type": "datetimepicker",
        "label": "日を選ぶ",
        "data": "day",
        "mode": "date",
        "min": "2026-04-01",
        "max": "2026-04-30",
    }
    await shows(line, bot, {**said("いつ"), "quickReply": quick(picker)})

    asked = await line.tap("public", "hanako", picker)
    assert asked == {"need": "datetimepicker", "mode": "date", "min": "2026-04-01", "max": "2026-04-30"}
    assert await buttons(line) == [picker]
    await line.tap("public", "hanako", picker, value="2026-04-30")

    assert bot.events[-1]["postback"] == {"data": "day", "params": {"date": "2026-04-30"}}
    assert await buttons(line) == []


@pytest.mark.parametrize(
    ("mode", "value"),
    [("date", "2026-03-31"), ("date", "2026-05-01"), ("date", "4月1日"), ("date", "2026-04-31")],
)
async def test_a_picker_refuses_what_lies_outside(line, bot, mode, value):
    picker = {"type": "datetimepicker", "label": "日", "data": "d", "mode": mode, "min": "2026-04-01"}
    picker["max"] = "2026-04-30"
    await shows(line, bot, {**said("いつ"), "quickReply": quick(picker)})

    with pytest.raises(CannotDo):
        await line.tap("public", "hanako", picker, value=value)
    assert bot.events == []


async def test_a_watcher_hears_of_a_change_at_once(line, bot):
    screen = await line.screen("public", "hanako")
    watching = asyncio.ensure_future(line.screen("public", "hanako", after=screen["cursor"], wait=20))

    await shows(line, bot, said("お知らせ"))
    seen = await asyncio.wait_for(watching, 60)

    assert [one["message"] for one in seen["messages"]] == [said("お知らせ")]
    assert seen["cursor"] > screen["cursor"]
    old = await line.screen("public", "hanako", after=screen["cursor"], wait=20)
    assert old["cursor"] == seen["cursor"]


async def test_a_watcher_is_answered_in_time_when_nothing_changes(line, bot):
    screen = await line.screen("public", "hanako")

    assert await line.screen("public", "hanako", after=screen["cursor"], wait=0.01) == screen


async def test_moving_the_clock_wakes_a_watcher(line, bot):
    await bot.call("POST", "/v2/bot/chat/loading/start", {"chatId": line.user_id("public", "hanako")})
    screen = await line.screen("public", "hanako")
    watching = asyncio.ensure_future(line.screen("public", "hanako", after=screen["cursor"], wait=20))
    await line.ping("public")

    line.advance(30)

    assert (await asyncio.wait_for(watching, 60))["loading_until"] is None


async def test_a_speaker_stands_beside_the_message(line, bot):
    await shows(line, bot, {**said("x"), "sender": {"name": "防災係"}})

    shown = (await line.screen("public", "hanako"))["messages"][0]
    assert (shown["from"], shown["sender"]) == ("bot", {"name": "防災係"})
