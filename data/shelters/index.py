"""All shelters in memory, and the nearest of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.db.snapshots import SnapshotSource
from data.fold import fold
from data.geo.nearest import PointIndex
from data.geo.position import walking_minutes
from data.shelters.models import OPEN_STATUSES, Hazard, Shelter, ShelterStatus
from data.shelters.service import TOPIC

MIN_RADIUS_M = 100
MAX_RADIUS_M = 10_000
BEYOND = 3
_HAZARD_BITS: Mapping[str, int] = {hazard.value: 1 << number for number, hazard in enumerate(Hazard)}
# Set for shelters that are neither unopened nor closed: all that is shown when the town hides the others.
_STANDS = 1 << len(_HAZARD_BITS)
_HIDDEN = frozenset({ShelterStatus.unopened, ShelterStatus.closed})


@dataclass(frozen=True, slots=True)
class ShelterView:
    """A shelter as a turn sees it. `hazards` and `kinds` are the enums' values in their order."""

    id: int
    name: str
    kana: str
    address: str
    latitude: float
    longitude: float
    hazards: tuple[str, ...]
    kinds: tuple[str, ...]
    capacity: int | None
    phone: str
    serves: str
    url: str
    note: str
    status: ShelterStatus
    headcount: int | None
    status_changed_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES


@dataclass(frozen=True, slots=True)
class FoundShelter:
    """A shelter, how far it is as the crow flies (whole metres), and the minutes on foot."""

    shelter: ShelterView
    distance_m: int
    walking_minutes: int


@dataclass(frozen=True, slots=True)
class Nearby:
    """The shelters within the radius; when there is none, the nearest ones `beyond` it. Open ones first in both."""

    within: tuple[FoundShelter, ...]
    beyond: tuple[FoundShelter, ...]


class ShelterIndex:
    """An immutable snapshot of all shelters, in the order of the town's list."""

    def __init__(self, shelters: Sequence[ShelterView]) -> None:
        self.shelters = tuple(shelters)
        self._open = tuple(shelter for shelter in shelters if shelter.is_open)
        self._others = tuple(shelter for shelter in shelters if not shelter.is_open)
        self._open_points = _points(self._open)
        self._other_points = _points(self._others)
        self._by_id = {shelter.id: shelter for shelter in shelters}

    @property
    def open_count(self) -> int:
        return len(self._open)

    def by_id(self, shelter_id: int) -> ShelterView | None:
        return self._by_id.get(shelter_id)

    def find(self, text: str) -> list[ShelterView]:
        """The shelters meant by a name, as `find_shelters_by_name` finds them."""
        wanted = fold(text)
        if not wanted:
            return []
        named = [(fold(shelter.name), fold(shelter.kana), shelter) for shelter in self.shelters]
        exact = [shelter for name, kana, shelter in named if wanted in (name, kana)]
        alike = [(len(name), shelter) for name, kana, shelter in named if wanted in name or wanted in kana]
        return exact or [shelter for _, shelter in sorted(alike, key=lambda found: found[0])]

    def nearest(
        self, latitude: float, longitude: float, *, radius_m: float, mark: int, limit: int
    ) -> tuple[FoundShelter, ...]:
        """Open ones by distance, then the others by distance, `limit` in all."""
        found = [
            _found(self._open[row], metres)
            for row, metres in self._open_points.nearest(latitude, longitude, limit=limit, radius_m=radius_m, mark=mark)
        ]
        if len(found) < limit:
            rest = limit - len(found)
            found += [
                _found(self._others[row], metres)
                for row, metres in self._other_points.nearest(
                    latitude, longitude, limit=rest, radius_m=radius_m, mark=mark
                )
            ]
        return tuple(found)


def nearest(
    index: ShelterIndex,
    latitude: float,
    longitude: float,
    *,
    radius_m: int,
    hazard: str | None = None,
    limit: int = 10,
    hide_unopened: bool = False,
) -> Nearby:
    """The shelters to tell a person about.

    Args:
        latitude, longitude: where the person is; anywhere on the earth.
        radius_m: as the town has set it; taken as 100 m or 10 km when it lies outside.
        hazard: only places designated for this hazard (a value of `Hazard`).
        hide_unopened: leave out unopened and closed ones.

    Raises:
        ValueError: a position that is none, or an unknown hazard.
    """
    if hazard is not None and hazard not in _HAZARD_BITS:
        raise ValueError(f"no such hazard: {hazard}")
    mark = (_HAZARD_BITS[hazard] if hazard else 0) | (_STANDS if hide_unopened else 0)
    radius = min(max(radius_m, MIN_RADIUS_M), MAX_RADIUS_M)
    within = index.nearest(latitude, longitude, radius_m=radius, mark=mark, limit=limit)
    if within:
        return Nearby(within, ())
    beyond = index.nearest(latitude, longitude, radius_m=math.inf, mark=mark, limit=min(limit, BEYOND))
    return Nearby((), beyond)


def load_shelters(session: Session) -> ShelterIndex:
    """The snapshot."""
    columns = [getattr(Shelter, field.name) for field in fields(ShelterView)]
    rows = session.execute(select(*columns).order_by(Shelter.sort, Shelter.id)).mappings()
    return ShelterIndex(
        [ShelterView(**{**row, "hazards": tuple(row["hazards"]), "kinds": tuple(row["kinds"])}) for row in rows]
    )


def _points(shelters: Sequence[ShelterView]) -> PointIndex:
    return PointIndex(
        [shelter.latitude for shelter in shelters],
        [shelter.longitude for shelter in shelters],
        [
            sum(_HAZARD_BITS[hazard] for hazard in shelter.hazards) | (0 if shelter.status in _HIDDEN else _STANDS)
            for shelter in shelters
        ],
    )


def _found(shelter: ShelterView, metres: float) -> FoundShelter:
    whole = round(metres)
    return FoundShelter(shelter, whole, walking_minutes(whole))


SOURCE = SnapshotSource(TOPIC, load_shelters)
