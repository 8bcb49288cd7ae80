"""The draft: read, checked, saved as it grows, copied, published; nobody's work is written over unseen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from sqlalchemy.orm import Session

from data.attributes.service import load_catalog
from data.content.models import Content
from data.forms.models import FormDraft
from data.forms.rules import FORM_KINDS, FormKind
from data.forms.service import (
    DraftConflict,
    create_form,
    form_state,
    get_draft,
    get_form,
    publish_form,
    save_draft,
)
from data.staff.models import StaffMember
from data.staff.objects import is_limited, share, shared_with
from data.staff.rights import StaffIdentity
from dialogs.form_check import Problem, check_form, form_warnings
from staffbot.web.builder.parts import (
    OBJECT,
    PUBLISH,
    WRITE,
    builder_of,
    document_in,
    form_for,
    form_id_of,
    read_body,
    says_why_not,
    whole,
)
from staffbot.web.described import ANYTHING, FLAG, TEXT, WHOLE, described, obj, one_of, some
from staffbot.web.parts import Parts, parts_of
from staffbot.web.refusals import Refused
from staffbot.web.visitor import visitor_of, writer_of

# Every letter typed is saved; in the audit log one line stands for an uninterrupted time of work.
ONE_WORK = timedelta(minutes=10)
LONGEST_TITLE = 60
CHANNELS = ("test", "public")


@says_why_not
@described(
    answers={
        200: obj(document=ANYTHING, revision=WHOLE, problems=some(ANYTHING), warnings=some(ANYTHING), state=ANYTHING)
    }
)
async def read(request: web.Request) -> web.Response:
    """GET /staff/builder/{form}/draft: `{document, revision, savedAt, savedBy, problems, warnings, state}`."""
    parts, visitor = parts_of(request), await visitor_of(request)
    return web.json_response(await _whole(parts, visitor.staff, form_id_of(request)))


@says_why_not
@described(body=obj(document=ANYTHING), answers={200: obj(problems=some(ANYTHING), warnings=some(ANYTHING))})
async def check(request: web.Request) -> web.Response:
    """POST …/check `{document}`: `{problems, warnings}`, each `[{place, key, sentence}]`."""
    parts, visitor = parts_of(request), await writer_of(request)
    document = document_in(await read_body(request))
    await parts.store.view(form_for, visitor.staff, form_id_of(request))
    return web.json_response(await parts.store.view(_checked, document, parts.clock.now()))


@says_why_not
@described(body=obj(document=ANYTHING, revision=WHOLE), answers={200: obj(revision=WHOLE, problems=some(ANYTHING))})
async def save(request: web.Request) -> web.Response:
    """PUT …/draft `{document, revision}`: as `read` without the document; 409 with `theirs` after another's saving."""
    parts, visitor = parts_of(request), await writer_of(request)
    body, form_id = await read_body(request), form_id_of(request)
    document, revision = document_in(body), whole(body, "revision")
    try:
        kept = await parts.store.write(_save, parts, visitor.staff, form_id, document, revision, parts.clock.now())
    except DraftConflict as conflict:
        theirs = await _whole(parts, visitor.staff, form_id)
        return web.json_response({"say": parts.words.error(conflict, "staff"), "theirs": theirs}, status=409)
    return web.json_response({**kept, **await parts.store.view(_checked, document, parts.clock.now())})


@says_why_not
@described(body=obj(channel=one_of(*CHANNELS), revision=WHOLE), answers={200: obj(version=WHOLE)})
async def publish(request: web.Request) -> web.Response:
    """POST …/publish `{channel, revision}`: the draft of that revision, and no other, is shown there."""
    parts, visitor = parts_of(request), await writer_of(request)
    body = await read_body(request)
    channel, revision = body.get("channel"), whole(body, "revision")
    if channel not in CHANNELS:
        raise Refused(400, "400")
    form_id, right = form_id_of(request), PUBLISH if channel == "public" else WRITE
    draft = await parts.store.write(_draft, visitor.staff, form_id, right, revision, parts.clock.now())
    problems = await parts.store.view(_problems, draft)
    if problems:
        say = parts.words("builder.say.problems", count=len(problems))
        return web.json_response({"say": say, "problems": problems}, status=409)
    done = await parts.store.write(_publish, parts, visitor.staff, form_id, channel, revision, parts.clock.now())
    return web.json_response(done)


@says_why_not
@described(body=obj(document=ANYTHING, title=TEXT), answers={201: obj(path=TEXT)})
async def copy(request: web.Request) -> web.Response:
    """POST …/copy `{document, title}`: another form with this draft; `{path}` of its page."""
    parts, visitor = parts_of(request), await writer_of(request)
    body = await read_body(request)
    document, title = document_in(body), body.get("title")
    if not isinstance(title, str) or not 0 < len(title.strip()) <= LONGEST_TITLE:
        raise Refused(400, "400", "form_title")
    made = await parts.store.write(
        _copy, parts, visitor.staff, form_id_of(request), document, title.strip(), parts.clock.now()
    )
    return web.json_response({"path": f"/staff/builder/{made}"}, status=201)


@says_why_not
@described(query={"page": TEXT}, answers={200: obj(revision=WHOLE, others=some(TEXT), isTwice=FLAG)})
async def beat(request: web.Request) -> web.Response:
    """GET …/state?page=WORD: `{revision, savedAt, savedBy, savedByMe, others, isTwice}`; this page is open."""
    parts, visitor, form_id = parts_of(request), await visitor_of(request), form_id_of(request)
    found = await parts.store.view(_beat, visitor.staff, form_id)
    page = request.query.get("page", "")[:40]
    others, is_twice = builder_of(request).presence.note(form_id, page, visitor.staff.id, visitor.staff.name)
    return web.json_response({**found, "others": others, "isTwice": is_twice})


@says_why_not
@described(query={"page": TEXT}, answers={200: obj()})
async def leave(request: web.Request) -> web.Response:
    """DELETE …/state?page=WORD: the page was closed."""
    await writer_of(request)
    builder_of(request).presence.leave(form_id_of(request), request.query.get("page", "")[:40])
    return web.json_response({})


async def _whole(parts: Parts, staff: StaffIdentity, form_id: int) -> dict[str, Any]:
    """The draft with everything about it. Checking a large form takes too long for the writer."""
    found = await parts.store.write(_read, staff, form_id, parts.clock.now())
    return {**found, **await parts.store.view(_checked, found["document"], parts.clock.now())}


def _read(session: Session, staff: StaffIdentity, form_id: int, now: datetime) -> dict[str, Any]:
    form = form_for(session, staff, form_id)
    draft = get_draft(session, form_id=form.id, now=now)
    return {"document": draft.document, **_facts(session, form, draft)}


def _draft(
    session: Session, staff: StaffIdentity, form_id: int, right: str, revision: int, now: datetime
) -> dict[str, Any]:
    """The document of that very revision. Raises DraftConflict."""
    form = form_for(session, staff, form_id, right)
    draft = get_draft(session, form_id=form.id, now=now)
    if draft.revision != revision:
        raise DraftConflict(revision=draft.revision, saved_at=draft.saved_at, staff_id=draft.staff_id)
    return draft.document


def _save(
    session: Session,
    parts: Parts,
    staff: StaffIdentity,
    form_id: int,
    document: dict[str, Any],
    revision: int,
    now: datetime,
) -> dict[str, Any]:
    form = form_for(session, staff, form_id)
    before = get_draft(session, form_id=form.id, now=now)
    is_begun = before.staff_id != staff.id or now - before.saved_at > ONE_WORK or before.revision == 1
    draft = save_draft(session, form_id=form.id, document=document, revision=revision, now=now, staff_id=staff.id)
    if is_begun:
        _note(session, parts, staff, form, "form_edit", now, revision=draft.revision)
    return _facts(session, form, draft)


def _publish(
    session: Session, parts: Parts, staff: StaffIdentity, form_id: int, channel: Any, revision: int, now: datetime
) -> dict[str, Any]:
    # What was checked is of this revision, and so is what is published.
    _draft(session, staff, form_id, PUBLISH if channel == "public" else WRITE, revision, now)
    form = get_form(session, form_id=form_id)
    draft = get_draft(session, form_id=form.id, now=now)
    version = publish_form(session, form_id=form.id, channel=channel, now=now, staff_id=staff.id)
    _note(session, parts, staff, form, f"form_{channel}", now, version=version.number)
    return {**_facts(session, form, draft), "version": version.number}


def _copy(
    session: Session,
    parts: Parts,
    staff: StaffIdentity,
    form_id: int,
    document: dict[str, Any],
    title: str,
    now: datetime,
) -> int:
    form = form_for(session, staff, form_id)
    kind: FormKind = document["kind"] if document.get("kind") in FORM_KINDS else "survey"
    made = create_form(session, title=title, kind=kind, now=now, document=document, staff_id=staff.id)
    # Who couldn't see the first must not see its copy.
    for viewer in shared_with(session, OBJECT, form.id) if is_limited(session, OBJECT, form.id) else ():
        share(session, kind=OBJECT, object_id=made.id, by=staff, team_id=viewer.team_id, staff_id=viewer.staff_id)
    _note(session, parts, staff, made, "form_copy", now, of=form.id)
    return made.id


def _beat(session: Session, staff: StaffIdentity, form_id: int) -> dict[str, Any]:
    form = form_for(session, staff, form_id)
    draft = session.get(FormDraft, form.id)
    if draft is None:
        return {"revision": 1, "savedByMe": False}
    saved = _saved(session, draft)
    return {**saved, "savedByMe": draft.staff_id == staff.id}


def _facts(session: Session, form: Content, draft: FormDraft) -> dict[str, Any]:
    state = form_state(session, form)
    shown = {"stage": state.stage, "hasChanges": state.has_changes, "answers": state.answers}
    versions = {"test": form.test_version, "public": form.public_version}
    return {**_saved(session, draft), "title": form.name, "state": {**shown, **versions}}


def _saved(session: Session, draft: FormDraft) -> dict[str, Any]:
    author = session.get(StaffMember, draft.staff_id) if draft.staff_id is not None else None
    return {
        "revision": draft.revision,
        "savedAt": int(draft.saved_at.timestamp() * 1000),
        "savedBy": author.name if author is not None else "",
    }


def _problems(session: Session, document: dict[str, Any]) -> list[dict[str, str]]:
    return _told(check_form(document, load_catalog(session)))


def _checked(session: Session, document: dict[str, Any], now: datetime) -> dict[str, Any]:
    """What keeps it from being published, and what doesn't but is hardly meant."""
    return {"problems": _problems(session, document), "warnings": _told(form_warnings(document, now))}


def _told(found: list[Problem]) -> list[dict[str, str]]:
    return [{"place": one.place, "key": one.key, "sentence": one.sentence} for one in found]


def _note(
    session: Session, parts: Parts, staff: StaffIdentity, form: Content, action: str, now: datetime, **facts: Any
) -> None:
    parts.audit.append(session, parts.audit_entry(staff, action, form=f"#{form.id} {form.name}", **facts), now=now)


def draft_routes() -> list[web.RouteDef]:
    """Routes under `/staff`."""
    at = r"/builder/{form:\d{1,15}}"
    return [
        web.get(f"{at}/draft", read, allow_head=False),
        web.put(f"{at}/draft", save),
        web.post(f"{at}/check", check),
        web.post(f"{at}/publish", publish),
        web.post(f"{at}/copy", copy),
        web.get(f"{at}/state", beat, allow_head=False),
        web.delete(f"{at}/state", leave),
    ]
