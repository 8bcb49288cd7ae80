"""The index says what looking at every point says."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.geo.nearest import LEAF, PointIndex
from data.geo.position import distance_m


def by_hand(points, here, limit, radius_m, mark=0, marks=()):
    """Every point's distance by the formula, sorted."""
    rows = [row for row in range(len(points)) if not mark or marks[row] & mark == mark]
    found = sorted((distance_m(here, points[row]), row) for row in rows)
    return [(row, metres) for metres, row in found if metres <= radius_m][:limit]


def assert_same(found, expected):
    # Rows at distances that differ by less than a millimetre may stand either way round.
    assert [metres for _, metres in found] == pytest.approx([metres for _, metres in expected], abs=1e-3)
    for (row, metres), (other, _) in zip(found, expected, strict=True):
        assert row == other or sum(abs(metres - far) < 1e-3 for _, far in found) > 1


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([0, 1, 2, LEAF - 1, LEAF, LEAF + 1, 1000, 4000]),
    st.sampled_from([0.0, 0.001, 0.1, 2.0, 10.0]),
    st.sampled_from([100.0, 3000.0, 10_000.0, math.inf]),
    st.integers(1, 12),
    st.sampled_from([0, 1, 4, 5]),
)
def test_same_answers_as_looking_at_every_point(seed, count, spread, radius_m, limit, mark):
    chance = np.random.default_rng(seed)
    centres = chance.uniform((28, 130), (45, 146), (3, 2))
    points = [tuple(map(float, centres[k % 3] + chance.normal(0, spread, 2))) for k in range(count)]
    marks = [1 * bool(k % 2) | 4 * (k % 97 == 0) for k in range(count)]
    here = tuple(map(float, centres[0] + chance.normal(0, 0.01 + spread / 3, 2)))

    found = PointIndex([p[0] for p in points], [p[1] for p in points], marks).nearest(
        *here, limit=limit, radius_m=radius_m, mark=mark
    )

    assert_same(found, by_hand(points, here, limit, radius_m, mark, marks))


def test_points_equally_far_stand_in_the_order_of_their_rows():
    index = PointIndex([38.7] * 500, [140.1] * 500)

    assert [row for row, _ in index.nearest(38.7, 140.1, limit=5)] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    "here", [(21.3, -157.8), (51.5, -0.1), (-33.9, 151.2), (-38.7, -39.9), (90.0, 0.0), (0.0, -180.0)]
)
def test_a_person_far_from_japan_is_still_told_the_nearest(here):
    chance = np.random.default_rng(5)
    points = [tuple(map(float, point)) for point in chance.uniform((26, 127), (45, 146), (3000, 2))]

    found = PointIndex([p[0] for p in points], [p[1] for p in points]).nearest(*here, limit=3)

    assert_same(found, by_hand(points, here, 3, math.inf))


@pytest.mark.parametrize("here", [(91, 0), (0, 181), (math.nan, 140), (38, math.inf)])
def test_a_position_that_is_none_is_our_bug(here):
    with pytest.raises(ValueError, match="not on the earth"):
        PointIndex([38.7], [140.1]).nearest(*here, limit=1)


def test_nothing_has_the_mark():
    assert PointIndex([38.7], [140.1], [2]).nearest(38.7, 140.1, limit=1, mark=1) == []
