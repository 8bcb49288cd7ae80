"""Making the file of 個人情報 in a job, and the page behind its link."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import quote

from aiohttp import web
from sqlalchemy.orm import Session

from bot.own_document import make_zip
from data.audit.chain import AuditChain, AuditEntry
from data.clock import TOKYO, Clock
from data.db.store import Store
from data.files.models import StoredFile
from data.files.privacy import GIVEN, files_of
from data.files.service import FileMissing, Files, OpenFile
from data.privacy.holding import Whose
from data.privacy.links import LIFETIME, OwnLinkRefused, look_at_link, use_link
from data.privacy.service import give_all
from data.residents.models import Resident
from data.town.service import town_setting
from data.turns.jobs import Job
from dialogs.form_table import form_columns
from dialogs.library import EMPTY_LIBRARY, Library
from dialogs.wording import Wording

JOB = "own_data_file"
ADDRESS = "/my"
MOST_FILE_BYTES = 50_000_000
MOST_BYTES = 100_000_000
LONGEST_TOKEN = 64
STYLE = (
    "body{font:18px/1.8 sans-serif;margin:3rem auto;max-width:28rem;padding:0 1.2rem;color:#1B2733}"
    "button{font:inherit;padding:.9rem 1.4rem;border:0;border-radius:.5rem;background:#1F5FA8;color:#fff;width:100%}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


class OwnFiles:
    """Makes the files and hands them out. `make` is the job's handler, `routes` go to the web application."""

    def __init__(self, *, store: Store, files: Files, clock: Clock, words: Wording, chain: AuditChain) -> None:
        self._store = store
        self._files = files
        self._clock = clock
        self._words = words
        self._chain = chain

    async def make(self, job: Job) -> dict[str, Any]:
        """Job `own_data_file` {channel, line_user_id, resident_id} -> {file_id}: kept for a quarter of an hour."""
        whose, now = Whose(**job.payload), self._clock.now()
        library: Library = self._store.snapshots.view().get("scenarios", EMPTY_LIBRARY)
        document = await self._store.view(_document, whose, now, library)
        found = await self._store.view(_open_files, whose, now)
        is_cut = sum(one.size for one in found) > MOST_FILE_BYTES
        sent = [] if is_cut else [(one.name, data) for one in found if (data := await self._read(one)) is not None]
        made = await asyncio.to_thread(make_zip, document, self._words, sent, is_cut=is_cut)
        file_id = await self._files.store(
            made,
            name=f"{self._words('privacy.file_name')}_{now.astimezone(TOKYO):%Y%m%d}.zip",
            content_type="application/zip",
            owner=whose.owner,
            purpose=GIVEN,
            limit_bytes=MOST_BYTES,
            ttl=LIFETIME + timedelta(minutes=1),
        )
        return {"file_id": file_id}

    async def show(self, request: web.Request) -> web.Response:
        """GET /my/{token}: a button and nothing else, so that previews don't use the link up."""
        try:
            await self._store.view(_look, request.match_info["token"][:LONGEST_TOKEN], self._clock.now())
        except OwnLinkRefused as refused:
            return self._refused(refused)
        words = self._words
        form = f'<form method="post"><button>{escape(words("privacy.page.button"))}</button></form>'
        return self._page(f"<p>{escape(words('privacy.page.text'))}</p>{form}")

    async def take(self, request: web.Request) -> web.StreamResponse:
        """POST /my/{token}: the link is used up and the file sent."""
        try:
            token = request.match_info["token"][:LONGEST_TOKEN]
            file_id = await self._store.write(note_opened, self._chain, self._words, token, self._clock.now())
            file = await self._files.find(file_id)
            data = await self._files.read(file)
        except OwnLinkRefused as refused:
            return self._refused(refused)
        except FileMissing:
            return self._refused(OwnLinkRefused(reason="expired"))
        name = quote(file.name, safe="")
        disposition = f"attachment; filename=\"file.zip\"; filename*=UTF-8''{name}"
        return web.Response(
            body=data, content_type=file.content_type, headers={**HEADERS, "Content-Disposition": disposition}
        )

    @property
    def routes(self) -> list[web.RouteDef]:
        """For main."""
        address = f"{ADDRESS}/{{token}}"
        return [web.get(address, self.show, allow_head=False), web.post(address, self.take)]

    async def _read(self, file: OpenFile) -> bytes | None:
        try:
            return await self._files.read(file)
        except FileMissing:
            return None

    def _refused(self, refused: OwnLinkRefused) -> web.Response:
        text = escape(self._words(f"privacy.page.{refused.facts['reason']}"))
        return self._page(f"<p>{text}</p>", status=404 if refused.facts["reason"] == "unknown" else 410)

    def _page(self, body: str, status: int = 200) -> web.Response:
        title = escape(self._words("privacy.page.title"))
        html = (
            f'<!doctype html><html lang="ja"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
            f"<style>{STYLE}</style></head><body><h1>{title}</h1>{body}</body></html>\n"
        )
        return web.Response(text=html, content_type="text/html", status=status, headers=HEADERS)


def _look(session: Session, token: str, now: datetime) -> None:
    look_at_link(session, token, now=now)


def _open_files(session: Session, whose: Whose, now: datetime) -> list[OpenFile]:
    rows: list[StoredFile] = list(session.scalars(files_of(whose, now)))
    return [OpenFile(one.id, one.public_id, one.name, one.content_type, one.size, one.owner) for one in rows]


def _document(session: Session, whose: Whose, now: datetime, library: Library) -> dict[str, Any]:
    sections = give_all(session, whose)
    for one in sections.get("forms", ()):
        one["answers"] = _worded(session, whose, one, library)
    resident = session.get(Resident, whose.resident_id)
    person = {
        "line_user_id": whose.line_user_id,
        "first_seen_at": resident.first_seen_at if resident is not None else None,
        "is_friend": resident.is_friend if resident is not None else None,
    }
    return {
        "town_name": town_setting(session, "town_name"),
        "channel": whose.channel,
        "made_at": now,
        "person": person,
        "sections": {kind: rows for kind, rows in sections.items() if rows},
    }


def _worded(session: Session, whose: Whose, row: dict[str, Any], library: Library) -> Mapping[str, Any]:
    """Question -> answer as people read them; as stored when the form can't be read any more."""
    form = library.form(session, whose.channel, row.pop("key"), row.pop("version"))
    cells, answers = row.pop("cells"), row["answers"]
    columns = form_columns(form) if form is not None else ()
    if not columns or len(columns) != len(cells):
        return dict(answers)
    return {column.heading: cell for column, cell in zip(columns, cells, strict=True) if cell}


def own_entry(words: Wording, channel: str, what: str, count: int | None = None) -> AuditEntry:
    """What staff see: that somebody did it, and how many rows it was; not who. `what`: file, open or delete."""
    payload = {} if count is None else {"note": words("privacy.count", count=count)}
    return AuditEntry(0, "", channel, words(f"privacy.audit_{what}"), "done", payload)


def note_opened(session: Session, chain: AuditChain, words: Wording, token: str, now: datetime) -> int:
    """Use the link up and log that its file was opened; the file's number."""
    link = use_link(session, token, now=now)
    chain.append(session, own_entry(words, link.channel, "open"), now=now)
    return link.file_id
