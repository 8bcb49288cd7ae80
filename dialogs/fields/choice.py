"""One of several: a handful as quick replies, dozens as pages, hundreds by typing part of the name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from data.errors import InvalidAnswer
from data.fold import fold
from data.gateways.line.events import Incoming
from dialogs.chooser import fits_quick_replies, present
from dialogs.condition import Scope
from dialogs.context import AskContext
from dialogs.fields.field import Field
from dialogs.fields.kind import FieldKind, Setup, StillAnswering, is_pressed, typed
from dialogs.fields.options import Option, OptionList, OptionSettings, compile_options, goes_on, nothing_left, numbered
from dialogs.talk import Choice, Speech

_LIKE_A_VERB = re.compile(r"[るいただ]$")
NO_ANSWER = ""  # there was nothing left to choose


class ChoiceKind(FieldKind):
    """The value is the option's `value`, NO_ANSWER when nothing was left to choose.

    The draft is `{"page": n}` or `{"found": [values], "page": n}`.
    """

    name: ClassVar[str] = "choice"
    keys = frozenset({"options", "source"})

    def compile(self, setup: Setup) -> OptionSettings:
        own, source = compile_options(setup)
        return OptionSettings(own, source)

    def may_fall(self, settings: OptionSettings) -> bool:
        return settings.own is not None and settings.own.is_conditional

    def stands(self, field: Field, value: Any, scope: Scope) -> bool:
        own = field.settings.own
        return own is None or own.stands(value, scope) or (value == NO_ANSWER and not own.shown(scope))

    def ask(self, field: Field, context: AskContext) -> Speech:
        options: OptionList = field.settings.list(context)
        draft = context.draft or {}
        choices: Sequence[Choice] = options.choices
        if "found" in draft or options.is_conditional:
            kept = {option.value for option in options.shown(context.scope)}
            kept &= set(draft.get("found", kept))
            choices = [choice for choice in choices if choice.value in kept]
        if not choices:
            return nothing_left(context)
        return present(context.text, choices, context.words, draft.get("page", 0))

    def parse(self, field: Field, incoming: Incoming, context: AskContext) -> str:
        options: OptionList = field.settings.list(context)
        if not options.shown(context.scope) and goes_on(incoming.text, context):
            return NO_ANSWER
        if is_pressed(context):
            pressed = context.pressed
            if isinstance(pressed, dict):
                raise StillAnswering({**(context.draft or {}), **pressed})
            if not options.stands(pressed, context.scope):
                raise refused("", self._offered(options, context))
            return str(pressed)
        text = typed(incoming, "not_chosen")
        found = options.find(text, context.scope)
        if not found:
            offered = self._offered(options, context)
            found = numbered(text, offered)
            # What is exactly another word of ours (車検) is no answer in other words.
            if not found and not context.is_known:
                found = options.mentioned(text, offered)
            if not found:
                raise refused(text, offered)
        if len(found) > 1:
            said = context.words("fields.choice.several", text=_quoted(text))
            raise StillAnswering({"found": [option.value for option in found]}, said)
        return found[0].value

    def _offered(self, options: OptionList, context: AskContext) -> list[Option]:
        """The options as they stand under the question now."""
        kept = (context.draft or {}).get("found")
        return [option for option in options.shown(context.scope) if kept is None or option.value in kept]

    def shown(self, field: Field, value: str, context: AskContext) -> str:
        options: OptionList = field.settings.list(context)
        return options.label(value) if value != NO_ANSWER else context.words("dialog.unanswered")

    def echo(self, field: Field, value: str, incoming: Incoming, context: AskContext) -> str:
        if is_pressed(context) or value == NO_ANSWER:
            return ""
        label = self.shown(field, value, context)
        if label == incoming.text or fold(label) == fold(incoming.text):
            return ""
        # 「村内に住んでいる」ですね。 What ends like a verb can't stand before ですね by itself.
        return f"「{label}」" if _LIKE_A_VERB.search(label) else label

    def page(self, field: Field) -> dict[str, Any]:
        return {**super().page(field), **options_page(field.settings)}

    def cells(self, field: Field, value: Any) -> list[tuple[str, str]]:
        own = field.settings.own
        return [(field.label, "" if value is None else own.label(value) if own else str(value))]


def options_page(settings: OptionSettings) -> dict[str, Any]:
    """The browser's part of a list of options."""
    if settings.own is None:
        return {"source": settings.source}
    options = [{"value": option.value, "label": option.label} for option in settings.own.options]
    return {"options": options, "is_long": not fits_quick_replies([Choice(one["label"]) for one in options])}


def refused(text: str, offered: Sequence[Option]) -> InvalidAnswer:
    """None of the options, with one of them as the example."""
    said, example = _quoted(text), offered[0].label if offered else ""
    return InvalidAnswer("not_offered" if said and example else "not_chosen", text=said, example=example)


def _quoted(text: str) -> str:
    return text if len(text) <= 20 else text[:20] + "…"
