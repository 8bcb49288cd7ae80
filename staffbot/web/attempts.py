"""How often an address was refused lately: guessing links ends after a few."""

from __future__ import annotations

from collections import OrderedDict

from data.clock import Clock

WINDOW_SECONDS = 600.0
MOST_ADDRESSES = 10_000


class Attempts:
    """Refusals by address within WINDOW_SECONDS, on the real clock. Kept in memory: it may be lost with the process."""

    def __init__(self, clock: Clock, *, most: int = 20) -> None:
        """`most`: a whole town hall may come from one address, so more than one person's slips."""
        self._clock = clock
        self._most = most
        self._refused: OrderedDict[str, list[float]] = OrderedDict()

    def is_blocked(self, address: str) -> bool:
        """Whether this address must wait."""
        return len(self._recent(address)) >= self._most

    def note(self, address: str) -> None:
        """One more refusal."""
        self._refused[address] = [*self._recent(address), self._clock.real()]
        self._refused.move_to_end(address)
        while len(self._refused) > MOST_ADDRESSES:
            self._refused.popitem(last=False)

    def _recent(self, address: str) -> list[float]:
        since = self._clock.real() - WINDOW_SECONDS
        return [at for at in self._refused.get(address, ()) if at > since]
