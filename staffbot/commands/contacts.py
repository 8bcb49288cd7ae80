"""設定 連絡網: who is told of faults, in which order, by chat and mail; the response steps; a drill."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.alerts.models import Alert
from data.alerts.reading import Reading
from data.contacts.models import Contact
from data.contacts.service import (
    RIGHT,
    BadMailAddress,
    ContactKnown,
    ContactMayNot,
    ContactUnreachable,
    add_contact,
    list_contacts,
    move_contact,
    remove_contact,
)
from data.fold import fold
from data.mails.service import newest_mails
from data.staff.service import holders_of, list_members
from data.town.models import TownSetting
from data.town.service import RESPONSE_STEPS, TOPIC, change_town_setting, town_setting
from data.undo import RowChange, UndoNote, snapshot_row
from dialogs.talk import Card, Choice, Row, Say, Speech
from staffbot.alarm import DRILL, Alarm
from staffbot.command import Arg, Call, Named, Preview, Reply, command
from staffbot.commands.settings import SETTINGS_NOUN
from staffbot.lookup import SmallLookup

WRITE = "settings:write"
STATES = ("waiting", "sending", "sent", "given_up")
MAILS_SHOWN = 10
LONGEST_STEPS = 1000


def _names(session: Session) -> Iterable[tuple[Named, Sequence[str]]]:
    for one in list_contacts(session):
        yield Named(one.id, one.name, one.mail), (one.mail,) if one.mail else ()


CONTACT = Arg("contact", "name", "連絡網の人", lookup=SmallLookup(_names))


@command(
    SETTINGS_NOUN,
    "連絡網",
    aliases=("れんらくもう", "連絡網 一覧"),
    right="settings:read",
    help="障害のときに知らせる人と順番を見ます。",
    example="設定 連絡網",
)
def show_contacts(call: Call) -> Reply:
    return Reply(Speech([_card(call)]))


@command(
    SETTINGS_NOUN,
    "連絡網 追加",
    aliases=("連絡網追加",),
    args=(
        Arg("who", "word", "名前", max_length=60, example="佐藤", again=(ContactKnown, ContactMayNot)),
        Arg(
            "mail",
            "word",
            "メールアドレス",
            required=False,
            max_length=254,
            example="sato@example.jp",
            again=(BadMailAddress, ContactUnreachable),
        ),
    ),
    right=WRITE,
    help="障害のときに知らせる人を足します。職員でない人は、メールアドレスもつけます。",
    example="設定 連絡網 追加 佐藤 sato@example.jp",
)
def add(call: Call) -> Reply:
    typed = call.args["who"]
    members = call.session.scalars(list_members()).all()
    member = next((one for one in members if fold(one.name) == fold(typed) and one.stopped_at is None), None)
    contact = add_contact(
        call.session,
        name=member.name if member is not None else typed,
        staff_id=member.id if member is not None else None,
        mail=call.args.get("mail", ""),
    )
    position = [one.id for one in list_contacts(call.session)].index(contact.id) + 1
    said = call.words("contacts.added", name=contact.name, position=position, ways=_ways(call, contact))
    return Reply(Speech([Say(said), _card(call)]), is_final=True)


@command(
    SETTINGS_NOUN,
    "連絡網 順番",
    aliases=("連絡網 並び順", "連絡網順番"),
    args=(CONTACT, Arg("position", "number", "何番目", least=1, most=30, example="1")),
    right=WRITE,
    help="知らせる順番を変えます。",
    example="設定 連絡網 順番 佐藤 1",
)
def move(call: Call) -> Reply:
    named = call.args["contact"]
    at = move_contact(call.session, contact_id=named.id, position=call.args["position"])
    said = call.words("contacts.moved", name=named.name, position=at)
    return Reply(Speech([Say(said), _card(call)]), is_final=True)


@command(
    SETTINGS_NOUN,
    "連絡網 削除",
    aliases=("連絡網 外す", "連絡網削除"),
    args=(CONTACT,),
    right=WRITE,
    help="知らせる人を連絡網から外します。",
    example="設定 連絡網 削除 佐藤",
)
def remove(call: Call) -> Reply:
    contact = remove_contact(call.session, contact_id=call.args["contact"].id)
    said = call.words("contacts.removed", name=contact.name)
    return Reply(Speech([Say(said), _card(call)]), is_final=True)


@command(
    SETTINGS_NOUN,
    "連絡網 手順",
    aliases=("対応手順", "連絡網手順"),
    args=(Arg("text", "text", "対応の手順", required=False, max_length=LONGEST_STEPS),),
    right=WRITE,
    undoable=True,
    help="障害のお知らせと一緒に見せる、対応の手順を決めます。",
    example="設定 連絡網 手順 1. 課長に電話します",
)
def steps(call: Call) -> Reply:
    words, text = call.words, call.args.get("text", "").strip()
    if not text:
        now = str(town_setting(call.session, RESPONSE_STEPS)) or words("contacts.steps_none")
        return Reply(Speech([Say(words("contacts.steps_now", steps=now)), Say(words("contacts.steps_how"))]))
    if fold(text) in {fold(word) for word in call.desk.words.variants("contacts.none_words")}:
        text = ""
    row = call.session.get(TownSetting, RESPONSE_STEPS)
    before = snapshot_row(row) if row is not None else None
    change_town_setting(call.session, RESPONSE_STEPS, text)
    call.session.flush()
    row = call.session.get(TownSetting, RESPONSE_STEPS)
    assert row is not None
    change = RowChange(TownSetting.__tablename__, RESPONSE_STEPS, before, snapshot_row(row))
    undo = UndoNote((change,), topics=(TOPIC,), labels={"value": words("contacts.steps")})
    said = words("contacts.steps_now", steps=text or words("contacts.steps_none"))
    return Reply(Speech([Say(f"{words('contacts.steps_saved')}\n{said}")]), undo=undo)


@command(
    SETTINGS_NOUN,
    "連絡網 メール",
    aliases=("連絡網メール",),
    right=WRITE,
    help="連絡網のメールが送れたかを見ます。",
    example="設定 連絡網 メール",
)
def mails(call: Call) -> Reply:
    words, found = call.words, newest_mails(call.session, MAILS_SHOWN)
    note = "" if call.desk.mails_go else words("contacts.no_mail_server")
    note = words("contacts.mails_trial") if call.desk.keeps_mails else note
    if not found:
        return Reply(Speech([Card(words("contacts.mails_title"), words("contacts.mails_none"), note=note)]))
    rows = tuple(
        Row(
            words("contacts.mails_row", subject=one.subject),
            words(
                "contacts.mails_value",
                at=one.made_at,
                mail=one.address,
                state=words(f"contacts.states.{STATES[one.state]}", error=one.error),
            ),
            is_record=True,
        )
        for one in found
    )
    return Reply(Speech([Card(words("contacts.mails_title"), rows=rows, note=note)]))


def _who_hears(call: Call) -> Preview:
    people = [one.name for one in holders_of(call.session, RIGHT, call.now)]
    contacts = list_contacts(call.session)
    first = contacts[0].name if contacts else call.words("contacts.nobody")
    minutes = town_setting(call.session, "escalation_minutes")
    said = call.words("contacts.will_drill", people="、".join(people), first=first, minutes=minutes)
    return Preview(Speech([Say(said)]), {"people": people, "first": first, "minutes": minutes})


@command(
    SETTINGS_NOUN,
    "連絡網 訓練",
    aliases=("連絡網 試す", "連絡網訓練"),
    right=WRITE,
    dangerous=True,
    preview=_who_hears,
    help="訓練のお知らせを送り、連絡が届くかを確かめます。",
    example="設定 連絡網 訓練",
)
def drill(call: Call) -> Reply:
    alarm = Alarm(call.desk.words, mails_go=call.desk.mails_go)
    reading = Reading(DRILL, False)
    notices = alarm.sound(call.session, reading, call.now, is_drill=True)
    newest = call.session.scalar(select(Alert).where(Alert.cause == DRILL).order_by(Alert.id.desc()).limit(1))
    assert newest is not None
    if not notices:
        said = call.words("contacts.drill_open", number=newest.id)
        return Reply(Speech([Say(said)]), outcome="refused")
    call.turn.notices.extend(notices)
    return Reply(Speech([Say(call.words("contacts.drilled", number=newest.id))]), is_final=True)


def _card(call: Call) -> Card:
    words, found = call.words, list_contacts(call.session)
    may = call.may(WRITE)
    rows = []
    for position, one in enumerate(found, start=1):
        up = Choice(words("contacts.up"), "text", text=f"{move.phrase} #{one.id} {position - 1}")
        label = words("contacts.row", position=position, name=one.name)
        rows.append(Row(label, _ways(call, one), up if may and position > 1 else None, is_record=True))
    names = ("add", "move", "remove") if found else ("add",)
    commands = {"add": add, "move": move, "remove": remove, "steps": steps, "drill": drill, "mails": mails}
    choices = tuple(
        Choice(words(f"contacts.{name}"), "text", text=commands[name].phrase)
        for name in (*names, "steps", "drill", "mails")
    )
    minutes = town_setting(call.session, "escalation_minutes")
    steps_now = str(town_setting(call.session, RESPONSE_STEPS)) or words("contacts.steps_none")
    notes = [words("contacts.steps_now", steps=steps_now)]
    if any(one.mail for one in found) and not call.desk.mails_go:
        notes.append(words("contacts.no_mail_server"))
    text = words("contacts.text", minutes=minutes) if found else words("contacts.empty")
    return Card(words("contacts.title"), text, rows=tuple(rows), choices=choices if may else (), note="\n".join(notes))


def _ways(call: Call, contact: Contact) -> str:
    ways = [call.words("contacts.by_chat")] if contact.staff_id is not None else []
    ways += [call.words("contacts.by_mail", mail=contact.mail)] if contact.mail else []
    return "、".join(ways)
