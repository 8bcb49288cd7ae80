"""The store failing for a moment: 503, and afterwards everything goes on."""

from __future__ import annotations

import pytest

from data.db.raw import raw_for
from tests.faults.store_outages import Door, run_store_outage

NO_LIMIT = 4_294_967_294


async def limit_pages(scene, pages: int | None) -> None:
    """SQLite itself says that the disk is full once the file would grow beyond so many pages (None: as it is now)."""

    def limit(session):
        raw = raw_for(session)
        most = raw.one("PRAGMA page_count")[0] if pages is None else pages
        raw.one(f"PRAGMA max_page_count = {most}")

    await scene.program.running.store.write(limit)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_full_disk(database, tmp_path, short_lives):
    seen = await run_store_outage(
        database,
        tmp_path,
        what="full disk",
        fail=lambda scene: limit_pages(scene, None),
        mend=lambda scene: limit_pages(scene, NO_LIMIT),
        seconds=1.0,
        seed=7,
        people=12,
        is_local=True,
    )

    seen.print()
    assert not seen.is_bad()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_a_postgresql_that_takes_no_connections(database, tmp_path, short_lives):
    door = Door(database)

    seen = await run_store_outage(
        database,
        tmp_path,
        what="PostgreSQL away",
        fail=door.shut,
        mend=door.open,
        seconds=1.0,
        seed=8,
        people=6,
        is_local=True,
    )

    seen.print()
    assert not seen.is_bad()
