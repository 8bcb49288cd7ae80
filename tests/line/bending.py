"""Random changes inside JSON values, for readers and checkers that must never be surprised."""

from __future__ import annotations

import random
from collections.abc import Sequence


def bend(value: object, chance: random.Random, odd: Sequence[object]) -> object:
    """A copy with one property replaced by an odd value, left out, or invented, somewhere inside."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        key = chance.choice(list(value))
        roll = chance.random()
        if roll < 0.1:
            return {name: item for name, item in value.items() if name != key}
        if roll < 0.15:
            return {**value, "invented": chance.choice(odd)}
        return {**value, key: bend(value[key], chance, odd)}
    if isinstance(value, list) and value and chance.random() < 0.9:
        index = chance.randrange(len(value))
        return [*value[:index], bend(value[index], chance, odd), *value[index + 1 :]]
    return chance.choice(odd)
