"""Ten thousand bent webhooks and texts against the running program."""

from __future__ import annotations

import random

import pytest

from tests.faults.mutations import run_mutations

BODIES = 10_000


@pytest.mark.timeout(900)
async def test_ten_thousand_bent_bodies_break_nothing(database, tmp_path):
    seen = await run_mutations(database, tmp_path, bodies=BODIES, seed=random.randrange(1_000_000))

    seen.print(database.name)
    assert not seen.is_bad()
