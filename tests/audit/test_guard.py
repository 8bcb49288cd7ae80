"""The database itself refuses to change the audit log, but lets a payload be erased."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError

from data.audit.chain import AuditChain, AuditEntry, erase_payload
from data.audit.models import AuditHead, AuditPayload, AuditRow, AuditSubject
from data.audit.verify import verify_chain
from data.staff.rights import StaffIdentity

NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)
CHAIN = AuditChain(b"k" * 32)
SATO = StaffIdentity(3, "Sato", "operator")


@pytest.fixture
def written(session):
    for number in range(3):
        entry = AuditEntry(3, "Sato", "staff", "住民 #N", "done", {"number": number}, [("住民", 40 + number)])
        CHAIN.append(session, entry, now=NOW)
    session.commit()
    return session


def copied(number: int) -> str:
    return (
        f"INSERT INTO audit_row SELECT {number}, at_ms, staff_id, staff_name, channel, action, outcome, payload_hash,"
        " previous, mac FROM audit_row WHERE id = 2"
    )


@pytest.mark.parametrize(
    "tampering",
    [
        update(AuditRow).where(AuditRow.id == 2).values(outcome="refused"),
        delete(AuditRow).where(AuditRow.id == 2),
        text(copied(7)),
        update(AuditPayload).where(AuditPayload.row_id == 2).values(body="{}"),
        update(AuditPayload).where(AuditPayload.row_id == 2).values(salt="", body="x"),
        update(AuditPayload).where(AuditPayload.row_id == 2).values(row_id=9, salt="", body=""),
        delete(AuditPayload).where(AuditPayload.row_id == 2),
        text("INSERT INTO audit_payload (row_id, salt, body) VALUES (9, 's', 'b')"),
        update(AuditHead).values(number=1),
        update(AuditHead).values(number=5),
        delete(AuditHead),
        update(AuditSubject).where(AuditSubject.row_id == 2).values(record_id=1),
        delete(AuditSubject).where(AuditSubject.row_id == 2),
        text("INSERT INTO audit_subject (row_id, noun, record_id) VALUES (2, 'x', 1)"),
    ],
    ids=str,
)
def test_nothing_of_the_log_is_changed_or_taken_away(written, tampering):
    with pytest.raises(IntegrityError, match="only grows"):
        written.execute(tampering)
    written.rollback()

    assert verify_chain(written, CHAIN).is_sound
    assert written.scalars(select(AuditSubject.record_id).order_by(AuditSubject.row_id)).all() == [40, 41, 42]


@pytest.mark.parametrize("table", ["audit_row", "audit_payload", "audit_head", "audit_subject"])
def test_postgresql_truncates_no_table_of_it(written, table):
    if written.get_bind().dialect.name == "sqlite":
        return  # it knows no TRUNCATE
    with pytest.raises(IntegrityError, match="only grows"):
        written.execute(text(f"TRUNCATE {table}"))


def test_a_payload_is_erased_with_what_it_is_found_by(written):
    erase_payload(written, 2)
    written.commit()

    verdict = verify_chain(written, CHAIN)
    assert verdict.is_sound
    assert verdict.erased == 1
    assert written.scalars(select(AuditSubject.row_id).order_by(AuditSubject.row_id)).all() == [1, 3]


def test_reading_a_record_leaves_one_row_that_names_all_that_were_shown(session):
    CHAIN.record_read(session, SATO, "住民", [12, 13, 12], now=NOW)
    CHAIN.record_read(session, SATO, "申請", 5, now=NOW, channel="staff")

    rows = session.execute(select(AuditRow.action, AuditRow.outcome, AuditRow.channel, AuditRow.staff_name)).all()
    assert [tuple(row) for row in rows] == [("住民", "read", "console", "Sato"), ("申請", "read", "staff", "Sato")]
    subjects = session.execute(select(AuditSubject.noun, AuditSubject.record_id).order_by(AuditSubject.record_id)).all()
    assert [tuple(row) for row in subjects] == [("申請", 5), ("住民", 12), ("住民", 13)]
    assert verify_chain(session, CHAIN).is_sound
