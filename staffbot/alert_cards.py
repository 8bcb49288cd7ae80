"""An alert in words: its card with the buttons, its mail, and the rows of 設定 状態."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy.orm import Session

from data.alerts.models import Alert, WatchReading
from data.alerts.service import readings
from data.staff.models import StaffMember
from data.town.service import RESPONSE_STEPS, town_setting
from dialogs.talk import Card, Choice, Row
from staffbot.backups import why

Words = Callable[..., str]
Lead = Literal["title", "drill_title", "again", "reminder", "next"]

RED, AMBER, GREEN, GREY = "#B3261E", "#8A5A00", "#1B7F4D", "#5B6770"
NOUN_PHRASE = "設定 障害"
# The watch looks each minute: longer than this and it is itself at fault.
SILENT = timedelta(minutes=5)


def cause_facts(words: Words, cause: str, facts: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """(the word of a cause below `alerts.causes`, the facts of its sentences)."""
    word, _, channel = cause.partition(":")
    found = {"count": 0, "late": 0, "days": 0, "gigabytes": 0, "percent": 0, "code": "", **facts}
    if channel:
        found["channel"] = words(f"alerts.channels.{channel}")
    if word == "backup":
        is_late = found["code"] == "late"
        told = (
            {"reason": words("alerts.causes.backup.late"), "what_to_do": words("alerts.causes.backup.late_todo")}
            if is_late
            else why(str(found["code"] or "fault"))
        )
        found.update(told)
    return word, found


def alert_title(words: Words, alert: Alert) -> str:
    """What it is, in a line."""
    word, facts = cause_facts(words, alert.cause, alert.facts)
    return words(f"alerts.causes.{word}.title", **facts)


def alert_state(alert: Alert) -> str:
    """A word below `alerts.states`."""
    if alert.closed_at is not None:
        return "closed"
    if alert.well_at is not None:
        return "well"
    return "waiting" if alert.taken_by is None else "taken"


def alert_card(session: Session, words: Words, alert: Alert, lead: Lead = "title") -> Card:
    """The alert card: what, what to do, the town's own steps, and the buttons."""
    word, facts = cause_facts(words, alert.cause, alert.facts)
    state = alert_state(alert)
    if alert.is_drill and lead == "title":
        lead = "drill_title"
    title = words(f"alerts.{lead}", title=words(f"alerts.causes.{word}.title", **facts))
    rows = [Row(words("alerts.number"), f"#{alert.id}")]
    rows.append(Row(words("alerts.at"), words("kept.began", at=alert.opened_at)))
    holder = session.get(StaffMember, alert.taken_by) if alert.taken_by is not None else None
    rows.append(Row(words("alerts.holder"), holder.name if holder is not None else words("alerts.nobody")))
    if alert.well_at is not None:
        rows.append(Row(words("alerts.well_at"), words("kept.began", at=alert.well_at)))
    text = [words(f"alerts.causes.{word}.what", **facts)]
    text.append(words("alerts.do", todo=words(f"alerts.causes.{word}.todo", **facts)))
    steps = str(town_setting(session, RESPONSE_STEPS))
    return Card(
        title,
        "\n\n".join(text),
        rows=tuple(rows),
        badge=words(f"alerts.states.{state}"),
        badge_colour={"waiting": RED, "taken": AMBER, "well": GREEN, "closed": GREY}[state],
        choices=tuple(_buttons(words, alert)),
        note=f"{words('alerts.steps_title')}\n{steps}" if steps else "",
        alt=f"{title}（#{alert.id}）",
    )


def alert_mail(session: Session, words: Words, alert: Alert) -> tuple[str, str]:
    """(subject, body) of the mail to a contact."""
    word, facts = cause_facts(words, alert.cause, alert.facts)
    town_name, steps = town_setting(session, "town_name"), str(town_setting(session, RESPONSE_STEPS))
    title = words(f"alerts.causes.{word}.title", **facts)
    subject = words("alerts.mail_subject", town_name=town_name, title=title, number=alert.id)
    body = words(
        "alerts.mail_body",
        town_name=town_name,
        number=alert.id,
        at=alert.opened_at,
        what=words(f"alerts.causes.{word}.what", **facts),
        todo=words(f"alerts.causes.{word}.todo", **facts),
        steps=f"\n{words('alerts.steps_title')}:\n{steps}\n" if steps else "",
    )
    return subject, body


def watch_card(session: Session, words: Words, now: datetime) -> Card:
    """Everything watched, each with ✓ or ！."""
    found = readings(session)
    if not found:
        return Card(words("alerts.watch_title"), words("alerts.watch_none"))
    at = max(row.at for row in found)
    is_fresh = now - at <= SILENT
    is_well = is_fresh and all(row.is_well for row in found)
    return Card(
        words("alerts.watch_title"),
        rows=tuple(Row(*watch_line(words, row)) for row in found),
        badge=words("staff.state.well" if is_well else "staff.state.look"),
        badge_colour=GREEN if is_well else RED,
        note=words("alerts.watch_at" if is_fresh else "alerts.watch_silent", at=at),
    )


def watch_line(words: Words, row: WatchReading) -> tuple[str, str]:
    """(what, how it is)."""
    word, facts = cause_facts(words, row.name, row.facts)
    key = f"alerts.causes.{word}.{'well' if row.is_well else 'bad'}"
    state = words("alerts.causes.certificate.unread") if facts["code"] == "unread" else words(key, **facts)
    return words(f"alerts.causes.{word}.name", **facts), words(
        "alerts.watch_well" if row.is_well else "alerts.watch_bad", state=state
    )


def _buttons(words: Words, alert: Alert) -> list[Choice]:
    def choice(name: str, style: Literal["primary", "secondary"] = "secondary") -> Choice:
        verb = words(f"alerts.verbs.{name}")
        return Choice(words(f"alerts.{name}"), "text", text=f"{NOUN_PHRASE} {verb} #{alert.id}", style=style)

    if alert.closed_at is not None:
        return [Choice(words("alerts.show"), "text", text=f"{NOUN_PHRASE} #{alert.id}"), choice("note")]
    take = [choice("take", "primary")] if alert.taken_by is None else []
    return [*take, choice("note"), choice("close")]
