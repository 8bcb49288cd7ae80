"""Immutable snapshots of what every turn reads (shelters, spots, FAQ, scenarios, town settings), swapped whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class SnapshotSource:
    """How one topic's snapshot is built.

    `load` is a plain function that reads through the session it is given and returns an immutable value. It runs in a
    reader's thread, never in the writer.
    """

    topic: str
    load: Callable[[Session], Any]


class Snapshots:
    """The present snapshot of every topic. `view()` is cheap and stays the same for a whole turn."""

    def __init__(self, sources: list[SnapshotSource]) -> None:
        self._sources = {source.topic: source for source in sources}
        self._view: Mapping[str, Any] = MappingProxyType({})

    @property
    def topics(self) -> frozenset[str]:
        return frozenset(self._sources)

    def view(self) -> Mapping[str, Any]:
        """topic -> value, as of now."""
        return self._view

    def reload(self, session: Session, topics: set[str] | frozenset[str] | None = None) -> None:
        """Build the named topics (all when None) anew and swap them in together.

        A topic may name a part: "residents:12" belongs to the snapshot of "residents".

        Raises:
            Exception: what the first topic that can't be built raised; the others are swapped in all the same.
        """
        wanted = self.topics if topics is None else self.topics & {topic.partition(":")[0] for topic in topics}
        fresh = dict(self._view)
        broken: Exception | None = None
        for topic in sorted(wanted):
            try:
                fresh[topic] = self._sources[topic].load(session)
            except Exception as fault:
                session.rollback()
                broken = broken or fault
        self._view = MappingProxyType(fresh)
        if broken is not None:
            raise broken
