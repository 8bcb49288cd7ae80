"""Several of several: tapped on and off until 決定, or typed together (古口、角川)."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from data.errors import InvalidAnswer
from data.gateways.line.events import Incoming
from dialogs.chooser import present
from dialogs.condition import Scope
from dialogs.context import AskContext
from dialogs.fields.choice import options_page, refused
from dialogs.fields.field import Field
from dialogs.fields.kind import FieldKind, Setup, StillAnswering, is_pressed, is_word, typed, with_hint
from dialogs.fields.options import Option, OptionList, OptionSettings, compile_options, goes_on, nothing_left, numbered
from dialogs.talk import Card, Choice, Speech
from dialogs.wording import Wording

_BETWEEN = re.compile(r"[、，,・/／\s]+")
DONE = {"done": True}
MOST_OPTIONS = 2000


class MultipleKind(FieldKind):
    """The value is a list of option values in the list's order. The draft is `{"chosen": [...], "page": n}`."""

    name: ClassVar[str] = "multiple"
    keys = frozenset({"options", "source", "min", "max"})

    def compile(self, setup: Setup) -> OptionSettings:
        own, source = compile_options(setup)
        count = len(own.options) if own is not None and own.options else MOST_OPTIONS
        most = setup.whole("max", count, 1, count)
        return OptionSettings(own, source, setup.whole("min", 1, 1, most), most)

    def asks(self, settings: Any, label: str, words: Wording) -> str:
        count = len(settings.own.options) if settings.own is not None and settings.own.options else MOST_OPTIONS
        hint = "any" if settings.most >= count else "some"
        return with_hint(super().asks(settings, label, words), words(f"fields.multiple.{hint}", limit=settings.most))

    def may_fall(self, settings: OptionSettings) -> bool:
        return settings.own is not None and settings.own.is_conditional

    def stands(self, field: Field, value: Any, scope: Scope) -> bool:
        own = field.settings.own
        return own is None or all(own.stands(one, scope) for one in value)

    def draft_of(self, value: list[str]) -> dict[str, Any]:
        return {"chosen": list(value)}

    def ask(self, field: Field, context: AskContext) -> Speech:
        words, draft = context.words, context.draft or {}
        chosen = set(draft.get("chosen", ()))
        shown = field.settings.list(context).shown(context.scope)
        if not shown:
            return nothing_left(context)
        choices = [
            Choice(
                words("dialog.ticked" if one.value in chosen else "dialog.unticked", label=one.label),
                value={"tick": one.value},
                text=one.label,
            )
            for one in shown
        ]
        done = Choice(words("dialog.decide"), value=DONE, style="primary")
        speech = present(context.text, choices, words, draft.get("page", 0), is_long=True)
        card = speech.utterances[-1]
        if chosen and isinstance(card, Card):
            labels = "、".join(one.label for one in shown if one.value in chosen)
            text = words("dialog.chosen", count=len(chosen), labels=labels)
            choices = [*card.choices, done]
            speech.utterances[-1] = Card("", text, choices=tuple(choices), note=card.note, alt=card.alt)
            speech.choices.append(done)
        return speech

    def parse(self, field: Field, incoming: Incoming, context: AskContext) -> list[str]:
        options: OptionList = field.settings.list(context)
        draft = context.draft or {}
        if not options.shown(context.scope) and goes_on(incoming.text, context):
            return []
        chosen: list[str] = [value for value in draft.get("chosen", ()) if value in options.by_value]
        if is_pressed(context):
            pressed = context.pressed
            if pressed == DONE:
                return self._decided(field, options, chosen, context)
            if not isinstance(pressed, dict):
                raise refused("", options.shown(context.scope))
            if "tick" in pressed:
                value = pressed["tick"]
                if not options.stands(value, context.scope):
                    raise refused("", options.shown(context.scope))
                chosen = [one for one in chosen if one != value] if value in chosen else [*chosen, value]
                if len(chosen) > field.settings.most:
                    raise InvalidAnswer("too_many", limit=field.settings.most)
                raise StillAnswering({**draft, "chosen": chosen})
            raise StillAnswering({**draft, **pressed})
        text = typed(incoming, "not_chosen")
        if is_word(context.words, "dialog.decide_words", text):
            return self._decided(field, options, chosen, context)
        named = [one.value for one in self._named(options, text, context.scope)]
        return self._decided(field, options, [*chosen, *named], context)

    def _named(self, options: OptionList, text: str, scope: Scope | None) -> list[Option]:
        """Every option a text names, one or several together."""
        whole = options.find(text, scope)
        if len(whole) == 1:
            return whole
        found: list[Option] = []
        for part in filter(None, _BETWEEN.split(text.strip())):
            found += self._one(options, part, scope) or self._joined_by_to(options, part, scope)
        return found

    @staticmethod
    def _one(options: OptionList, part: str, scope: Scope | None) -> list[Option]:
        meant = options.find(part, scope)
        return meant if len(meant) == 1 else numbered(part, options.shown(scope))

    def _joined_by_to(self, options: OptionList, part: str, scope: Scope | None) -> list[Option]:
        """古口と角川, 1と3. Only looked at when the part as a whole names nothing, for names may hold a と."""
        found = [self._one(options, name, scope) for name in part.split("と")]
        if len(found) < 2 or any(len(meant) != 1 for meant in found):
            raise refused(part, options.shown(scope))
        return [meant[0] for meant in found]

    def _decided(self, field: Field, options: OptionList, chosen: list[str], context: AskContext) -> list[str]:
        kept = set(chosen)
        value = [one.value for one in options.shown(context.scope) if one.value in kept]
        if len(value) < field.settings.fewest:
            raise InvalidAnswer("too_few", limit=field.settings.fewest)
        if len(value) > field.settings.most:
            raise InvalidAnswer("too_many", limit=field.settings.most)
        return value

    def shown(self, field: Field, value: list[str], context: AskContext) -> str:
        options: OptionList = field.settings.list(context)
        return "、".join(options.label(one) for one in value) or context.words("dialog.unanswered")

    def echo(self, field: Field, value: list[str], incoming: Incoming, context: AskContext) -> str:
        return self.shown(field, value, context) if value else ""

    def page(self, field: Field) -> dict[str, Any]:
        own = {"min": field.settings.fewest, "max": field.settings.most}
        return {**super().page(field), **options_page(field.settings), **own}

    def cells(self, field: Field, value: Any) -> list[tuple[str, str]]:
        own = field.settings.own
        return [(field.label, "、".join(own.label(one) if own else str(one) for one in value or ()))]
