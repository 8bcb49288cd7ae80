"""A corporation, by its number or its name: looked up by a job, and confirmed by whoever answers."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any, ClassVar

from data.errors import InvalidAnswer
from data.gateways.line.events import Incoming
from data.gateways.nta.company import is_corporate_number
from data.gateways.nta.job import KIND
from dialogs.chooser import present
from dialogs.context import AskContext
from dialogs.fields.field import Field
from dialogs.fields.kind import FieldKind, NeedsJob, StillAnswering, is_pressed, is_word, typed
from dialogs.fields.postal_steps import shown_code
from dialogs.talk import Choice, Say, Speech
from dialogs.wording import load_wording

WHICH, CONFIRM, UNCHECKED = "which", "confirm", "unchecked"
YES, NO = {"yes": True}, {"yes": False}
SHORTEST_NAME, LONGEST_NAME, MOST_OFFERED = 2, 60, 30
_NUMBERLIKE = re.compile(r"[tT]?[\d\s‐‑‒–—―−ー-]{6,}")


class CorporateNumberKind(FieldKind):
    """The value is `{"number", "name", "address", "postal_code", "closed_on", "is_hidden", "is_checked"}`.

    The draft is `{"step": "which"|"confirm"|"unchecked", "found": [companies], …}`. A closed or hidden corporation is
    told before it is confirmed; where nothing can be looked up, the number alone is taken as unchecked.
    """

    name: ClassVar[str] = "corporate_number"
    takes = frozenset({"text", "postback", "job"})

    def ask(self, field: Field, context: AskContext) -> Speech:
        draft, words = context.draft or {}, context.words
        step = draft.get("step")
        if step == WHICH:
            choices = [
                Choice(_line(company), value={"number": company["number"]}, text=company["name"])
                for company in draft["found"]
            ]
            choices.append(Choice(words("fields.corporate_number.none"), value=NO))
            return present(context.text, choices, words, draft.get("page", 0), is_long=True)
        if step in (CONFIRM, UNCHECKED):
            labels = (("yes", YES), ("again", NO))
            choices = [Choice(words(f"fields.corporate_number.{label}"), value=value) for label, value in labels]
            return Speech([Say(context.text)], choices)
        return super().ask(field, context)

    def step_text(self, field: Field, context: AskContext) -> str:
        draft, words = context.draft or {}, context.words
        step = draft.get("step")
        if step == WHICH:
            return words("fields.corporate_number.which", count=len(draft["found"]))
        if step == UNCHECKED:
            return words("fields.corporate_number.unchecked", number=draft["number"])
        if step == CONFIRM:
            company = draft["found"][0]
            told = words("fields.corporate_number.is_it", company=_card(company))
            return "\n\n".join(filter(None, (_warning(company, context), told)))
        return ""

    def parse(self, field: Field, incoming: Incoming, context: AskContext) -> dict[str, Any]:
        if context.result is not None and incoming.kind == "job":
            raise StillAnswering(self._found(context.result))
        draft = context.draft or {}
        if is_pressed(context):
            return self._pressed(draft, context.pressed)
        text = typed(incoming)
        if draft.get("step") in (CONFIRM, UNCHECKED):
            if is_word(context.words, "dialog.yes", text):
                return self._pressed(draft, YES)
            if is_word(context.words, "dialog.no", text):
                return self._pressed(draft, NO)
        return self._looked_up(text)

    @staticmethod
    def _looked_up(text: str) -> dict[str, Any]:
        plain = unicodedata.normalize("NFKC", text).strip()
        if _NUMBERLIKE.fullmatch(plain):
            number = re.sub(r"\D", "", plain)
            if len(number) != 13:
                raise InvalidAnswer("wrong_length", length=len(number))
            if not is_corporate_number(number):
                raise InvalidAnswer("wrong_digit")
            raise NeedsJob(KIND, {"number": number})
        if not SHORTEST_NAME <= len(plain) <= LONGEST_NAME:
            raise InvalidAnswer("name_length", least=SHORTEST_NAME, most=LONGEST_NAME)
        raise NeedsJob(KIND, {"name": text.strip()})

    def revise(self, field: Field, text: str, context: AskContext) -> dict[str, Any]:
        """One corporation, looked up as in the chat; whoever writes its number at a desk need not confirm it."""
        if context.result is None:
            return self._looked_up(text)
        draft = self._found(context.result)
        if draft["step"] == WHICH:
            raise InvalidAnswer("several", count=len(draft["found"]))
        return self._pressed(draft, YES)

    def caution(self, value: dict[str, Any], context: AskContext) -> str:
        if not value["is_checked"]:
            return context.words("fields.corporate_number.not_checked")
        if value["closed_on"]:
            day = date.fromisoformat(value["closed_on"])
            return context.words("fields.corporate_number.closed_now", day=day)
        return ""

    @staticmethod
    def _found(result: dict[str, Any]) -> dict[str, Any]:
        """The draft that a search leads to."""
        if "error" in result:
            if "number" in result:
                return {"step": UNCHECKED, "number": result["number"]}
            raise InvalidAnswer("unreachable")
        found, count = result.get("companies") or [], int(result.get("count") or 0)
        if not found:
            raise InvalidAnswer("not_found" if "name" in result else "number_not_found")
        if count > MOST_OFFERED:
            raise InvalidAnswer("too_many_found", count=count)
        return {"step": CONFIRM if len(found) == 1 else WHICH, "found": found}

    @staticmethod
    def _pressed(draft: dict[str, Any], pressed: Any) -> dict[str, Any]:
        step = draft.get("step")
        if not isinstance(pressed, dict) or step is None:
            raise InvalidAnswer("unreadable")
        if pressed == NO:
            raise StillAnswering(None)
        if step == WHICH and "page" in pressed:
            raise StillAnswering({**draft, "page": pressed["page"]})
        if step == WHICH:
            found = [one for one in draft["found"] if one["number"] == pressed.get("number")]
            if not found:
                raise InvalidAnswer("unreadable")
            raise StillAnswering({"step": CONFIRM, "found": found})
        if pressed != YES:
            raise InvalidAnswer("unreadable")
        if step == UNCHECKED:
            return _value({"number": draft["number"]}, is_checked=False)
        return _value(draft["found"][0], is_checked=True)

    def shown(self, field: Field, value: dict[str, Any], context: AskContext) -> str:
        if not value["is_checked"]:
            return context.words("fields.corporate_number.shown_unchecked", number=value["number"])
        return f"{value['name']}（{value['number']}）{value['address']}"

    def cells(self, field: Field, value: Any) -> list[tuple[str, str]]:
        words, value = load_wording(), value or {}
        parts = ("number", "name", "address")
        return [
            (words(f"fields.corporate_number.{part}_of", label=field.label), str(value.get(part, ""))) for part in parts
        ]


def _value(company: dict[str, Any], *, is_checked: bool) -> dict[str, Any]:
    texts = {name: str(company.get(name, "")) for name in ("number", "name", "address", "postal_code", "closed_on")}
    return {**texts, "is_hidden": bool(company.get("is_hidden")), "is_checked": is_checked}


def _line(company: dict[str, Any]) -> str:
    return f"{company['name']} {company['address']}"


def _card(company: dict[str, Any]) -> str:
    return f"{company['name']}\n{company['number']}\n{shown_code(company['postal_code'])} {company['address']}"


def _warning(company: dict[str, Any], context: AskContext) -> str:
    words = context.words
    if company["closed_on"]:
        day = date.fromisoformat(company["closed_on"])
        cause = words(
            "fields.corporate_number.merged" if company["close_cause"] == "11" else "fields.corporate_number.ended"
        )
        return words("fields.corporate_number.closed", day=day, cause=cause)
    return words("fields.corporate_number.hidden") if company["is_hidden"] else ""
