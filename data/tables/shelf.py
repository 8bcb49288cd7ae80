"""The big sheets that are kept for the next look, the least used thrown away first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

MOST_CELLS = 10_000_000
IDLE_SECONDS = 1800.0


class Shelf:
    """One per process. What stands on it has a `sheet`."""

    def __init__(self, real: Callable[[], float], most_cells: int = MOST_CELLS) -> None:
        """`real`: seconds of the real clock."""
        self._real = real
        self._most = most_cells
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Any, float]] = OrderedDict()
        self.is_closed = False  # what is being read is read no further

    def take(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What stands there under a key, or what `make` makes now (an empty one, that reads when it is asked)."""
        with self._lock:
            found = self._kept.pop(key, None)
            held = make() if found is None else found[0]
            self._kept[key] = (held, self._real())
            self._clear()
            return held

    def __len__(self) -> int:
        return len(self._kept)

    def _clear(self) -> None:
        now = self._real()
        for key in [key for key, (_, used) in self._kept.items() if now - used > IDLE_SECONDS]:
            del self._kept[key]
        while len(self._kept) > 1 and sum(one.sheet.cells_held for one, _ in self._kept.values()) > self._most:
            self._kept.popitem(last=False)
