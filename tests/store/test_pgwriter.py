"""PostgreSQL's writer when connections break and locks do not come."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from data.db import postgres
from data.db.calls import Call
from data.db.pgwriter import THREADS, _locks
from data.db.snapshots import Snapshots
from data.db.store import Store
from tests.databases import TEST_KEYS
from tests.store.test_writer import names, put

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)

LOCKS = sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")


def end_own_session(session: Session) -> None:
    session.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))


def locks_held(session: Session) -> int:
    return session.scalar(LOCKS)


async def test_a_broken_connection_is_an_error_at_once_and_no_later_callers(store):
    async with asyncio.timeout(60):
        ended = await asyncio.gather(
            *[store.submit(end_own_session, person=f"public:U{n}") for n in range(2 * THREADS)], return_exceptions=True
        )
        assert all(isinstance(one, Exception) for one in ended)
        assert await asyncio.gather(*[store.write(put, f"n{n}") for n in range(2 * THREADS)])

    assert len(await store.view(names)) == 2 * THREADS


async def test_a_lock_that_does_not_come_leaves_none_behind(database):
    [_, person] = _locks(Call(put, (), {}, None, person="public:U1"), alone=False)
    other = postgres.engine(database.url)
    with other.connect() as holding:
        holding.exec_driver_sql(f"ALTER DATABASE {sa.make_url(database.url).database} SET lock_timeout = '50ms'")
        holding.commit()
        holding.exec_driver_sql(f"SELECT pg_advisory_lock{person}")
        store = await Store.open(url=database.url, path=database.path, keys=TEST_KEYS, snapshots=Snapshots([]))

        with pytest.raises(Exception, match="lock timeout"):
            await store.submit(put, ("late",), person="public:U1")

        async with asyncio.timeout(60):  # the server notices a little later that a session has ended
            while await store.view(locks_held) > 1:  # the one we hold here
                await asyncio.sleep(0.01)
        assert await store.submit(put, ("other",), person="public:U2") == "other"
        assert await store.view(names) == {"other"}
    other.dispose()
    assert await store.submit(put, ("again",), person="public:U1") == "again"
    await store.close()


async def test_a_failed_call_after_a_failed_lock_keeps_nothing(database):
    """A connection given back in autocommit mode would keep half of the next call's work."""
    [_, person] = _locks(Call(put, (), {}, None, person="public:U1"), alone=False)
    other = postgres.engine(database.url)
    with other.connect() as holding:
        holding.exec_driver_sql(f"ALTER DATABASE {sa.make_url(database.url).database} SET lock_timeout = '50ms'")
        holding.commit()
        holding.exec_driver_sql(f"SELECT pg_advisory_lock{person}")
        store = await Store.open(url=database.url, path=database.path, keys=TEST_KEYS, snapshots=Snapshots([]))
        with pytest.raises(Exception, match="lock timeout"):
            await store.submit(put, ("late",), person="public:U1")

    def fail(session: Session) -> None:
        put(session, "half")
        session.flush()
        raise ValueError

    with pytest.raises(ValueError):
        await store.submit(fail, by_key=True)
    assert await store.view(names) == set()
    other.dispose()
    await store.close()
