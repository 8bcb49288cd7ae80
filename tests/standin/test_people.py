"""What people do, what the bot may know of them, and the loading sign."""

from __future__ import annotations

import pytest

from data.gateways.line.standin import CannotDo, NotOnScreen, Unknown
from tests.standin.drawing import picture
from tests.standin.town_bot import bubbles, said


async def test_following_blocking_and_coming_back_are_told_apart(line, bot):
    await line.follow("public", "taro")
    await line.block("public", "taro")
    await line.unblock("public", "taro")

    assert [event["type"] for event in bot.events] == ["follow", "unfollow", "follow"]
    assert [event["follow"]["isUnblocked"] for event in bot.events[::2]] == [False, True]
    assert "replyToken" in bot.events[0]
    assert "replyToken" not in bot.events[1]


async def test_following_twice_makes_no_second_event(line, bot):
    assert (await line.follow("public", "hanako"))["event_id"] is None
    assert bot.events == []


async def test_who_blocks_can_not_write_nor_tap_nor_block_again(line, bot):
    button = {"type": "postback", "label": "送る", "data": "d"}
    items = [{"type": "action", "action": button}]
    await bot.push(line.user_id("public", "hanako"), {**said("x"), "quickReply": {"items": items}})
    await line.block("public", "hanako")

    with pytest.raises(NotOnScreen):
        await line.text("public", "hanako", "x")
    with pytest.raises(NotOnScreen):
        await line.tap("public", "hanako", button)
    with pytest.raises(CannotDo):
        await line.block("public", "hanako")
    with pytest.raises(CannotDo):
        await line.unblock("public", "taro")


async def test_a_profile_is_told_of_friends_and_of_who_wrote(line, bot):
    hanako, taro = (line.user_id("public", name) for name in ("hanako", "taro"))

    assert (await bot.call("GET", f"/v2/bot/profile/{hanako}")).body == {
        "displayName": "花子",
        "userId": hanako,
        "language": "ja",
    }
    assert (await bot.call("GET", f"/v2/bot/profile/{taro}")).status == 404
    await line.text("public", "taro", "はい")
    assert (await bot.call("GET", f"/v2/bot/profile/{taro}")).status == 200
    assert (await bot.call("GET", "/v2/bot/profile/hanako")).status == 400
    line.world.people["taro"].picture_url = "https://profile.example/taro"
    assert (await bot.call("GET", f"/v2/bot/profile/{taro}")).body["pictureUrl"] == "https://profile.example/taro"


async def test_followers_come_in_pages_that_may_be_short(line, bot):
    for number in range(9):
        line.add_person(f"p{number}")
        await line.follow("public", f"p{number}")
    line.settings.short_follower_pages = True

    ids: list[str] = []
    query, pages = "?limit=4", 0
    while query is not None:
        page = (await bot.call("GET", f"/v2/bot/followers/ids{query}")).body
        ids += page["userIds"]
        pages += 1
        query = f"?limit=4&start={page['next']}" if "next" in page else None

    assert len(set(ids)) == len(ids) == 10
    assert pages == 5
    assert (await bot.call("GET", "/v2/bot/followers/ids?start=x")).status == 400
    assert (await bot.call("GET", "/v2/bot/followers/ids?limit=1001")).status == 400
    line.channel("public").verified = False
    assert (await bot.call("GET", "/v2/bot/followers/ids")).status == 403


async def test_a_follower_page_token_lives_a_day(line, bot):
    await line.follow("public", "taro")
    token = (await bot.call("GET", "/v2/bot/followers/ids?limit=1")).body["next"]

    line.advance(24 * 3600)

    assert (await bot.call("GET", f"/v2/bot/followers/ids?start={token}")).status == 400


async def test_the_bots_card_has_every_required_key(line, bot):
    card = (await bot.call("GET", "/v2/bot/info")).body

    assert card["displayName"] == "戸沢町"
    assert {"userId", "basicId", "displayName", "chatMode", "markAsReadMode"} <= set(card)


async def test_the_loading_sign_shows_in_an_open_chat_until_the_bot_speaks_or_time_passes(line, bot):
    hanako = line.user_id("public", "hanako")

    async def start(**changes):
        return await bot.call("POST", "/v2/bot/chat/loading/start", {"chatId": hanako, **changes})

    async def loading():
        return (await line.screen("public", "hanako"))["loading_until"]

    begun = await start(loadingSeconds=5)
    assert (begun.status, begun.body) == (202, {})
    assert await loading() is not None
    await bot.push(hanako, said("できました"))
    assert await loading() is None
    await start()
    line.advance(21)
    assert await loading() is None
    await line.follow("staff", "hanako")
    await start()
    assert await loading() is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"loadingSeconds": 7}, "must be a multiple of five"),
        ({"loadingSeconds": 65}, "Must be between 5 and 60"),
        ({"loadingSeconds": 0}, "Must be between 5 and 60"),
        ({"chatId": "C" + "0" * 32}, "Only user id is acceptable"),
    ],
)
async def test_a_loading_sign_out_of_bounds_is_refused(line, bot, changes, message):
    body = {"chatId": line.user_id("public", "hanako"), **changes}

    refused = await bot.call("POST", "/v2/bot/chat/loading/start", body)

    assert refused.status == 400
    assert refused.body["details"][0]["message"].startswith(message)


async def test_marking_as_read_takes_the_token_of_this_bots_message(line, bot):
    told = await line.text("public", "hanako", "はい")
    token = bot.events[-1]["message"]["markAsReadToken"]

    refused = await bot.call("POST", "/v2/bot/chat/markAsRead", {"markAsReadToken": "x"})
    taken = await bot.call("POST", "/v2/bot/chat/markAsRead", {"markAsReadToken": token})

    assert (refused.status, taken.status, taken.body) == (400, 200, {})
    assert refused.body["message"].startswith("Invalid markAsReadToken.")
    assert (await line.screen("public", "hanako"))["read_until"] == told["message_id"]


async def test_an_unsent_message_leaves_the_screen_and_its_file_is_gone(line, bot):
    sent = await line.image("public", "hanako", picture(10, 10))
    path = f"/v2/bot/message/{sent['message_id']}/content"
    assert (await bot.call("GET", path)).body == picture(10, 10)

    await line.unsend("public", "hanako", sent["message_id"])

    gone = await bot.call("GET", path)
    assert bot.events[-1]["type"] == "unsend"
    assert bot.events[-1]["unsend"] == {"messageId": sent["message_id"]}
    assert (gone.status, gone.body) == (410, {"message": "The content is gone"})
    assert await bubbles(line, "public", "hanako") == []
    with pytest.raises(Unknown):
        await line.unsend("public", "hanako", sent["message_id"])


async def test_pictures_sent_together_come_as_webhooks_of_one_set_in_no_order(line, bot):
    told = await line.image("public", "hanako", *[picture(10 + number, 10) for number in range(3)])

    sets = [event["message"]["imageSet"] for event in bot.events]
    assert sorted(one["index"] for one in sets) == [1, 2, 3]
    assert [one["index"] for one in sets] != [1, 2, 3]
    assert {(one["id"], one["total"]) for one in sets} == {(sets[0]["id"], 3)}
    assert len(bot.requests) == len(told["message_ids"]) == 3


async def test_a_single_picture_belongs_to_no_set(line, bot):
    await line.image("public", "hanako", picture(10, 10))

    assert "imageSet" not in bot.events[0]["message"]


async def test_every_kind_of_message_arrives(line, bot):
    await line.location("public", "hanako", 38.7, 140.2, title="役場", address="戸沢村")
    await line.sticker("public", "hanako", "446", "1988")
    await line.file("public", "hanako", "申請.pdf", b"%PDF-1.7")
    await line.video("public", "hanako", b"film", 1500)
    await line.audio("public", "hanako", b"sound")
    await line.text("public", "hanako", "引用", quoted_message_id="17")

    messages = [event["message"] for event in bot.events]
    assert [one["type"] for one in messages] == ["location", "sticker", "file", "video", "audio", "text"]
    assert (messages[0]["latitude"], messages[0]["title"]) == (38.7, "役場")
    assert (messages[2]["fileName"], messages[2]["fileSize"]) == ("申請.pdf", 8)
    assert messages[3]["duration"] == 1500
    assert messages[5]["quotedMessageId"] == "17"
    content = await bot.call("GET", f"/v2/bot/message/{messages[2]['id']}/content")
    assert (content.body, content.headers["Content-Type"]) == (b"%PDF-1.7", "application/pdf")


async def test_a_film_is_prepared_before_it_can_be_fetched(line, bot):
    line.settings.video_preparation_seconds = 30
    film = (await line.video("public", "hanako", b"film"))["message_id"]
    path = f"/v2/bot/message/{film}/content"

    waiting = await bot.call("GET", path)
    assert (await bot.call("GET", f"{path}/preview")).status == 202
    state = await bot.call("GET", f"{path}/transcoding")
    line.advance(31)

    assert (waiting.status, waiting.body, state.body) == (202, b"", {"status": "processing"})
    assert (await bot.call("GET", path)).body == b"film"
    assert (await bot.call("GET", f"{path}/preview")).headers["Content-Type"] == "image/jpeg"
    assert (await bot.call("GET", f"{path}/transcoding")).body == {"status": "succeeded"}


async def test_content_has_a_preview_where_it_has_a_picture_and_is_purged_in_time(line, bot):
    image = (await line.image("public", "hanako", picture(1000, 500)))["message_id"]
    file = (await line.file("public", "hanako", "a.txt", b"x" * 1_500_000))["message_id"]

    preview = await bot.call("GET", f"/v2/bot/message/{image}/content/preview")
    assert (preview.status, preview.headers["Content-Type"]) == (200, "image/jpeg")
    assert (await bot.call("GET", f"/v2/bot/message/{file}/content/preview")).status == 400
    assert (await bot.call("GET", f"/v2/bot/message/{file}/content/transcoding")).status == 400
    assert len((await bot.call("GET", f"/v2/bot/message/{file}/content")).body) == 1_500_000
    assert (await bot.call("GET", "/v2/bot/message/1/content")).body == {"message": "not found"}
    line.advance(14 * 24 * 3600)
    assert (await bot.call("GET", f"/v2/bot/message/{image}/content")).status == 404


async def test_a_text_is_1_to_10000_characters(line, bot):
    with pytest.raises(CannotDo):
        await line.text("public", "hanako", "")
    with pytest.raises(CannotDo):
        await line.image("public", "hanako")
    with pytest.raises(Unknown):
        await line.text("nowhere", "hanako", "x")
    with pytest.raises(Unknown):
        await line.text("public", "nobody", "x")
    assert (await line.text("public", "hanako", "x\ud800y"))["webhook_status"] == 200
