"""避難所: how each stands tonight, how many are in it, and how far residents are sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from data.shelters.models import IN_USE_STATUSES, ShelterStatus
from data.shelters.service import count_by_status, get_shelter, list_shelters, set_headcount, set_shelter_status
from data.town.models import TownSetting
from data.town.service import TOPIC as TOWN
from data.town.service import change_town_setting, town_setting
from data.undo import RowChange, UndoNote, snapshot_row
from dialogs.talk import Row, Say, Speech
from staffbot.command import Arg, Call, Command, Named, Noun, Reply, command
from staffbot.commands.shelters_shown import STATUS_LABELS, next_steps, people_in, status_undo
from staffbot.lookup import SmallLookup
from staffbot.values import metres_text

RADIUS = "shelter_radius_m"


def _read(session: Session) -> Iterable[tuple[Named, Sequence[str]]]:
    for shelter in session.scalars(list_shelters()):
        yield Named(shelter.id, shelter.name, shelter.address), (shelter.kana,) if shelter.kana else ()


SHELTER = SmallLookup(_read)
NAME = Arg("shelter", "name", "避難所の名前", lookup=SHELTER)


def _state(call: Call) -> list[Row]:
    words, counts = call.words, count_by_status(call.session)
    rows = [
        Row(STATUS_LABELS[status.value], words("shelters_staff.places", count=count))
        for status, count in counts.items()
        if count or status is ShelterStatus.open
    ]
    rows.append(Row(words("shelters_staff.radius"), metres_text(town_setting(call.session, RADIUS))))
    return rows


SHELTERS = Noun(
    "避難所",
    feature="shelters",
    help="避難所の開設や混雑のようすを、住民に知らせます。",
    aliases=("ひなんじょ", "避難場所", "避難先"),
    state=_state,
    state_right="shelters:read",
)


def _status_command(verb: str, status: ShelterStatus, aliases: Sequence[str], help: str) -> Command:
    @command(
        SHELTERS,
        verb,
        aliases=aliases,
        args=(NAME,),
        right="shelters:status",
        undoable=True,
        help=help,
        example=f"避難所 {verb} 中央公民館",
    )
    def change(call: Call) -> Reply:
        return _set_status(call, status)

    return change


open_ = _status_command(
    "開設",
    ShelterStatus.open,
    ("かいせつ", "開ける", "あける", "オープン"),
    "避難所を「開設中」にします。住民には先頭に出ます。",
)
close = _status_command(
    "閉鎖", ShelterStatus.closed, ("へいさ", "閉める", "しめる", "閉じる", "クローズ"), "避難所を「閉鎖」にします。"
)
crowded = _status_command(
    "混雑", ShelterStatus.crowded, ("こんざつ", "混んでいる"), "避難所を「混雑」にします。まだ入れるときに使います。"
)
full = _status_command("満員", ShelterStatus.full, ("まんいん", "いっぱい", "満"), "避難所を「満員」にします。")
preparing = _status_command(
    "準備中", ShelterStatus.preparing, ("じゅんびちゅう", "準備"), "避難所を「準備中」にします。"
)
unopened = _status_command(
    "未開設", ShelterStatus.unopened, ("みかいせつ", "平常"), "避難所を、ふだんの「未開設」に戻します。"
)


def _set_status(call: Call, status: ShelterStatus) -> Reply:
    words = call.words
    shelter = get_shelter(call.session, call.args["shelter"].id)
    facts = {"name": shelter.name, "status": STATUS_LABELS[status.value]}
    choices = next_steps(call, shelter)
    if shelter.status is status:
        return Reply(Speech([Say(words("shelters_staff.already", **facts))], choices))
    before, was = snapshot_row(shelter), STATUS_LABELS[shelter.status.value]
    set_shelter_status(call.session, shelter_id=shelter.id, status=status, now=call.now, staff_id=call.staff.id)
    undo = status_undo(shelter, before)
    return Reply(Speech([Say(words("shelters_staff.status_set", was=was, **facts))], next_steps(call, shelter)), undo)


@command(
    SHELTERS,
    "人数",
    aliases=("にんずう", "避難者数", "避難者"),
    args=(NAME, Arg("count", "number", "いまの人数", least=0, most=100_000, example="45")),
    right="shelters:status",
    undoable=True,
    help="避難所にいる人の数を知らせます。",
    example="避難所 人数 中央公民館 45",
)
def headcount(call: Call) -> Reply:
    words = call.words
    shelter = get_shelter(call.session, call.args["shelter"].id)
    before, count = snapshot_row(shelter), call.args["count"]
    set_headcount(call.session, shelter_id=shelter.id, headcount=count, now=call.now, staff_id=call.staff.id)
    lines = [words("shelters_staff.counted", name=shelter.name, people=people_in(call, shelter))]
    if shelter.status not in IN_USE_STATUSES:
        lines.append(words("shelters_staff.not_open", status=STATUS_LABELS[shelter.status.value]))
    elif shelter.capacity is not None and count >= shelter.capacity and shelter.status is not ShelterStatus.full:
        lines.append(words("shelters_staff.over_capacity"))
    return Reply(Speech([Say("\n".join(lines))], next_steps(call, shelter)), status_undo(shelter, before))


@command(
    SHELTERS,
    "範囲",
    aliases=("はんい", "半径", "距離"),
    args=(Arg("radius", "distance", "さがす範囲", least=100, most=10_000, example="3km"),),
    right="shelters:write",
    undoable=True,
    help="住民に案内する範囲を、100mから10kmの間で決めます。",
    example="避難所 範囲 3km",
)
def radius(call: Call) -> Reply:
    row = call.session.get(TownSetting, RADIUS)
    before = None if row is None else snapshot_row(row)
    was = change_town_setting(call.session, RADIUS, call.args["radius"])
    call.session.flush()
    row = call.session.get(TownSetting, RADIUS)
    assert row is not None
    said = call.words("shelters_staff.radius_set", was=metres_text(was), radius=metres_text(call.args["radius"]))
    change = RowChange(TownSetting.__tablename__, RADIUS, before, snapshot_row(row))
    labels = {"value": call.words("shelters_staff.radius")}
    return Reply(Speech([Say(said)]), UndoNote((change,), topics=(TOWN,), labels=labels))
