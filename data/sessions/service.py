"""Open, find, prolong and end the sessions of staff in a browser. Times are `Clock.real()`: nobody moves them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from data.ids import new_public_id
from data.sessions.ending import drop_links_of, end_sessions_of
from data.sessions.models import StaffSession
from data.staff.rights import StaffIdentity
from data.staff.service import identify_console

__all__ = [
    "SignedIn",
    "end_other_sessions",
    "end_session",
    "end_sessions_of",
    "find_session",
    "find_waiting",
    "last_address",
    "living_sessions",
    "open_session",
    "touch_session",
]

IDLE_SECONDS = 30 * 60
LIFETIME_SECONDS = 12 * 60 * 60
KEPT_SECONDS = 30 * 24 * 60 * 60
# Work counts once a minute: a click must not cost a write each time.
SEEN_EVERY_SECONDS = 60
# Between the password and the code, or the new password, nobody stays long.
STAGE_SECONDS = 10 * 60
RIGHT = "console:open"

Stage = Literal["", "code", "change"]
Way = Literal["link", "password"]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser that is signed in, and whose it is.

    `csrf` belongs to this session alone and must come with every write. `ends_at`: seconds of the real clock.
    """

    session_id: int
    staff: StaffIdentity
    csrf: str
    seen_at: float
    ends_at: float
    address: str = ""

    @property
    def line_user_id(self) -> str:
        """The person's name on the console channel: no other transcript is ever asked for."""
        return f"staff:{self.staff.id}"

    def is_due(self, real: float, address: str | None = None) -> bool:
        """Whether this visit should be noted with `touch_session`."""
        return real - self.seen_at >= SEEN_EVERY_SECONDS or (address is not None and address != self.address)


def open_session(
    session: Session,
    *,
    staff_id: int,
    real: float,
    instead_of: str = "",
    stage: Stage = "",
    way: Way = "link",
    address: str = "",
) -> str:
    """Sign a browser in and return its new token, for the cookie; the database knows only its hash.

    Args:
        instead_of: the browser's token until now, which ends: signing in always changes the token.
        stage: what is still asked for; until then `find_session` knows nobody.
    """
    session.execute(delete(StaffSession).where(StaffSession.made_at < real - KEPT_SECONDS))
    if instead_of:
        end_session(session, instead_of)
    token = new_public_id()
    session.add(
        StaffSession(
            token_hash=_hash(token),
            staff_id=staff_id,
            made_at=real,
            seen_at=real,
            is_ended=False,
            stage=stage,
            way=way,
            address=address[:45],
        )
    )
    session.flush()
    return token


def find_session(session: Session, token: str, *, real: float, now: datetime | None = None) -> SignedIn | None:
    """Whose browser this is; None when it is unknown, ended, idle too long, too old, or its person may not be here.

    Only reads: `touch_session` notes the visit.

    Args:
        now: of the movable clock, for rights that are lent until a time; without it they are left out.
    """
    row = session.scalar(select(StaffSession).where(StaffSession.token_hash == _hash(token)))
    if row is None or row.is_ended or row.stage:
        return None
    if real - row.seen_at >= IDLE_SECONDS or real - row.made_at >= LIFETIME_SECONDS:
        return None
    staff = identify_console(session, f"staff:{row.staff_id}", now)
    if staff is None or not staff.may(RIGHT):
        return None
    return SignedIn(row.id, staff, _csrf(token), row.seen_at, row.made_at + LIFETIME_SECONDS, row.address)


def find_waiting(session: Session, token: str, *, stage: Stage, real: float) -> SignedIn | None:
    """Whose browser has given the password and still owes `stage`; None when it took longer than STAGE_SECONDS."""
    row = session.scalar(select(StaffSession).where(StaffSession.token_hash == _hash(token)))
    if row is None or row.is_ended or not stage or row.stage != stage or real - row.made_at >= STAGE_SECONDS:
        return None
    staff = identify_console(session, f"staff:{row.staff_id}")
    if staff is None or not staff.may(RIGHT):
        return None
    return SignedIn(row.id, staff, _csrf(token), row.seen_at, row.made_at + STAGE_SECONDS, row.address)


def living_sessions(session: Session, *, staff_id: int, real: float) -> list[StaffSession]:
    """The person's browsers that are signed in now, the one used last first."""
    found = select(StaffSession).where(
        StaffSession.staff_id == staff_id,
        StaffSession.is_ended.is_(False),
        StaffSession.stage == "",
        StaffSession.seen_at > real - IDLE_SECONDS,
        StaffSession.made_at > real - LIFETIME_SECONDS,
    )
    return list(session.scalars(found.order_by(StaffSession.seen_at.desc(), StaffSession.id.desc())))


def last_address(session: Session, *, staff_id: int) -> str:
    """From where the person last used the pages; "" when never, as far as is still known."""
    found = select(StaffSession.address).where(
        StaffSession.staff_id == staff_id, StaffSession.stage == "", StaffSession.address != ""
    )
    return session.scalar(found.order_by(StaffSession.seen_at.desc(), StaffSession.id.desc()).limit(1)) or ""


def touch_session(session: Session, session_id: int, *, real: float, address: str = "") -> None:
    """The person did something: the idle minutes begin anew."""
    values: dict[str, object] = {"seen_at": real}
    if address:
        values["address"] = address[:45]
    session.execute(
        update(StaffSession).where(StaffSession.id == session_id, StaffSession.seen_at <= real).values(values)
    )


def end_other_sessions(session: Session, *, staff_id: int, keep: int) -> int:
    """End the person's sessions, and links to new ones, but the one with the id `keep`; returns how many were ended."""
    ended = session.scalars(
        update(StaffSession)
        .where(StaffSession.staff_id == staff_id, StaffSession.is_ended.is_(False), StaffSession.id != keep)
        .values(is_ended=True)
        .returning(StaffSession.id)
    ).all()
    drop_links_of(session, staff_id=staff_id)
    return len(ended)


def end_session(session: Session, token: str) -> None:
    """Sign a browser out. An unknown token is no fault."""
    session.execute(update(StaffSession).where(StaffSession.token_hash == _hash(token)).values(is_ended=True))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _csrf(token: str) -> str:
    return hashlib.sha256(b"csrf:" + token.encode("utf-8", "surrogatepass")).hexdigest()[:32]
