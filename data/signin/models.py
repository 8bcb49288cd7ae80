"""What proves who a staff member is, beside the LINE account. Nothing here can be read back into what was typed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Instant, Key


class Credential(Base):
    """One staff member's id and password for the pages.

    `password_hash` is Argon2id's own text. `is_initial`: given by an administrator until `initial_until`, to be changed
    at the first sign-in. `failures` counts wrong tries in a row; `locked_at` is taken away by an administrator only.
    `totp_secret` and `totp_offered` (shown as a picture, not yet confirmed) are sealed; `totp_step` is the last used
    30-second step, so that no code serves twice.
    """

    __tablename__ = "staff_credential"

    staff_id: Mapped[int] = mapped_column(Key, ForeignKey("staff_member.id"), primary_key=True, autoincrement=False)
    sign_in_id: Mapped[str] = mapped_column(String(40), unique=True)
    password_hash: Mapped[str] = mapped_column(Text)
    is_initial: Mapped[bool] = mapped_column(Boolean)
    initial_until: Mapped[datetime | None] = mapped_column(Instant, default=None)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    locked_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    totp_secret: Mapped[str] = mapped_column(Text, default="")
    totp_offered: Mapped[str] = mapped_column(Text, default="")
    totp_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(Base):
    """One of the codes for the day the telephone is lost; each works once."""

    __tablename__ = "staff_recovery_code"
    __table_args__ = (Index(None, "staff_id"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    staff_id: Mapped[int] = mapped_column(Key, ForeignKey("staff_member.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(Instant, default=None)


class Pin(Base):
    """The few digits asked for before a dangerous command. `failures` in a row; none taken until `locked_until`."""

    __tablename__ = "staff_pin"

    staff_id: Mapped[int] = mapped_column(Key, ForeignKey("staff_member.id"), primary_key=True, autoincrement=False)
    salt: Mapped[str] = mapped_column(String(32))
    pin_hash: Mapped[str] = mapped_column(String(64))
    set_at: Mapped[datetime] = mapped_column(Instant)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    locked_until: Mapped[datetime | None] = mapped_column(Instant, default=None)
