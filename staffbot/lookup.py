"""Finding records by what people call them, for tables small enough to be read whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from rapidfuzz import fuzz, process
from sqlalchemy.orm import Session

from data.fold import fold
from data.staff.rights import StaffIdentity
from staffbot.command import Named

VIEWER = "viewer"
COMPARED = 100  # similar spellings are only looked for in so few


class SmallLookup:
    """A `NameLookup` over all records at once (up to a few hundred).

    `read(session)` yields each record with its other names (kana, an official number).
    """

    def __init__(self, read: Callable[[Session], Iterable[tuple[Named, Sequence[str]]]]) -> None:
        self._read = read

    def exact(self, session: Session, keys: Collection[str]) -> list[tuple[str, Named]]:
        return [(key, named) for named, names in self._folded(session) for key in names if key in keys]

    def near(self, session: Session, key: str, limit: int) -> list[tuple[bool, Named]]:
        return near_names(key, self._folded(session), limit)

    def by_id(self, session: Session, id: int) -> Named | None:
        return next((named for named, _ in self._read(session) if named.id == id), None)

    def some(self, session: Session, limit: int) -> list[Named]:
        return [named for named, _ in self._read(session)][:limit]

    def _folded(self, session: Session) -> list[tuple[Named, set[str]]]:
        return [(named, {fold(name) for name in (named.name, *others)}) for named, others in self._read(session)]


def look_as(session: Session, staff: StaffIdentity) -> None:
    """Names looked for in this turn are looked for by this person: what is hidden from them has no name."""
    session.info[VIEWER] = staff


def viewer(session: Session) -> StaffIdentity | None:
    """Who is looking; None when nobody said so, and then nothing that can be hidden may be shown."""
    found: StaffIdentity | None = session.info.get(VIEWER)
    return found


def near_names(key: str, names: Iterable[tuple[Named, Collection[str]]], limit: int) -> list[tuple[bool, Named]]:
    """Records whose folded names contain `key`, then those merely spelt like it, best first.

    Similar spelling is looked for only among names that share a letter, and only while they are few.
    """
    if not key:
        return []
    pairs = [(name, named) for named, folded in names for name in folded if name]
    found: dict[int, tuple[bool, Named]] = {}
    for _, named in sorted((pair for pair in pairs if key in pair[0]), key=lambda pair: len(pair[0])):
        found.setdefault(named.id, (True, named))
    letters = set(key)
    sharing = [pair for pair in pairs if letters & set(pair[0]) and pair[1].id not in found]
    sharing.sort(key=lambda pair: -len(letters & set(pair[0])))
    few = sharing[:COMPARED]
    spelt = [name for name, _ in few]
    for _, _, index in process.extract(key, spelt, scorer=fuzz.ratio, limit=limit, score_cutoff=cutoff_for(key)):
        found.setdefault(few[index][1].id, (False, few[index][1]))
    return list(found.values())[:limit]


def cutoff_for(word: str) -> float:
    """From which of rapidfuzz's ratios on two words are alike: of two letters one may be wrong."""
    return 50.0 if len(word) <= 2 else 60.0
