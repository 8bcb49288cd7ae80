"""The builder's page, its part of the application, and the way there from the chat."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from aiohttp_jinja2 import render_template
from sqlalchemy.orm import Session

from data.attributes.service import load_catalog
from data.clock import Clock
from data.preview.rooms import PreviewRooms
from data.staff.rights import StaffIdentity
from data.turns.turn import Counter
from dialogs.fields.palette import FORM, palette, properties_of
from dialogs.form_attributes import FITTING
from dialogs.wording import Wording
from staffbot.web.builder.drafts import draft_routes
from staffbot.web.builder.history import history_routes
from staffbot.web.builder.parts import BUILDER, PUBLISH, Builder, form_for, form_id_of, says_why_not
from staffbot.web.builder.phone import phone_routes
from staffbot.web.builder.presence import Presence
from staffbot.web.parts import parts_of
from staffbot.web.visitor import note_visit, visitor_of

VIEW, HINTS, NAMES = "builder.view.", "builder.hint.", "palette.property."


@says_why_not
async def show(request: web.Request) -> web.Response:
    """GET /staff/builder/{form}: the page; the draft is fetched by its scripts."""
    parts, visitor = parts_of(request), await visitor_of(request)
    await note_visit(request, visitor)
    title, attributes = await parts.store.view(_look, visitor.staff, form_id_of(request))
    words = page_words(parts.words, VIEW)
    facts = {
        "name": parts.words("builder.name"),
        "form_title": title,
        "words": words,
        "data": {
            "words": words,
            "csrf": visitor.csrf,
            "who": visitor.staff.id,
            "form": form_id_of(request),
            "publicUrl": parts.public_url,
            "palette": palette(parts.words),
            "formProperties": properties_of(FORM, parts.words),
            "attributes": attributes,
            "fitting": {kind: sorted(kinds) for kind, kinds in FITTING.items()},
            "hints": page_words(parts.words, HINTS),
            "names": page_words(parts.words, NAMES),
            "mayPublish": visitor.staff.may(PUBLISH),
            "staff": visitor.staff.name,
        },
    }
    return render_template("builder.html", request, facts)


def add_builder(pages: web.Application, *, clock: Clock, residents: Counter | None, allow_http: bool) -> None:
    """Add the builder's pages. `residents`: the counter that previews talk to; None: there is no preview."""
    builder = Builder(PreviewRooms(clock.real), Presence(clock.real), residents, allow_http)
    pages[BUILDER] = builder
    pages.add_routes([web.get(r"/builder/{form:\d{1,15}}", show, allow_head=False)])
    pages.add_routes([*draft_routes(), *history_routes(), *phone_routes()])

    async def close(_: web.Application) -> None:
        builder.close()

    pages.on_cleanup.append(close)


def page_words(words: Wording, start: str) -> dict[str, str]:
    """Sentences for the page's scripts, by what follows `start` in their key; placeholders stay as they are."""
    return {
        key.removeprefix(start): words(key, **{name: f"{{{name}}}" for name in words.placeholders(key)})
        for key in words
        if key.startswith(start)
    }


def _look(session: Session, staff: StaffIdentity, form_id: int) -> tuple[str, list[dict[str, Any]]]:
    form = form_for(session, staff, form_id)
    found = [one for one in load_catalog(session).by_key.values() if not one.is_retired]
    return form.name, [
        {
            "key": one.key,
            "name": one.name,
            "kind": one.kind,
            "options": [{"value": option.value, "label": option.label} for option in one.offered],
        }
        for one in found
    ]
