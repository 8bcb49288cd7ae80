"""An address in parts: the postal code fills in what it can, the rest is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from data.errors import InvalidAnswer
from data.gateways.line.events import Incoming
from data.postal.lookup import PostalPlace
from dialogs.context import AskContext
from dialogs.fields.field import Field
from dialogs.fields.kind import Setup, StillAnswering, is_pressed, is_word, typed
from dialogs.fields.postal_steps import LONGEST_AREA, PostalSteps, limited, shown_code
from dialogs.talk import Choice, Say, Speech
from dialogs.wording import load_wording

STREET, BUILDING = "street", "building"
LONGEST_PART = 100
PARTS = ("postal_code", "area", "street", "building")
NO_BUILDING = {"building": ""}


@dataclass(frozen=True, slots=True)
class AddressSettings:
    """`postal`: begins with the postal code. `building`: asks for a building's name and room at the end."""

    postal: bool
    building: bool


class AddressKind(PostalSteps):
    """The value is `{"postal_code", "area", "street", "building"}`; what isn't asked or known is empty."""

    name: ClassVar[str] = "address"
    keys = frozenset({"postal", "building"})

    def compile(self, setup: Setup) -> AddressSettings:
        return AddressSettings(setup.truth("postal", True), setup.truth("building", True))

    def ask(self, field: Field, context: AskContext) -> Speech:
        draft = context.draft
        if draft is None and not field.settings.postal:
            return Speech([Say(f"{context.text}\n{context.words('fields.postal.ask_area')}")])
        if draft is None:
            lead = context.words("fields.address.code_first")
            context.text = f"{context.text}\n{lead}"
        speech = super().ask(field, context)
        if draft is not None and draft["step"] == BUILDING:
            speech.choices = [Choice(context.words("fields.address.no_building"), value=NO_BUILDING)]
        return speech

    def step_text(self, field: Field, context: AskContext) -> str:
        draft = context.draft or {}
        if draft.get("step") in (STREET, BUILDING):
            return context.words(f"fields.address.ask_{draft['step']}", area=draft["area"])
        return super().step_text(field, context)

    def parse(self, field: Field, incoming: Incoming, context: AskContext) -> Any:
        draft = context.draft
        if draft is None and not field.settings.postal:
            area = limited(typed(incoming), LONGEST_AREA)
            return self._placed(field, "", PostalPlace("", "", area), context)
        if draft is not None and draft["step"] == STREET:
            if is_pressed(context):
                raise InvalidAnswer("unreadable")
            street = _without(draft.get("place", ()), limited(typed(incoming), LONGEST_PART))
            if field.settings.building:
                raise StillAnswering({**draft, "step": BUILDING, "street": street})
            return _value(draft, street, "")
        if draft is not None and draft["step"] == BUILDING:
            return _value(draft, draft["street"], self._building(incoming, context))
        return super().parse(field, incoming, context)

    def _placed(self, field: Field, code: str, place: PostalPlace, context: AskContext) -> Any:
        told = [place.prefecture, place.city, place.town]
        raise StillAnswering({"step": STREET, "code": code, "area": place.name, "place": told})

    @staticmethod
    def _building(incoming: Incoming, context: AskContext) -> str:
        if is_pressed(context):
            if context.pressed == NO_BUILDING:
                return ""
            raise InvalidAnswer("unreadable")
        text = limited(typed(incoming), LONGEST_PART)
        return "" if is_word(context.words, "fields.address.nothing_words", text) else text

    def shown(self, field: Field, value: dict[str, str], context: AskContext) -> str:
        house = f"{value['area']}{value['street']} {value['building']}".strip()
        return f"{shown_code(value['postal_code'])} {house}".strip()

    def echo(self, field: Field, value: dict[str, str], incoming: Incoming, context: AskContext) -> str:
        return self.shown(field, value, context)

    def page(self, field: Field) -> dict[str, Any]:
        settings: AddressSettings = field.settings
        return {**super().page(field), "postal": settings.postal, "building": settings.building}

    def cells(self, field: Field, value: Any) -> list[tuple[str, str]]:
        words, value = load_wording(), value or {}
        texts = {part: str(value.get(part, "")) for part in PARTS}
        code = texts["postal_code"]
        texts["postal_code"] = f"{code[:3]}-{code[3:]}" if code else ""
        return [(words(f"fields.address.{part}_of", label=field.label), texts[part]) for part in PARTS]


def _without(place: Sequence[str], street: str) -> str:
    """What was typed without what is known already: of 戸沢村大字名高270 only 270, when the code told 名高."""
    rest, found = street, ""
    for known in filter(None, place):
        written = (known, known[known.find("郡") + 1 :], f"大字{known}", f"字{known}")
        found = next((one for one in written if one and rest.startswith(one)), "")
        rest = rest.removeprefix(found).lstrip()
    # Another town than the code's, or nothing but its name: kept as it was typed.
    return rest if found and rest else street


def _value(draft: dict[str, Any], street: str, building: str) -> dict[str, str]:
    return {"postal_code": draft["code"], "area": draft["area"], "street": street, "building": building}
