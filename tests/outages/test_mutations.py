"""A few hundred bent webhooks and texts; `tests/faults` has ten thousand, against the program as a process."""

from __future__ import annotations

from tests.faults.mutations import run_mutations


async def test_bent_bodies_break_nothing(database, tmp_path):
    seen = await run_mutations(database, tmp_path, bodies=400, seed=6, people=6, is_local=True)

    seen.print(database.name)
    assert not seen.is_bad()
