"""The store failing for a while under load: a full disk, or PostgreSQL that takes no connections.

`python -m tests.faults.store_outages full-disk FOLDER` (FOLDER on a small disk, see `small_disk`), or
`python -m tests.faults.store_outages postgresql`.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from tests.databases import Database, SqliteTemplate
from tests.faults import small_disk
from tests.faults.casting import cast
from tests.faults.counting import Count, count, print_table
from tests.faults.engines import database_of
from tests.faults.scene import Scene, open_scene, until

UNAVAILABLE = 503
NOTICED_SECONDS = 60.0
REFUSED = 5

Change = Callable[[Scene], Awaitable[None]]


@dataclass
class StoreOutage:
    """What was done and what was seen. `statuses`: all answers to webhooks; None where there was none in time."""

    what: str
    seed: int
    statuses: Counter[int | None] = field(default_factory=Counter)
    seconds: float = 0.0
    count: Count = field(default_factory=Count)
    impatient: list[str] = field(default_factory=list)

    def is_bad(self) -> bool:
        """Something is not as it should be; an outage of the store is told in the log by its name alone."""
        return self.count.is_bad() or bool(self.impatient or self.count.tracebacks) or 500 in self.statuses

    def print(self) -> None:
        """Print what was seen."""
        print_table(
            f"{self.what}, seed {self.seed}",
            [
                *((f"webhooks answered with {status}", times) for status, times in self.statuses.items()),
                ("seconds", round(self.seconds)),
                ("people who waited in vain", len(self.impatient)),
                *self.count.rows(),
            ],
        )


async def run_store_outage(
    database: Database,
    home: Path,
    *,
    what: str,
    fail: Change,
    mend: Change,
    seconds: float,
    seed: int,
    people: int = 12,
    is_local: bool = False,
    log: Path | None = None,
) -> StoreOutage:
    """Let the store fail while people talk, until webhooks were refused and `seconds` longer; mend; settle; count."""
    done = StoreOutage(what, seed)
    began = time.monotonic()
    keys = [f"p{number:02}" for number in range(people)]
    async with open_scene(database, home, people=keys, is_local=is_local, log=log) as scene:
        await scene.program.start()
        talkers = await cast(scene, keys, seed)
        enough = asyncio.Event()
        talking = [asyncio.create_task(talker.talk(enough)) for talker in talkers]
        await fail(scene)
        await until(lambda: scene.heard.answers()[UNAVAILABLE] >= REFUSED, NOTICED_SECONDS, "a refused webhook")
        await asyncio.sleep(seconds)
        await mend(scene)
        enough.set()
        done.impatient = [
            repr(end)
            for end in await asyncio.gather(*talking, return_exceptions=True)
            if isinstance(end, BaseException)
        ]
        await scene.settled()
        done.statuses = scene.heard.answers()
        done.count = await count(scene, talkers)
    done.seconds = time.monotonic() - began
    return done


class Door:
    """Shuts one PostgreSQL database: connections end, new ones are refused."""

    def __init__(self, database: Database) -> None:
        url = sa.make_url(database.url)
        self._name = url.database
        self._admin = sa.create_engine(
            url.set(drivername="postgresql+psycopg", database="postgres"),
            isolation_level="AUTOCOMMIT",
            poolclass=sa.pool.NullPool,
        )

    async def shut(self, scene: Scene) -> None:
        await asyncio.to_thread(self._shut)

    async def open(self, scene: Scene) -> None:
        await asyncio.to_thread(self._run, f"ALTER DATABASE {self._name} WITH ALLOW_CONNECTIONS true")

    def _shut(self) -> None:
        self._run(f"ALTER DATABASE {self._name} WITH ALLOW_CONNECTIONS false")
        self._run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self._name}'")

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(sa.text(statement))


async def fill_disk_under(folder: Path, seed: int, seconds: float) -> StoreOutage:
    """The run on a small disk mounted at `folder`."""
    home = folder / "home"
    home.mkdir()
    with tempfile.TemporaryDirectory() as elsewhere:
        database = SqliteTemplate(Path(elsewhere)).copy(home)

        async def fail(scene: Scene) -> None:
            small_disk.fill(folder)

        async def mend(scene: Scene) -> None:
            small_disk.free(folder)

        return await run_store_outage(
            database,
            home,
            what="full disk",
            fail=fail,
            mend=mend,
            seconds=seconds,
            seed=seed,
            log=Path(elsewhere) / "log",
        )


def main() -> int:
    """Run from the command line; 1 when a message was lost or said twice."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.store_outages")
    parser.add_argument("what", choices=("full-disk", "postgresql"))
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=None)
    given = parser.parse_args()
    seed = random.randrange(1_000_000) if given.seed is None else given.seed
    if given.what == "full-disk":
        seen = asyncio.run(fill_disk_under(given.folder, seed, given.seconds))
    else:
        with database_of("postgresql") as (database, home):
            door = Door(database)
            run = run_store_outage(
                database,
                home,
                what="PostgreSQL away",
                fail=door.shut,
                mend=door.open,
                seconds=given.seconds,
                seed=seed,
            )
            seen = asyncio.run(run)
    seen.print()
    return int(seen.is_bad())


if __name__ == "__main__":
    sys.exit(main())
