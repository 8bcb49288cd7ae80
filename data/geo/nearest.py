"""The nearest of many points, without looking at most of them.

The points are sorted by latitude into strips, each strip by longitude into leaves of 128 (sort-tile-recursive packing,
as in R-trees), so leaves are small where points crowd. A query bounds its distance to every leaf's box at once, looks
into the nearest leaf, and then into exactly those that could still hold something nearer than what it found.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from data.geo.position import EARTH_RADIUS_M

LEAF = 128
FAR = 1e9  # of the points that fill up the last leaf: beyond any chord of the unit sphere

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Marks = npt.NDArray[np.uint16]


class PointIndex:
    """An immutable index over points on the earth. Its answers are rows: positions in the sequences it was built from.

    Args:
        latitudes, longitudes: degrees, of the same length.
        marks: a bit set for each point; a query may ask for points that have certain bits.
    """

    def __init__(self, latitudes: Sequence[float], longitudes: Sequence[float], marks: Sequence[int] = ()) -> None:
        count = len(latitudes)
        lat = np.radians(np.asarray(latitudes, dtype=np.float64))
        lng = np.radians(np.asarray(longitudes, dtype=np.float64))
        bits = np.asarray(marks if len(marks) else [0] * count, dtype=np.uint16)
        self._leaves = -(-count // LEAF)
        if not count:
            return
        strips = max(1, round(math.sqrt(self._leaves)))
        strip_size = LEAF * -(-self._leaves // strips)
        by_latitude = np.argsort(lat, kind="stable")
        strip_of = np.arange(count) // strip_size
        order = by_latitude[np.lexsort((lng[by_latitude], strip_of))]

        padding = self._leaves * LEAF - count
        self._rows: Rows = np.pad(order, (0, padding), constant_values=-1).reshape(self._leaves, LEAF)
        self._marks: Marks = np.pad(bits[order], (0, padding)).reshape(self._leaves, LEAF)
        self._leaf_marks: Marks = np.bitwise_or.reduce(self._marks, axis=1)
        # Points on the unit sphere: a squared chord is exact, needs no trigonometry and orders as the distance does.
        cos_lat = np.cos(lat[order])
        points = np.array([cos_lat * np.cos(lng[order]), cos_lat * np.sin(lng[order]), np.sin(lat[order])])
        padded = np.pad(points, ((0, 0), (0, padding)), constant_values=FAR)
        self._points: Floats = np.ascontiguousarray(padded.reshape(3, self._leaves, LEAF))

        starts = np.arange(self._leaves) * LEAF
        angles = np.array([lat[order], lng[order]])
        low = np.minimum.reduceat(angles, starts, axis=1)
        high = np.maximum.reduceat(angles, starts, axis=1)
        self._centres: Floats = (low + high) / 2
        self._halves: Floats = (high - low) / 2
        self._cosines: Floats = np.cos(np.maximum(np.abs(low[0]), np.abs(high[0])))
        self._low = (float(low[0].min()), float(low[1].min()))
        self._high = (float(high[0].max()), float(high[1].max()))

    def nearest(
        self, latitude: float, longitude: float, *, limit: int, radius_m: float = math.inf, mark: int = 0
    ) -> list[tuple[int, float]]:
        """(row, metres) of the nearest points, nearest first; points equally far in the order of their rows.

        Args:
            latitude, longitude: degrees, anywhere on the earth.
            radius_m: how far at most. mark: only points that have all of these bits; 0 for all.

        Raises:
            ValueError: a position that is none.
        """
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ValueError(f"not on the earth: {latitude}, {longitude}")
        if not self._leaves or limit < 1:
            return []
        lat, lng = math.radians(latitude), math.radians(longitude)
        reach = _chord_squared(radius_m)
        bounds = self._bounds(lat, lng, mark)
        here = np.array([math.cos(lat) * math.cos(lng), math.cos(lat) * math.sin(lng), math.sin(lat)])

        looked_into = 1
        leaves = np.array([bounds.argmin()])
        while True:
            chords = self._chords(leaves, here, mark)
            worst = reach
            if chords.size >= limit:
                worst = min(reach, float(np.partition(chords, limit - 1)[limit - 1]))
            hopeful = np.flatnonzero(bounds <= worst * (1 + 1e-9))
            if hopeful.size <= 16 * looked_into:
                break
            # Rare marks, or points far away: a better worst case first, for it spares most of the hopeful leaves.
            looked_into *= 8
            leaves = np.argpartition(bounds, looked_into - 1)[:looked_into]
        return self._best(hopeful, self._chords(hopeful, here, mark), limit, worst)

    def _bounds(self, lat: float, lng: float, mark: int) -> Floats:
        """For each leaf, at most the squared chord to its nearest point; inf when it has none with the mark."""
        middle = (self._low[1] + self._high[1]) / 2
        lng = min((lng, lng - math.tau, lng + math.tau), key=lambda turned: abs(turned - middle))
        gaps = np.abs(np.array([[lat], [lng]]) - self._centres)
        gaps -= self._halves
        np.maximum(gaps, 0, out=gaps)
        gaps *= gaps
        gaps[1] *= self._cosines
        gaps[1] *= math.cos(lat)
        bounds: Floats = gaps[0] + gaps[1]
        # haversine = sin²(Δφ/2) + cos·cos·sin²(Δλ/2), and sin x ≥ x·sin(m)/m up to the largest half-angle m.
        widest = max(
            (
                abs(edge - at) / 2
                for edges in (self._low, self._high)
                for edge, at in zip(edges, (lat, lng), strict=True)
            ),
        )
        widest = min(max(widest, 1e-9), math.pi)
        bounds *= (math.sin(widest) / widest) ** 2
        if mark:
            bounds[(self._leaf_marks & mark) != mark] = math.inf
        return bounds

    def _chords(self, leaves: Rows, here: Floats, mark: int) -> Floats:
        """The squared chords to all points of some leaves, flat; inf for points without the mark."""
        steps = self._points[:, leaves] - here[:, None, None]
        steps *= steps
        chords: Floats = steps[0] + steps[1] + steps[2]
        if mark:
            chords[(self._marks[leaves] & mark) != mark] = math.inf
        return chords.ravel()

    def _best(self, leaves: Rows, chords: Floats, limit: int, worst: float) -> list[tuple[int, float]]:
        inside = np.flatnonzero(chords <= min(worst, 4.0))
        rows = self._rows[leaves].ravel()[inside]
        chords = chords[inside]
        order = np.lexsort((rows, chords))[:limit]
        return [(row, _metres(chord)) for row, chord in zip(rows[order].tolist(), chords[order].tolist(), strict=True)]


def _chord_squared(metres: float) -> float:
    if metres >= math.pi * EARTH_RADIUS_M:
        return 4.0
    return (2 * math.sin(metres / (2 * EARTH_RADIUS_M))) ** 2


def _metres(chord_squared: float) -> float:
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(chord_squared) / 2))
