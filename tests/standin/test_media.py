"""Pictures a bot sends: LINE takes the message, and the stand-in notes what a phone couldn't show."""

from __future__ import annotations

import pytest
from aiohttp import web

from tests.standin.drawing import picture
from tests.standin.town_bot import said

TOWN = "https://town.example"
PHOTO = picture(600, 400)
BIG = picture(1200, 900)
ICON = picture(64, 64)
FILES = {
    "/photo": ("image/png", PHOTO),
    "/heavy": ("image/png", PHOTO + b" " * 1_000_000),
    "/big": ("image/png", BIG),
    "/icon": ("image/png", ICON),
    "/jpeg": ("image/jpeg", picture(64, 64, "JPEG")),
    "/text": ("text/html", b"<html>"),
    "/lie": ("image/png", picture(64, 64, "JPEG")),
    "/film": ("video/mp4", b"film"),
    **{f"/map/{width}": ("image/png", picture(width, width)) for width in (240, 300, 460, 700, 1040)},
    **{f"/small/{width}": ("image/png", picture(240, 240)) for width in (240, 300, 460, 700)},
}


@pytest.fixture
async def pages(line):
    """The town's pictures; a public address leads to this machine."""
    line.fetched = []

    async def give(request: web.Request) -> web.Response:
        line.fetched.append(request.path)
        if request.path not in FILES:
            raise web.HTTPFound("/photo")
        content_type, data = FILES[request.path]
        return web.Response(body=data, content_type=content_type)

    app = web.Application()
    app.router.add_get("/{tail:.*}", give)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    line.settings.media_origins = {TOWN: f"http://127.0.0.1:{runner.addresses[0][1]}"}
    yield
    await runner.cleanup()


async def found(line, bot, message):
    answer = await bot.push(line.user_id("public", "hanako"), message)
    assert answer.status == 200, answer.body
    return [(one["path"], one["detail"]) for one in await line.problems()]


def image(original="/photo", preview="/photo"):
    return {"type": "image", "originalContentUrl": TOWN + original, "previewImageUrl": TOWN + preview}


def in_flex(component):
    body = {"type": "box", "layout": "baseline" if component["type"] == "icon" else "vertical", "contents": [component]}
    return {"type": "flex", "altText": "x", "contents": {"type": "bubble", "body": body}}


GOOD = [
    image(original="/heavy"),
    {"type": "video", "originalContentUrl": TOWN + "/film", "previewImageUrl": TOWN + "/jpeg"},
    {
        "type": "imagemap",
        "altText": "x",
        "baseUrl": TOWN + "/map",
        "baseSize": {"width": 1040, "height": 1040},
        "actions": [],
    },
    in_flex({"type": "image", "url": TOWN + "/photo"}),
    {**said("x"), "sender": {"iconUrl": TOWN + "/icon"}},
    {"type": "image", "originalContentUrl": "https://elsewhere.example/a", "previewImageUrl": TOWN + "/photo"},
]


@pytest.mark.parametrize("message", GOOD)
async def test_good_pictures_make_no_problem(line, bot, pages, message):
    assert await found(line, bot, message) == []


@pytest.mark.parametrize(
    ("message", "path", "detail"),
    [
        (image(preview="/heavy"), "previewImageUrl", "bytes are more than"),
        (image(original="/text"), "originalContentUrl", "the type is text/html"),
        (image(original="/lie"), "originalContentUrl", "the bytes are image/jpeg"),
        (image(original="/missing"), "originalContentUrl", "the answer was 302"),
        ({**said("x"), "sender": {"iconUrl": TOWN + "/photo"}}, "sender.iconUrl", "not square"),
        ({**said("x"), "sender": {"iconUrl": TOWN + "/jpeg"}}, "sender.iconUrl", "the type is image/jpeg"),
        (
            {
                **said("x"),
                "quickReply": {
                    "items": [
                        {
                            "type": "action",
                            "imageUrl": TOWN + "/text",
                            "action": {"type": "message", "label": "x", "text": "x"},
                        }
                    ]
                },
            },
            "quickReply.items[0].imageUrl",
            "the type is text/html",
        ),
        (in_flex({"type": "image", "url": TOWN + "/big"}), "contents.body.contents[0].url", "larger than 1024x1024"),
        (
            in_flex({"type": "image", "url": TOWN + "/heavy", "animated": True}),
            "contents.body.contents[0].url",
            "bytes are more than 300000",
        ),
        (
            {
                "type": "template",
                "altText": "x",
                "template": {
                    "type": "image_carousel",
                    "columns": [{"imageUrl": TOWN + "/big", "action": {"type": "message", "text": "x"}}],
                },
            },
            "template.columns[0].imageUrl",
            "the width 1200 is more than 1024",
        ),
        (
            {
                "type": "video",
                "originalContentUrl": TOWN + "/photo",
                "previewImageUrl": TOWN + "/photo",
            },
            "originalContentUrl",
            "the type is image/png",
        ),
    ],
)
async def test_a_picture_line_could_not_show_is_noted_at_its_place(line, bot, pages, message, path, detail):
    problems = await found(line, bot, message)

    assert [where for where, _ in problems] == [f"messages[0].{path}"]
    assert detail in problems[0][1]


async def test_an_imagemap_needs_five_widths_without_extension(line, bot, pages):
    message = {**GOOD[2], "baseUrl": TOWN + "/small"}

    details = [detail for _, detail in await found(line, bot, message)]

    assert details == [
        "the width is 240, not 300",
        "the width is 240, not 460",
        "the width is 240, not 700",
        "the answer was 302",
    ]
    assert line.fetched == [f"/small/{width}" for width in (240, 300, 460, 700, 1040)]


async def test_a_picture_found_good_is_not_fetched_again(line, bot, pages):
    await found(line, bot, image())
    await found(line, bot, image())

    assert line.fetched.count("/photo") == 2  # once as the original, once as the smaller preview


async def test_the_check_can_be_left_out(line, bot, pages):
    line.settings.media_check = False

    assert await found(line, bot, image(original="/text")) == []
    assert line.fetched == []


async def test_a_refused_message_is_not_looked_at(line, bot, pages):
    await bot.push(line.user_id("public", "hanako"), image(original="/text"), said(""))

    assert await line.problems() == []
    assert line.fetched == []


async def test_an_address_that_does_not_answer_is_noted(line, bot):
    line.settings.media_origins = {TOWN: "http://127.0.0.1:1"}

    assert [detail for _, detail in await found(line, bot, image())] == [
        "could not be fetched: ClientConnectorError",
        "could not be fetched: ClientConnectorError",
    ]
