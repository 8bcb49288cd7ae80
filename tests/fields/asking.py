"""One field asked and answered without a dialog around it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from data.errors import InvalidAnswer
from data.gateways.line.events import Incoming
from dialogs.condition import Scope
from dialogs.context import AskContext
from dialogs.faults import ContentError
from dialogs.form import compile_form

TODAY = date(2026, 11, 22)  # a Sunday
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def field_of(kind, **settings):
    """The compiled field of one question."""
    document = {"id": "it", "kind": kind, "label": "それ", **settings}
    before = [{"id": "number", "kind": "number", "label": "数"}] if kind == "calculated" else []
    after = [{"id": "other", "kind": "text", "label": "ほか"}] if kind == "heading" else []
    fields = [*before, document, *after]
    return compile_form({"id": "form", "title": "題", "fields": fields}, "test").fields["it"]


def fault_codes(kind, **settings):
    """The codes of what is wrong with one question."""
    with pytest.raises(ContentError) as error:
        field_of(kind, **settings)
    return [fault.code for fault in error.value.faults]


def context(**more):
    made = AskContext(now=NOW, today=TODAY, channel="public")
    made.text = "それを教えてください。"
    made.scope = Scope({}, ("",), TODAY)
    for name, value in more.items():
        setattr(made, name, value)
    return made


def says(field, text, **more):
    """The value of a typed answer."""
    return field.kind.parse(field, Incoming("text", text=text), context(**more))


def refuses(field, text, **more):
    """The reason a typed answer is refused for; its sentence must exist and be fillable."""
    with pytest.raises(InvalidAnswer) as refusal:
        says(field, text, **more)
    return reason_of(field, refusal.value)


def reason_of(field, refusal):
    words = context().words
    key = f"fields.{field.kind.name}.{refusal.reason}"
    assert words(key if key in words else f"fields.common.{refusal.reason}", **refusal.facts)
    return refusal.reason


def taps(field, value, **more):
    """The value of a tapped button."""
    params = more.pop("params", {})
    return field.kind.parse(field, Incoming("postback", params=params), context(pressed=value, **more))


def shown(field, value):
    return field.kind.shown(field, value, context())


def echo(field, text):
    """What is said back after a typed answer."""
    incoming = Incoming("text", text=text)
    return field.kind.echo(field, field.kind.parse(field, incoming, context()), incoming, context())


def tried(read, *args):
    """(what was read, None), or (None, why it was refused)."""
    try:
        return read(*args), None
    except InvalidAnswer as refusal:
        return None, refusal.reason
