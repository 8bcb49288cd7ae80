"""The audit chain: one line of rows, and every later change is found and named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text, update

from data.audit.chain import AuditChain, AuditEntry, erase_payload
from data.audit.models import AuditHead, AuditPayload, AuditRow
from data.audit.verify import verify_chain
from tests.audit.tampering import unguarded

NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)
CHAIN = AuditChain(b"k" * 32)


@pytest.fixture
def session(session):
    return unguarded(session)


def write(session, count, *, chain=CHAIN, start=0):
    for number in range(start, start + count):
        entry = AuditEntry(3, "Sato", "staff", "避難所 開設", "done", {"shelter": f"公民館{number}"})
        chain.append(session, entry, now=NOW + timedelta(seconds=number))


def test_rows_are_numbered_without_gaps_and_prove_themselves(session):
    write(session, 7)

    verdict = verify_chain(session, CHAIN)

    assert verdict.is_sound
    assert verdict.rows == 7
    assert session.scalars(select(AuditRow.id).order_by(AuditRow.id)).all() == [1, 2, 3, 4, 5, 6, 7]


def test_an_empty_log_is_sound(session):
    assert verify_chain(session, CHAIN).is_sound


@pytest.mark.parametrize(
    "values",
    [
        {"action": "避難所 閉鎖"},
        {"outcome": "refused"},
        {"staff_id": 4},
        {"staff_name": "Mori"},
        {"at_ms": 1},
        {"channel": "console"},
        {"payload_hash": "a" * 64},
        {"previous": "b" * 64},
        {"mac": "c" * 64},
    ],
)
@pytest.mark.parametrize("number", [1, 4, 7])
def test_a_changed_row_is_named_and_no_other(session, values, number):
    write(session, 7)
    session.execute(update(AuditRow).where(AuditRow.id == number).values(**values))

    verdict = verify_chain(session, CHAIN)

    assert not verdict.is_sound
    assert (verdict.changed, verdict.missing, verdict.inserted) == ([number], [], [])


def test_a_changed_payload_is_named(session):
    write(session, 3)
    session.execute(update(AuditPayload).where(AuditPayload.row_id == 2).values(body="{}"))

    assert verify_chain(session, CHAIN).changed == [2]


def test_a_lost_payload_is_named_but_an_erased_one_keeps_the_chain_whole(session):
    write(session, 3)
    session.execute(delete(AuditPayload).where(AuditPayload.row_id == 2))
    erase_payload(session, 3)

    verdict = verify_chain(session, CHAIN)

    assert verdict.changed == [2]
    assert verdict.erased == 1
    assert session.get(AuditPayload, 3).body == ""


@pytest.mark.parametrize(("gone", "named"), [([1], (1, 1)), ([3, 4], (3, 4)), ([6, 7], (6, 7))])
def test_missing_rows_are_named_even_at_the_end(session, gone, named):
    write(session, 7)
    session.execute(delete(AuditRow).where(AuditRow.id.in_(gone)))

    verdict = verify_chain(session, CHAIN)

    assert (verdict.changed, verdict.missing, verdict.inserted) == ([], [named], [])


def test_the_whole_log_gone_is_seen_because_the_head_remembers(session):
    write(session, 4)
    session.execute(delete(AuditRow))

    assert verify_chain(session, CHAIN).missing == [(1, 4)]


def test_a_row_slipped_in_between_is_named_and_the_others_stay_proven(session):
    write(session, 6)
    for number in range(6, 2, -1):
        session.execute(update(AuditRow).where(AuditRow.id == number).values(id=number + 1))
        session.execute(update(AuditPayload).where(AuditPayload.row_id == number).values(row_id=number + 1))
    session.execute(
        text(
            "INSERT INTO audit_row SELECT 3, at_ms, staff_id, staff_name, channel, action, outcome, payload_hash,"
            " previous, mac FROM audit_row WHERE id = 2"
        )
    )
    session.execute(update(AuditHead).values(number=7))

    verdict = verify_chain(session, CHAIN)

    assert verdict.inserted == [3]
    assert verdict.changed == []
    assert not verdict.is_end_sound


def test_a_row_added_behind_the_end_without_the_key_is_named(session):
    write(session, 3)
    other = AuditChain(b"x" * 32)
    session.execute(delete(AuditHead).where(AuditHead.id == 99))
    head = session.get(AuditHead, 1)
    before = (head.number, head.mac, head.seal)
    write(session, 1, chain=other, start=3)
    session.expire_all()
    head = session.get(AuditHead, 1)
    head.number, head.mac, head.seal = before
    session.flush()

    verdict = verify_chain(session, CHAIN)

    assert (verdict.changed, verdict.missing, verdict.inserted) == ([], [], [4])


def test_an_end_cut_off_together_with_the_head_is_seen(session):
    write(session, 5)
    third = session.get(AuditRow, 3)
    session.execute(delete(AuditRow).where(AuditRow.id > 3))
    session.execute(update(AuditHead).values(number=3, mac=third.mac))

    assert not verify_chain(session, CHAIN).is_end_sound


def test_another_key_proves_nothing(session):
    write(session, 2)

    assert not verify_chain(session, AuditChain(b"z" * 32)).is_sound


def test_the_log_is_read_in_pages(session, monkeypatch):
    monkeypatch.setattr("data.audit.verify.ROWS_AT_ONCE", 3)
    write(session, 10)
    session.execute(delete(AuditRow).where(AuditRow.id == 6))

    verdict = verify_chain(session, CHAIN)

    assert verdict.rows == 9
    assert verdict.missing == [(6, 6)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    number=st.integers(1, 8),
    column=st.sampled_from(["action", "staff_name", "payload_hash", "previous", "mac", "outcome"]),
    value=st.text("abcdef0123456789", min_size=1, max_size=12),
)
def test_whatever_is_written_into_a_row_is_found(session, number, column, value):
    session.rollback()
    unguarded(session)
    write(session, 8)
    session.execute(update(AuditRow).where(AuditRow.id == number).values({column: value}))

    verdict = verify_chain(session, CHAIN)

    assert verdict.changed == [number]
    session.rollback()
