"""The audit log: rows in a chain, each row's payload apart so that it can be erased without breaking the chain."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import Base, Key


class AuditRow(Base):
    """One thing a person did or tried. `id` is its place in the chain: 1, 2, 3 … without gaps.

    `at_ms`: milliseconds since the epoch, `Clock.now()`. `staff_id` 0: nobody known. `mac`, `previous`: 64 hex digits.
    Integers and strings only: the bytes under the HMAC must come back from both databases as they went in.
    """

    __tablename__ = "audit_row"
    __table_args__ = (Index(None, "at_ms"), Index(None, "staff_id", "id"))

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    at_ms: Mapped[int] = mapped_column(BigInteger)
    staff_id: Mapped[int] = mapped_column(BigInteger)
    staff_name: Mapped[str] = mapped_column(String(60))
    channel: Mapped[str] = mapped_column(String(10))
    action: Mapped[str] = mapped_column(String(80))
    outcome: Mapped[str] = mapped_column(String(12))
    payload_hash: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    mac: Mapped[str] = mapped_column(String(64))


class AuditPayload(Base):
    """What belongs to a row and may hold personal data: JSON text, hashed with its salt into the row."""

    __tablename__ = "audit_payload"

    row_id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    salt: Mapped[str] = mapped_column(String(32))
    body: Mapped[str] = mapped_column(Text)


class AuditSubject(Base):
    """Which record a row is about, so that it is found by it: `noun` as staff type it, and the record's `#N`."""

    __tablename__ = "audit_subject"
    __table_args__ = (Index(None, "record_id", "noun", "row_id"),)

    row_id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    noun: Mapped[str] = mapped_column(String(40), primary_key=True)
    record_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class AuditHead(Base):
    """The chain's last row: one line, locked while a row is added, so that several writers make one chain."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
    mac: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))
