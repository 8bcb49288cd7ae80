"""Every open preview of this process: at most twenty, each forgotten after half an hour without a word."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, Protocol, TypeVar

MOST_ROOMS = 20
IDLE_SECONDS = 30 * 60


class Closable(Protocol):
    """What is kept here."""

    def close(self) -> None: ...


Room = TypeVar("Room", bound=Closable)


class PreviewRooms(Generic[Room]):
    """Rooms by the key of whoever opened them. For one thread."""

    def __init__(self, real: Callable[[], float], most: int = MOST_ROOMS) -> None:
        """`real`: seconds of the real clock, `Clock.real`."""
        self._real = real
        self._most = most
        self._rooms: OrderedDict[Hashable, tuple[float, Room]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._rooms)

    def put(self, key: Hashable, room: Room) -> None:
        """Keep a room instead of the one its key had; the room unused longest makes place for it."""
        self.drop(key)
        self.sweep()
        while len(self._rooms) >= self._most:
            self.drop(next(iter(self._rooms)))
        self._rooms[key] = (self._real(), room)

    def get(self, key: Hashable) -> Room | None:
        """The room, in use from now on; None when there is none any more."""
        self.sweep()
        kept = self._rooms.pop(key, None)
        if kept is None:
            return None
        self._rooms[key] = (self._real(), kept[1])
        return kept[1]

    def drop(self, key: Hashable) -> None:
        """Close one, if it is there."""
        kept = self._rooms.pop(key, None)
        if kept is not None:
            kept[1].close()

    def sweep(self) -> None:
        """Close those idle too long; they stand first."""
        old = self._real() - IDLE_SECONDS
        while self._rooms and next(iter(self._rooms.values()))[0] <= old:
            self.drop(next(iter(self._rooms)))

    def close(self) -> None:
        """Close all."""
        for key in list(self._rooms):
            self.drop(key)
