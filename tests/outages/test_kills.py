"""A few `kill -9` under load; `tests/faults` has fifty."""

from __future__ import annotations

import pytest

from tests.faults.kills import run_kills


@pytest.mark.parametrize(
    ("database", "moments"),
    [("sqlite", ["answered", "starting", "accepted"]), ("postgresql", ["answered", "accepted"])],
    indirect=["database"],
)
async def test_a_killed_program_loses_nothing_and_repeats_nothing(database, tmp_path, moments):
    seen = await run_kills(database, tmp_path, moments=moments, seed=4, people=6)

    seen.print(database.name)
    assert not seen.is_bad()
    assert seen.count.refused_first > 0  # the kills were felt
