"""What the builder's handlers share: who may work on which form, bodies within limits, answers when a rule says no."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from aiohttp import web
from sqlalchemy.orm import Session

from data.content.models import Content
from data.db.documents import load_document
from data.errors import DomainError
from data.forms.service import FormNotFound, get_form
from data.gateways.line.wire import storable
from data.preview.rooms import PreviewRooms
from data.preview.template import PreviewTemplate
from data.staff.objects import may_see
from data.staff.rights import StaffIdentity
from data.staff.service import identify_console
from data.turns.turn import Counter
from dialogs.form_preview import FormPreview
from staffbot.web.builder.presence import Presence
from staffbot.web.parts import parts_of
from staffbot.web.refusals import Refused
from staffbot.web.visitor import visitor_or_none

OBJECT = "form"
READ, WRITE, PUBLISH = "forms:read", "forms:write", "forms:publish"
# A document of data/forms' largest size in its envelope, with every letter escaped.
MOST_BYTES = 3_000_000

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Builder:
    """One per application, under BUILDER.

    Attributes:
        residents: the resident counter that previews talk to; None: no preview.
        allow_http: pictures may lie at http addresses (trials).
        template: what previews begin with. template_of: the snapshots it was made beside.
        worker: previews run here, one turn at a time, and never in the event loop.
    """

    rooms: PreviewRooms[FormPreview]
    presence: Presence
    residents: Counter | None = None
    allow_http: bool = False
    template: PreviewTemplate | None = None
    template_of: list[Any] = field(default_factory=list)
    worker: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="preview"))

    def close(self) -> None:
        """Let every preview go."""
        self.worker.submit(self.rooms.close).result()
        self.worker.shutdown()
        if self.template is not None:
            self.template.close()


BUILDER: web.AppKey[Builder] = web.AppKey("builder", Builder)


def builder_of(request: web.Request) -> Builder:
    """The builder of the application this request came to."""
    return request.config_dict[BUILDER]


def form_id_of(request: web.Request) -> int:
    """The form in the address; the route lets digits through only."""
    return int(request.match_info["form"])


def form_for(session: Session, staff: StaffIdentity, form_id: int, right: str = WRITE) -> Content:
    """The form, if this person may do this to it now: asked in the very transaction that does it.

    Raises:
        Refused: 403, they may not, or no longer.
        FormNotFound: there is none, or it is hidden from them.
    """
    present = identify_console(session, f"staff:{staff.id}")
    if present is None or not present.may(right):
        raise Refused(403, "403_form", "no_right")
    form = get_form(session, form_id=form_id)
    if not may_see(session, present, OBJECT, form.id):
        raise FormNotFound(number=form_id)
    return form


async def read_body(request: web.Request) -> dict[str, Any]:
    """The JSON object of a request.

    Raises:
        Refused: none (400), or too large (413), which is not read.
    """
    if request.content_length is None or request.content_type != "application/json":
        raise Refused(400, "400")
    if request.content_length > MOST_BYTES:
        raise Refused(413, "400", "form_too_large")
    try:
        body = storable(load_document((await request.read()).decode()))
    except (ValueError, RecursionError):
        raise Refused(400, "400") from None
    if not isinstance(body, dict):
        raise Refused(400, "400")
    return body


def document_in(body: dict[str, Any]) -> dict[str, Any]:
    """Its `document`. Raises Refused (400)."""
    document = body.get("document")
    if not isinstance(document, dict):
        raise Refused(400, "400")
    return document


def whole(body: dict[str, Any], key: str) -> int:
    """A whole number of a body. Raises Refused (400)."""
    value = body.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**53:
        raise Refused(400, "400")
    return value


def says_why_not(handler: Handler) -> Handler:
    """A rule that says no becomes its sentence, with 404 for what isn't there and 409 for the rest.

    Who tries what they have no right to stands in the audit log.
    """

    @wraps(handler)
    async def answered(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refused as refused:
            if refused.say == "no_right":
                await _note_try(request)
            raise
        except FormNotFound:
            raise Refused(404, "404_form", "no_form") from None
        except DomainError as refusal:
            say = parts_of(request).words.error(refusal, "staff")
            return web.json_response({"say": say, "code": refusal.code}, status=409)

    return answered


async def _note_try(request: web.Request) -> None:
    parts, visitor = parts_of(request), await visitor_or_none(request)
    if visitor is not None:
        entry = parts.audit_entry(visitor.staff, "form_edit", "no_right", form=f"#{form_id_of(request)}")
        await parts.store.write(parts.audit.append, entry, now=parts.clock.now())
