"""The staff pages put together: one application of its own, mounted at `/staff/`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

import aiohttp_jinja2
import jinja2
from aiohttp import web

from data.audit.chain import AuditChain
from data.clock import Clock
from data.db.store import Store
from data.files.service import Files
from data.links.service import Links
from data.signin.hashing import Passwords
from data.signin.sealing import Sealer
from data.turns.service import Turns
from data.turns.turn import Counter
from dialogs.wording import load_wording
from staffbot.command import Command
from staffbot.web.account import account_routes
from staffbot.web.attempts import Attempts
from staffbot.web.builder.page import add_builder
from staffbot.web.console import CLOSING, console_routes
from staffbot.web.door import door_routes
from staffbot.web.downloads import download_routes
from staffbot.web.headers import add_headers
from staffbot.web.manual import add_manual
from staffbot.web.once import once_routes
from staffbot.web.parts import PARTS, PageSettings, Parts
from staffbot.web.refusals import only_from_allowed_places, say_what_is_wrong
from staffbot.web.refused_links import log_refused_links
from staffbot.web.signin import sign_in_routes
from staffbot.web.tables.edits import Lookups
from staffbot.web.tables.page import add_tables
from staffbot.web.uploads import upload_routes

HERE = Path(__file__).parent
VIEW = HERE.parents[1] / "dialogs" / "render" / "static"


def add_staff_pages(
    app: web.Application,
    *,
    store: Store,
    turns: Turns,
    files: Files,
    links: Links,
    audit: AuditChain,
    commands: Sequence[Command],
    clock: Clock,
    settings: PageSettings,
    sealer: Sealer,
    passwords: Passwords,
    residents: Counter | None = None,
    allow_http: bool = False,
    lookups: Lookups = MappingProxyType({}),
) -> None:
    """Mount the staff pages under `/staff/`.

    Args:
        links, audit: made with the same keys as the staff counter's.
        commands: all declared ones; each person is shown those within their rights.
        settings: `public_url` decides whether cookies are secure.
        sealer: made with the same key as the staff counter's.
        residents: the resident counter, for trying content in previews; None: nothing can be tried.
        allow_http: pictures may lie at http addresses (trials).
        lookups: by job kind, what answers while a page waits for it.
    """
    pages = web.Application(middlewares=[only_from_allowed_places, say_what_is_wrong, log_refused_links])
    pages[PARTS] = Parts(
        store=store,
        turns=turns,
        files=files,
        links=links,
        audit=audit,
        clock=clock,
        words=load_wording(),
        commands=tuple(commands),
        public_url=settings.public_url.rstrip("/"),
        attempts=Attempts(clock),
        passwords=passwords,
        sealer=sealer,
    )
    pages[CLOSING] = asyncio.Event()
    aiohttp_jinja2.setup(
        pages,
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    pages.on_response_prepare.append(add_headers)
    pages.on_shutdown.append(_close)
    pages.add_routes([*door_routes(), *sign_in_routes(), *account_routes(), *once_routes()])
    pages.add_routes([*console_routes(), *upload_routes(), *download_routes()])
    add_manual(pages, tuple(commands))
    add_builder(pages, clock=clock, residents=residents, allow_http=allow_http)
    add_tables(pages, clock=clock, lookups=lookups)
    pages.router.add_static("/static/view", VIEW)
    pages.router.add_static("/static", HERE / "static")
    app.add_subapp("/staff/", pages)


async def _close(pages: web.Application) -> None:
    pages[CLOSING].set()
