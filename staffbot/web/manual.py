"""The manual's page: all of it at once, so that it can be searched, read from end to end, and printed."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web
from aiohttp_jinja2 import render_template
from markupsafe import Markup

from staffbot import manual
from staffbot.command import Command
from staffbot.registry import Registry
from staffbot.web.parts import parts_of
from staffbot.web.visitor import note_visit, visitor_of

REGISTRY: web.AppKey[Registry] = web.AppKey("registry", Registry)


async def show_manual(request: web.Request) -> web.Response:
    """GET /staff/manual: the chapters and commands that this person has a use for."""
    parts = parts_of(request)
    visitor = await visitor_of(request)
    await note_visit(request, visitor)
    registry = request.config_dict[REGISTRY]
    found = manual.chapters(registry, visitor.staff)
    facts = {
        "name": parts.words("manual.name"),
        "town": parts.store.snapshots.view().get("town", {}).get("town_name", ""),
        "words": parts.words,
        "chapters": found,
        "nouns": manual.reference(registry, visitor.staff),
        # Nothing in it is raw: `dialogs.manual` renders without HTML of its author's.
        "html": {section.key: Markup(section.html) for one in found for section in one.sections},  # noqa: S704
    }
    return render_template("manual.html", request, facts)


def add_manual(pages: web.Application, commands: Sequence[Command]) -> None:
    """Add the manual's page. Its reference is made of these commands, each person's own among them."""
    pages[REGISTRY] = Registry(tuple(dict.fromkeys(one.noun for one in commands)), commands)
    pages.add_routes([web.get("/manual", show_manual, allow_head=False)])
