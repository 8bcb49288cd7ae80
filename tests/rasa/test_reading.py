"""A Rasa server may read texts; whatever it does, we go on."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from aiohttp import web

from data.gateways.rasa import RasaGateway, Reading
from dialogs.library import Library, make_shelf
from dialogs.scenario import Scenario
from dialogs.understanding import Listener
from dialogs.wording import load_wording
from tests.resident.serving import serving


async def ask(answer, limit_seconds=1.0):
    """Ask a server that answers as told; (the reading, what it was asked)."""
    seen = []

    async def parse(request):
        seen.append(await request.json())
        return await answer() if callable(answer) else web.Response(**answer)

    async with serving([web.post("/model/parse", parse)]) as client, aiohttp.ClientSession() as http:
        return await RasaGateway(http, str(client.make_url("/")), limit_seconds).read("ごみはいつ"), seen


async def test_the_intent_and_its_confidence_are_read():
    body = '{"text": "x", "intent": {"name": "garbage", "confidence": 0.91}, "entities": [], "new_in_4": 1}'

    reading, seen = await ask({"text": body})

    assert reading == Reading("garbage", 0.91)
    assert seen == [{"text": "ごみはいつ"}]


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 500},
        {"status": 404, "text": "{}"},
        {"text": "no json"},
        {"text": "[]"},
        {"text": '{"intent": null}'},
        {"text": '{"intent": {"name": 3, "confidence": 1}}'},
        {"text": '{"intent": {"name": "x", "confidence": "much"}}'},
        {"text": '{"intent": {"name": "x", "confidence": 7}}'},
        {"text": '{"intent": {"name": "' + "x" * 300_000 + '", "confidence": 1}}'},
    ],
)
async def test_nonsense_is_no_reading(answer):
    assert (await ask(answer))[0] is None


async def test_a_slow_server_is_not_waited_for():
    release = asyncio.Event()

    async def slow():
        await release.wait()
        return web.Response(text="{}")

    reading, _ = await ask(slow, limit_seconds=0.05)
    release.set()

    assert reading is None


async def test_a_server_that_is_away_is_no_fault(unused_tcp_port):
    async with aiohttp.ClientSession() as http:
        assert await RasaGateway(http, f"http://127.0.0.1:{unused_tcp_port}").read("ごみ") is None


@pytest.mark.parametrize(("confidence", "trigger"), [(0.7, "garbage"), (0.69, "")])
def test_a_sure_reading_starts_the_scenario_of_its_intent(confidence, trigger):
    scenario = Scenario("garbage", "ごみ", 1, "a", {}, intents=("ask_garbage",))
    library = Library({"public": make_shelf({"garbage": scenario}, {})})

    heard = Listener(load_wording()).hear("出し方は", "public", {"scenarios": library}, "ask_garbage", confidence)

    assert heard.trigger == trigger
