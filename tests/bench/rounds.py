"""Measuring two ways of doing the same, turn about.

What is measured is the thread's own processor time: with a wall clock, the 99th percentile of something that takes
100 µs on a busy machine is the length of the scheduler's time slice.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Question = TypeVar("Question")
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds: the median over rounds of each round's median (p50) and 99th percentile (p99), and of its mean."""

    p50: float
    p99: float
    mean: float


def alternate(
    questions: Sequence[Question], *ways: Callable[[Question], object], rounds: int = ROUNDS
) -> list[Measured]:
    """Ask every question both (all) ways, round after round."""
    times: list[list[list[float]]] = [[] for _ in ways]
    for _ in range(rounds):
        for number, way in enumerate(ways):
            gc.collect()
            taken = []
            for question in questions:
                start = time.thread_time_ns()
                way(question)
                taken.append((time.thread_time_ns() - start) / 1e9)
            times[number].append(sorted(taken))
    return [
        Measured(
            p50=statistics.median(taken[len(taken) // 2] for taken in of_way),
            p99=statistics.median(taken[min(len(taken) - 1, int(len(taken) * 0.99))] for taken in of_way),
            mean=statistics.median(statistics.fmean(taken) for taken in of_way),
        )
        for of_way in times
    ]
