"""One-time codes of an authenticator app (RFC 6238) as an optional second step, and recovery codes for a lost phone."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from data.errors import DomainError
from data.ids import new_code
from data.signin.models import Credential, RecoveryCode
from data.signin.sealing import Sealer
from data.signin.service import NoCredential

STEP_SECONDS = 30
# One step early or late: clocks of telephones differ a little.
DRIFT_STEPS = 1
RECOVERY_CODES = 8


class WrongCode(DomainError):
    """The code is not the one the app shows now, or was used before."""

    code = "signin.wrong_code"


def offer_totp(session: Session, sealer: Sealer, *, staff_id: int) -> str:
    """A new secret for the person's app (base 32); it counts once `confirm_totp` has seen a code made with it.

    Raises:
        NoCredential: the person signs in by links only.
    """
    found = _credential(session, staff_id)
    secret = pyotp.random_base32()
    found.totp_offered = sealer.seal(secret, _owner(staff_id))
    session.flush()
    return secret


def offered_totp(session: Session, sealer: Sealer, *, staff_id: int) -> str:
    """The secret that waits to be confirmed; "" when none does."""
    found = session.get(Credential, staff_id)
    return "" if found is None or not found.totp_offered else sealer.unseal(found.totp_offered, _owner(staff_id))


def provisioning_uri(secret: str, *, account: str, issuer: str) -> str:
    """`otpauth://…` for the picture the app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def confirm_totp(session: Session, sealer: Sealer, *, staff_id: int, code: str, real: float) -> list[str]:
    """Switch the second step on and return new recovery codes, which are shown once and kept as hashes.

    Raises:
        WrongCode, NoCredential: nothing changed.
    """
    found = _credential(session, staff_id)
    secret = offered_totp(session, sealer, staff_id=staff_id)
    step = _step_of(secret, code, real) if secret else None
    if step is None:
        raise WrongCode
    found.totp_secret, found.totp_offered, found.totp_step = found.totp_offered, "", step
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    codes = [new_code() for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(staff_id=staff_id, code_hash=_hash(sealer, staff_id, one)) for one in codes)
    session.flush()
    return codes


def check_second_step(
    session: Session, sealer: Sealer, *, staff_id: int, typed: str, now: datetime, real: float
) -> bool:
    """Whether it is the app's code, unused so far, or an unused recovery code, which it uses up; never when locked."""
    found = session.get(Credential, staff_id)
    if found is None or not found.totp_secret or found.locked_at is not None:
        return False
    step = _step_of(sealer.unseal(found.totp_secret, _owner(staff_id)), typed, real)
    if step is not None:
        # Two browsers may send the same code at once; the WHERE lets one through.
        taken = session.scalar(
            update(Credential)
            .where(Credential.staff_id == staff_id, Credential.totp_step < step)
            .values(totp_step=step)
            .returning(Credential.staff_id)
        )
        return taken is not None
    used = session.scalar(
        update(RecoveryCode)
        .where(
            RecoveryCode.staff_id == staff_id,
            RecoveryCode.code_hash == _hash(sealer, staff_id, typed),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    )
    return used is not None


def remove_totp(session: Session, *, staff_id: int) -> None:
    """Switch the second step off; its recovery codes go."""
    found = _credential(session, staff_id)
    found.totp_secret, found.totp_offered, found.totp_step = "", "", 0
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    session.flush()


def recovery_codes_left(session: Session, staff_id: int) -> int:
    """How many recovery codes are unused."""
    unused = (RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None))
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(*unused)) or 0


def _credential(session: Session, staff_id: int) -> Credential:
    found = session.get(Credential, staff_id)
    if found is None:
        raise NoCredential
    return found


def _step_of(secret: str, typed: str, real: float) -> int | None:
    """Which 30-second step a code belongs to; None when it is not one of now."""
    code = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed))
    if not (code.isascii() and code.isdigit() and len(code) == 6):
        return None
    otp = pyotp.TOTP(secret)
    now = int(real // STEP_SECONDS)
    for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
        if pyotp.utils.strings_equal(otp.generate_otp(step), code):
            return step
    return None


def _hash(sealer: Sealer, staff_id: int, typed: str) -> str:
    letters = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", typed).upper())
    return sealer.digest("recovery", str(staff_id), letters)


def _owner(staff_id: int) -> str:
    return f"totp:{staff_id}"
