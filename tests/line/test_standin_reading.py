"""The stand-in, whose limits were written down apart from ours, takes what our checker lets pass."""

from __future__ import annotations

import random

import pytest

from data.gateways.line.limits import check_messages, fit_messages
from tests.line.bending import bend
from tests.line.messages import EVERY_KIND, PICTURE

ODD = [
    None, True, -1, 0, 1.5, 2000, "", "x" * 40, "長" * 13, "長" * 21, "長" * 41, "長" * 61, "長" * 301, "🍎" * 51,
    [], {}, [[]], {"type": []}, "0px", "-3px", "10%", "md", "full", "none", "#ffffff", "#ffffff80", "red", "1:1",
    "1:4", PICTURE, "https://example.com/あ", "center", "2026-01-01", "12:00", "postback", "message", "uri", "camera",
    "text", "box", "image", "icon", "span", "bubble", "giga", "vertical", "baseline",
]  # fmt: skip


@pytest.mark.parametrize("message", EVERY_KIND.values(), ids=list(EVERY_KIND))
async def test_every_kind_is_taken(client, message):
    await client.validate_reply([message])


async def test_what_the_checker_lets_pass_is_taken(client):
    chance = random.Random(3)
    passed = 0
    while passed < 300:
        message = bend(chance.choice(list(EVERY_KIND.values())), chance, ODD)
        if not check_messages([message]):
            await client.validate_reply([message])
            passed += 1


async def test_what_the_fitter_makes_is_taken(client):
    long = {"": "", "hiragana": "避難してください。" * 900, "emoji": "👨‍👩‍👧‍👦🍎" * 700, "line": "長い行\n" * 2500}
    for words in long.values():
        for message in EVERY_KIND.values():
            said = {**message, **{name: words for name in ("text", "altText", "title") if name in message and words}}
            said.pop("emojis", None)
            if said["type"] == "textV2":
                continue  # its author decides where it ends
            for batch in fit_messages([said]):
                await client.validate_reply(batch)
