"""`kill -9` at fifty random moments: every message that got its 200 is answered once."""

from __future__ import annotations

import random

import pytest

from tests.faults.kills import random_moments, run_kills

KILLS = 50


@pytest.mark.timeout(1200)
async def test_fifty_kills_lose_nothing_and_repeat_nothing(database, tmp_path):
    seed = random.randrange(1_000_000)

    seen = await run_kills(database, tmp_path, moments=random_moments(KILLS, seed), seed=seed)

    seen.print(database.name)
    assert not seen.is_bad()
