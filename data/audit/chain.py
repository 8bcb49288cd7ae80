"""Adding to the audit chain: HMAC over each row and the one before, under a lock on the head."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import orjson
from sqlalchemy.orm import Session

from data.db.raw import raw_for
from data.ids import new_public_id
from data.staff.rights import StaffIdentity

Outcome = Literal["done", "refused", "no_right", "cancelled", "failed", "read", "shown"]
Subject = tuple[str, int]  # a noun as staff type it, and a record's #N

BEFORE_THE_FIRST = "0" * 64
ERASED_SALT = ""

_HEAD = "SELECT number, mac FROM audit_head WHERE id = 1"
_HEAD_LOCKED = _HEAD + " FOR UPDATE"
_NEW_HEAD = "INSERT INTO audit_head (id, number, mac, seal) VALUES (1, 0, ?, ?) ON CONFLICT DO NOTHING"
_MOVE_HEAD = "UPDATE audit_head SET number = ?, mac = ?, seal = ? WHERE id = 1"
_ADD_ROW = (
    "INSERT INTO audit_row (id, at_ms, staff_id, staff_name, channel, action, outcome, payload_hash, previous, mac)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ADD_PAYLOAD = "INSERT INTO audit_payload (row_id, salt, body) VALUES (?, ?, ?)"
_ADD_SUBJECT = "INSERT INTO audit_subject (row_id, noun, record_id) VALUES (?, ?, ?)"
NOUN_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing done or tried.

    `action`: "避難所 開設", "console sign-in", …; `outcome`: see Outcome; `payload`: JSON (arguments, note), never a
    secret. `staff_id` 0 and `staff_name` "" for people unknown. `subjects`: the records it is about, to find it by.
    """

    staff_id: int
    staff_name: str
    channel: str
    action: str
    outcome: Outcome
    payload: Mapping[str, Any]
    subjects: Sequence[Subject] = ()


class AuditChain:
    """The one who seals rows. `verify_chain` (data/audit/verify.py) reads them again."""

    def __init__(self, key: bytes) -> None:
        """`key`: 32 bytes, `Keys.for_purpose("audit")`."""
        self._key = key

    def append(self, session: Session, entry: AuditEntry, *, now: datetime) -> int:
        """Add a row in the caller's transaction and return its number.

        Held until the caller commits, the lock on the head makes two writers' rows follow each other. Call it last.
        """
        raw = raw_for(session)
        locked = _HEAD_LOCKED if session.get_bind().dialect.name == "postgresql" else _HEAD
        head = raw.one(locked)
        if head is None:
            raw.run(_NEW_HEAD, (BEFORE_THE_FIRST, self.seal(0, BEFORE_THE_FIRST)))
            head = raw.one(locked)
            assert head is not None
        number, previous = int(head[0]) + 1, str(head[1])
        body = orjson.dumps(entry.payload, default=str).decode()
        salt = new_public_id()
        sealed = (
            int(now.timestamp() * 1000),
            entry.staff_id,
            entry.staff_name[:60],
            entry.channel[:10],
            entry.action[:80],
            entry.outcome,
            hash_payload(salt, body),
        )
        mac = self.mac(number, previous, sealed)
        raw.run(_ADD_ROW, (number, *sealed, previous, mac))
        raw.run(_ADD_PAYLOAD, (number, salt, body))
        for noun, record_id in dict.fromkeys((noun[:NOUN_CHARACTERS], record_id) for noun, record_id in entry.subjects):
            raw.run(_ADD_SUBJECT, (number, noun, record_id))
        raw.run(_MOVE_HEAD, (number, mac, self.seal(number, mac)))
        return number

    def record_read(
        self,
        session: Session,
        staff: StaffIdentity,
        what: str,
        ids: int | Sequence[int],
        *,
        now: datetime,
        channel: str = "console",
    ) -> int:
        """Somebody looked at personal records: on a page, in a table, on a print. `noun #N` commands do it themselves.

        Args:
            what: the noun as staff type it ("住民"). ids: the records shown, by their `#N`.
        """
        shown = [ids] if isinstance(ids, int) else list(ids)
        subjects = [(what, record_id) for record_id in shown]
        entry = AuditEntry(staff.id, staff.name, channel, what, "read", {"ids": shown}, subjects)
        return self.append(session, entry, now=now)

    def mac(self, number: int, previous: str, sealed: tuple[Any, ...]) -> str:
        """What proves a row: its place, the row before, and its columns from at_ms to payload_hash."""
        return hmac.digest(self._key, orjson.dumps((number, previous, sealed)), "sha256").hex()

    def seal(self, number: int, mac: str) -> str:
        """What proves the head, so that nobody can cut off the end and call an earlier row the last."""
        return hmac.digest(self._key, f"head:{number}:{mac}".encode(), "sha256").hex()


def hash_payload(salt: str, body: str) -> str:
    """The salt keeps short payloads (a telephone number) from being guessed once they are erased."""
    return hashlib.sha256(f"{salt}:{body}".encode()).hexdigest()


def erase_payload(session: Session, row_id: int) -> None:
    """Forget what a row said; that it happened stays, and the chain stays whole."""
    raw = raw_for(session)
    raw.run("UPDATE audit_payload SET salt = ?, body = ? WHERE row_id = ?", (ERASED_SALT, "", row_id))
    raw.run("DELETE FROM audit_subject WHERE row_id = ?", (row_id,))
