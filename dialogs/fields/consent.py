"""Consent to a statement, or a plain yes or no."""

from __future__ import annotations

from typing import Any, ClassVar

from data.errors import InvalidAnswer
from data.gateways.line.events import Incoming
from dialogs.context import AskContext
from dialogs.fields.field import Field
from dialogs.fields.kind import FieldKind, Setup, is_pressed, is_word, typed
from dialogs.talk import Choice, Speech
from dialogs.wording import load_wording


class YesNoKind(FieldKind):
    """The value is true or false."""

    name: ClassVar[str] = "yes_no"
    labels: ClassVar[tuple[str, str]] = ("fields.yes_no.yes", "fields.yes_no.no")

    def ask(self, field: Field, context: AskContext) -> Speech:
        speech = super().ask(field, context)
        yes, no = self.labels
        speech.choices = [Choice(context.words(yes), value=True), Choice(context.words(no), value=False)]
        return speech

    def parse(self, field: Field, incoming: Incoming, context: AskContext) -> bool:
        if is_pressed(context):
            if not isinstance(context.pressed, bool):
                raise InvalidAnswer("unreadable")
            return context.pressed
        text = typed(incoming, "unreadable").rstrip("。.!！")
        for value, key in ((True, "dialog.yes"), (False, "dialog.no")):
            if is_word(context.words, key, text):
                return value
        raise InvalidAnswer("unreadable")

    def shown(self, field: Field, value: bool, context: AskContext) -> str:
        return context.words(self.labels[0] if value else self.labels[1])

    def cells(self, field: Field, value: Any) -> list[tuple[str, str]]:
        return [(field.label, "" if value is None else load_wording()(self.labels[0 if value else 1]))]


class ConsentKind(YesNoKind):
    """A required consent can only be given: who doesn't agree may leave."""

    name: ClassVar[str] = "consent"
    labels: ClassVar[tuple[str, str]] = ("fields.consent.agree", "fields.consent.disagree")

    def compile(self, setup: Setup) -> None:
        if "ask" not in setup.document:
            setup.refuse("consent_without_text")

    def parse(self, field: Field, incoming: Incoming, context: AskContext) -> bool:
        agreed = super().parse(field, incoming, context)
        if not agreed and (context.scope is None or field.is_required(context.scope)):
            raise InvalidAnswer("must_agree")
        return agreed
