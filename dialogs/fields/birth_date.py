"""A birth date; the age is shown beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from data.errors import InvalidAnswer
from data.gateways.line.events import Incoming
from dialogs.ages import age_on
from dialogs.context import AskContext
from dialogs.fields.date import PICKER_FIRST, picked_date
from dialogs.fields.field import Field
from dialogs.fields.kind import FieldKind, Setup, is_pressed, typed
from dialogs.fields.reading.dates import read_date
from dialogs.fields.reading.eras import era_year
from dialogs.talk import Choice, Speech

OLDEST = 125


@dataclass(frozen=True, slots=True)
class BirthDateSettings:
    """Accepted ages in full years today, both included; None for no bound."""

    youngest: int | None
    oldest: int | None


class BirthDateKind(FieldKind):
    """The value is an ISO date not after today. A year must be told: neither 明日 nor 4月1日 is a birth date."""

    name: ClassVar[str] = "birth_date"
    keys = frozenset({"min_age", "max_age"})

    def compile(self, setup: Setup) -> BirthDateSettings:
        youngest = setup.whole("min_age", 0, 0, OLDEST)
        oldest = setup.whole("max_age", OLDEST, 0, OLDEST)
        if youngest > oldest:
            setup.refuse("min_over_max", "min_age")
        return BirthDateSettings(
            youngest if "min_age" in setup.document else None, oldest if "max_age" in setup.document else None
        )

    def ask(self, field: Field, context: AskContext) -> Speech:
        speech = super().ask(field, context)
        settings: BirthDateSettings = field.settings
        years_ago = ((settings.youngest or 0) + min(settings.oldest or 80, 80)) // 2
        initial = f"{context.today.year - years_ago}-01-01"
        label = context.words("dialog.pick_date")
        last = context.today.isoformat()
        speech.choices = [Choice(label, "date", value="pick", initial=initial, earliest=PICKER_FIRST, latest=last)]
        return speech

    def parse(self, field: Field, incoming: Incoming, context: AskContext) -> str:
        if is_pressed(context):
            day = picked_date(incoming.params.get("date", ""))
        else:
            day = read_date(typed(incoming, "unreadable"), context.today, "full")
        age = age_on(day, context.today)
        if day > context.today:
            raise InvalidAnswer("in_future", day=_born(day))
        if age > OLDEST:
            raise InvalidAnswer("too_long_ago", day=_born(day))
        settings: BirthDateSettings = field.settings
        if settings.youngest is not None and age < settings.youngest:
            raise InvalidAnswer("too_young", limit=settings.youngest, age=age)
        if settings.oldest is not None and age > settings.oldest:
            raise InvalidAnswer("too_old", limit=settings.oldest, age=age)
        return day.isoformat()

    def shown(self, field: Field, value: str, context: AskContext) -> str:
        day = date.fromisoformat(value)
        return context.words("fields.birth_date.shown", day=_born(day), age=age_on(day, context.today))

    def echo(self, field: Field, value: str, incoming: Incoming, context: AskContext) -> str:
        return self.shown(field, value, context)

    def page(self, field: Field) -> dict[str, Any]:
        settings: BirthDateSettings = field.settings
        return {**super().page(field), "min_age": settings.youngest, "max_age": settings.oldest}


def _born(day: date) -> str:
    return f"{day.year}年（{era_year(day)}）{day.month}月{day.day}日"
