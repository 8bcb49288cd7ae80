"""The table page itself, and its part of the application."""

from __future__ import annotations

from aiohttp import web
from aiohttp_jinja2 import render_template

from data.clock import Clock
from data.tables.shelf import Shelf
from dialogs.wording import Wording
from staffbot.web.parts import parts_of
from staffbot.web.refusals import Refused
from staffbot.web.tables.edits import LOOKUPS, Lookups, edit_routes
from staffbot.web.tables.parts import LONGEST_CONDITIONS, SHELF, kind_of
from staffbot.web.tables.rows import row_routes
from staffbot.web.tables.taking import take_routes
from staffbot.web.tables.views import view_routes
from staffbot.web.tables.warming import WARMING, Warming
from staffbot.web.visitor import note_visit, visitor_of

VIEW_WORDS = "table.view."


async def show(request: web.Request) -> web.Response:
    """GET /staff/tables/{table}/{of}?c=conditions: the page; everything in it is fetched by its scripts."""
    parts, visitor = parts_of(request), await visitor_of(request)
    kind, of = kind_of(request)
    if not visitor.staff.may(kind.right):
        # What this person may not see does not exist.
        raise Refused(404, "404", "not_found")
    await note_visit(request, visitor)
    words = view_words(parts.words)
    facts = {
        "name": parts.words("table.name"),
        "words": words,
        "data": {
            "words": words,
            "csrf": visitor.csrf,
            "who": visitor.staff.id,
            "at": f"/staff/tables/{kind.key}/{of}",
            "conditions": request.query.get("c", "")[:LONGEST_CONDITIONS],
            "staff": visitor.staff.name,
        },
    }
    return render_template("table.html", request, facts)


def add_tables(pages: web.Application, *, clock: Clock, lookups: Lookups) -> None:
    """Add the table page. `lookups`: what a changed cell may need from outside."""
    pages[LOOKUPS] = lookups
    pages[SHELF] = Shelf(clock.real)
    pages[WARMING] = warming = Warming(pages[SHELF])
    pages.add_routes([web.get(r"/tables/{table:[a-z]+}/{of:\d{1,15}}", show, allow_head=False)])
    pages.add_routes([*row_routes(), *edit_routes(), *view_routes(), *take_routes()])

    async def close(_: web.Application) -> None:
        await warming.close()

    pages.on_cleanup.append(close)


def view_words(words: Wording) -> dict[str, str]:
    """The sentences the page's scripts use, by the last parts of their key; placeholders stay as they are."""
    return {
        key.removeprefix(VIEW_WORDS): words(key, **{name: f"{{{name}}}" for name in words.placeholders(key)})
        for key in words
        if key.startswith(VIEW_WORDS)
    }
