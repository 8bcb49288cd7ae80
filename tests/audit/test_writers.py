"""Several writers, one chain."""

from __future__ import annotations

import asyncio

from data.audit.chain import AuditEntry
from data.audit.verify import verify_chain
from data.db.snapshots import Snapshots
from data.db.store import Store
from tests.databases import TEST_KEYS
from tests.gate.sample import NOW
from tests.gate.talk import CHAIN

ROWS = 25


def add(session, name):
    CHAIN.append(session, AuditEntry(1, name, "staff", "避難所 開設", "done", {}), now=NOW)


async def test_rows_of_two_processes_make_one_line_without_gaps(database):
    # The embedded database has one writer by design; PostgreSQL serves several processes.
    names = ("a",) if database.name == "sqlite" else ("a", "b")
    stores = [
        await Store.open(url=database.url, path=database.path, keys=TEST_KEYS, snapshots=Snapshots([])) for _ in names
    ]

    async def one_after_the_other(store, name):
        for _ in range(ROWS):
            await store.write(add, name)

    await asyncio.gather(*(one_after_the_other(store, name) for store, name in zip(stores, names, strict=True)))

    verdict = await stores[0].view(verify_chain, CHAIN)
    for store in stores:
        await store.close()
    assert verdict.is_sound
    assert verdict.rows == ROWS * len(names)
