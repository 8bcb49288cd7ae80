"""Where lines of a card break: LINE breaks Japanese anywhere, in the middle of a word too."""

from __future__ import annotations

from collections.abc import Iterable

ECHOED = 40  # letters of what somebody typed that are said back
CARD_LETTERS = 16  # full-width ones of a row's value side by side, in a card of LINE's widest common size


def listed(parts: Iterable[str], *, between: str = "・", letters: int = CARD_LETTERS) -> str:
    """The parts side by side, a new line before one that would no longer fit whole."""
    lines: list[str] = []
    for part in parts:
        if lines and len(lines[-1]) + len(between) + len(part) <= letters:
            lines[-1] += between + part
        else:
            lines.append(part)
    return "\n".join(lines)


def local_address(address: str, town_name: str) -> str:
    """An address as people of the town say it: from the town's name on, without prefecture and county."""
    at = address.find(town_name) if town_name else -1
    return address[at:] if 0 < at <= CARD_LETTERS else address
