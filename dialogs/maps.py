"""Where things are: asking for a location, telling distances, buttons that open a map, a route or the telephone."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from dialogs.talk import Choice
from dialogs.wording import Wording

# Beyond this nobody walks, and the minutes would say nothing.
WALKED_M = 10_000
# Beyond this somebody isn't in the town, and a way there would mislead.
FAR_M = 50_000
SHORTEST_NUMBER = 9  # of those that have more behind them
_NUMBER = re.compile(r"\+?[0-9]{2,5}(?:-?[0-9]{1,5}){0,3}")
_DASHES = re.compile("[‐‑‒–—―−ー─]")
_AREA = re.compile(r"^\(([0-9]+)\)-?|\(([0-9]+)\)")


def position_of(slot: Any) -> tuple[float, float] | None:
    """The position that a slot holds; None for anything else, which another's Rasa may put there."""
    held = slot if isinstance(slot, dict) else {}
    match held.get("latitude"), held.get("longitude"):
        case (int() | float() as latitude, int() | float() as longitude):
            return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
    return None


def map_choice(label: str, latitude: float, longitude: float) -> Choice:
    """A point on the map. Source: Google, "Maps URLs", Search action, read 2026-11."""
    return Choice(label, "uri", uri=f"https://www.google.com/maps/search/?api=1&query={_point(latitude, longitude)}")


def route_choice(label: str, latitude: float, longitude: float) -> Choice:
    """The way there on foot from where one is. Source: Google, "Maps URLs", Directions action, read 2026-11."""
    uri = f"https://www.google.com/maps/dir/?api=1&destination={_point(latitude, longitude)}&travelmode=walking"
    return Choice(label, "uri", uri=uri, style="primary")


def phone_choice(label: str, number: str) -> tuple[Choice, ...]:
    """A call to the number that a text begins with, as in ０２８（６３３）１２３４（内線12）; else nothing."""
    plain = _DASHES.sub("-", "".join(unicodedata.normalize("NFKC", number).split())).removeprefix("TEL").lstrip(":")
    plain = _AREA.sub(lambda found: f"{found[1]}-" if found[1] else f"-{found[2]}-", plain, count=1)
    found = _NUMBER.match(plain)
    if found is None:
        return ()
    if len(found[0]) < 3 or (found[0] != plain and sum(letter.isdigit() for letter in found[0]) < SHORTEST_NUMBER):
        return ()
    return (Choice(label, "uri", uri=f"tel:{found[0]}"),)


def _point(latitude: float, longitude: float) -> str:
    """Six decimals are eleven centimetres."""
    return f"{round(latitude, 6)},{round(longitude, 6)}"


def location_choice(words: Wording) -> Choice:
    """The quick reply that sends a location."""
    return Choice(words("dialog.send_location"), "location")


def span(metres: int) -> str:
    """A radius as people read it: 500m, 3km."""
    return f"{metres}m" if metres < 1000 else f"{metres / 1000:g}km"


def apart(metres: int) -> str:
    """A distance as people read it: 300m, 1.1km, 436.4km."""
    return f"{metres}m" if metres < 1000 else f"{metres / 1000:,.1f}km"
