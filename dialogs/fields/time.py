"""A time of day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any, ClassVar

from data.errors import InvalidAnswer
from data.gateways.line.events import Incoming
from dialogs.context import AskContext
from dialogs.fields.field import Field
from dialogs.fields.kind import FieldKind, Setup, is_pressed, typed
from dialogs.fields.reading.times import read_time, shown_time
from dialogs.talk import Choice, Speech


@dataclass(frozen=True, slots=True)
class TimeSettings:
    """Accepted times, both included; `every` so many minutes from midnight."""

    earliest: time | None
    latest: time | None
    every: int


class TimeKind(FieldKind):
    """The value is "15:30", Asia/Tokyo."""

    name: ClassVar[str] = "time"
    keys = frozenset({"earliest", "latest", "every"})

    def compile(self, setup: Setup) -> TimeSettings:
        earliest, latest = compile_time(setup, "earliest"), compile_time(setup, "latest")
        if earliest and latest and earliest >= latest:
            setup.refuse("min_over_max", "earliest")
        return TimeSettings(earliest, latest, setup.whole("every", 1, 1, 720))

    def ask(self, field: Field, context: AskContext) -> Speech:
        speech = super().ask(field, context)
        settings: TimeSettings = field.settings
        picker = Choice(
            context.words("dialog.pick_time"),
            "time",
            value="pick",
            initial=_hours(settings.earliest) or "09:00",
            earliest=_hours(settings.earliest),
            latest=_hours(settings.latest),
        )
        speech.choices = [picker]
        return speech

    def parse(self, field: Field, incoming: Incoming, context: AskContext) -> str:
        settings: TimeSettings = field.settings
        if is_pressed(context):
            told = picked_time(incoming.params.get("time", ""))
        else:
            told = read_time(typed(incoming, "unreadable"), settings.earliest, settings.latest)
        check_time(settings, told)
        return _hours(told)

    def shown(self, field: Field, value: str, context: AskContext) -> str:
        return shown_time(time.fromisoformat(value))

    def echo(self, field: Field, value: str, incoming: Incoming, context: AskContext) -> str:
        return self.shown(field, value, context)

    def page(self, field: Field) -> dict[str, Any]:
        settings: TimeSettings = field.settings
        own = {"earliest": _hours(settings.earliest), "latest": _hours(settings.latest), "every": settings.every}
        return {**super().page(field), **own}


def compile_time(setup: Setup, key: str) -> time | None:
    """Read a time of day, `09:00`."""
    value = setup.document.get(key)
    if value is None:
        return None
    try:
        return time.fromisoformat(value if isinstance(value, str) and len(value) == 5 else "")
    except ValueError:
        setup.refuse("time_limit", key, key=key)
        return None


def check_time(settings: TimeSettings, told: time) -> None:
    """Raises:
    InvalidAnswer: "too_early", "too_late" or "not_on_step".
    """
    if settings.earliest and told < settings.earliest:
        raise InvalidAnswer("too_early", limit=shown_time(settings.earliest), time=shown_time(told))
    if settings.latest and told > settings.latest:
        raise InvalidAnswer("too_late", limit=shown_time(settings.latest), time=shown_time(told))
    if (told.hour * 60 + told.minute) % settings.every:
        raise InvalidAnswer("not_on_step", every=settings.every)


def picked_time(picked: str) -> time:
    """The time LINE's picker sent.

    Raises:
        InvalidAnswer: "unreadable".
    """
    try:
        return time.fromisoformat(picked)
    except ValueError:
        raise InvalidAnswer("unreadable") from None


def _hours(told: time | None) -> str:
    return told.strftime("%H:%M") if told else ""
