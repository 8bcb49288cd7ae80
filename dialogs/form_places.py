"""Addresses and postal codes typed part by part at once, read through the steps the chat asks them in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from data.errors import InvalidAnswer
from data.gateways.line.incoming import Incoming
from data.postal.lookup import places_of, read_postal_code
from dialogs.context import NO_PRESS, AskContext
from dialogs.fields.address import BUILDING, NO_BUILDING, STREET
from dialogs.fields.field import Field
from dialogs.fields.kind import StillAnswering
from dialogs.fields.postal_steps import AREA, CODE, NO_CODE, NONE_OF_THESE, WHICH
from dialogs.wording import Wording

PLACES = frozenset({"address", "postal_code"})
MOST_STEPS = 6


class PlaceRefused(Exception):
    """One part can't be: `part`; `reason`: a key of the kind's wording, with `facts`."""

    def __init__(self, part: str, reason: str, facts: Mapping[str, Any]) -> None:
        super().__init__(part, reason)
        self.part = part
        self.reason = reason
        self.facts = facts


def part_names(field: Field, words: Wording) -> list[tuple[str, str]]:
    """(part, its name) of what a field asks for, in order."""
    parts = [CODE, AREA]
    if field.kind.name == "address":
        parts = [
            *([CODE] if field.settings.postal else []),
            AREA,
            STREET,
            *([BUILDING] if field.settings.building else []),
        ]
    return [(part, words(f"fields.places.{part}")) for part in parts]


def parts_of(field: Field, value: Any) -> dict[str, str]:
    """An answer by part; "" for what it hasn't."""
    cells = [text for _, text in field.kind.cells(field, value)]
    return dict(zip((CODE, AREA, STREET, BUILDING), cells, strict=False))


def read_place(field: Field, typed: Mapping[str, str], before: Any, context: AskContext) -> Any:
    """The answer that the chat would have made of these parts.

    A code that means one place decides the area; one that means several takes the area among them, and never guesses.
    An area typed by hand stands where there is no code, or nobody knows it, or it stood so before.

    Raises:
        PlaceRefused: a part can't be.
    """
    was = parts_of(field, before)
    text = {part: str(typed.get(part, "")).strip() for part in (CODE, AREA, STREET, BUILDING)}
    code = read_postal_code(text[CODE]) if text[CODE] else None
    is_same_code = text[CODE] == was[CODE]
    if code is not None and text[AREA] and not (is_same_code and text[AREA] == was[AREA]):
        _check_area(code, text[AREA], is_old=text[AREA] == was[AREA])
    draft: Any = None
    for _ in range(MOST_STEPS):
        step = str((draft or {}).get("step", CODE if _begins_with_code(field) else AREA))
        said, pressed = text[step if step != WHICH else AREA], NO_PRESS
        if step == CODE and not said:
            pressed = NO_CODE
        elif step == BUILDING and not said:
            pressed = NO_BUILDING
        elif step == WHICH and is_same_code and said == was[AREA] and not _is_among(draft["code"], said):
            pressed = NONE_OF_THESE
        elif not said:
            raise PlaceRefused(AREA if step == WHICH else step, "which" if step == WHICH else "empty", {})
        now = replace(context, draft=draft, pressed=pressed)
        try:
            return field.kind.parse(field, Incoming(kind="text", text=said), now)
        except StillAnswering as moved:
            draft = moved.draft
        except InvalidAnswer as fault:
            raise PlaceRefused(AREA if step == WHICH else step, fault.reason, fault.facts) from None
    raise PlaceRefused(CODE, "not_a_code", {})


def _begins_with_code(field: Field) -> bool:
    return field.kind.name == "postal_code" or field.settings.postal


def _is_among(code: str, area: str) -> bool:
    return area in [place.name for place in places_of(code)]


def _check_area(code: str, area: str, *, is_old: bool) -> None:
    """An area typed beside a code of one place must be that place; the one that stood there before just gives way."""
    places = places_of(code)
    if len(places) == 1 and not is_old and area != places[0].name:
        raise PlaceRefused(AREA, "other_area", {"area": places[0].name})
