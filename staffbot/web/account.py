"""One's own account: password, one-time codes, and the browsers that are signed in. Plain forms, no script needed."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from sqlalchemy.orm import Session

from data.sessions.service import SignedIn, end_other_sessions, living_sessions
from data.signin.hashing import LONGEST
from data.signin.models import Credential
from data.signin.rules import SHORTEST
from data.signin.service import look_up_own
from data.signin.totp import (
    WrongCode,
    confirm_totp,
    offer_totp,
    offered_totp,
    provisioning_uri,
    recovery_codes_left,
    remove_totp,
)
from staffbot.web.forms import Complaint, read_form
from staffbot.web.parts import Parts, parts_of
from staffbot.web.passwords import refused_new_password, replace_password, verified
from staffbot.web.refusals import Refused
from staffbot.web.signin import page, to
from staffbot.web.tries import try_password
from staffbot.web.visitor import form_writer_of, give_cookie, note_visit, visitor_of

HERE = "/staff/account"
DONE = ("password", "codes_off", "others")


async def show_account(request: web.Request) -> web.Response:
    """GET /staff/account."""
    visitor = await visitor_of(request)
    await note_visit(request, visitor)
    return await _account_page(request, visitor)


async def change_own(request: web.Request) -> web.Response:
    """POST /staff/account/password: current and new; every other browser of the person is signed out."""
    form = await read_form(request)
    visitor = await form_writer_of(request, form)
    wrong = await _refused_current(request, visitor, form) or await refused_new_password(request, visitor.staff, form)
    if wrong:
        return await _account_page(request, visitor, wrong)
    token = await replace_password(request, visitor.staff, form["new"])
    if not token:
        raise Refused(403, "403", "stale")
    response = to(f"{HERE}?done=password")
    give_cookie(parts_of(request), response, token)
    return response


async def begin_codes(request: web.Request) -> web.Response:
    """POST /staff/account/codes: a new secret for the authenticator app, after the password."""
    parts = parts_of(request)
    form = await read_form(request)
    visitor = await form_writer_of(request, form)
    wrong = await _refused_current(request, visitor, form, field="codes_current")
    if wrong:
        return await _account_page(request, visitor, wrong)
    await parts.store.write(_offer, parts, visitor)
    return to(f"{HERE}/codes")


async def show_codes(request: web.Request) -> web.Response:
    """GET /staff/account/codes: the picture for the app, and the field for its first code."""
    return await _codes_page(request, await visitor_of(request))


async def confirm_codes(request: web.Request) -> web.Response:
    """POST /staff/account/codes/confirm: the second step is on; the recovery codes are shown this once."""
    parts = parts_of(request)
    form = await read_form(request)
    visitor = await form_writer_of(request, form)
    try:
        codes = await parts.store.write(_confirm, parts, visitor, form.get("code", ""))
    except WrongCode:
        return await _codes_page(request, visitor, [Complaint("code", parts.words("signin.page.wrong_code"))])
    return page(request, "recovery.html", "signin.recovery", {"codes": codes})


async def remove_codes(request: web.Request) -> web.Response:
    """POST /staff/account/codes/remove: the second step is off, after the password."""
    parts = parts_of(request)
    form = await read_form(request)
    visitor = await form_writer_of(request, form)
    wrong = await _refused_current(request, visitor, form, field="codes_current")
    if wrong:
        return await _account_page(request, visitor, wrong)
    await parts.store.write(_remove, parts, visitor)
    return to(f"{HERE}?done=codes_off")


async def end_others(request: web.Request) -> web.Response:
    """POST /staff/account/others: sign the person out everywhere but here."""
    parts = parts_of(request)
    form = await read_form(request)
    visitor = await form_writer_of(request, form)
    await parts.store.write(_end_others, parts, visitor)
    return to(f"{HERE}?done=others")


async def _refused_current(
    request: web.Request, visitor: SignedIn, form: Mapping[str, str], field: str = "current"
) -> list[Complaint]:
    """A wrong present password counts like a wrong try at the door: an open browser is no place to guess."""
    parts = parts_of(request)
    known = await parts.store.view(look_up_own, visitor.staff.id)
    if await verified(request, known, form.get(field, "")):
        return []
    await try_password(request, known, "", is_right=False)
    return [Complaint(field, parts.words("signin.password.wrong"))]


async def _account_page(request: web.Request, visitor: SignedIn, wrong: list[Complaint] | None = None) -> web.Response:
    parts = parts_of(request)
    facts = await parts.store.view(_facts, parts, visitor)
    done = request.query.get("done", "")
    shown = {
        **facts,
        "csrf": visitor.csrf,
        "staff": visitor.staff.name,
        "done": parts.words(f"signin.done.{done}") if done in DONE else "",
        "least": SHORTEST,
        "most": LONGEST,
    }
    return page(request, "account.html", "signin.account", shown, wrong, status=400 if wrong else 200)


def _facts(session: Session, parts: Parts, visitor: SignedIn) -> dict[str, Any]:
    found = session.get(Credential, visitor.staff.id)
    words = parts.words
    devices = []
    for row in living_sessions(session, staff_id=visitor.staff.id, real=parts.clock.real()):
        key = "here" if row.id == visitor.session_id else "there"
        facts = {"at": datetime.fromtimestamp(row.made_at, UTC), "seen": datetime.fromtimestamp(row.seen_at, UTC)}
        way = words(f"signin.way.{row.way}")
        devices.append(words(f"signin.devices.{key}", way=way, address=row.address or "－", **facts))
    return {
        "sign_in_id": "" if found is None else found.sign_in_id,
        "has_codes": found is not None and bool(found.totp_secret),
        "codes_left": recovery_codes_left(session, visitor.staff.id),
        "devices": devices,
    }


async def _codes_page(request: web.Request, visitor: SignedIn, wrong: list[Complaint] | None = None) -> web.Response:
    parts = parts_of(request)
    secret, account = await parts.store.view(_offered, parts, visitor)
    if not secret:
        return to(HERE)
    issuer = parts.words("console.name")
    picture = await asyncio.to_thread(qr_picture, provisioning_uri(secret, account=account, issuer=issuer))
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    facts = {"csrf": visitor.csrf, "picture": picture, "secret": groups}
    return page(request, "codes.html", "signin.codes", facts, wrong, status=401 if wrong else 200)


def qr_picture(text: str) -> str:
    """A QR code as a `data:` address, which the pages' policy allows for pictures."""
    import qrcode

    code = qrcode.QRCode(border=4, box_size=6)
    code.add_data(text)
    held = io.BytesIO()
    code.make_image().save(held, "PNG")
    return "data:image/png;base64," + base64.b64encode(held.getvalue()).decode()


def _offer(session: Session, parts: Parts, visitor: SignedIn) -> None:
    offer_totp(session, parts.sealer, staff_id=visitor.staff.id)


def _offered(session: Session, parts: Parts, visitor: SignedIn) -> tuple[str, str]:
    found = session.get(Credential, visitor.staff.id)
    return offered_totp(session, parts.sealer, staff_id=visitor.staff.id), "" if found is None else found.sign_in_id


def _confirm(session: Session, parts: Parts, visitor: SignedIn, code: str) -> list[str]:
    codes = confirm_totp(session, parts.sealer, staff_id=visitor.staff.id, code=code, real=parts.clock.real())
    _note(session, parts, visitor, "codes_on")
    return codes


def _remove(session: Session, parts: Parts, visitor: SignedIn) -> None:
    remove_totp(session, staff_id=visitor.staff.id)
    _note(session, parts, visitor, "codes_off")


def _end_others(session: Session, parts: Parts, visitor: SignedIn) -> None:
    ended = end_other_sessions(session, staff_id=visitor.staff.id, keep=visitor.session_id)
    _note(session, parts, visitor, "end_others", ended=ended)


def _note(session: Session, parts: Parts, visitor: SignedIn, action: str, **facts: object) -> None:
    parts.audit.append(session, parts.audit_entry(visitor.staff, action, "done", **facts), now=parts.clock.now())


def account_routes() -> list[web.RouteDef]:
    """Routes under `/staff`."""
    look: dict[str, Any] = {"allow_head": False}
    return [
        web.get("/account", show_account, **look),
        web.post("/account/password", change_own),
        web.get("/account/codes", show_codes, **look),
        web.post("/account/codes", begin_codes),
        web.post("/account/codes/confirm", confirm_codes),
        web.post("/account/codes/remove", remove_codes),
        web.post("/account/others", end_others),
    ]
