"""Counts for `/metrics` and `設定 状態`."""

from __future__ import annotations

from collections import Counter


class TurnStats:
    """How often what happened since the start."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def count(self, what: str, by: int = 1) -> None:
        self.counts[what] += by
