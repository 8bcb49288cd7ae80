"""What staff did to a resident's record, for 個人情報: that it happened stays, about whom and with what does not."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from data.audit.chain import erase_payload
from data.audit.models import AuditRow, AuditSubject
from data.privacy.holding import Held, Provider, Whose, how_many

NOUN = "住民"


def _about(whose: Whose) -> Select[int]:
    return (
        select(AuditRow.id)
        .join(AuditSubject, AuditSubject.row_id == AuditRow.id)
        .where(AuditSubject.noun == NOUN, AuditSubject.record_id == whose.resident_id)
    )


def _holds(session: Session, whose: Whose) -> Held:
    count = how_many(session, _about(whose))
    return Held(count, kept=count)


def _forgets(session: Session, whose: Whose, now: datetime) -> int:
    """Looks at lists name others too and tell only numbers: this person's leads nowhere from now on."""
    session.flush()
    found = list(session.scalars(_about(whose).where(AuditRow.outcome != "read")))
    for row_id in found:
        erase_payload(session, row_id)
    return len(found)


AUDIT = Provider("audit", ("audit_subject",), _holds, _forgets)
