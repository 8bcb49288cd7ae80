"""設定 障害: alerts as cases. 対応, 記録 and 完了 are the buttons of the alert card."""

from __future__ import annotations

from data.alerts.models import Alert
from data.alerts.service import (
    LONGEST_NOTE,
    close_alert,
    find_alert,
    newest_alerts,
    note_step,
    steps_of,
    take_alert,
)
from data.contacts.service import RIGHT
from dialogs.talk import Card, Choice, Row, Say, Speech
from staffbot.alarm import Alarm
from staffbot.alert_cards import alert_card, alert_state, alert_title
from staffbot.command import Arg, Call, Reply, command
from staffbot.commands.settings import SETTINGS_NOUN

SHOWN = 10
NUMBER = Arg("number", "ref", "番号", example="#12", known=find_alert)


@command(
    SETTINGS_NOUN,
    "障害",
    aliases=("しょうがい", "障害 一覧", "警報"),
    args=(Arg("number", "ref", "番号", required=False, example="#12"),),
    right=RIGHT,
    help="障害と、対応の記録を見ます。",
    example="設定 障害",
)
def show_alerts(call: Call) -> Reply:
    words, number = call.words, call.args.get("number")
    if number is not None:
        return Reply(_whole(call, find_alert(call.session, number)))
    found = newest_alerts(call.session, SHOWN)
    if not found:
        return Reply(Speech([Say(words("alerts.none"))]))
    rows = tuple(
        Row(
            words("alerts.list_row", number=one.id, title=alert_title(words, one)),
            words("alerts.list_value", at=one.opened_at, state=words(f"alerts.states.{alert_state(one)}")),
            Choice(words("alerts.show_short"), "text", text=f"{show_alerts.phrase} #{one.id}"),
            is_record=True,
        )
        for one in found
    )
    return Reply(Speech([Card(words("alerts.list_title"), rows=rows)]))


@command(
    SETTINGS_NOUN,
    "障害 対応",
    aliases=("障害 対応します", "障害対応"),
    args=(NUMBER,),
    right=RIGHT,
    help="障害に、自分が対応することを知らせます。",
    example="設定 障害 対応 #12",
)
def take(call: Call) -> Reply:
    alert = take_alert(call.session, call.args["number"], staff=call.staff, now=call.now)
    facts = {"number": alert.id, "title": alert_title(call.words, alert), "name": call.staff.name}
    _tell_others(call, call.words("alerts.taken_by", **facts))
    said = Say(call.words("alerts.taken", **facts))
    return Reply(Speech([said, alert_card(call.session, call.words, alert)]), is_final=True)


@command(
    SETTINGS_NOUN,
    "障害 記録",
    args=(NUMBER, Arg("text", "text", "したこと", max_length=LONGEST_NOTE, example="回線を再起動しました")),
    right=RIGHT,
    help="障害について、したことを書き残します。",
    example="設定 障害 記録 #12 回線を再起動しました",
)
def note(call: Call) -> Reply:
    alert = note_step(call.session, call.args["number"], staff=call.staff, text=call.args["text"], now=call.now)
    return Reply(Speech([Say(call.words("alerts.noted", number=alert.id)), _card(call, alert)]), is_final=True)


@command(
    SETTINGS_NOUN,
    "障害 完了",
    args=(NUMBER, Arg("text", "text", "まとめ", required=False, max_length=LONGEST_NOTE, example="直りました")),
    right=RIGHT,
    help="障害への対応を終えます。",
    example="設定 障害 完了 #12",
)
def close(call: Call) -> Reply:
    alert = close_alert(
        call.session, call.args["number"], staff=call.staff, now=call.now, text=call.args.get("text", "")
    )
    facts = {"number": alert.id, "title": alert_title(call.words, alert), "name": call.staff.name}
    _tell_others(call, call.words("alerts.closed_by", **facts))
    return Reply(Speech([Say(call.words("alerts.closed", **facts)), _history(call, alert)]), is_final=True)


def _card(call: Call, alert: Alert) -> Card:
    return alert_card(call.session, call.words, alert)


def _whole(call: Call, alert: Alert) -> Speech:
    return Speech([_card(call, alert), _history(call, alert)])


def _history(call: Call, alert: Alert) -> Card:
    words = call.words
    rows = tuple(
        Row(
            words("alerts.step_row", at=step.at, name=step.staff_name or words("alerts.program")),
            words(f"alerts.steps.{step.what}", text=step.text),
        )
        for step in steps_of(call.session, alert.id)
    )
    return Card(words("alerts.history_title", number=alert.id), rows=rows)


def _tell_others(call: Call, text: str) -> None:
    alarm = Alarm(call.desk.words, mails_go=False)
    call.turn.notices.extend(alarm.tell_others(call.session, call.staff, call.now, text))
