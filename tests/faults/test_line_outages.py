"""LINE failing for a minute, in every way it can."""

from __future__ import annotations

import random

import pytest

from tests.faults.line_outages import WEATHERS, run_outages, short_seconds

SECONDS = 60.0


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("database", "weather"),
    [*(("sqlite", weather) for weather in WEATHERS), ("postgresql", "changing")],
    indirect=["database"],
)
async def test_a_minute_of_bad_weather_loses_nothing(database, tmp_path, weather):
    storms = [(weather, short_seconds()), (weather, SECONDS)]

    seen = await run_outages(database, tmp_path, storms=storms, seed=random.randrange(1_000_000))

    seen.print(database.name)
    assert not seen.is_bad()
