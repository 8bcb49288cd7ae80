"""Give out, verify, change and lock ids and passwords. The slow hashing happens outside (`hashing.py`), never here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.errors import DomainError
from data.sessions.ending import end_sessions_of, end_waiting_of
from data.signin.models import Credential, Pin, RecoveryCode
from data.staff.models import StaffMember

MOST_FAILURES = 5
INITIAL_FOR = timedelta(hours=72)

Verdict = Literal["in", "code", "change", "refused", "locked"]


class SignInIdTaken(DomainError):
    """Somebody else has the id. `facts["sign_in_id"]`."""

    code = "signin.id_taken"


class OwnPin(DomainError):
    """The one thing that must be proved can't be taken away by who has to prove it."""

    code = "signin.own_pin"


class NoCredential(DomainError):
    """The person has no id and password."""

    code = "signin.none"


@dataclass(frozen=True, slots=True)
class Known:
    """What a try is compared with, read before the slow part. `password_hash` None: an unknown id."""

    staff_id: int | None = None
    password_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a try.

    `verdict`: "in", "code" (a one-time code is asked for next), "change" (an initial password: a new one is chosen
    next), "refused", or "locked" (refused, and this try locked the account). `staff_id` None: an unknown id.
    """

    verdict: Verdict
    staff_id: int | None = None
    name: str = ""


def issue_credential(
    session: Session, *, staff_id: int, sign_in_id: str, password_hash: str, now: datetime
) -> Credential:
    """Give a first or a new initial password. What was before ends: sessions, lock, one-time codes.

    Args:
        sign_in_id: as `rules.sign_in_id` gives it.

    Raises:
        SignInIdTaken: nothing changed.
    """
    refuse_taken_id(session, staff_id=staff_id, sign_in_id=sign_in_id)
    found = session.get(Credential, staff_id)
    if found is None:
        found = Credential(staff_id=staff_id, failures=0)
        session.add(found)
    found.sign_in_id = sign_in_id
    found.password_hash = password_hash
    found.is_initial, found.initial_until, found.changed_at = True, now + INITIAL_FOR, now
    found.failures, found.locked_at = 0, None
    found.totp_secret, found.totp_offered, found.totp_step = "", "", 0
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    end_sessions_of(session, staff_id=staff_id)
    session.flush()
    return found


def refuse_taken_id(session: Session, *, staff_id: int, sign_in_id: str) -> None:
    """Raises:
    SignInIdTaken: it is somebody else's.
    """
    owner = session.scalar(select(Credential.staff_id).where(Credential.sign_in_id == sign_in_id))
    if owner is not None and owner != staff_id:
        raise SignInIdTaken(sign_in_id=sign_in_id)


def look_up(session: Session, sign_in_id: str) -> Known:
    """What to verify a typed password against; an unknown id gives an empty `Known`, to be verified all the same."""
    found = session.scalar(select(Credential).where(Credential.sign_in_id == sign_in_id))
    return Known() if found is None else Known(found.staff_id, found.password_hash)


def look_up_own(session: Session, staff_id: int) -> Known:
    """The same for somebody who is signed in."""
    found = session.get(Credential, staff_id)
    return Known(staff_id) if found is None else Known(staff_id, found.password_hash)


def settle_try(session: Session, known: Known, *, is_right: bool, now: datetime) -> Tried:
    """Count a try and say what follows. A locked account stays locked, right password or not."""
    found = _unchanged(session, known)
    if found is None:
        return Tried("refused", known.staff_id)
    member = session.get(StaffMember, found.staff_id)
    name = "" if member is None else member.name
    if found.locked_at is not None or member is None or member.stopped_at is not None:
        return Tried("refused", found.staff_id, name)
    if not is_right:
        return Tried(_count_failure(session, found, now), found.staff_id, name)
    if found.is_initial and (found.initial_until is None or found.initial_until <= now):
        return Tried("refused", found.staff_id, name)
    if found.totp_secret:
        # The count begins anew only with the code: half of the proof must not buy further guesses at the other half.
        return Tried("code", found.staff_id, name)
    found.failures = 0
    session.flush()
    return Tried("change" if found.is_initial else "in", found.staff_id, name)


def fail_second_step(session: Session, staff_id: int, *, now: datetime) -> Verdict:
    """A wrong one-time or recovery code counts like a wrong password."""
    found = session.get(Credential, staff_id)
    return "refused" if found is None else _count_failure(session, found, now)


def pass_second_step(session: Session, staff_id: int) -> None:
    """The second step was right: the count begins anew."""
    found = session.get(Credential, staff_id)
    if found is not None:
        found.failures = 0
        session.flush()


def change_password(session: Session, known: Known, *, password_hash: str, now: datetime) -> bool:
    """Set the person's own new password and end every session; False when the old one was changed meanwhile."""
    found = _unchanged(session, known)
    if found is None:
        return False
    found.password_hash, found.is_initial, found.initial_until = password_hash, False, None
    found.changed_at, found.failures = now, 0
    end_sessions_of(session, staff_id=found.staff_id)
    session.flush()
    return True


def renew_hash(session: Session, known: Known, password_hash: str) -> None:
    """Keep the same password under today's parameters."""
    found = _unchanged(session, known)
    if found is not None:
        found.password_hash = password_hash


def unlock(session: Session, *, staff_id: int, by_id: int = 0) -> bool:
    """Let a locked account try again; also a locked PIN. False when neither was locked.

    Raises:
        OwnPin: the person's own PIN is locked; nothing changed.
    """
    was_locked = False
    found = session.get(Credential, staff_id)
    if found is not None and found.locked_at is not None:
        found.locked_at, found.failures, was_locked = None, 0, True
    pin = session.get(Pin, staff_id)
    if pin is not None and pin.locked_until is not None:
        if by_id == staff_id:
            raise OwnPin
        pin.locked_until, pin.failures, was_locked = None, 0, True
    session.flush()
    return was_locked


def locked_staff(session: Session, *, now: datetime) -> frozenset[int]:
    """Numbers of those who are locked out now, of the pages or of what needs the PIN."""
    passwords = select(Credential.staff_id).where(Credential.locked_at.is_not(None))
    pins = select(Pin.staff_id).where(Pin.locked_until > now)
    return frozenset(session.scalars(passwords)) | frozenset(session.scalars(pins))


def forget_sign_in(session: Session, *, staff_id: int) -> None:
    """Delete everything a person signs in with (before the member itself is deleted)."""
    for model in (RecoveryCode, Credential, Pin):
        session.execute(delete(model).where(model.staff_id == staff_id))
    end_sessions_of(session, staff_id=staff_id)


def _unchanged(session: Session, known: Known) -> Credential | None:
    """The row, unless its password became another one while this one was being verified."""
    if known.staff_id is None or known.password_hash is None:
        return None
    found = session.get(Credential, known.staff_id)
    return found if found is not None and found.password_hash == known.password_hash else None


def _count_failure(session: Session, found: Credential, now: datetime) -> Verdict:
    if found.locked_at is not None:
        return "refused"
    found.failures += 1
    if found.failures >= MOST_FAILURES:
        found.locked_at = now
        # Else each browser that stood before the second step would be one more way to guess it.
        end_waiting_of(session, staff_id=found.staff_id)
    session.flush()
    return "locked" if found.locked_at is not None else "refused"
