"""設定 計画停止: announce a stop of the system ahead, with what residents do instead; cancel it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

from data.clock import TOKYO
from data.errors import DomainError
from data.staff.service import holders_of
from data.stops.models import PlannedStop
from data.stops.service import (
    AHEAD,
    DAY,
    StopOverlaps,
    StopRefused,
    cancel_stop,
    check_stop,
    count_friends,
    find_stop,
    plan_stop,
    stops_ahead,
)
from dialogs.stops import resident_text, span_text
from dialogs.talk import Card, Choice, Row, Say, Speech
from dialogs.wording import load_wording
from staffbot.command import Arg, Call, Option, Preview, Reply, command
from staffbot.commands.settings import SETTINGS_NOUN
from staffbot.stops import EVERYBODY, staff_notices

WORDS = load_wording()
RIGHT = "settings:write"
_TIME = r"([0-9]{1,2})(?::([0-9]{2})|時(?:([0-9]{1,2})分|(半))?)"
_HOURS = re.compile(rf"{_TIME}(?:[-~〜ー－―‐]|から)(?:翌日?)?{_TIME}(?:まで)?")
WAYS = (
    Option(WORDS("stops.send_not"), False, WORDS.variants("stops.send_not_words")),
    Option(WORDS("stops.send"), True, WORDS.variants("stops.send_words")),
)


class BadHours(DomainError):
    """The hours can't be read. `facts["example"]`."""

    code = "stops.bad_hours"


def read_hours(day: date, typed: str) -> tuple[datetime, datetime]:
    """22:00-23:30, 22時から翌6時まで: (start, end); an end that is not after the start lies on the next day.

    Raises:
        BadHours: see there.
    """
    found = _HOURS.fullmatch(unicodedata.normalize("NFKC", typed).replace(" ", ""))
    if found is None:
        raise BadHours(example=WORDS("stops.hours_example"))
    parts = found.groups()
    minutes = []
    for hour, clock, spoken, half in (parts[:4], parts[4:]):
        minute = 30 if half else int(clock or spoken or 0)
        if int(hour) > 24 or minute > 59 or (int(hour) == 24 and minute):
            raise BadHours(example=WORDS("stops.hours_example"))
        minutes.append(int(hour) * 60 + minute)
    midnight = datetime(day.year, day.month, day.day, tzinfo=TOKYO)
    starts, ends = (midnight + timedelta(minutes=one) for one in minutes)
    return starts, ends if ends > starts else ends + DAY


@command(
    SETTINGS_NOUN,
    "計画停止",
    aliases=("けいかくていし", "計画停止 一覧"),
    right="settings:read",
    help="システムを止める予定を見ます。",
    example="設定 計画停止",
)
def show_stops(call: Call) -> Reply:
    return Reply(Speech([_card(call)]))


def _announcing(call: Call) -> Preview:
    """The message itself, who reads it, what it costs, and whether it is early enough."""
    words = call.words
    starts_at, ends_at = read_hours(call.args["day"], call.args["hours"])
    check_stop(call.session, starts_at=starts_at, ends_at=ends_at, now=call.now)
    pushes, alternative = call.args["way"], call.args["alternative"]
    staff = len(holders_of(call.session, EVERYBODY))
    friends = count_friends(call.session) if pushes else 0
    text = resident_text(words, "announced", starts_at, ends_at, alternative)
    lines = [words("stops.staff_reads", people=staff)]
    ahead = starts_at - call.now
    if not pushes:
        lines.append(words("stops.free"))
    elif ahead <= DAY:
        lines.append(words("stops.costs_once", people=friends, count=friends))
    else:
        lines.append(words("stops.costs", people=friends, count=2 * friends))
    if ahead < AHEAD:
        lines.append(words("stops.short", days=ahead.days))
    facts = {"starts": starts_at.isoformat(), "ends": ends_at.isoformat(), "pushes": pushes, "text": alternative}
    card = Card(words("stops.preview_title"), "\n".join(lines))
    return Preview(Speech([Say(words("stops.resident_reads", text=text)), card]), {**facts, "friends": friends})


@command(
    SETTINGS_NOUN,
    "計画停止 追加",
    aliases=("計画停止追加", "計画停止 予定"),
    args=(
        Arg("day", "date", "止める日", example="12/10", again=(StopRefused, StopOverlaps)),
        Arg("hours", "word", "時間", max_length=40, example="22:00-23:30", again=(BadHours, StopRefused, StopOverlaps)),
        Arg("way", "choice", "住民への送り方", options=WAYS),
        Arg("alternative", "text", "代わりの案内", max_length=500, example="急ぎの用件は役場 0233-72-2111 へ"),
    ),
    right=RIGHT,
    dangerous=True,
    preview=_announcing,
    help="システムを止める予定を、職員と住民に知らせます。",
    example="設定 計画停止 追加 12/10 22:00-23:30 送らない 急ぎの用件は役場へ",
)
def plan(call: Call) -> Reply:
    words = call.words
    starts_at, ends_at = read_hours(call.args["day"], call.args["hours"])
    stop = plan_stop(
        call.session,
        starts_at=starts_at,
        ends_at=ends_at,
        alternative=call.args["alternative"],
        pushes=call.args["way"],
        staff_id=call.staff.id,
        now=call.now,
    )
    call.turn.notices.extend(staff_notices(call.session, call.desk.words, stop, "told", besides=call.staff.id))
    said = words("stops.planned_sending" if stop.pushes else "stops.planned", number=stop.id)
    return Reply(Speech([Say(said), _card(call)]), is_final=True)


def _cancelling(call: Call) -> Preview:
    words = call.words
    stop = find_stop(call.session, call.args["number"], now=call.now)
    people = count_friends(call.session) if stop.pushes else 0
    lines = [words("stops.cancel_preview", number=stop.id, span=_span(call, stop))]
    if stop.pushes:
        lines.append(words("stops.cancel_costs", people=people))
    return Preview(Speech([Say("\n".join(lines))]), {"stop": stop.id, "people": people})


@command(
    SETTINGS_NOUN,
    "計画停止 取消",
    aliases=("計画停止 取り消し", "計画停止取消", "計画停止 中止"),
    args=(Arg("number", "ref", "番号", example="#1"),),
    right=RIGHT,
    dangerous=True,
    preview=_cancelling,
    help="システムを止める予定を取り消し、知らせた人にもう一度知らせます。",
    example="設定 計画停止 取消 #1",
)
def cancel(call: Call) -> Reply:
    stop = cancel_stop(call.session, call.args["number"], now=call.now)
    call.turn.notices.extend(
        staff_notices(call.session, call.desk.words, stop, "told_cancelled", besides=call.staff.id)
    )
    said = call.words("stops.cancelled", number=stop.id)
    return Reply(Speech([Say(said), _card(call)]), is_final=True)


def _card(call: Call) -> Card:
    words, may = call.words, call.may(RIGHT)
    rows = tuple(
        Row(
            words("stops.row", number=one.id, span=_span(call, one)),
            f"{words('stops.pushes' if one.pushes else 'stops.quiet')}\n{one.alternative}",
            Choice(words("stops.cancel"), "text", text=f"{cancel.phrase} #{one.id}") if may else None,
            is_record=True,
        )
        for one in stops_ahead(call.session, call.now)
    )
    choices = (Choice(words("stops.add"), "text", text=plan.phrase),) if may else ()
    return Card(words("stops.title"), words("stops.text" if rows else "stops.none"), rows=rows, choices=choices)


def _span(call: Call, stop: PlannedStop) -> str:
    return span_text(call.words, stop.starts_at, stop.ends_at)
