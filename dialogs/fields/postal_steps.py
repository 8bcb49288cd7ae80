"""What a postal code and an address share: the code, the place it means, and the place typed by hand."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from data.errors import InvalidAnswer
from data.fold import fold
from data.gateways.line.events import Incoming
from data.gateways.line.text import is_over_graphemes
from data.postal.lookup import PostalPlace, places_of, read_postal_code
from dialogs.chooser import present
from dialogs.context import AskContext
from dialogs.fields.field import Field
from dialogs.fields.kind import FieldKind, StillAnswering, is_pressed, is_word, typed
from dialogs.talk import Choice, Say, Speech

CODE, WHICH, AREA = "code", "which", "area"
LONGEST_AREA = 100
NO_CODE, NONE_OF_THESE = {"no_code": True}, {"none": True}
Draft = dict[str, Any]


class PostalSteps(FieldKind, ABC):
    """The draft is `{"step", "code", "place": [prefecture, city, town], …}`; None asks for the code.

    A code that means several places offers them all and never guesses; one that nobody knows, and 「わからない」, lead
    to typing. A kind says in `_placed` what comes after the place is known.
    """

    def ask(self, field: Field, context: AskContext) -> Speech:
        step = _step(context)
        if step == CODE:
            choices = [Choice(context.words("fields.postal.no_code"), value=NO_CODE)]
            return Speech([Say(context.text)], choices)
        if step == WHICH:
            draft = context.draft
            places = places_of(draft["code"])
            choices = [Choice(place.name, value={"place": number}) for number, place in enumerate(places)]
            choices.append(Choice(context.words("fields.postal.none"), value=NONE_OF_THESE))
            return present(context.text, choices, context.words, draft.get("page", 0))
        return super().ask(field, context)

    def step_text(self, field: Field, context: AskContext) -> str:
        step = _step(context)
        if step == CODE:
            return ""
        return context.words(f"fields.postal.ask_{step}", code=shown_code(context.draft.get("code", "")))

    def parse(self, field: Field, incoming: Incoming, context: AskContext) -> Any:
        step = _step(context)
        if step == CODE:
            return self._code(field, incoming, context)
        if step == WHICH:
            return self._which(field, incoming, context)
        if step == AREA:
            if is_pressed(context):
                raise InvalidAnswer("unreadable")
            if read_postal_code(typed(incoming)):  # the code after all, once it was looked up
                return self._code(field, incoming, context)
            area = limited(typed(incoming), LONGEST_AREA)
            return self._placed(field, context.draft["code"], PostalPlace("", "", area), context)
        raise InvalidAnswer("unreadable")

    @abstractmethod
    def _placed(self, field: Field, code: str, place: PostalPlace, context: AskContext) -> Any:
        """The value; or StillAnswering with what is asked next."""

    def _code(self, field: Field, incoming: Incoming, context: AskContext) -> Any:
        if is_pressed(context):
            if context.pressed == NO_CODE:
                raise StillAnswering({"step": AREA, "code": ""})
            raise InvalidAnswer("unreadable")
        text = typed(incoming)
        if is_word(context.words, "fields.postal.unknown_words", text):
            raise StillAnswering({"step": AREA, "code": ""})
        code = read_postal_code(text)
        if code is None:
            raise InvalidAnswer("not_a_code")
        places = places_of(code)
        if not places:
            raise StillAnswering({"step": AREA, "code": code}, context.words("fields.postal.no_such", code=text))
        if len(places) > 1:
            raise StillAnswering({"step": WHICH, "code": code})
        return self._placed(field, code, places[0], context)

    def _which(self, field: Field, incoming: Incoming, context: AskContext) -> Any:
        draft: Draft = context.draft
        places = places_of(draft["code"])
        if is_pressed(context):
            pressed = context.pressed
            if pressed == NONE_OF_THESE:
                raise StillAnswering({"step": AREA, "code": draft["code"]})
            if isinstance(pressed, dict) and "page" in pressed:
                raise StillAnswering({**draft, "page": pressed["page"]})
            number = pressed.get("place") if isinstance(pressed, dict) else None
            if not isinstance(number, int) or number >= len(places):
                raise InvalidAnswer("unreadable")
            return self._placed(field, draft["code"], places[number], context)
        wanted = fold(typed(incoming, "which"))
        if wanted == fold(context.words("fields.postal.none")):
            raise StillAnswering({"step": AREA, "code": draft["code"]})
        found = [place for place in places if wanted in fold(place.name)]
        exact = [place for place in found if wanted in (fold(place.town), fold(place.name))]
        if len(exact or found) != 1:
            raise InvalidAnswer("which")
        return self._placed(field, draft["code"], (exact or found)[0], context)


def shown_code(code: str) -> str:
    """〒999-6401; nothing for an address without a code."""
    return f"〒{code[:3]}-{code[3:]}" if code else ""


def limited(text: str, longest: int) -> str:
    """One line of at most so many characters.

    Raises:
        InvalidAnswer: "too_long".
    """
    if is_over_graphemes(text, longest):
        raise InvalidAnswer("too_long", limit=longest)
    return " ".join(text.split("\n"))


def _step(context: AskContext) -> str:
    return str((context.draft or {}).get("step", CODE))
