"""住民: found by name, number, word or condition; one resident's card; a message to one or several."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.attributes.answers import history_of
from data.attributes.models import AttributeChange
from data.errors import DomainError
from data.fold import fold
from data.residents.models import Resident
from data.residents.service import ResidentNotFound, get_resident
from data.segments.faults import ConditionFault
from data.segments.language import is_condition
from data.segments.service import load_segments
from data.staff.models import StaffMember
from data.turns.models import ConversationLine
from dialogs.talk import Card, Choice, Row, Say, Speech
from staffbot.command import Arg, Call, Conditions, Noun, Preview, Reply, command
from staffbot.commands.residents_shown import (
    TEST_WORDS,
    catalog_of,
    changes_shown,
    condition_of,
    fault_speech,
    mirror_of,
    named,
    short_line,
    take_channel,
    tell_resident,
    value_shown,
)
from staffbot.listing import list_speech, page_of

MOST_CONTACTED = 50
MOST_CONDITIONS = 4
LONGEST_MESSAGE = 2000
_REFS = re.compile(r"#?\d{1,15}(?:[,、，/・]#?\d{1,15})*")
_DIGITS = re.compile(r"#?(\d{1,15})")


class NobodyToContact(DomainError):
    """The numbers can't be read, or are too many. `facts`: typed, limit."""

    code = "residents.nobody_to_contact"


def _state(call: Call) -> Sequence[Row]:
    counted = call.session.execute(
        select(Resident.channel, Resident.is_friend, func.count()).group_by(Resident.channel, Resident.is_friend)
    ).all()
    counts = {(channel, is_friend): number for channel, is_friend, number in counted}
    words = call.words
    shown = (("friends", ("public", True)), ("blocked_now", ("public", False)), ("test", ("test", True)))
    return [
        Row(words(f"residents_staff.state.{name}"), words("residents_staff.people", count=counts.get(key, 0)))
        for name, key in shown
    ]


RESIDENTS = Noun(
    "住民",
    feature="residents",
    aliases=("じゅうみん", "友だち", "利用者"),
    help="住民の登録内容を探し、見て、直し、本人に連絡します。",
    state=_state,
    state_right="residents:read",
)
NUMBER = Arg("number", "ref", "住民の番号", example="#12")


@command(
    RESIDENTS,
    "検索",
    aliases=("けんさく", "探す", "さがす", "一覧", "いちらん"),
    args=(Arg("conditions", "conditions", "名前、番号、言葉か条件", required=False, example="花子"),),
    right="residents:read",
    help="名前や電話番号、登録した言葉で探します。「居住地=古口 年齢>=65」のような条件でも探せます。",
    example="住民 検索 花子",
)
def search(call: Call) -> Reply:
    words = call.words
    conditions: Conditions = call.args.get("conditions", Conditions())
    channel, asked = take_channel(conditions)
    try:
        ids = _found(call, asked, channel)
    except ConditionFault as fault:
        return Reply(fault_speech(call, fault, search.phrase), outcome="refused")
    page = page_of(ids, conditions.page)
    shown = [int(one) for one in page.items]
    found = {one.id: one for one in call.session.scalars(select(Resident).where(Resident.id.in_(shown)))}
    residents = [found[one] for one in shown if one in found]
    catalog = catalog_of(call)
    rows = [
        Row(
            named(resident),
            short_line(call, catalog, resident),
            Choice(words("residents_staff.open_card"), "text", text=f"住民 #{resident.id}"),
        )
        for resident in residents
    ]
    if residents:
        call.desk.chain.record_read(
            call.session, call.staff, RESIDENTS.word, shown, now=call.now, channel=call.turn.channel
        )
    how = Choice(words("segments.how"), "text", text=words("segments.how_line"))
    speech = list_speech(
        call,
        words("residents_staff.list"),
        page,
        rows,
        conditions=conditions,
        export="住民 出力" if not asked or is_condition(asked, catalog) else "",
        table="residents",
        empty=words("residents_staff.none_found"),
        choices=() if page.total else (*_as_condition(call, asked, channel), how),
    )
    return Reply(speech)


def _as_condition(call: Call, asked: str, channel: str) -> list[Choice]:
    """A word that is nobody's name but an answer to choose: the same search as a condition, 居住地=古口."""
    found = [(one, one.by_word.get(fold(asked))) for one in catalog_of(call).active]
    lines = [f"{one.name}={option.label}" for one, option in found if option is not None]
    tail = f" {TEST_WORDS[0]}" if channel == "test" else ""
    return [
        Choice(call.words("residents_staff.search_as", condition=line), "text", text=f"{search.phrase} {line}{tail}")
        for line in lines[:MOST_CONDITIONS]
    ]


def _found(call: Call, asked: str, channel: str) -> Any:
    """Numbers of residents, ascending: by condition, else by number and words."""
    mirror = mirror_of(call)
    catalog = catalog_of(call)
    if not asked or is_condition(asked, catalog):
        condition = condition_of(call, asked)
        segments = load_segments(call.session)
        return mirror.ids(condition, today=call.today, channel=channel, with_blocked=True, segments=segments)
    keys = [one.key for one in catalog.active if one.kind == "text"]
    found: Any = None
    for word in [asked] if not asked.split() else asked.split():
        ids = mirror.search(word, keys, channel=channel)
        found = ids if found is None else np.intersect1d(found, ids)
    number = _DIGITS.fullmatch(unicodedata.normalize("NFKC", asked))
    if number is not None:
        resident = call.session.get(Resident, int(number[1]))
        if resident is not None and resident.channel == channel:
            found = np.union1d([resident.id], found)
    return found


@command(
    RESIDENTS,
    "#N",
    args=(NUMBER,),
    right="residents:read",
    help="一人の登録内容を見ます。見たことは記録に残ります。",
    example="住民 #12",
)
def show(call: Call) -> Reply:
    words = call.words
    resident = get_resident(call.session, call.args["number"])
    catalog = catalog_of(call)
    state = "friend" if resident.is_friend else "blocked"
    rows = [
        Row(words("residents_staff.label.account"), words(f"residents_staff.account.{resident.channel}")),
        Row(words("residents_staff.label.since"), words("residents_staff.at", at=resident.first_seen_at)),
        Row(words("residents_staff.label.state"), words(f"residents_staff.state_of.{state}")),
        Row(words("residents_staff.label.talked"), _last_talk(call, resident)),
    ]
    answered = [one for one in catalog.active if one.key in resident.answers]
    rows += [Row(one.name, value_shown(call, one, resident.answers[one.key])) for one in answered]
    left = len(catalog.active) - len(answered)
    note = words("residents_staff.unanswered", count=left) if left else ""
    choices = [
        Choice(one.verb, "text", text=f"{one.phrase} #{resident.id}")
        for one in call.desk.registry.allowed(call.staff, RESIDENTS)
        if one.verb in ("設定", "連絡", "履歴")
    ]
    card = Card(
        words("residents_staff.title", name=named(resident)), rows=tuple(rows), choices=tuple(choices), note=note
    )
    return Reply(Speech([card]))


def _last_talk(call: Call, resident: Resident) -> str:
    last: datetime | None = call.session.scalar(
        select(ConversationLine.at)
        .where(ConversationLine.channel == resident.channel, ConversationLine.line_user_id == resident.line_user_id)
        .order_by(ConversationLine.id.desc())
        .limit(1)
    )
    return call.words("residents_staff.at", at=last) if last is not None else call.words("residents_staff.never")


@command(
    RESIDENTS,
    "履歴",
    aliases=("りれき", "変更の記録"),
    args=(NUMBER, Arg("conditions", "conditions", "条件", required=False)),
    right="residents:read",
    help="登録内容を、いつ、だれが、どう変えたかを見ます。",
    example="住民 履歴 #12",
)
def history(call: Call) -> Reply:
    words = call.words
    resident = get_resident(call.session, call.args["number"])
    catalog = catalog_of(call)
    changes = history_of(call.session, resident.id)
    if not changes:
        return Reply(Speech([Say(words("residents_staff.no_history", name=named(resident)))]))
    rows = [Row(_when(call, one), _what(call, catalog, one)) for one in changes]
    return Reply(Speech([Card(words("residents_staff.history", name=named(resident)), rows=tuple(rows))]))


def _when(call: Call, change: AttributeChange) -> str:
    kind, _, rest = change.by.partition(":")
    who = call.words(f"residents_staff.by.{kind}") if kind in ("resident", "form", "import", "undo") else ""
    if kind == "staff" and rest.isdigit():
        member = call.session.get(StaffMember, int(rest))
        who = member.name if member is not None else call.words("residents_staff.by.staff")
    return call.words("residents_staff.changed_at", at=change.at, who=who or change.by)


def _what(call: Call, catalog: Any, change: AttributeChange) -> str:
    lines = [f"{name}：{text}" for name, text in changes_shown(call, catalog, change.changes)]
    return "\n".join(lines) or call.words("residents_staff.retired_items")


def _recipients(session: Session, to: str) -> list[Resident]:
    """Those whose numbers were typed, each once, in that order.

    Raises:
        NobodyToContact, ResidentNotFound: see there.
    """
    typed = unicodedata.normalize("NFKC", to)
    if _REFS.fullmatch(typed) is None:
        raise NobodyToContact(typed=typed[:40], limit=MOST_CONTACTED)
    numbers = list(dict.fromkeys(int(one) for one in re.findall(r"\d+", typed)))
    if len(numbers) > MOST_CONTACTED:
        raise NobodyToContact(typed=typed[:40], limit=MOST_CONTACTED)
    return [get_resident(session, number) for number in numbers]


def _message(call: Call) -> Speech:
    return Speech([Say(call.words("residents.contact", text=call.args["text"]))])


def _contact_preview(call: Call) -> Preview:
    words = call.words
    residents = _recipients(call.session, call.args["to"])
    reached = [one for one in residents if one.is_friend]
    rows = [Row(words("residents_staff.label.to"), words("residents_staff.people", count=len(reached)))]
    rows += [Row(named(one), words(f"residents_staff.account.{one.channel}")) for one in reached[:10]]
    blocked = [named(one) for one in residents if not one.is_friend]
    note = words("residents_staff.cannot_reach", names="、".join(blocked)) if blocked else ""
    card = Card(words("residents_staff.contacting"), rows=tuple(rows), note=note)
    speech = Speech([card, *_message(call).utterances])
    return Preview(speech, {"to": [one.id for one in reached], "text": call.args["text"]})


@command(
    RESIDENTS,
    "連絡",
    aliases=("れんらく", "送る", "メッセージ"),
    args=(
        Arg(
            "to",
            "word",
            "住民の番号",
            example="#12",
            known=_recipients,
            again=(NobodyToContact, ResidentNotFound),
        ),
        Arg("text", "text", "伝えること", max_length=LONGEST_MESSAGE),
    ),
    right="residents:contact",
    dangerous=True,
    preview=_contact_preview,
    help="本人のトークに文を送ります。「#12,#15」のように、何人かに同じ文も送れます。",
    example="住民 連絡 #12 書類ができました。窓口でお受け取りください。",
)
def contact(call: Call) -> Reply:
    words = call.words
    sent = [one for one in _recipients(call.session, call.args["to"]) if tell_resident(call, one, _message(call))]
    if not sent:
        return Reply(Speech([Say(words("residents_staff.nobody_reached"))]), outcome="refused")
    said = words("residents_staff.contacted", count=len(sent))
    back = Choice(words("residents_staff.open_card"), "text", text=f"住民 #{sent[0].id}")
    note = "、".join(f"#{one.id}" for one in sent)
    return Reply(Speech([Say(said)], [back]), audit_note=note, is_final=True)
