"""設定: the town's settings, how the program is doing, and events that were put aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from data.alerts.service import count_open
from data.fold import fold
from data.town.models import TownSetting
from data.town.service import TOPIC, change_town_setting, town_setting
from data.turns.backlog import measure_backlog, parked_events, retry_event
from data.undo import RowChange, UndoNote, snapshot_row
from dialogs.talk import Card, Choice, Row, Say, Speech
from dialogs.wording import load_wording
from staffbot import asking, pins
from staffbot.alert_cards import watch_card
from staffbot.binding import Bound
from staffbot.command import Arg, Call, Conditions, Named, Noun, Preview, Reply, command
from staffbot.listing import list_speech, page_of
from staffbot.lookup import SmallLookup
from staffbot.town_settings import SETTINGS, TownSettingSpec, read_value, shown_value

WORDS = load_wording()
PARKED_SHOWN = 10
PIN_SETTINGS = ("pin_idle_hours", "pin_required")
FAULT_SHOWN = 100


def _names(session: Session) -> Iterable[tuple[Named, Sequence[str]]]:
    for number, spec in enumerate(SETTINGS):
        yield Named(number, WORDS(f"staff.settings.names.{spec.name}")), (spec.name,)


SETTING = SmallLookup(_names)

SETTINGS_NOUN = Noun(
    "設定",
    feature="settings",
    help="村の設定を変えたり、動作の状態を確かめたりします。",
    aliases=("せってい", "システム"),
)


@command(
    SETTINGS_NOUN,
    "一覧",
    aliases=("いちらん", "リスト"),
    args=(Arg("conditions", "conditions", "条件", required=False),),
    right="settings:read",
    help="設定と、いまの値を一覧にします。",
    example="設定 一覧",
)
def list_settings(call: Call) -> Reply:
    words = call.words
    conditions: Conditions = call.args.get("conditions", Conditions())
    rows = [_setting_row(call, spec) for spec in SETTINGS]
    wanted = [fold(word) for word in conditions.words]
    rows = [row for row in rows if all(word in fold(row.label) for word in wanted)]
    page = page_of(rows, conditions.page)
    return Reply(list_speech(call, words("staff.settings.title"), page, page.items, conditions=conditions))


def _setting_row(call: Call, spec: TownSettingSpec) -> Row:
    label = call.words(f"staff.settings.names.{spec.name}")
    button = Choice(call.words("staff.settings.change"), "text", text=f"{SETTINGS_NOUN.word} {label}")
    value = shown_value(call.words, spec, town_setting(call.session, spec.name))
    return Row(label, value, button if call.may("settings:write") else None)


def _vital(call: Call) -> Preview | None:
    """What residents would read from now on, for settings lives may hang on."""
    words = call.words
    spec: TownSettingSpec = SETTINGS[call.args["setting"].id]
    # Else a phone left lying could switch off what is there to guard it.
    guards = spec.name in PIN_SETTINGS and pins.is_due(call)
    if not (spec.is_vital or guards) or "value" not in call.args:
        return None
    was, value = town_setting(call.session, spec.name), read_value(call.desk.words, spec, call.args["value"])
    if was == value:
        return None
    rows = tuple(
        Row(words(f"staff.settings.{name}"), shown_value(words, spec, one))
        for name, one in (("before", was), ("after", value))
    )
    label = words(f"staff.settings.names.{spec.name}")
    card = Card(
        words("staff.settings.changing", label=label),
        text=words("signin.pin.guards" if guards else "staff.settings.vital"),
        rows=rows,
    )
    return Preview(Speech([card]), {"was": was, "value": value})


@command(
    SETTINGS_NOUN,
    aliases=("変える", "かえる", "変更", "編集"),
    args=(
        Arg("setting", "name", "設定の名前", lookup=SETTING),
        Arg("value", "text", "新しい値", required=False, max_length=1000),
    ),
    right="settings:write",
    dangerous=True,
    preview=_vital,
    undoable=True,
    help="設定を変えます。",
    example="設定 避難所をさがす範囲 3km",
)
def change(call: Call) -> Reply:
    words = call.words
    spec: TownSettingSpec = SETTINGS[call.args["setting"].id]
    label = words(f"staff.settings.names.{spec.name}")
    if "value" not in call.args:
        return Reply(_question(call, spec, label))
    value = read_value(call.desk.words, spec, call.args["value"])
    if town_setting(call.session, spec.name) == value:
        said = words("staff.settings.already", label=label, value=shown_value(words, spec, value))
        return Reply(Speech([Say(said)]))
    row = call.session.get(TownSetting, spec.name)
    before = snapshot_row(row) if row is not None else None
    was = change_town_setting(call.session, spec.name, value)
    call.session.flush()
    row = call.session.get(TownSetting, spec.name)
    assert row is not None
    said = words(
        "staff.settings.changed",
        label=label,
        before=shown_value(words, spec, was),
        after=shown_value(words, spec, value),
    )
    undo = UndoNote(
        (RowChange(TownSetting.__tablename__, spec.name, before, snapshot_row(row)),),
        topics=(TOPIC,),
        labels={"value": label},
    )
    return Reply(Speech([Say(said)]), undo=undo)


def _question(call: Call, spec: TownSettingSpec, label: str) -> Speech:
    """What it is now, and what it is to be."""
    arg = next(arg for arg in call.command.args if arg.name == "value")
    speech = asking.begin(call, Bound(values=call.args, open=[replace(arg, example=spec.example)]))
    now = shown_value(call.words, spec, town_setting(call.session, spec.name))
    speech.utterances.insert(0, Say(call.words("staff.settings.now", label=label, value=now)))
    return speech


@command(
    SETTINGS_NOUN,
    "状態",
    aliases=("じょうたい", "ステータス"),
    right="settings:read",
    help="待っているメッセージや、止まっている処理を確かめます。",
    example="設定 状態",
)
def state(call: Call) -> Reply:
    words = call.words
    backlog: dict[str, Any] = measure_backlog(call.session).as_json()
    # One of those that wait is this very command.
    backlog["inbox_waiting"] = max(0, backlog["inbox_waiting"] - 1)
    rows = [
        Row(words(f"staff.state.{name}"), words("staff.state.count", count=count)) for name, count in backlog.items()
    ]
    rows.append(Row(words("alerts.open_alerts"), words("staff.state.count", count=count_open(call.session))))
    rows.append(Row(words("staff.state.version"), call.desk.version or "－"))
    dialect = call.session.get_bind().dialect.name
    rows.append(Row(words("staff.state.database"), words(f"staff.state.{dialect}")))
    is_well = not (backlog["inbox_parked"] or backlog["outbox_given_up"])
    utterances: list[Any] = [
        Card(
            words("staff.state.title"),
            rows=tuple(rows),
            badge=words("staff.state.well" if is_well else "staff.state.look"),
            badge_colour="#1B7F4D" if is_well else "#B3261E",
        ),
        watch_card(call.session, words, call.now),
    ]
    parked = parked_events(call.session, PARKED_SHOWN)
    if parked:
        may_retry = call.may("settings:retry")
        again = words("staff.state.again")
        rows = [
            Row(
                words(
                    "staff.state.parked",
                    number=event.id,
                    at=event.received_at,
                    channel=words(f"staff.channels.{event.channel}"),
                    reference=event.reference,
                ),
                _last_line(event.fault),
                Choice(again, "text", text=f"{SETTINGS_NOUN.word} {again} #{event.id}") if may_retry else None,
            )
            for event in parked
        ]
        utterances.append(
            Card(words("staff.state.parked_title"), rows=tuple(rows), note=words("staff.state.parked_note"))
        )
    return Reply(Speech(utterances))


@command(
    SETTINGS_NOUN,
    "再実行",
    aliases=("さいじっこう", "やり直し"),
    args=(Arg("number", "ref", "番号", required=False, example="#12"),),
    right="settings:retry",
    help="止まっている処理を、もう一度行います。番号は「設定 状態」で分かります。",
    example="設定 再実行 #12",
)
def retry(call: Call) -> Reply:
    number = call.args.get("number")
    if number is None:
        waiting = parked_events(call.session, PARKED_SHOWN)
        lines = [Choice(f"#{one.id}", "text", text=f"{call.command.phrase} #{one.id}") for one in waiting]
        key = "staff.state.which" if waiting else "staff.state.none_parked"
        return Reply(Speech([Say(call.words(key))], lines))
    if not retry_event(call.session, number):
        return Reply(Speech([Say(call.words("staff.state.not_parked", number=number))]), outcome="refused")
    return Reply(Speech([Say(call.words("staff.state.retried", number=number))]), is_final=True)


def _last_line(fault: str) -> str:
    """The end of a traceback names what went wrong."""
    line = fault.strip().rpartition("\n")[2]
    return line if len(line) <= FAULT_SHOWN else line[:FAULT_SHOWN] + "…"
