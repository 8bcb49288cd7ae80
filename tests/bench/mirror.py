"""Loading the mirror of 1,000,000 residents: at most 15 s and 400 MiB. Then how fast it follows.

`python -m tests.bench.mirror [--residents 1000000]`. The load runs in a process of its own over the encrypted embedded
database, so its memory is nothing but the load's.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy.orm import Session

from data.attributes.answers import set_values
from data.attributes.service import load_catalog
from data.clock import TOKYO, Clock
from data.db.changelog import topics_of, write_changes
from data.db.raw import raw_for
from data.segments.mirror import Mirror
from tests.bench.population import put_residents, seeded
from tests.databases import Database, SqliteTemplate

MIB = 1024 * 1024
CHANGES = 200


def memory(name: str) -> int:
    """A figure of /proc/self/status, in bytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def load(path: Path) -> None:
    """Load, say what it took, then change residents one by one and say how fast the mirror has it."""
    engine = Database("", path).engine()
    with Session(engine) as session:
        catalog = load_catalog(session)
        before, began, worked = memory("VmRSS"), time.perf_counter(), time.process_time()
        mirror = Mirror()
        mirror.load(session)
        seconds, worked = time.perf_counter() - began, time.process_time() - worked
        now = Clock().now()
        rows = mirror.count_all()
        print(f"{rows:,} residents in {seconds:.1f} s ({worked:.1f} s of the processor's time)")
        print(f"arrays {mirror.nbytes / MIB:.0f} MiB; process +{(memory('VmRSS') - before) / MIB:.0f} MiB, ", end="")
        print(f"+{(memory('VmHWM') - before) / MIB:.0f} MiB at its height")
        print("floors: ≤ 15 s, ≤ 400 MiB")
        took: list[float] = []
        for number in range(CHANGES):
            key = ("home_area", "topics", "children", "name")[number % 4]
            value = {
                "home_area": "古口",
                "topics": ["防災"],
                "children": [{"birth": f"2020-01-{number % 28 + 1:02}"}],
                "name": f"改{number}",
            }[key]
            set_values(session, 7 + number * 4000 % rows, {key: value}, by="resident", now=now, catalog=catalog)
            session.flush()
            write_changes(raw_for(session), topics_of(session), postgres=False)
            session.commit()
            began = time.perf_counter()
            assert mirror.catch_up(session) <= 1
            took.append(time.perf_counter() - began)
        took.sort()
        median, worst = statistics.median(took) * 1000, took[-1] * 1000
        print(f"following one change: median {median:.2f} ms, worst of {CHANGES} {worst:.2f} ms")


def main() -> None:
    """Make the residents, then load them in another process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--residents", type=int, default=1_000_000)
    parser.add_argument("--load", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.load is not None:
        load(given.load)
        return
    with tempfile.TemporaryDirectory() as folder:
        database = SqliteTemplate(Path(folder)).copy(Path(folder))
        engine = database.engine()
        put_residents(engine, seeded(engine), given.residents, Clock().now().astimezone(TOKYO).date())
        engine.dispose()
        subprocess.run([sys.executable, "-m", "tests.bench.mirror", "--load", str(database.path)], check=True)


if __name__ == "__main__":
    main()
