"""Positions and distances."""

from __future__ import annotations

import pytest

from data.geo.position import OutOfJapan, Position, check_position, distance_m, mend_position, walking_minutes


def test_a_degree_of_latitude():
    assert distance_m((38, 140), (39, 140)) == pytest.approx(111_194.9, abs=0.1)


def test_tokyo_to_osaka():
    assert distance_m((35.681236, 139.767125), (34.702485, 135.495951)) == pytest.approx(403_500, rel=0.01)


@pytest.mark.parametrize(("metres", "minutes"), [(0, 1), (80, 1), (81, 2), (799, 10), (801, 11)])
def test_walking_time_is_rounded_up(metres, minutes):
    assert walking_minutes(metres) == minutes


def test_swapped_numbers_are_put_right():
    assert mend_position(38.7, 140.1) == (Position(38.7, 140.1), False)
    assert mend_position(140.1, 38.7) == (Position(38.7, 140.1), True)
    assert mend_position(38.7, 38.7) is None


@pytest.mark.parametrize("position", [(19.9, 140), (46.1, 140), (38, 121.9), (38, 154.1), (140.1, 38.7)])
def test_places_outside_japan_are_refused(position):
    with pytest.raises(OutOfJapan):
        check_position(*position)
