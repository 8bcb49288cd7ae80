"""The PIN before dangerous commands: a phone left on the table must not be enough to write to every resident.

Few digits are soon tried out whatever the hash, so their hash is made under a key that lies outside the database, and
tries are counted. That is also quick enough for the middle of a turn, which must not wait for Argon2.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.orm import Session

from data.errors import DomainError
from data.ids import new_public_id
from data.signin.models import Pin
from data.signin.sealing import Sealer

SHORTEST, LONGEST = 4, 8
MOST_FAILURES = 5
LOCKED_FOR = timedelta(hours=1)
RUNS = ("01234567890", "09876543210")


class BadPin(DomainError):
    """Not SHORTEST to LONGEST digits, or of those tried first: 0000, 1234, 1212. `facts["reason"]`: shape, easy."""

    code = "signin.bad_pin"


def pin_digits(text: str) -> str:
    """What was typed as a PIN, half width, without spaces."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))


def has_pin(session: Session, staff_id: int) -> bool:
    """Whether the person has set one."""
    return session.get(Pin, staff_id) is not None


def check_new_pin(text: str) -> str:
    """The digits of a new PIN.

    Raises:
        BadPin: it can't be one, or is of those tried first.
    """
    digits = pin_digits(text)
    if not (digits.isascii() and digits.isdigit() and SHORTEST <= len(digits) <= LONGEST):
        raise BadPin(reason="shape", least=SHORTEST, most=LONGEST)
    if len(set(digits)) == 1 or any(digits in run for run in RUNS) or re.fullmatch(r"(..)\1+", digits):
        raise BadPin(reason="easy", least=SHORTEST, most=LONGEST)
    return digits


def set_pin(session: Session, sealer: Sealer, *, staff_id: int, digits: str, now: datetime) -> None:
    """Keep a PIN, as `check_new_pin` gave it, in place of the one before."""
    salt = new_public_id()
    found = session.get(Pin, staff_id) or Pin(staff_id=staff_id)
    found.salt, found.pin_hash, found.set_at = salt, _hash(sealer, staff_id, salt, digits), now
    found.failures, found.locked_until = 0, None
    session.add(found)
    session.flush()


def remove_pin(session: Session, *, staff_id: int) -> bool:
    """Forget a PIN (an administrator does, when it was forgotten); False when there was none."""
    found = session.get(Pin, staff_id)
    if found is None:
        return False
    session.delete(found)
    session.flush()
    return True


def locked_until(session: Session, *, staff_id: int, now: datetime) -> datetime | None:
    """Until when no PIN is taken; None when one is."""
    found = session.get(Pin, staff_id)
    if found is None or found.locked_until is None or found.locked_until <= now:
        return None
    return found.locked_until


def try_pin(
    session: Session, sealer: Sealer, *, staff_id: int, typed: str, now: datetime
) -> Literal["right", "wrong", "locked"]:
    """Compare and count. "locked": nothing is taken now, or this try was the last of MOST_FAILURES."""
    found = session.get(Pin, staff_id)
    if found is None:
        return "wrong"
    if found.locked_until is not None:
        if found.locked_until > now:
            return "locked"
        found.locked_until, found.failures = None, 0
    if hmac.compare_digest(found.pin_hash, _hash(sealer, staff_id, found.salt, pin_digits(typed))):
        found.failures = 0
        session.flush()
        return "right"
    found.failures += 1
    if found.failures >= MOST_FAILURES:
        found.locked_until = now + LOCKED_FOR
    session.flush()
    return "wrong" if found.locked_until is None else "locked"


def tries_left(session: Session, staff_id: int) -> int:
    """How many wrong tries are left before the lock."""
    found = session.get(Pin, staff_id)
    return MOST_FAILURES if found is None else max(0, MOST_FAILURES - found.failures)


def _hash(sealer: Sealer, staff_id: int, salt: str, digits: str) -> str:
    return sealer.digest("pin", str(staff_id), salt, digits)
