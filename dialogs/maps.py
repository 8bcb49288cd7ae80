"""Where things are: asking for a location, telling distances, buttons that open a map, a route or the telephone."""

from __future__ import annotations

import re

from dialogs.talk import Choice
from dialogs.wording import Wording

# Beyond this nobody walks, and the minutes would say nothing.
WALKED_M = 10_000
# Beyond this somebody isn't in the town, and a way there would mislead.
FAR_M = 50_000
_NUMBER = re.compile(r"[0-9+][0-9-]{2,}")


def map_choice(label: str, latitude: float, longitude: float) -> Choice:
    """A point on the map. Source: Google, "Maps URLs", Search action, read 2026-11."""
    return Choice(label, "uri", uri=f"https://www.google.com/maps/search/?api=1&query={_point(latitude, longitude)}")


def route_choice(label: str, latitude: float, longitude: float) -> Choice:
    """The way there on foot from where one is. Source: Google, "Maps URLs", Directions action, read 2026-11."""
    uri = f"https://www.google.com/maps/dir/?api=1&destination={_point(latitude, longitude)}&travelmode=walking"
    return Choice(label, "uri", uri=uri, style="primary")


def phone_choice(label: str, number: str) -> tuple[Choice, ...]:
    """A call; nothing for what is no number."""
    if not _NUMBER.fullmatch(number):
        return ()
    return (Choice(label, "uri", uri=f"tel:{number}"),)


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
