"""A postal code, and the part of an address it stands for."""

from __future__ import annotations

from typing import Any, ClassVar

from data.gateways.line.events import Incoming
from data.postal.lookup import PostalPlace
from dialogs.context import AskContext
from dialogs.fields.field import Field
from dialogs.fields.postal_steps import PostalSteps, shown_code
from dialogs.wording import load_wording


class PostalCodeKind(PostalSteps):
    """The value is `{"postal_code": "9996401" or "", "prefecture", "city", "town"}`; typed by hand it is all `town`."""

    name: ClassVar[str] = "postal_code"

    def _placed(self, field: Field, code: str, place: PostalPlace, context: AskContext) -> dict[str, str]:
        return {"postal_code": code, "prefecture": place.prefecture, "city": place.city, "town": place.town}

    def shown(self, field: Field, value: dict[str, str], context: AskContext) -> str:
        return f"{shown_code(value['postal_code'])} {_area(value)}".strip()

    def echo(self, field: Field, value: dict[str, str], incoming: Incoming, context: AskContext) -> str:
        return self.shown(field, value, context)

    def cells(self, field: Field, value: Any) -> list[tuple[str, str]]:
        words, value = load_wording(), value or {}
        code = str(value.get("postal_code", ""))
        return [
            (field.label, f"{code[:3]}-{code[3:]}" if code else ""),
            (words("fields.postal.area_of", label=field.label), _area(value)),
        ]


def _area(value: dict[str, str]) -> str:
    return "".join(value.get(part, "") for part in ("prefecture", "city", "town"))
