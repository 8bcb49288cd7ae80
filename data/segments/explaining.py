"""Why a condition yields the number it does: what each of its parts lets in, and whom it keeps out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.segments.condition import All, Condition
from data.segments.masks import Masks


@dataclass(frozen=True, slots=True)
class PartCount:
    """One part of a condition over the friends on a channel.

    Attributes:
        meets: how many meet it by itself. removes: how many don't; `unanswered` of these have no answer to it.
        alone: how many it is the only one to keep out.
    """

    part: Condition
    meets: int
    removes: int
    unanswered: int
    alone: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """`friends` is everybody who could be in; `blocked` those who have blocked the account and are not counted."""

    friends: int
    blocked: int
    count: int
    parts: tuple[PartCount, ...]


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """What must all be met."""
    return condition.parts if isinstance(condition, All) else (condition,)


def explain(masks: Masks, condition: Condition, channel: str) -> Explanation:
    """Count a condition, and each of its parts."""
    friends = masks.friends(channel)
    parts = parts_of(condition)
    met = [masks.of(part) for part in parts]
    # How many parts each resident fails; the only one that fails is the one that keeps them out.
    failed = np.zeros(len(friends), np.int16)
    for mask in met:
        failed += ~mask
    counted = []
    for part, mask in zip(parts, met, strict=True):
        out = friends & ~mask
        counted.append(
            PartCount(
                part,
                meets=int(np.count_nonzero(friends & mask)),
                removes=int(np.count_nonzero(out)),
                unanswered=int(np.count_nonzero(out & masks.unanswered(part))),
                alone=int(np.count_nonzero(out & (failed == 1))),
            )
        )
    everybody = int(np.count_nonzero(masks.everybody(channel)))
    total = int(np.count_nonzero(friends))
    return Explanation(total, everybody - total, int(np.count_nonzero(friends & (failed == 0))), tuple(counted))
