"""A new password of one's own: what is wrong with it, and putting it in the place of the old one."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from aiohttp import web
from sqlalchemy.orm import Session

from data.sessions.service import open_session
from data.signin.hashing import TooBusy
from data.signin.models import Credential
from data.signin.rules import PasswordRefused, check_new_password
from data.signin.service import Known, change_password, look_up_own
from data.staff.rights import StaffIdentity
from staffbot.web.forms import Complaint
from staffbot.web.parts import Parts, parts_of
from staffbot.web.refusals import Refused

LEAST_LABEL = 4


async def refused_new_password(request: web.Request, staff: StaffIdentity, form: Mapping[str, str]) -> list[Complaint]:
    """What is wrong with the fields `new` and `again`; empty when they will do."""
    parts = parts_of(request)
    new = form.get("new", "")
    known_to_all = await parts.store.view(_names, parts, staff)
    try:
        check_new_password(new, names=known_to_all)
    except PasswordRefused as refused:
        return [Complaint("new", parts.words(f"signin.password.{refused.facts['reason']}", **refused.facts))]
    if form.get("again", "") != new:
        return [Complaint("again", parts.words("signin.password.differs"))]
    known = await parts.store.view(look_up_own, staff.id)
    if await verified(request, known, new):
        return [Complaint("new", parts.words("signin.password.same"))]
    return []


async def replace_password(request: web.Request, staff: StaffIdentity, new: str) -> str:
    """Set it, end every session of the person and sign this browser in anew; its token, "" when another change won."""
    parts = parts_of(request)
    known = await parts.store.view(look_up_own, staff.id)
    try:
        password_hash = await parts.passwords.hash(new)
    except TooBusy:
        raise Refused(429, "429") from None
    return await parts.store.write(_replace, parts, staff, known, password_hash, request.remote or "")


async def verified(request: web.Request, known: Known, password: str) -> bool:
    """Whether the password is the one that is known."""
    try:
        return await parts_of(request).passwords.verify(known.password_hash, password)
    except TooBusy:
        raise Refused(429, "429") from None


def _replace(
    session: Session, parts: Parts, staff: StaffIdentity, known: Known, password_hash: str, address: str
) -> str:
    now = parts.clock.now()
    if not change_password(session, known, password_hash=password_hash, now=now):
        return ""
    token = open_session(session, staff_id=staff.id, real=parts.clock.real(), way="password", address=address)
    parts.audit.append(session, parts.audit_entry(staff, "password", address=address), now=now)
    return token


def _names(session: Session, parts: Parts, staff: StaffIdentity) -> list[str]:
    """What anybody can guess of this person's password: id, name, the town's and the site's names."""
    found = session.get(Credential, staff.id)
    town = str(parts.store.snapshots.view().get("town", {}).get("town_name", ""))
    host = urlsplit(parts.public_url).hostname or ""
    labels = [label for label in host.split(".") if len(label) >= LEAST_LABEL and not label.isdigit()]
    return [found.sign_in_id if found is not None else "", staff.name, town, *labels]
