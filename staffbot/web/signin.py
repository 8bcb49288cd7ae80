"""Signing in with an id and a password, for PCs without LINE: password, one-time code, own password."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web
from aiohttp_jinja2 import render_template

from data.sessions.service import SignedIn, Stage, find_waiting
from data.signin.hashing import LONGEST, TooBusy
from data.signin.rules import SHORTEST, BadSignInId, sign_in_id
from data.signin.service import look_up
from staffbot.web.door import only_patient
from staffbot.web.forms import Complaint, form_token, give_form_cookie, is_our_form, read_form
from staffbot.web.parts import parts_of
from staffbot.web.passwords import refused_new_password, replace_password
from staffbot.web.refusals import Refused
from staffbot.web.tries import try_code, try_password
from staffbot.web.visitor import give_cookie, only_own_pages, only_with_token, token_of, visitor_or_none

DOOR = "/staff/sign-in"
# Where one may want to go after signing in; nothing else is ever followed.
GOALS = {"": "/staff/console", "account": "/staff/account"}
LONGEST_ID = 200


async def lead_in(request: web.Request) -> web.Response:
    """GET /staff and /staff/: what one types by hand leads to where one signs in, or on."""
    return to(DOOR)


async def show_sign_in(request: web.Request) -> web.Response:
    """GET /staff/sign-in: id and password; who is in already is led on."""
    only_patient(request)
    if await visitor_or_none(request) is not None:
        return to("/staff/console")
    return _sign_in_page(request)


async def sign_in(request: web.Request) -> web.Response:
    """POST /staff/sign-in: every refusal reads alike and takes as long, whether the id exists or not."""
    parts = parts_of(request)
    words = parts.words
    only_patient(request)
    form = await read_form(request)
    only_own_pages(request)
    typed, password, goal = form.get("id", ""), form.get("password", ""), _goal(form.get("then", ""))
    if not is_our_form(request, form):
        return _sign_in_page(request, [Complaint("", words("signin.page.stale"))], typed, status=403)
    empty = [Complaint(name, words(f"signin.page.empty_{name}")) for name in ("id", "password") if not form.get(name)]
    if empty:
        return _sign_in_page(request, empty, typed, status=400)
    try:
        wanted = sign_in_id(typed[:LONGEST_ID])
    except BadSignInId:
        wanted = ""
    known = await parts.store.view(look_up, wanted)
    try:
        is_right = await parts.passwords.verify(known.password_hash, password)
    except TooBusy:
        raise Refused(429, "429") from None
    tried, token = await try_password(request, known, password, is_right=is_right)
    if tried.verdict in ("refused", "locked"):
        parts.attempts.note(request.remote or "")
        return _sign_in_page(request, [Complaint("", words("signin.page.refused"))], typed, status=401)
    next_step = {"code": f"{DOOR}/code", "change": f"{DOOR}/password"}.get(tried.verdict)
    response = to(GOALS[goal] if next_step is None else f"{next_step}?then={goal}" if goal else next_step)
    give_cookie(parts, response, token)
    return response


async def show_code(request: web.Request) -> web.Response:
    """GET /staff/sign-in/code: the authenticator's six digits."""
    waiting = await _waiting(request, "code")
    return to(DOOR) if waiting is None else _code_page(request, waiting, request.query.get("then", ""))


async def give_code(request: web.Request) -> web.Response:
    """POST /staff/sign-in/code: a code, or a recovery code, lets the browser in under a new token."""
    parts = parts_of(request)
    form, waiting = await _next_step(request, "code")
    if waiting is None:
        return to(DOOR)
    verdict, token = await try_code(request, waiting, form.get("code", ""))
    if verdict == "in":
        return _let_in(request, form, token)
    parts.attempts.note(request.remote or "")
    if verdict == "locked":
        return _sign_in_page(request, [Complaint("", parts.words("signin.page.refused"))], status=401)
    wrong = [Complaint("code", parts.words("signin.page.wrong_code"))]
    return _code_page(request, waiting, form.get("then", ""), wrong, status=401)


async def show_change(request: web.Request) -> web.Response:
    """GET /staff/sign-in/password: an initial password is changed before anything else."""
    waiting = await _waiting(request, "change")
    return to(DOOR) if waiting is None else _change_page(request, waiting, request.query.get("then", ""))


async def change(request: web.Request) -> web.Response:
    """POST /staff/sign-in/password: the person's own password; then the browser is in, under a new token."""
    form, waiting = await _next_step(request, "change")
    if waiting is None:
        return to(DOOR)
    wrong = await refused_new_password(request, waiting.staff, form)
    if wrong:
        return _change_page(request, waiting, form.get("then", ""), wrong, status=400)
    token = await replace_password(request, waiting.staff, form["new"])
    return _let_in(request, form, token) if token else to(DOOR)


def to(path: str) -> web.Response:
    """See other: one of our own paths."""
    return web.Response(status=303, headers={"Location": path})


async def _waiting(request: web.Request, stage: Stage) -> SignedIn | None:
    parts = parts_of(request)
    token = token_of(request)
    return await parts.store.view(find_waiting, token, stage=stage, real=parts.clock.real()) if token else None


async def _next_step(request: web.Request, stage: Stage) -> tuple[Mapping[str, str], SignedIn | None]:
    """What was sent after the password, and by whom; None for who waits at no such step (any more)."""
    only_patient(request)
    form = await read_form(request)
    only_own_pages(request)
    waiting = await _waiting(request, stage)
    if waiting is not None:
        only_with_token(form, waiting)
    return form, waiting


def _let_in(request: web.Request, form: Mapping[str, str], token: str) -> web.Response:
    response = to(GOALS[_goal(form.get("then", ""))])
    give_cookie(parts_of(request), response, token)
    return response


def _goal(text: str) -> str:
    return text if text in GOALS else ""


def _sign_in_page(
    request: web.Request, wrong: list[Complaint] | None = None, typed: str = "", *, status: int = 200
) -> web.Response:
    chance, token = form_token(request)
    facts = {"typed": typed[:LONGEST_ID], "csrf": token}
    response = page(request, "signin.html", "signin.page", facts, wrong, status=status)
    give_form_cookie(parts_of(request), response, chance)
    return response


def _code_page(
    request: web.Request, waiting: SignedIn, goal: str, wrong: list[Complaint] | None = None, *, status: int = 200
) -> web.Response:
    facts = {"csrf": waiting.csrf, "then": _goal(goal)}
    return page(request, "code.html", "signin.code", facts, wrong, status=status)


def _change_page(
    request: web.Request, waiting: SignedIn, goal: str, wrong: list[Complaint] | None = None, *, status: int = 200
) -> web.Response:
    facts = {"csrf": waiting.csrf, "then": _goal(goal), "least": SHORTEST, "most": LONGEST}
    return page(request, "change.html", "signin.change", facts, wrong, status=status)


def page(
    request: web.Request,
    template: str,
    key: str,
    facts: dict[str, Any],
    wrong: list[Complaint] | None = None,
    *,
    status: int = 200,
) -> web.Response:
    """A form's page; what is wrong stands first, each complaint leading to its field, and in the title."""
    words = parts_of(request).words
    complaints = wrong or []
    title = words(f"{key}.title")
    shown = {
        "words": words,
        "name": words("console.name"),
        "heading": title,
        "title": words("signin.wrong_title", title=title) if complaints else title,
        "complaints": complaints,
        "wrong": {one.field: one.text for one in complaints},
        **facts,
    }
    return render_template(template, request, shown, status=status)


def sign_in_routes() -> list[web.RouteDef]:
    """Routes under `/staff`."""
    look: dict[str, Any] = {"allow_head": False}
    return [
        web.get("", lead_in, **look),
        web.get("/", lead_in, **look),
        web.get("/sign-in", show_sign_in, **look),
        web.post("/sign-in", sign_in),
        web.get("/sign-in/code", show_code, **look),
        web.post("/sign-in/code", give_code),
        web.get("/sign-in/password", show_change, **look),
        web.post("/sign-in/password", change),
    ]
