"""Trouble of the store itself is told from a fault of the call that met it."""

from __future__ import annotations

import psycopg
import pytest
import sqlalchemy as sa
from sqlcipher3 import dbapi2 as sqlcipher

from data.db.calls import readable
from data.db.faults import DiskFull
from data.db.outages import is_outage, trace_of


def wrapped(driver: Exception) -> Exception:
    """As SQLAlchemy and then a caller of ours pass it on."""
    try:
        try:
            raise sa.exc.OperationalError("SELECT 1", {}, driver) from driver
        except sa.exc.OperationalError as fault:
            raise ValueError("of ours") from fault
    except ValueError as fault:
        return fault


@pytest.mark.parametrize(
    "driver",
    [
        sqlcipher.OperationalError("database or disk is full"),
        sqlcipher.OperationalError("disk I/O error"),
        sqlcipher.OperationalError("database is locked"),
        psycopg.OperationalError("consuming input failed: server closed the connection unexpectedly"),
        psycopg.InterfaceError("the connection is closed"),
        psycopg.errors.AdminShutdown(),
        psycopg.errors.DiskFull(),
        psycopg.errors.SerializationFailure(),
    ],
)
def test_an_outage(driver):
    assert is_outage(driver)
    assert is_outage(wrapped(driver))
    assert trace_of(driver) is None


@pytest.mark.parametrize(
    "driver",
    [
        sqlcipher.OperationalError("no such table: none"),
        sqlcipher.IntegrityError("UNIQUE constraint failed"),
        psycopg.errors.UndefinedTable(),
        psycopg.errors.UniqueViolation(),
        psycopg.errors.StringDataRightTruncation(),
        ValueError("database or disk is full"),
    ],
)
def test_no_outage(driver):
    assert not is_outage(driver)
    assert not is_outage(wrapped(driver))
    assert trace_of(driver) is driver


def test_a_full_disk_by_its_name_is_still_an_outage():
    full = readable(sqlcipher.OperationalError("database or disk is full"), "x")

    assert isinstance(full, DiskFull)
    assert is_outage(full)
