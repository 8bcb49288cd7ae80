"""A place on the map, sent from the phone; where the author allows, also described in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from data.errors import InvalidAnswer
from data.gateways.line.events import Incoming
from data.gateways.line.text import is_over_graphemes
from dialogs.context import AskContext
from dialogs.fields.field import Field
from dialogs.fields.kind import FieldKind, Setup, typed, with_hint
from dialogs.talk import Choice, Speech
from dialogs.wording import Wording, load_wording

LONGEST = 200


@dataclass(frozen=True, slots=True)
class LocationSettings:
    """`or_text`: words will do (a PC sends no location)."""

    or_text: bool


class LocationKind(FieldKind):
    """The value is `{"latitude", "longitude", "address", "title"}` in degrees, or `{"address"}` alone for words."""

    name: ClassVar[str] = "location"
    keys = frozenset({"or_text"})
    takes = frozenset({"location", "text"})

    def compile(self, setup: Setup) -> LocationSettings:
        return LocationSettings(setup.truth("or_text"))

    def asks(self, settings: LocationSettings, label: str, words: Wording) -> str:
        asked = super().asks(settings, label, words)
        return with_hint(asked, words("fields.location.or_text")) if settings.or_text else asked

    def ask(self, field: Field, context: AskContext) -> Speech:
        speech = super().ask(field, context)
        speech.choices = [Choice(context.words("dialog.send_location"), "location")]
        return speech

    def parse(self, field: Field, incoming: Incoming, context: AskContext) -> dict[str, Any]:
        if incoming.kind == "location" and incoming.latitude is not None and incoming.longitude is not None:
            return {
                "latitude": incoming.latitude,
                "longitude": incoming.longitude,
                "address": incoming.address,
                "title": incoming.title,
            }
        if not field.settings.or_text:
            raise InvalidAnswer("send_location")
        text = typed(incoming, "send_location")
        if is_over_graphemes(text, LONGEST):
            raise InvalidAnswer("too_long", limit=LONGEST)
        return {"address": text}

    def shown(self, field: Field, value: dict[str, Any], context: AskContext) -> str:
        told = value.get("title") or value.get("address")
        if told:
            return str(told)
        return context.words("fields.location.point", latitude=value["latitude"], longitude=value["longitude"])

    def page(self, field: Field) -> dict[str, Any]:
        return {**super().page(field), "or_text": field.settings.or_text}

    def cells(self, field: Field, value: Any) -> list[tuple[str, str]]:
        words, value = load_wording(), value or {}
        return [
            (field.label, str(value.get("address") or value.get("title") or "")),
            (words("fields.location.latitude", label=field.label), str(value.get("latitude", ""))),
            (words("fields.location.longitude", label=field.label), str(value.get("longitude", ""))),
        ]
