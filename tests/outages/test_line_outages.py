"""LINE failing for a moment, in every way it can; `tests/faults` has minutes of it."""

from __future__ import annotations

import pytest

from tests.faults.line_outages import WEATHERS, run_outages

SHORT, LONG = 0.5, 2.5  # here a token lives two seconds


@pytest.mark.parametrize(
    ("database", "storms"),
    [
        ("sqlite", [*((weather, SHORT) for weather in WEATHERS), ("changing", LONG)]),
        ("postgresql", [("changing", SHORT), ("changing", LONG)]),
    ],
    indirect=["database"],
)
async def test_bad_weather_loses_nothing(database, tmp_path, short_lives, storms):
    seen = await run_outages(database, tmp_path, storms=storms, seed=5, people=6, is_local=True)

    seen.print(database.name)
    assert not seen.is_bad()
    assert seen.count.calls["validate/reply 200"] > 0  # there were doubts
