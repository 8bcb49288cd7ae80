"""Proving the audit chain: which rows were changed, are missing or were slipped in."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from data.audit.chain import BEFORE_THE_FIRST, ERASED_SALT, AuditChain, hash_payload
from data.db.raw import Raw, raw_for

# Between two pages the reader lets go of the interpreter: a page is what a turn may have to wait for.
ROWS_AT_ONCE = 500

_ROWS = (
    "SELECT r.id, r.at_ms, r.staff_id, r.staff_name, r.channel, r.action, r.outcome, r.payload_hash, r.previous, r.mac,"
    " p.salt, p.body FROM audit_row r LEFT JOIN audit_payload p ON p.row_id = r.id"
    " WHERE r.id > ? ORDER BY r.id LIMIT ?"
)
_HEAD = "SELECT number, mac, seal FROM audit_head WHERE id = 1"
Row = tuple[Any, ...]  # as _ROWS selects


@dataclass(slots=True)
class Verdict:
    """What the chain shows. Numbers are `#N` of the log.

    Attributes:
        rows: how many were read; erased: how many of their payloads were erased on purpose.
        changed: their contents, or their payload, are not what was written.
        missing: (first, last) numbers that are gone. inserted: rows that the program did not write.
        is_end_sound: the end of the log is the end that was written.
    """

    rows: int = 0
    erased: int = 0
    changed: list[int] = field(default_factory=list)
    missing: list[tuple[int, int]] = field(default_factory=list)
    inserted: list[int] = field(default_factory=list)
    is_end_sound: bool = True

    @property
    def is_sound(self) -> bool:
        return self.is_end_sound and not (self.changed or self.missing or self.inserted)


def verify_chain(session: Session, chain: AuditChain) -> Verdict:
    """Read the whole log, in pages, and prove every row, every payload that was not erased, and the end.

    About 10 microseconds a row; for a reader's thread, never the writer. Rows may be added meanwhile.
    """
    log = _Log(raw_for(session))
    walk = _Walk(chain)
    waiting: Row | None = None
    for row in log.rows():
        if waiting is not None:
            walk.step(waiting, row)
        waiting = row
    if waiting is not None:
        walk.step(waiting, None)
    walk.end(log.head)
    return walk.verdict


class _Walk:
    """Where the proof stands: the number and the mac that the next row must follow."""

    def __init__(self, chain: AuditChain) -> None:
        self.verdict = Verdict()
        self._chain = chain
        self._number = 1
        self._previous = BEFORE_THE_FIRST

    def step(self, row: Row, following: Row | None) -> None:
        verdict = self.verdict
        verdict.rows += 1
        row_id = int(row[0])
        number = row_id - len(verdict.inserted)  # rows slipped in push the numbers after them on
        if self._proves(row, self._number, self._previous):
            self._accept(row, self._number, is_whole=number == self._number)
        elif number > self._number and self._proves(row, number, str(row[8])):
            verdict.missing.append((self._number, number - 1))
            self._accept(row, number)
        elif following is not None and self._proves(following, self._number, self._previous):
            verdict.inserted.append(row_id)
        else:
            if number > self._number:
                verdict.missing.append((self._number, number - 1))
            verdict.changed.append(row_id)
            # What follows was chained to the row as it was written, not as it stands now.
            self._number, self._previous = number + 1, str(row[9] if following is None else following[8])

    def end(self, head: tuple[Any, ...] | None) -> None:
        """Compare with the head that was written last."""
        verdict = self.verdict
        if head is None:
            verdict.is_end_sound = verdict.rows == 0
            return
        number, mac, seal = int(head[0]), str(head[1]), str(head[2])
        verdict.inserted += [row_id for row_id in verdict.changed if row_id > number]
        verdict.changed = [row_id for row_id in verdict.changed if row_id <= number]
        verdict.missing = [(first, min(last, number)) for first, last in verdict.missing if first <= number]
        if number >= self._number:
            verdict.missing.append((self._number, number))
        is_last = number == self._number - 1 and number not in verdict.changed
        is_past = number < self._number - 1 and not verdict.inserted
        verdict.is_end_sound = (
            hmac.compare_digest(seal, self._chain.seal(number, mac))
            and not is_past
            and (not is_last or mac == self._previous)
        )

    def _accept(self, row: Row, number: int, *, is_whole: bool = True) -> None:
        salt, body = row[10], row[11]
        if salt == ERASED_SALT:
            self.verdict.erased += 1
        elif salt is None or hash_payload(salt, body) != row[7]:
            is_whole = False
        if not is_whole:
            self.verdict.changed.append(int(row[0]))
        self._number, self._previous = number + 1, str(row[9])

    def _proves(self, row: Row, number: int, previous: str) -> bool:
        return str(row[8]) == previous and hmac.compare_digest(
            str(row[9]), self._chain.mac(number, previous, tuple(row[1:8]))
        )


class _Log:
    """The rows in order; `head` is known once all were read."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self.head: tuple[Any, ...] | None = None

    def rows(self) -> Iterator[Row]:
        last = -1
        while True:
            page = self._raw.all(_ROWS, (last, ROWS_AT_ONCE))
            if not page:
                self.head = self._raw.one(_HEAD)
                # Rows may have come between the two looks.
                page = self._raw.all(_ROWS, (last, ROWS_AT_ONCE)) if self.head and self.head[0] > last else []
                if not page:
                    return
            yield from page
            last = page[-1][0]
