"""The control face: what Python offers, by HTTP, as the phones page and the bench use it."""

from __future__ import annotations

import base64
import json
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE

import aiohttp
import pytest

from data.gateways.line.standin import StandIn
from tests.standin.drawing import picture
from tests.standin.town_bot import said


@pytest.fixture
def sim(line, bot):
    """Call the control face: `await sim("POST", "path", {...})` -> (status, JSON)."""

    async def call(method, path, body=None, **more):
        answer = await bot.call(method, f"/_sim/{path}", body, **more)
        return answer.status, answer.body

    return call


async def test_channels_and_people_are_listed_and_added(line, bot, sim):
    assert (await sim("GET", "channels"))[1][0] == {
        "name": "public",
        "display_name": "戸沢町",
        "basic_id": line.channel("public").basic_id,
    }
    status, added = await sim("POST", "channels", {"name": "test", "secret": "s", "token": "t", "quota": 5})
    assert (status, added["bot_user_id"]) == (200, line.channel("test").bot_user_id)
    assert (await sim("POST", "channels", {"name": "test", "secret": "s", "token": "u"}))[0] == 400
    assert (await sim("POST", "channels", {"name": "x", "colour": "red"}))[0] == 400
    await sim("POST", "people", {"key": "mori", "name": "森"})
    people = {person["key"]: person for person in (await sim("GET", "people"))[1]}
    assert people["mori"]["name"] == "森"
    assert people["hanako"]["channels"]["public"] == {
        "user_id": line.user_id("public", "hanako"),
        "friend": True,
        "blocked": False,
    }
    assert people["hanako"]["channels"]["test"]["user_id"] == line.user_id("public", "hanako")


async def test_people_act_and_their_screens_are_read(line, bot, sim):
    status, told = await sim("POST", "public/hanako/text", {"text": "はい"})
    assert (status, told["webhook_status"]) == (200, 200)
    await bot.reply({**said("どうぞ"), "quickReply": {"items": [{"type": "action", "action": PLACE}]}})
    screen = (await sim("GET", "public/hanako/screen"))[1]
    assert [(one["from"], one["message"]["text"]) for one in screen["messages"]] == [
        ("person", "はい"),
        ("bot", "どうぞ"),
    ]
    assert screen["quick_replies"] == [{"action": PLACE}]
    again = await sim("GET", f"public/hanako/screen?after={screen['cursor']}&wait=0.01")
    assert again == (200, screen)

    assert (await sim("POST", "public/hanako/tap", {"action": PLACE}))[1] == {"need": "location"}
    place = {"latitude": 38.7, "longitude": 140.2, "title": "役場", "address": None}
    assert (await sim("POST", "public/hanako/location", place))[0] == 200
    assert (await sim("POST", "public/hanako/sticker", {"package_id": 446, "sticker_id": 1988}))[0] == 200
    assert (await sim("POST", "public/hanako/unsend", {"message_id": told["message_id"]}))[0] == 200
    assert (await sim("POST", "public/hanako/block"))[0] == 200
    assert (await sim("POST", "public/hanako/unblock"))[0] == 200
    assert (await sim("POST", "public/taro/follow"))[0] == 200
    assert (await sim("POST", "public/taro/open"))[0] == 200
    assert [event["type"] for event in bot.events] == [
        "message",
        "message",
        "message",
        "unsend",
        "unfollow",
        "follow",
        "follow",
    ]


PLACE = {"type": "location", "label": "場所を送る"}


async def test_files_come_by_form_or_base64_and_are_seen_on_the_phone(line, bot, sim):
    form = aiohttp.FormData()
    for number in range(2):
        form.add_field("file", picture(10 + number, 10), filename=f"{number}.png", content_type="image/png")
    status, told = await sim("POST", "public/hanako/image", data=form)
    assert (status, len(told["message_ids"])) == (200, 2)
    encoded = base64.b64encode(picture(9, 9)).decode()
    assert (await sim("POST", "public/hanako/image", {"png_base64": encoded}))[0] == 200
    form = aiohttp.FormData(quote_fields=False)  # browsers send names as they are
    form.add_field("file", b"%PDF-1.7", filename="申請.pdf")
    await sim("POST", "public/hanako/file", data=form)
    assert bot.events[-1]["message"]["fileName"] == "申請.pdf"
    film = {"base64": base64.b64encode(b"film").decode(), "duration": 1200}
    assert (await sim("POST", "public/hanako/video", film))[0] == 200
    assert (await sim("POST", "public/hanako/audio", film))[0] == 200

    drawn = [one["message"] for one in (await sim("GET", "public/hanako/screen"))[1]["messages"]]

    assert [one["type"] for one in drawn] == ["image", "image", "image", "file", "video", "audio"]
    assert (await bot.call("GET", drawn[2]["originalContentUrl"])).body == picture(9, 9)
    assert (await sim("GET", "content/public/1"))[0] == 404
    assert (await sim("POST", "public/hanako/image", {"png_base64": "?"}))[0] == 400
    empty = aiohttp.FormData(default_to_multipart=True)
    empty.add_field("duration", "1")
    assert (await sim("POST", "public/hanako/file", data=empty))[0] == 400


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("nowhere/hanako/text", {"text": "x"}, 404),
        ("public/nobody/text", {"text": "x"}, 404),
        ("public/hanako/dance", {}, 404),
        ("public/hanako/text", {}, 400),
        ("public/hanako/location", {"latitude": "x", "longitude": 1}, 400),
        ("public/hanako/tap", {"action": PLACE}, 409),
        ("public/hanako/tap", {"action": {"no": "type"}}, 409),
        ("faults", {"endpoint": "push", "kind": "explode"}, 400),
        ("webhooks", {"mode": {"upside_down": True}}, 400),
        ("insight", {"channel": "public", "kind": "mood", "figures": {}}, 400),
        ("insight", {"channel": "public", "kind": "unit", "figures": []}, 400),
    ],
)
async def test_what_can_not_be_done_is_said_with_its_status(line, bot, sim, path, body, status):
    told = await sim("POST", path, body)

    assert told[0] == status
    assert told[1]["error"]


async def test_a_body_that_is_no_json_object_is_refused(line, bot, sim):
    for data in (b"{", b"[]"):
        assert (await sim("POST", "clock", data=data))[0] == 400


async def test_the_clock_the_faults_and_the_modes_are_set(line, bot, sim):
    before = (await sim("GET", "clock"))[1]["ms"]
    assert (await sim("POST", "clock", {"advance_seconds": 3600}))[1]["ms"] >= before + 3_600_000
    assert (await sim("POST", "clock", {"set": "2026-04-10T12:00:00"}))[1]["now"].startswith("2026-04-10T03:00:0")
    assert (await sim("POST", "clock", {"set": 1_700_000_000_000}))[1]["ms"] // 1000 == 1_700_000_000

    await sim("POST", "faults", {"endpoint": "push", "kind": "status", "status": 429, "count": 5})
    assert (await bot.push(line.user_id("public", "hanako"), said("x"))).status == 429
    await sim("DELETE", "faults")
    assert (await bot.push(line.user_id("public", "hanako"), {**said("x"), "typo": 1})).status == 200
    assert (await sim("GET", "problems"))[1][0]["path"] == "messages[0].typo"

    await sim("POST", "webhooks", {"mode": {"duplicate": True}, "channel": "public"})
    await sim("POST", "public/ping")
    assert len(bot.requests) == 2
    await sim("POST", "webhooks", {"mode": {"duplicate": False}})
    await sim("POST", "public/webhook", {"events": [{"type": "somethingNew"}]})
    await sim("POST", "public/webhook", {"raw": '{"events":[]}'})
    assert bot.requests[-2].body["events"][0]["type"] == "somethingNew"
    assert bot.requests[-1].raw == b'{"events":[]}'

    assert [call["status"] for call in (await sim("GET", "log?endpoint=push"))[1]] == [429, 200]
    await sim("DELETE", "log")
    assert (await sim("GET", "log"))[1] == []
    await sim("POST", "insight", {"channel": "public", "kind": "demographic", "figures": {"genders": []}})
    assert (await bot.call("GET", "/v2/bot/insight/demographic")).body == {"available": True, "genders": []}


async def test_the_phones_page_its_files_and_a_rich_menus_picture_are_served(tmp_path):
    (tmp_path / "phones").mkdir()
    (tmp_path / "view").mkdir()
    (tmp_path / "phones" / "index.html").write_text("<title>電話</title>")
    (tmp_path / "phones" / "phones.js").write_text("export {}")
    (tmp_path / "view" / "line-view.js").write_text("export {}")
    line = StandIn(phones_dir=tmp_path / "phones", static_dirs={"view": tmp_path / "view"})
    line.demo = {"title": "戸沢町", "panels": [], "clock": {}}
    line.add_channel("public", "s", "t")
    line.add_person("hanako")
    shelf = line.channel("public").shelf
    menu = shelf.create({"size": {}, "chatBarText": "x", "selected": True, "areas": [], "name": "x"})
    menu.image, menu.image_type = picture(8, 4), "image/png"
    shelf.set_default(menu.id, 0)
    line.open("public", "hanako")
    url = await line.start()
    try:
        async with aiohttp.ClientSession() as session:

            async def get(path):
                async with session.get(url + path) as answer:
                    return answer.status, await answer.read()

            assert await get("/") == (200, "<title>電話</title>".encode())
            assert (await get("/phones/phones.js"))[0] == (await get("/view/line-view.js"))[0] == 200
            assert json.loads((await get("/_sim/demo"))[1])["title"] == "戸沢町"
            screen = json.loads((await get("/_sim/public/hanako/screen"))[1])
            del shelf.menus[menu.id]
            assert await get(screen["rich_menu"]["image_url"]) == (200, picture(8, 4))
            assert (await get("/_sim/richmenu/public/richmenu-0"))[0] == 404
    finally:
        await line.stop()


async def test_a_stopped_stand_in_frees_its_watchers_and_starts_again_with_what_it_knew(line, bot):
    from asyncio import ensure_future, wait_for

    screen = await line.screen("public", "hanako")
    watching = ensure_future(bot.call("GET", f"/_sim/public/hanako/screen?after={screen['cursor']}&wait=20"))
    await line.ping("public")

    await wait_for(line.stop(), 60)

    await watching
    bot.line_url = await line.start()
    assert (await bot.push(line.user_id("public", "hanako"), said("戻りました"))).status == 200


async def test_it_runs_as_a_process_of_its_own():
    process = await create_subprocess_exec(
        sys.executable, "-m", "data.gateways.line.standin", "--port", "0", "--allow-http", stdout=PIPE
    )
    try:
        url = json.loads(await process.stdout.readline())["url"]
        async with aiohttp.ClientSession() as session, session.get(f"{url}/_sim/channels") as answer:
            assert await answer.json() == []
    finally:
        process.terminate()
        assert await process.wait() == 0
        process._transport.close()
