"""The telephone beside the form: the draft operated through the real engine, in a room of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from aiohttp import web

from data.content.models import Content
from data.content.service import TOPIC
from data.preview.room import PreviewRoom
from data.preview.template import PreviewTemplate
from dialogs.faults import ContentError
from dialogs.form_preview import SHARED, FormPreview, compile_draft, preview_snapshots
from staffbot.web.builder.parts import (
    Builder,
    builder_of,
    document_in,
    form_for,
    form_id_of,
    read_body,
    says_why_not,
)
from staffbot.web.described import ANYTHING, TEXT, described, obj, some
from staffbot.web.parts import Parts, parts_of
from staffbot.web.refusals import Refused
from staffbot.web.saying import MOST_BYTES, read_event
from staffbot.web.visitor import writer_of

T = TypeVar("T")


@says_why_not
@described(
    body=obj("until", "page", document=ANYTHING, until=TEXT, page=TEXT), answers={200: obj(messages=some(ANYTHING))}
)
async def begin(request: web.Request) -> web.Response:
    """POST …/preview `{document, until, page}`: begin anew with this draft; `{messages, place, walked}`.

    `until`: id of a question to walk to with sample answers, "review", or "". Without a sound draft: 422.
    """
    parts, visitor, builder = parts_of(request), await writer_of(request), builder_of(request)
    body = await read_body(request)
    document, until = document_in(body), body.get("until")
    form = await parts.store.view(form_for, visitor.staff, form_id_of(request))
    await _furnish(builder, parts)
    key = _key(request, visitor.session_id, body)
    try:
        said = await _work(builder, lambda: _begin(builder, parts, form, document, str(until or ""), key))
    except ContentError:
        raise Refused(422, "400", "form_unsound") from None
    return web.json_response(said)


@says_why_not
@described(
    body=obj("page", "text", "photo", "file", page=TEXT, text=TEXT, photo=TEXT, file=TEXT),
    answers={200: obj(messages=some(ANYTHING))},
)
async def say(request: web.Request) -> web.Response:
    """POST …/preview/say `{page, text|postback|location|photo|file}`: `{messages, place}`; 410 when it is gone."""
    parts, visitor, builder = parts_of(request), await writer_of(request), builder_of(request)
    if request.content_length is None or request.content_length > MOST_BYTES:
        raise Refused(413, "400", "too_long", limit=MOST_BYTES)
    body = await read_body(request)
    event = _event(body)
    await parts.store.view(form_for, visitor.staff, form_id_of(request))
    key = _key(request, visitor.session_id, body)
    said = await _work(builder, lambda: _hear(builder, key, event))
    if said is None:
        raise Refused(410, "400", "preview_gone")
    return web.json_response(said)


def _begin(
    builder: Builder, parts: Parts, form: Content, document: dict[str, Any], until: str, key: tuple[Any, ...]
) -> dict[str, Any]:
    assert builder.residents is not None
    assert builder.template is not None
    compiled = compile_draft(document, form.key, parts.words)
    database = builder.template.copy()
    database.put(Content(id=form.id, kind="form", key=form.key, name=form.name, created_at=form.created_at))
    room = PreviewRoom(
        database,
        counter=builder.residents,
        clock=parts.clock,
        snapshots=preview_snapshots(parts.store.snapshots.view(), compiled, form.id),
        allow_http=builder.allow_http,
    )
    preview = FormPreview(compiled, room, parts.clock.today)
    builder.rooms.put(key, preview)
    said = preview.begin(until)
    return {"messages": said, "place": preview.place, "walked": preview.walked}


def _hear(builder: Builder, key: tuple[Any, ...], event: dict[str, Any]) -> dict[str, Any] | None:
    preview = builder.rooms.get(key)
    return None if preview is None else {"messages": preview.hear(event), "place": preview.place}


def _event(body: dict[str, Any]) -> dict[str, Any]:
    """A sample stands for a photo or file: nothing is uploaded to try a form."""
    if "photo" in body:
        return {"kind": "image", "message_id": "1"}
    if "file" in body:
        return {"kind": "file", "message_id": "1", "file_name": str(body["file"])[:100], "file_size": 120_000}
    return read_event(body)


async def _furnish(builder: Builder, parts: Parts) -> None:
    """A template as new as the snapshots."""
    if builder.residents is None:
        raise Refused(404, "404", "not_found")
    view = parts.store.snapshots.view()
    seen = [view.get(topic) for topic in (*SHARED, TOPIC)]
    if builder.template is None or any(new is not old for new, old in zip(seen, builder.template_of, strict=True)):
        old, builder.template = builder.template, await parts.store.view(PreviewTemplate)
        builder.template_of = seen
        if old is not None:
            await _work(builder, old.close)


async def _work(builder: Builder, call: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(builder.worker, call)


def _key(request: web.Request, session_id: int, body: dict[str, Any]) -> tuple[Any, ...]:
    return session_id, form_id_of(request), str(body.get("page", ""))[:40]


def phone_routes() -> list[web.RouteDef]:
    """Routes under `/staff`."""
    at = r"/builder/{form:\d{1,15}}"
    return [web.post(f"{at}/preview", begin), web.post(f"{at}/preview/say", say)]
