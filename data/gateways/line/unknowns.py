"""How often LINE sent something this program does not know: kept, answered 200, and counted here for the metrics."""

from __future__ import annotations

from collections import Counter
from typing import Literal

UnknownKind = Literal["event", "message", "source", "mode", "field"]

_counts: Counter[str] = Counter({"event": 0, "message": 0, "source": 0, "mode": 0, "field": 0})


def count_unknown(kind: UnknownKind) -> None:
    """Count one unknown event type, message type, source, mode, or a field of an unexpected shape."""
    _counts[kind] += 1


def unknown_counts() -> dict[str, int]:
    """Counts by kind since the process began; every kind is there, also at 0."""
    return dict(_counts)
