"""A date and a time together, asked at once or, when only the date came, one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from data.errors import InvalidAnswer
from data.gateways.line.events import Incoming
from dialogs.context import AskContext
from dialogs.fields.date import PICKER_FIRST, PICKER_LAST
from dialogs.fields.field import Field
from dialogs.fields.kind import FieldKind, Setup, StillAnswering, is_pressed, typed
from dialogs.fields.limits import DayLimit, compile_day_limit, day_limit_page
from dialogs.fields.reading.dates import Leaning, shown_date
from dialogs.fields.reading.times import read_date_time, read_time, shown_time
from dialogs.fields.time import TimeSettings, check_time, compile_time
from dialogs.talk import Choice, Say, Speech
from dialogs.wording import Wording


@dataclass(frozen=True, slots=True)
class DateTimeSettings:
    """Accepted days, and on each day the accepted times."""

    earliest: DayLimit | None
    latest: DayLimit | None
    leaning: Leaning
    times: TimeSettings


class DateTimeKind(FieldKind):
    """The value is "2026-11-22T15:30", Asia/Tokyo. The draft is `{"day": "2026-11-22"}` while the time is missing."""

    name: ClassVar[str] = "datetime"
    keys = frozenset({"earliest", "latest", "from", "until", "every"})

    def compile(self, setup: Setup) -> DateTimeSettings:
        earliest, latest = compile_day_limit(setup, "earliest"), compile_day_limit(setup, "latest")
        is_past = latest is not None and latest.fixed_on is None and latest.days <= 0
        first, last = compile_time(setup, "from"), compile_time(setup, "until")
        if first and last and first >= last:
            setup.refuse("min_over_max", "from")
        times = TimeSettings(first, last, setup.whole("every", 1, 1, 720))
        return DateTimeSettings(earliest, latest, "past" if is_past else "future", times)

    def example(self, settings: DateTimeSettings, words: Wording) -> str:
        return words("fields.datetime.example_past" if settings.leaning == "past" else "fields.datetime.example")

    def ask(self, field: Field, context: AskContext) -> Speech:
        if context.draft:
            day = shown_date(date.fromisoformat(context.draft["day"]))
            return Speech([Say(context.words("fields.datetime.which_time", day=day))])
        speech = super().ask(field, context)
        settings: DateTimeSettings = field.settings
        first = settings.earliest.on(context.today).isoformat() if settings.earliest else PICKER_FIRST
        last = settings.latest.on(context.today).isoformat() if settings.latest else PICKER_LAST
        initial = min(max(context.today.isoformat(), first), last) + "T09:00"
        label = context.words("dialog.pick_datetime")
        first, last = first + "T00:00", last + "T23:59"
        speech.choices = [Choice(label, "datetime", value="pick", initial=initial, earliest=first, latest=last)]
        return speech

    def parse(self, field: Field, incoming: Incoming, context: AskContext) -> str:
        settings: DateTimeSettings = field.settings
        if is_pressed(context):
            try:
                picked = datetime.fromisoformat(incoming.params.get("datetime", ""))
            except ValueError:
                raise InvalidAnswer("unreadable") from None
            day, told = picked.date(), picked.time()
        else:
            text = typed(incoming, "unreadable")
            if context.draft:
                try:
                    told = read_time(text, settings.times.earliest, settings.times.latest)
                    text = ""
                except InvalidAnswer as refusal:
                    if refusal.reason != "unreadable":
                        raise
            if text:
                day, read = read_date_time(text, context.today, settings.leaning)
                self._check_day(settings, day, context.today)
                if read is None:
                    raise StillAnswering({"day": day.isoformat()})
                told = read
            else:
                day = date.fromisoformat(context.draft["day"])
        self._check_day(settings, day, context.today)
        check_time(settings.times, told)
        return f"{day.isoformat()}T{told.strftime('%H:%M')}"

    def _check_day(self, settings: DateTimeSettings, day: date, today: date) -> None:
        if settings.earliest and day < (earliest := settings.earliest.on(today)):
            raise InvalidAnswer("day_too_early", limit=shown_date(earliest), day=shown_date(day))
        if settings.latest and day > (latest := settings.latest.on(today)):
            raise InvalidAnswer("day_too_late", limit=shown_date(latest), day=shown_date(day))

    def shown(self, field: Field, value: str, context: AskContext) -> str:
        told = datetime.fromisoformat(value)
        return f"{shown_date(told.date())} {shown_time(told.time())}"

    def echo(self, field: Field, value: str, incoming: Incoming, context: AskContext) -> str:
        return self.shown(field, value, context)

    def page(self, field: Field) -> dict[str, Any]:
        settings: DateTimeSettings = field.settings
        own = {"earliest": day_limit_page(settings.earliest), "latest": day_limit_page(settings.latest)}
        return {**super().page(field), **own, "every": settings.times.every}

    def cells(self, field: Field, value: Any) -> list[tuple[str, str]]:
        return [(field.label, "" if value is None else str(value).replace("T", " "))]
