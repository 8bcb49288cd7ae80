"""Positions and the distance between them."""

from __future__ import annotations

import math
from typing import NamedTuple

from data.errors import DomainError

EARTH_RADIUS_M = 6_371_000
WALKING_M_PER_MINUTE = 80  # Source: 不動産の表示に関する公正競争規約施行規則, article 9 (9)
LATITUDES = (20.0, 46.0)
LONGITUDES = (122.0, 154.0)


class OutOfJapan(DomainError):
    """`facts`: latitude, longitude. Shelters and spots lie in 20-46 N, 122-154 E."""

    code = "geo.out_of_japan"


class Position(NamedTuple):
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


def is_in_japan(latitude: float, longitude: float) -> bool:
    return LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]


def check_position(latitude: float, longitude: float) -> Position:
    """The position, when it can be one of a place in Japan.

    Raises:
        OutOfJapan: it cannot.
    """
    if not is_in_japan(latitude, longitude):
        raise OutOfJapan(latitude=latitude, longitude=longitude)
    return Position(latitude, longitude)


def mend_position(first: float, second: float) -> tuple[Position, bool] | None:
    """A position and whether the two were swapped; None when neither order lies in Japan."""
    if is_in_japan(first, second):
        return Position(first, second), False
    if is_in_japan(second, first):
        return Position(second, first), True
    return None


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two (latitude, longitude) on a sphere (haversine)."""
    lat1, lng1, lat2, lng2 = map(math.radians, (*one, *other))
    a = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lng2 - lng1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(a)))


def walking_minutes(metres: int) -> int:
    """Minutes on foot at 80 m a minute, rounded up, at least 1."""
    return max(1, -(-metres // WALKING_M_PER_MINUTE))
