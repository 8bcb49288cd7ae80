"""The store failing under load: webhooks are answered with 503, and afterwards everything goes on."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from tests.faults.program import ROOT
from tests.faults.small_disk import can_make_small_disks, with_small_disk
from tests.faults.store_outages import Door, run_store_outage

SECONDS = 15.0


@pytest.mark.timeout(400)
@pytest.mark.parametrize("size", ["4m", "16m"])
def test_a_disk_that_is_full_for_a_while(tmp_path, size):
    if not can_make_small_disks(tmp_path):
        pytest.skip("this machine permits no small disk (unshare --mount)")
    command = [sys.executable, "-m", "tests.faults.store_outages", "full-disk", str(tmp_path)]

    done = subprocess.run(with_small_disk(tmp_path, size, *command, "--seconds", str(SECONDS)), cwd=ROOT, check=False)

    assert done.returncode == 0


@pytest.mark.timeout(400)
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_a_postgresql_that_is_away_for_a_while(database, tmp_path):
    door = Door(database)

    seen = await run_store_outage(
        database,
        tmp_path,
        what="PostgreSQL away",
        fail=door.shut,
        mend=door.open,
        seconds=SECONDS,
        seed=random.randrange(1_000_000),
    )

    seen.print()
    assert not seen.is_bad()
