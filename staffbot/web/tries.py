"""One try to sign in, settled in one transaction: counted, audited, and told to the administrators when it locks."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy.orm import Session

from data.sessions.service import SignedIn, Stage, end_session, open_session
from data.signin.service import (
    Known,
    Tried,
    Verdict,
    fail_second_step,
    pass_second_step,
    renew_hash,
    settle_try,
)
from data.signin.totp import check_second_step
from data.staff.rights import StaffIdentity
from data.staff.service import identify_console
from data.turns.turn import Notice
from staffbot.lock_alerts import locked_notices
from staffbot.web.parts import Parts, parts_of
from staffbot.web.visitor import token_of

STAGES: dict[str, Stage] = {"in": "", "code": "code", "change": "change"}


async def try_password(request: web.Request, known: Known, password: str, *, is_right: bool) -> tuple[Tried, str]:
    """What became of a verified try, and the browser's new session token ("" when it was refused)."""
    parts, address = parts_of(request), request.remote or ""
    before, now, real = token_of(request), parts.clock.now(), parts.clock.real()
    settled: list[tuple[Tried, str]] = []

    def settle(session: Session) -> list[Notice]:
        # The writer may run this again: the last run is the one that counts.
        settled.clear()
        tried = settle_try(session, known, is_right=is_right, now=now)
        who = identify_console(session, f"staff:{tried.staff_id}")
        if tried.verdict in STAGES and (who is None or not who.may("console:open")):
            tried = Tried("refused", tried.staff_id, tried.name)
        token = ""
        if tried.verdict in STAGES and tried.staff_id is not None:
            token = open_session(
                session,
                staff_id=tried.staff_id,
                real=real,
                instead_of=before,
                stage=STAGES[tried.verdict],
                way="password",
                address=address,
            )
        _note(session, parts, tried, address)
        settled.append((tried, token))
        return _alerts(session, tried.verdict, tried.staff_id, tried.name, address, parts)

    await parts.turns.announce(settle)
    tried, token = settled[0]
    if token and known.password_hash is not None and parts.passwords.is_outdated(known.password_hash):
        await parts.store.write(renew_hash, known, await parts.passwords.hash(password))
    return tried, token


async def try_code(request: web.Request, waiting: SignedIn, typed: str) -> tuple[Verdict, str]:
    """The second step: "in" with the new session token, "refused", or "locked" by this try."""
    parts, address = parts_of(request), request.remote or ""
    before, now, real = token_of(request), parts.clock.now(), parts.clock.real()
    settled: list[tuple[Verdict, str]] = []

    def settle(session: Session) -> list[Notice]:
        settled.clear()
        staff = waiting.staff
        if check_second_step(session, parts.sealer, staff_id=staff.id, typed=typed, now=now, real=real):
            pass_second_step(session, staff.id)
            token = open_session(
                session, staff_id=staff.id, real=real, instead_of=before, way="password", address=address
            )
            settled.append(("in", token))
            _note(session, parts, Tried("in", staff.id, staff.name), address)
            return []
        verdict = fail_second_step(session, staff.id, now=now)
        if verdict == "locked":
            end_session(session, before)
        settled.append((verdict, ""))
        _note(session, parts, Tried(verdict, staff.id, staff.name), address)
        return _alerts(session, verdict, staff.id, staff.name, address, parts)

    await parts.turns.announce(settle)
    return settled[0]


def _note(session: Session, parts: Parts, tried: Tried, address: str) -> None:
    # Never what was typed as the id: people type their password there.
    staff = StaffIdentity(tried.staff_id or 0, tried.name, "")
    done = tried.verdict in STAGES
    action = {"in": "sign_in", "code": "sign_in_half", "change": "sign_in_half", "locked": "sign_in_locked"}
    entry = parts.audit_entry(
        staff, action.get(tried.verdict, "sign_in_refused"), "done" if done else "refused", address=address
    )
    parts.audit.append(session, entry, now=parts.clock.now())


def _alerts(
    session: Session, verdict: Verdict, staff_id: int | None, name: str, address: str, parts: Parts
) -> list[Notice]:
    if verdict != "locked" or staff_id is None:
        return []
    return locked_notices(
        session, staff_id=staff_id, name=name, address=address, now=parts.clock.now(), words=parts.words
    )
