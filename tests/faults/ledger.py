"""What the database holds at the end of a fault test."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from data.audit.chain import AuditChain
from data.audit.models import AuditRow
from data.audit.verify import verify_chain
from data.db.opening import keys_of, short_session
from data.faq.models import UnansweredQuestion
from data.settings import Settings
from data.turns.backlog import Backlog, measure_backlog
from data.turns.models import ConversationLine, OutboxRow
from data.turns.outbox import GIVEN_UP

# A command that changes something, and how the audit log calls it.
COMMAND = "避難所 人数 戸沢村中央公民館 12"
COMMAND_AUDITED_AS = "避難所 人数"
RESULT_SAID = "（job）"


@dataclass
class Ledger:
    """Counts and keys.

    `lines`: conversation lines, one for each turn; `results`: those of them that were a job's; `audited`: rows of the
    audit log for COMMAND; `repeated`: open questions that were kept more than once; `token_at`: when the reply token of
    each promise began to age, by the retry key of its push; `resent_keys`: retry keys of rows marked resent;
    `given_up`: (LINE user id, why) of each row given up.
    """

    backlog: Backlog
    lines: int
    results: int
    audited: int
    is_audit_sound: bool
    repeated: int
    token_at: dict[str, float]
    resent_keys: set[str]
    given_up: list[tuple[str, str]]


def read_ledger(settings: Settings) -> Ledger:
    """Look into the database; the program has ended."""
    chain = AuditChain(keys_of(settings).for_purpose("audit"))
    with short_session(settings) as session:
        promised = sa.select(OutboxRow.retry_key, OutboxRow.token_at).where(OutboxRow.inbox_id.is_not(None))
        refused = sa.select(OutboxRow.line_user_id, OutboxRow.error).where(OutboxRow.state == GIVEN_UP)
        return Ledger(
            backlog=measure_backlog(session),
            lines=_count(session, ConversationLine.id.is_not(None)),
            results=_count(session, ConversationLine.said == RESULT_SAID),
            audited=_count(session, AuditRow.action == COMMAND_AUDITED_AS),
            is_audit_sound=verify_chain(session, chain).is_sound,
            repeated=_count(session, UnansweredQuestion.count > 1),
            token_at={row.retry_key: row.token_at for row in session.execute(promised)},
            resent_keys=set(session.scalars(sa.select(OutboxRow.retry_key).where(OutboxRow.resent == 1))),
            given_up=[(row.line_user_id, row.error or "") for row in session.execute(refused)],
        )


def _count(session: Session, which: sa.ColumnElement[bool]) -> int:
    return session.scalar(sa.select(sa.func.count()).where(which)) or 0
