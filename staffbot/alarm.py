"""Who is told of a fault, by chat and mail: at once, again when it stays, and the next person when nobody answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from data.alerts.models import Alert
from data.alerts.reading import Reading
from data.alerts.service import (
    add_step,
    due_escalations,
    due_reminders,
    note_well,
    raise_alert,
)
from data.backups.service import latest_runs
from data.contacts.models import Contact
from data.contacts.service import RIGHT, list_contacts
from data.mails.service import put_mail
from data.staff.models import StaffMember
from data.staff.rights import StaffIdentity
from data.staff.service import holders_of
from data.town.service import town_setting
from data.turns.turn import Notice
from dialogs.render.line import render
from dialogs.talk import Say, Speech, Utterance
from dialogs.wording import Wording
from staffbot.alert_cards import alert_card, alert_mail, alert_title

DRILL = "drill"


class Alarm:
    """Stands between what was found and the people. `mails_go`: whether there is a mail server."""

    def __init__(self, words: Wording, *, mails_go: bool) -> None:
        self._words = words
        self._mails_go = mails_go

    def report(self, session: Session, found: list[Reading], now: datetime) -> list[Notice]:
        """After each look of the watch: new faults, mended ones, faults that stay, and who is next."""
        notices: list[Notice] = []
        for reading in found:
            if reading.is_well:
                alert = note_well(session, reading.name, now=now)
                notices += self._mended(session, alert, now) if alert is not None else []
            else:
                notices += self.sound(session, reading, now)
        for alert in due_reminders(session, now):
            notices += self._to_holders(session, now, alert_card(session, self._words, alert, "reminder"))
        return notices + self.escalate(session, now)

    def sound(
        self, session: Session, reading: Reading, now: datetime, *, answered: int = 0, is_drill: bool = False
    ) -> list[Notice]:
        """Raise an alert, unless it is known. `answered`: a staff id who is told in an answer and needs no notice."""
        alert = raise_alert(session, reading, now=now, is_drill=is_drill)
        if alert is None:
            return []
        is_new = alert.told == 0 and alert.opened_at == now
        if is_new:
            # Before the card is drawn, which names nobody yet; the first contact's chat is among the holders'.
            self._tell_next(session, alert, now)
        return self._to_holders(
            session, now, alert_card(session, self._words, alert, "title" if is_new else "again"), besides=answered
        )

    def backup_failed(self, session: Session, error: str, answered: int) -> list[Notice]:
        """For `data.backups.runner.Backups`: told at once, as the watch would a minute later."""
        [run] = latest_runs(session, 1)
        reading = Reading("backup", False, {"code": error}, str(run.id))
        return self.sound(session, reading, run.finished_at or run.started_at, answered=answered)

    def escalate(self, session: Session, now: datetime) -> list[Notice]:
        """Each minute: the next person of every alert that nobody took in time."""
        notices: list[Notice] = []
        for alert in due_escalations(session, now):
            contact = self._tell_next(session, alert, now)
            if contact is not None and contact.staff_id is not None:
                card = alert_card(session, self._words, alert, "next")
                notices += self._to(session, contact.staff_id, card)
        return notices

    def tell_others(self, session: Session, staff: StaffIdentity, now: datetime, text: str) -> list[Notice]:
        """A line to everybody who may handle alerts, but for who did it."""
        return self._to_holders(session, now, Say(text), besides=staff.id)

    def _tell_next(self, session: Session, alert: Alert, now: datetime) -> Contact | None:
        """Count the next contact as told, mail them, and wind the clock for the one after."""
        contacts = list_contacts(session)
        if alert.told >= len(contacts):
            if alert.escalate_at is not None:
                add_step(session, alert, "alone", now=now)
            alert.escalate_at = None
            return None
        contact = contacts[alert.told]
        alert.told += 1
        minutes = int(town_setting(session, "escalation_minutes"))
        # Also after the last: that nobody is left to call is worth a line in the record.
        alert.escalate_at = now + timedelta(minutes=minutes)
        add_step(session, alert, "told", now=now, text=contact.name)
        if contact.mail and self._mails_go:
            subject, body = alert_mail(session, self._words, alert)
            put_mail(session, to=contact.mail, subject=subject, body=body, now=now)
        return contact

    def _mended(self, session: Session, alert: Alert, now: datetime) -> list[Notice]:
        lines = [self._words("alerts.well", number=alert.id, title=alert_title(self._words, alert))]
        if alert.closed_at is None:
            lines.append(self._words("alerts.well_taken"))
        return self._to_holders(session, now, Say("\n".join(lines)))

    def _to_holders(self, session: Session, now: datetime, said: Utterance, *, besides: int = 0) -> list[Notice]:
        ids = [one.id for one in holders_of(session, RIGHT, now) if one.id != besides]
        return [notice for staff_id in ids for notice in self._to(session, staff_id, said)]

    def _to(self, session: Session, staff_id: int, *said: Utterance) -> Iterable[Notice]:
        member = session.get(StaffMember, staff_id)
        if member is None:
            return []
        messages = render(Speech([*said]), None)
        if member.line_user_id:
            return [Notice("staff", member.line_user_id, messages)]
        return [Notice("console", f"staff:{member.id}", messages)]
