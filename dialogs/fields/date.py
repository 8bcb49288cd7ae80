"""A civil date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from data.errors import InvalidAnswer
from data.gateways.line.events import Incoming
from dialogs.context import AskContext
from dialogs.fields.field import Field
from dialogs.fields.kind import FieldKind, Setup, is_pressed, typed
from dialogs.fields.limits import DayLimit, compile_day_limit, day_limit_page
from dialogs.fields.reading.dates import Leaning, read_date, shown_date
from dialogs.talk import Choice, Speech
from dialogs.wording import Wording

# What LINE's picker takes.
PICKER_FIRST, PICKER_LAST = "1900-01-01", "2100-12-31"


@dataclass(frozen=True, slots=True)
class DateSettings:
    """Accepted days, both included. A date without a year is filled up towards them."""

    earliest: DayLimit | None
    latest: DayLimit | None
    leaning: Leaning


class DateKind(FieldKind):
    """The value is an ISO date, "2026-11-22"."""

    name: ClassVar[str] = "date"
    keys = frozenset({"earliest", "latest"})

    def compile(self, setup: Setup) -> DateSettings:
        earliest, latest = compile_day_limit(setup, "earliest"), compile_day_limit(setup, "latest")
        is_past = latest is not None and latest.fixed_on is None and latest.days <= 0
        return DateSettings(earliest, latest, "past" if is_past else "future")

    def example(self, settings: DateSettings, words: Wording) -> str:
        return words("fields.date.example_past" if settings.leaning == "past" else "fields.date.example")

    def ask(self, field: Field, context: AskContext) -> Speech:
        speech = super().ask(field, context)
        settings: DateSettings = field.settings
        first = settings.earliest.on(context.today).isoformat() if settings.earliest else PICKER_FIRST
        last = settings.latest.on(context.today).isoformat() if settings.latest else PICKER_LAST
        initial = min(max(context.today.isoformat(), first), last)
        label = context.words("dialog.pick_date")
        # LINE wants min < max; with one single day there is nothing to pick.
        if first < last:
            speech.choices = [Choice(label, "date", value="pick", initial=initial, earliest=first, latest=last)]
        return speech

    def parse(self, field: Field, incoming: Incoming, context: AskContext) -> str:
        settings: DateSettings = field.settings
        day = self._day(settings, incoming, context)
        if settings.earliest and day < (earliest := settings.earliest.on(context.today)):
            raise InvalidAnswer("too_early", limit=shown_date(earliest), day=shown_date(day))
        if settings.latest and day > (latest := settings.latest.on(context.today)):
            raise InvalidAnswer("too_late", limit=shown_date(latest), day=shown_date(day))
        return day.isoformat()

    def _day(self, settings: DateSettings, incoming: Incoming, context: AskContext) -> date:
        if is_pressed(context):
            return picked_date(incoming.params.get("date", ""))
        return read_date(typed(incoming, "unreadable"), context.today, settings.leaning)

    def shown(self, field: Field, value: str, context: AskContext) -> str:
        return shown_date(date.fromisoformat(value))

    def echo(self, field: Field, value: str, incoming: Incoming, context: AskContext) -> str:
        return self.shown(field, value, context)

    def page(self, field: Field) -> dict[str, Any]:
        settings: DateSettings = field.settings
        own = {"earliest": day_limit_page(settings.earliest), "latest": day_limit_page(settings.latest)}
        return {**super().page(field), **own}


def picked_date(picked: str) -> date:
    """The date LINE's picker sent.

    Raises:
        InvalidAnswer: "unreadable".
    """
    try:
        return date.fromisoformat(picked)
    except ValueError:
        raise InvalidAnswer("unreadable") from None
