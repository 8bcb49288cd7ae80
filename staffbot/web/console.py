"""The console: the staff chat in a browser. It posts to the same turns and shows the same messages as LINE."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web
from aiohttp_jinja2 import render_template

from data.sessions.service import SignedIn
from dialogs.wording import Wording
from staffbot.command import Command
from staffbot.web.described import ANYTHING, COUNT, TEXT, WHOLE, described, obj, some
from staffbot.web.parts import CHANNEL, parts_of
from staffbot.web.refusals import Refused
from staffbot.web.saying import MOST_BYTES, read_saying
from staffbot.web.uploads import UPLOAD_LIMIT_MB
from staffbot.web.visitor import note_visit, visitor_of, writer_of

LONGEST_WAIT_SECONDS = 25.0
VIEW_WORDS = "console.view."

# Set when the program stops: long polls end then, instead of holding it up.
CLOSING: web.AppKey[asyncio.Event] = web.AppKey("closing", asyncio.Event)


async def show_console(request: web.Request) -> web.Response:
    """GET /staff/console: the page itself; everything in it is fetched by its scripts."""
    parts = parts_of(request)
    visitor = await visitor_of(request)
    await note_visit(request, visitor)
    words = view_words(parts.words)
    facts = {
        "name": parts.words("console.name"),
        "town": parts.store.snapshots.view().get("town", {}).get("town_name", ""),
        "staff": parts.words("console.view.staff", name=visitor.staff.name),
        "csrf": visitor.csrf,
        "words": words,
        "data": {
            "words": words,
            "csrf": visitor.csrf,
            "who": visitor.staff.id,
            "limitBytes": UPLOAD_LIMIT_MB * 1_000_000,
            "limitMb": UPLOAD_LIMIT_MB,
            "publicUrl": parts.public_url,
        },
    }
    return render_template("console.html", request, facts)


@described(
    body={
        "anyOf": [
            obj(text=TEXT),
            obj("label", postback=obj("params", data=TEXT, params=ANYTHING), label=TEXT),
            obj("label", location=obj(latitude={"type": "number"}, longitude={"type": "number"}), label=TEXT),
        ]
    },
    answers={202: obj(id=WHOLE)},
)
async def say(request: web.Request) -> web.Response:
    """POST /staff/console/say: one thing said; see `read_saying` for the shapes. Answers `{"id": inbox id}`, 202."""
    parts = parts_of(request)
    visitor = await writer_of(request)
    if request.content_length is None or request.content_length > MOST_BYTES:
        raise Refused(413, "400", "too_long", limit=MOST_BYTES)
    event = read_saying(await request.read())
    event_id = await parts.turns.accept_own(CHANNEL, visitor.line_user_id, event)
    return web.json_response({"id": event_id}, status=202)


@described(
    query={"after": COUNT, "wait": COUNT},
    answers={200: obj(messages=some(obj(**{"id": WHOLE, "at": WHOLE, "from": TEXT, "message": ANYTHING})))},
)
async def messages(request: web.Request) -> web.Response:
    """GET /staff/console/messages?after=N&wait=S: the person's own transcript after row N, waiting S seconds for news.

    Answers `{"messages": [{"id", "at": ms, "from": "bot"|"person", "message": LINE message}]}`.
    """
    visitor = await visitor_of(request)
    after, wait = _number(request, "after"), min(_number(request, "wait"), LONGEST_WAIT_SECONDS)
    found = await _news(request, visitor, int(after), wait)
    if wait and found:
        # Meanwhile the person may have been stopped, or have left.
        await visitor_of(request)
    return web.json_response({"messages": found})


@described(answers={200: obj(commands=some(obj(noun=TEXT, verb=TEXT, help=TEXT, example=TEXT)))})
async def list_commands(request: web.Request) -> web.Response:
    """GET /staff/console/commands: what this person may do, for the completion and the list beside the chat."""
    parts = parts_of(request)
    visitor = await visitor_of(request)
    shown = [one for one in parts.commands if one.is_listed and visitor.staff.may(one.right)]
    return web.json_response({"commands": [command_facts(one) for one in shown]})


def command_facts(command: Command) -> dict[str, Any]:
    """One command as the page needs it."""
    return {
        "noun": command.noun.word,
        "nounAliases": list(command.noun.aliases),
        "nounHelp": command.noun.help,
        "listed": command.noun.is_listed,
        "verb": command.verb,
        "verbAliases": list(command.aliases),
        "args": " ".join(arg.label for arg in command.args if arg.required),
        "takesMore": any(arg.kind != "file" for arg in command.args),
        "help": command.help,
        "example": command.example,
    }


def view_words(words: Wording) -> dict[str, str]:
    """The sentences the page's scripts use, by the last part of their key; placeholders stay as they are."""
    return {
        key.removeprefix(VIEW_WORDS): words(key, **{name: f"{{{name}}}" for name in words.placeholders(key)})
        for key in words
        if key.startswith(VIEW_WORDS)
    }


async def _news(request: web.Request, visitor: SignedIn, after: int, wait: float) -> list[dict[str, Any]]:
    closing = asyncio.ensure_future(request.config_dict[CLOSING].wait())
    asked = asyncio.ensure_future(parts_of(request).turns.console_messages(visitor.line_user_id, after, wait))
    try:
        await asyncio.wait({closing, asked}, return_when=asyncio.FIRST_COMPLETED)
        return asked.result() if asked.done() else []
    finally:
        closing.cancel()
        asked.cancel()
        await asyncio.gather(closing, asked, return_exceptions=True)


def _number(request: web.Request, name: str) -> float:
    text = request.query.get(name, "0")
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Refused(400, "400")
    return float(text)


def console_routes() -> list[web.RouteDef]:
    """Routes under `/staff`."""
    return [
        web.get("/console", show_console, allow_head=False),
        web.post("/console/say", say),
        web.get("/console/messages", messages, allow_head=False),
        web.get("/console/commands", list_commands, allow_head=False),
    ]
