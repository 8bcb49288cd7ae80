"""All shelters in memory, and the nearest of them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property

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
# Set for all but unopened shelters: all that is shown when the town hides those.
_STANDS = 1 << len(_HAZARD_BITS)
_WAITING = frozenset({ShelterStatus.preparing, ShelterStatus.unopened})
_SHORTEST_PLACE = 2
# 大字 and 字 are left out as often as they are written.
_ADDRESS_MARKS = re.compile("大?字")
_HOUSE_NUMBER = re.compile("[0-9].*")


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
    """Where to go: what can be entered first, then what may yet open, at last what is full; each by distance.

    Attributes:
        within: the shelters within the radius.
        beyond: the nearest ones further away, when there is none within or all of them are full; the nearest open one
            within MAX_RADIUS_M, when none within is open.
        closed: closed ones within the radius, which are no place to go.
    """

    within: tuple[FoundShelter, ...]
    beyond: tuple[FoundShelter, ...]
    closed: tuple[FoundShelter, ...] = ()


class _Group:
    """Shelters of one rank and where they lie."""

    def __init__(self, shelters: Sequence[ShelterView]) -> None:
        self._shelters = shelters
        self._points = _points(shelters)

    def nearest(
        self, latitude: float, longitude: float, *, radius_m: float, mark: int, limit: int
    ) -> list[FoundShelter]:
        hits = self._points.nearest(latitude, longitude, limit=limit, radius_m=radius_m, mark=mark)
        return [_found(self._shelters[row], metres) for row, metres in hits]


class ShelterIndex:
    """An immutable snapshot of all shelters, in the order of the town's list."""

    def __init__(self, shelters: Sequence[ShelterView]) -> None:
        self.shelters = tuple(shelters)
        self._open = _Group([shelter for shelter in shelters if shelter.is_open])
        self._waiting = _Group([shelter for shelter in shelters if shelter.status in _WAITING])
        self._full = _Group([shelter for shelter in shelters if shelter.status is ShelterStatus.full])
        self._closed = _Group([shelter for shelter in shelters if shelter.status is ShelterStatus.closed])
        self._by_id = {shelter.id: shelter for shelter in shelters}

    def by_id(self, shelter_id: int) -> ShelterView | None:
        return self._by_id.get(shelter_id)

    def find(self, text: str) -> list[ShelterView]:
        """The shelters meant by a name, as `find_shelters_by_name` finds them."""
        wanted = fold(text)
        if not wanted:
            return []
        exact = [shelter for name, kana, shelter in self._named if wanted in (name, kana)]
        alike = [(len(name), shelter) for name, kana, shelter in self._named if wanted in name or wanted in kana]
        return exact or [shelter for _, shelter in sorted(alike, key=lambda found: found[0])]

    def at(self, text: str) -> list[ShelterView]:
        """The shelters at an address or in a part of the town, or meant for it; a house number is passed over."""
        wanted = _neighbourhood(text)
        if len(wanted) < _SHORTEST_PLACE:
            return []
        there = [shelter for address, serves, shelter in self._placed if wanted in address or wanted in serves]
        if there:
            return there
        # Typed with more in front than the list has: the prefecture, the county.
        own = [(_HOUSE_NUMBER.sub("", address), shelter) for address, _, shelter in self._placed]
        near = [(len(part), shelter) for part, shelter in own if len(part) >= _SHORTEST_PLACE and wanted.endswith(part)]
        longest = max((length for length, _ in near), default=0)
        return [shelter for length, shelter in near if length == longest]

    # Folded once a snapshot, by the first who asks: every turn that names a place would pay for the whole list.

    @cached_property
    def _named(self) -> tuple[tuple[str, str, ShelterView], ...]:
        return tuple((fold(shelter.name), fold(shelter.kana), shelter) for shelter in self.shelters)

    @cached_property
    def _placed(self) -> tuple[tuple[str, str, ShelterView], ...]:
        return tuple((_without_marks(shelter.address), fold(shelter.serves), shelter) for shelter in self.shelters)

    def nearest(
        self, latitude: float, longitude: float, *, radius_m: float, mark: int, limit: int, with_full: bool = True
    ) -> tuple[FoundShelter, ...]:
        """Open ones by distance, then those that may open, then full ones; `limit` in all, none of them closed."""
        found: list[FoundShelter] = []
        for group in (self._open, self._waiting, self._full)[: 3 if with_full else 2]:
            if len(found) < limit:
                rest = limit - len(found)
                found += group.nearest(latitude, longitude, radius_m=radius_m, mark=mark, limit=rest)
        return tuple(found)

    def nearest_open(
        self, latitude: float, longitude: float, *, radius_m: float, mark: int, limit: int
    ) -> tuple[FoundShelter, ...]:
        """Those that can be entered, by distance."""
        return tuple(self._open.nearest(latitude, longitude, radius_m=radius_m, mark=mark, limit=limit))

    def nearest_closed(
        self, latitude: float, longitude: float, *, radius_m: float, mark: int, limit: int
    ) -> tuple[FoundShelter, ...]:
        """Closed ones by distance."""
        return tuple(self._closed.nearest(latitude, longitude, radius_m=radius_m, mark=mark, limit=limit))


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
        hide_unopened: leave out unopened ones.

    Raises:
        ValueError: a position that is none, or an unknown hazard.
    """
    if hazard is not None and hazard not in _HAZARD_BITS:
        raise ValueError(f"no such hazard: {hazard}")
    mark = (_HAZARD_BITS[hazard] if hazard else 0) | (_STANDS if hide_unopened else 0)
    radius = min(max(radius_m, MIN_RADIUS_M), MAX_RADIUS_M)
    within = index.nearest(latitude, longitude, radius_m=radius, mark=mark, limit=limit)
    closed = index.nearest_closed(latitude, longitude, radius_m=radius, mark=mark, limit=BEYOND)
    beyond: tuple[FoundShelter, ...] = ()
    if all(one.shelter.status is ShelterStatus.full for one in within):
        beyond = index.nearest(
            latitude, longitude, radius_m=math.inf, mark=mark, limit=min(limit, BEYOND), with_full=not within
        )
    elif not any(one.shelter.is_open for one in within):
        beyond = index.nearest_open(latitude, longitude, radius_m=MAX_RADIUS_M, mark=mark, limit=1)
    return Nearby(within, beyond, closed)


def load_shelters(session: Session) -> ShelterIndex:
    """The snapshot."""
    columns = [getattr(Shelter, field.name) for field in fields(ShelterView)]
    rows = session.execute(select(*columns).order_by(Shelter.sort, Shelter.id)).mappings()
    return ShelterIndex(
        [ShelterView(**{**row, "hazards": tuple(row["hazards"]), "kinds": tuple(row["kinds"])}) for row in rows]
    )


def _neighbourhood(text: str) -> str:
    """An address as it is compared, up to its house number."""
    return _HOUSE_NUMBER.sub("", _without_marks(text))


def _without_marks(address: str) -> str:
    return _ADDRESS_MARKS.sub("", fold(address))


def _points(shelters: Sequence[ShelterView]) -> PointIndex:
    return PointIndex(
        [shelter.latitude for shelter in shelters],
        [shelter.longitude for shelter in shelters],
        [
            sum(_HAZARD_BITS[hazard] for hazard in shelter.hazards)
            | (0 if shelter.status is ShelterStatus.unopened else _STANDS)
            for shelter in shelters
        ],
    )


def _found(shelter: ShelterView, metres: float) -> FoundShelter:
    whole = round(metres)
    return FoundShelter(shelter, whole, walking_minutes(whole))


SOURCE = SnapshotSource(TOPIC, load_shelters)
