"""Promise mails, and bring them to the server.

A mail is marked 'sending' before its attempt and 'sent' after. A crash between the two repeats it, with the same
Message-ID: mail itself allows no better. Nothing is lost: what was left 'sending' is due again when its lease is over.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from data.clock import Clock
from data.db.store import Store
from data.errors import GatewayError
from data.gateways.mail.mail import Mail, MailGateway
from data.ids import new_public_id
from data.mails.models import MailRow

log = structlog.get_logger(__name__)

WAITING, SENDING, SENT, GIVEN_UP = 0, 1, 2, 3
LEASE_SECONDS = 120.0
WAITS = (10.0, 60.0, 300.0, 900.0, 3600.0)
EXPIRES = timedelta(days=2)
KEPT_FOR = timedelta(days=90)
AT_ONCE = 20
LONGEST_SUBJECT = 200


def put_mail(session: Session, *, to: str, subject: str, body: str, now: datetime) -> MailRow:
    """Promise one, in the caller's transaction; `Mails.tick` sends it."""
    row = MailRow(
        address=to,
        subject=subject[:LONGEST_SUBJECT],
        body=body,
        message_id=f"<{new_public_id()}@madoguchi.invalid>",
        next_at=0.0,
        made_at=now,
    )
    session.add(row)
    session.flush()
    return row


def claim_mails(session: Session, real: float) -> list[tuple[int, int, datetime, Mail]]:
    """(number, attempts before, made at, mail) of those due, marked as being sent. `real`: the real clock."""
    due = (
        select(MailRow)
        .where(MailRow.state.in_((WAITING, SENDING)), MailRow.next_at <= real)
        .order_by(MailRow.id)
        .limit(AT_ONCE)
    )
    found = []
    for row in session.scalars(due.with_for_update(skip_locked=True)):
        row.state, row.next_at = SENDING, real + LEASE_SECONDS
        found.append((row.id, row.attempts, row.made_at, Mail(row.address, row.subject, row.body, row.message_id)))
        row.attempts += 1
    session.flush()
    return found


def has_due(session: Session, real: float) -> bool:
    """Whether anything is due: a look that holds nobody up."""
    due = select(MailRow.id).where(MailRow.state.in_((WAITING, SENDING)), MailRow.next_at <= real)
    return session.scalar(due.limit(1)) is not None


def mail_sent(session: Session, number: int) -> None:
    """The server has it; the text is not kept here."""
    session.execute(update(MailRow).where(MailRow.id == number).values(state=SENT, body="", error=""))


def mail_failed(session: Session, number: int, *, error: str, next_at: float | None) -> None:
    """Again at `next_at` (real clock), or given up."""
    state = GIVEN_UP if next_at is None else WAITING
    values = {"state": state, "error": error[:200], **({} if next_at is None else {"next_at": next_at})}
    session.execute(update(MailRow).where(MailRow.id == number, MailRow.state == SENDING).values(values))


def newest_mails(session: Session, limit: int) -> list[MailRow]:
    """The newest first."""
    return list(session.scalars(select(MailRow).order_by(MailRow.id.desc()).limit(limit)))


def forget_mails(session: Session, *, now: datetime) -> None:
    """Delete what is long over."""
    session.execute(delete(MailRow).where(MailRow.made_at < now - KEPT_FOR, MailRow.state.in_((SENT, GIVEN_UP))))


class Mails:
    """One per process."""

    def __init__(self, *, store: Store, clock: Clock, gateway: MailGateway) -> None:
        self.gateway = gateway
        self._store = store
        self._clock = clock

    @property
    def is_set_up(self) -> bool:
        return self.gateway.is_set_up

    async def tick(self) -> None:
        """Each few seconds: send what is due, one after the other."""
        if not self.gateway.is_set_up or not await self._store.view(has_due, self._clock.real()):
            return
        for number, attempts, made_at, mail in await self._store.write(claim_mails, self._clock.real()):
            try:
                await self.gateway.send(mail)
            except GatewayError as fault:
                await self._failed(number, attempts, made_at, fault)
            else:
                await self._store.write(mail_sent, number)

    async def _failed(self, number: int, attempts: int, made_at: datetime, fault: GatewayError) -> None:
        is_over = not fault.retryable or self._clock.now() - made_at > EXPIRES
        next_at = None if is_over else self._clock.real() + WAITS[min(attempts, len(WAITS) - 1)]
        log.warning("mail not handed over", mail=number, error=str(fault), again=next_at is not None)
        await self._store.write(mail_failed, number, error=str(fault), next_at=next_at)
