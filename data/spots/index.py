"""All spots in memory: the nearest ones, those of a word, and the staff's order."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.db.snapshots import SnapshotSource
from data.fold import fold
from data.geo.nearest import PointIndex
from data.geo.position import distance_m, walking_minutes
from data.spots.models import Spot
from data.spots.readings import READINGS
from data.spots.service import TOPIC

BEYOND = 3
NEAR_MISS = 70.0  # of 100, as rapidfuzz's ratio gives it
KEYWORD, PART_OF_NAME = 2, 4  # ranks: as a keyword, as a part of the name
SHORTEST_NAME, SHORTEST_PART = 2, 3  # letters that call a spot, or a part of its name
SAME_START = 3  # letters of kana
_KANA = re.compile("[ぁ-ゟー]+")


@dataclass(frozen=True, slots=True)
class SpotView:
    """A spot as a turn sees it."""

    id: int
    name: str
    kana: str
    category: str
    address: str
    latitude: float
    longitude: float
    text: str
    url: str
    phone: str
    keywords: tuple[str, ...]
    image_id: str
    image_url: str


@dataclass(frozen=True, slots=True)
class FoundSpot:
    """A spot and how far it is; both numbers are None when nobody said where they are."""

    spot: SpotView
    distance_m: int | None = None
    walking_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class NearbySpots:
    """The spots within the radius; when there is none, the nearest ones `beyond` it."""

    within: tuple[FoundSpot, ...]
    beyond: tuple[FoundSpot, ...]


@dataclass(frozen=True, slots=True)
class _Folded:
    name: str
    kana: str
    keywords: tuple[str, ...]
    rest: str  # category and address

    def rank(self, word: str) -> int | None:
        """How well one word fits: 0 the name itself, …; None when it stands nowhere."""
        if word in (self.name, self.kana):
            return 0
        # What it is stands last: 中央公民館 is one of 公民館, 公民館図書室 is not.
        if self.name.endswith(word) or self.kana.endswith(word):
            return 1
        if word in self.keywords:
            return 2
        if self.name.startswith(word) or self.kana.startswith(word):
            return 3
        if word in self.name or word in self.kana:
            return 4
        if any(word in keyword for keyword in self.keywords):
            return 5
        return 6 if word in self.rest else None


class SpotIndex:
    """An immutable snapshot of one channel's spots, in the staff's order."""

    def __init__(self, spots: Sequence[SpotView]) -> None:
        self.spots = tuple(spots)
        self._by_id = {spot.id: spot for spot in spots}
        self._folded = [
            _Folded(
                fold(spot.name),
                fold(spot.kana),
                tuple(fold(keyword) for keyword in spot.keywords),
                fold(f"{spot.category}|{spot.address}"),
            )
            for spot in spots
        ]
        groups: dict[str, list[int]] = {}
        for number, spot in enumerate(spots):
            groups.setdefault(spot.category, []).append(number)
        self.categories: tuple[str, ...] = tuple(category for category in groups if category)
        groups[""] = list(range(len(spots)))
        self._groups = {category: tuple(numbers) for category, numbers in groups.items()}
        self._points = {
            category: PointIndex([spots[n].latitude for n in numbers], [spots[n].longitude for n in numbers])
            for category, numbers in groups.items()
        }

    def by_id(self, spot_id: int) -> SpotView | None:
        return self._by_id.get(spot_id)

    def in_order(self, *, category: str = "", limit: int | None = None) -> tuple[FoundSpot, ...]:
        """The spots as staff have ordered them; of one category when given."""
        return tuple(FoundSpot(self.spots[number]) for number in self._groups.get(category, ())[:limit])

    def nearest(
        self, latitude: float, longitude: float, *, radius_m: int, category: str = "", limit: int = 10
    ) -> NearbySpots:
        """The spots to tell a person about, nearest first.

        Raises:
            ValueError: a position that is none.
        """
        within = self._nearest(latitude, longitude, radius_m, category, limit)
        if within:
            return NearbySpots(within, ())
        return NearbySpots((), self._nearest(latitude, longitude, math.inf, category, min(limit, BEYOND)))

    def search(
        self, text: str, *, limit: int = 10, position: tuple[float, float] | None = None
    ) -> tuple[FoundSpot, ...]:
        """The spots that have all words of a text: the nearest first, or the best fit and then the staff's order.

        Where no spot has all words, those one of whose keywords (or whose name) stands in the text: 「病院はどこ？」;
        else a kind of place written in kana is looked for as it is usually written: びょういん.
        """
        words = [word for word in (fold(part) for part in text.split()) if word]
        if not words:
            return ()
        found = self._with_all(words) or self._standing_in(fold(text))
        if not found and any(word in READINGS for word in words):
            found = self._with_all([READINGS.get(word, word) for word in words])
        distances = {
            number: math.inf if position is None else distance_m(position, _place(self.spots[number]))
            for _, number in found
        }
        if position is None:
            found.sort()
        else:
            found.sort(key=lambda hit: (distances[hit[1]], hit))
        return tuple(_found(self.spots[number], distances[number]) for _, number in found[:limit])

    def is_called(self, text: str) -> bool:
        """Whether a spot is called so: by its name, a keyword, or a telling part of its name (体育館)."""
        word = fold(text)
        if len(word) < SHORTEST_NAME:
            return any(word in spot.keywords for spot in self._folded)
        worst = PART_OF_NAME if len(word) >= SHORTEST_PART else KEYWORD
        return any(rank is not None and rank <= worst for rank in (spot.rank(word) for spot in self._folded))

    def suggest(self, text: str, limit: int = 3) -> tuple[SpotView, ...]:
        """Spots whose name or keyword is nearly this text, the most alike first."""
        wanted = fold(text)
        if len(wanted) < 2:
            return ()
        scored = [
            (max(_likeness(wanted, word) for word in (spot.name, spot.kana, *spot.keywords)), number)
            for number, spot in enumerate(self._folded)
        ]
        near = sorted((-score, number) for score, number in scored if score >= NEAR_MISS)
        if not near:
            near = [(0.0, number) for number, spot in enumerate(self._folded) if _reads_alike(wanted, spot.kana)]
        return tuple(self.spots[number] for _, number in near[:limit])

    def _nearest(
        self, latitude: float, longitude: float, radius_m: float, category: str, limit: int
    ) -> tuple[FoundSpot, ...]:
        if category not in self._points:
            return ()
        group = self._groups[category]
        found = self._points[category].nearest(latitude, longitude, limit=limit, radius_m=radius_m)
        return tuple(_found(self.spots[group[row]], metres) for row, metres in found)

    def _with_all(self, words: list[str]) -> list[tuple[int, int]]:
        hits = []
        for number, spot in enumerate(self._folded):
            ranks = [spot.rank(word) for word in words]
            if None not in ranks:
                hits.append((sum(rank for rank in ranks if rank is not None), number))
        return hits

    def _standing_in(self, text: str) -> list[tuple[int, int]]:
        """Spots whose name, reading or keyword stands in the text; the longer it is, the better it fits."""
        hits = []
        for number, spot in enumerate(self._folded):
            longest = max(
                (len(w) for w in (spot.name, spot.kana, *spot.keywords) if len(w) > 1 and w in text), default=0
            )
            if longest:
                hits.append((-longest, number))
        return hits


def load_spots(session: Session) -> Mapping[str, SpotIndex]:
    """channel ("public", "test") -> its index."""
    columns = [getattr(Spot, field.name) for field in fields(SpotView)]
    rows = session.execute(select(*columns, Spot.visible_on).order_by(Spot.sort, Spot.id)).mappings().all()
    spots: list[SpotView] = []
    public: list[SpotView] = []
    for row in rows:
        values = {**row, "keywords": tuple(row["keywords"])}
        visible_on = values.pop("visible_on")
        spot = SpotView(**values)
        spots.append(spot)
        if visible_on == "both":
            public.append(spot)
    on_test = SpotIndex(spots)
    on_public = on_test if len(public) == len(spots) else SpotIndex(public)
    return MappingProxyType({"public": on_public, "test": on_test})


def _likeness(wanted: str, word: str) -> float:
    score = fuzz.ratio(wanted, word)
    # しんりょじょ for とざわむらしんりょうじょ: people leave out the town's name.
    if 4 <= len(wanted) < len(word):
        score = max(score, 0.9 * fuzz.partial_ratio(wanted, word))
    return score


def _reads_alike(wanted: str, kana: str) -> bool:
    """としょかん begins as a part of ちゅうおうこうみんかんとしょしつ does."""
    return len(wanted) > SAME_START and wanted[:SAME_START] in kana and bool(_KANA.fullmatch(wanted))


def _place(spot: SpotView) -> tuple[float, float]:
    return spot.latitude, spot.longitude


def _found(spot: SpotView, metres: float) -> FoundSpot:
    if math.isinf(metres):
        return FoundSpot(spot)
    whole = round(metres)
    return FoundSpot(spot, whole, walking_minutes(whole))


SOURCE = SnapshotSource(TOPIC, load_spots)
