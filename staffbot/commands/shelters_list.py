"""避難所: the town's list of them: seen, added, edited, removed, taken from files and given as one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from data.csvtext import Table
from data.fold import fold
from data.geo.position import OutOfJapan
from data.shelters.columns import COLUMNS, KIND_WORDS
from data.shelters.content import ContentInvalid
from data.shelters.export import shelter_cells
from data.shelters.models import Hazard, Shelter, ShelterStatus
from data.shelters.service import (
    TOPIC,
    ShelterNameTaken,
    add_shelter,
    edit_shelter,
    get_shelter,
    remove_shelter,
    search_shelters,
)
from data.undo import snapshot_row
from dialogs.talk import Card, Choice, Row, Say, Speech
from staffbot.command import Arg, Call, Conditions, Preview, Reply, command
from staffbot.commands.editing import (
    ASK_PLACE,
    Editing,
    edit_command,
    number_item,
    place_item,
    refusal,
    set_item,
    text_item,
    undo_of,
)
from staffbot.commands.notes import import_notes
from staffbot.commands.shelters import NAME, SHELTER, SHELTERS
from staffbot.commands.shelters_shown import (
    HAZARD_LABELS,
    HAZARD_MEANT,
    KIND_LABELS,
    STATUS_LABELS,
    STATUS_MEANT,
    shelter_card,
    shelter_rows,
    standing,
)
from staffbot.exports import ExportKind, export_command
from staffbot.imports import import_commands
from staffbot.listing import list_speech, page_of

CONDITIONS = Arg("conditions", "conditions", "条件", required=False, example="状態=開設中")


class Chosen:
    """A list's conditions: 状態=, 災害=, a bare status or hazard, and words of the name or address."""

    def __init__(self, conditions: Conditions) -> None:
        self.status: ShelterStatus | None = None
        self.hazard: Hazard | None = None
        self.unknown: list[str] = []
        words: list[str] = []
        for item, _, value in conditions.items:
            if fold(item) == fold("状態") and fold(value) in STATUS_MEANT:
                self.status = STATUS_MEANT[fold(value)]
            elif fold(item) == fold("災害") and fold(value) in HAZARD_MEANT:
                self.hazard = HAZARD_MEANT[fold(value)]
            else:
                self.unknown.append(f"{item}={value}")
        for word in conditions.words:
            if fold(word) in STATUS_MEANT:
                self.status = STATUS_MEANT[fold(word)]
            elif fold(word) in HAZARD_MEANT:
                self.hazard = HAZARD_MEANT[fold(word)]
            else:
                words.append(word)
        self.text = " ".join(words)

    def rows(self, session: Session) -> list[Shelter]:
        return search_shelters(session, text=self.text, status=self.status, hazard=self.hazard)


@command(
    SHELTERS,
    "一覧",
    aliases=("いちらん", "リスト", "状態", "状況"),
    args=(CONDITIONS,),
    right="shelters:read",
    help="避難所と、いまの状態を一覧にします。状態や災害、名前でしぼれます。",
    example="避難所 一覧 開設中",
)
def list_all(call: Call) -> Reply:
    words = call.words
    conditions: Conditions = call.args.get("conditions", Conditions())
    chosen = Chosen(conditions)
    if chosen.unknown:
        said = words("shelters_staff.unknown_condition", condition="、".join(chosen.unknown))
        return Reply(Speech([Say(said)]), outcome="refused")
    page = page_of(chosen.rows(call.session), conditions.page)
    rows = [
        Row(
            f"#{shelter.id} {shelter.name}",
            standing(call, shelter),
            Choice(words("shelters_staff.open_card"), "text", text=f"避難所 #{shelter.id}"),
        )
        for shelter in page.items
    ]
    is_narrowed = bool(conditions.text)
    speech = list_speech(
        call,
        words("shelters_staff.list"),
        page,
        rows,
        conditions=conditions,
        export="避難所 出力",
        table="shelters",
        empty=words("shelters_staff.none_found" if is_narrowed else "shelters_staff.none"),
        choices=_first_steps(call, is_narrowed=is_narrowed) if not page.total else (),
    )
    return Reply(speech)


def _first_steps(call: Call, *, is_narrowed: bool) -> tuple[Choice, ...]:
    """What leads on from an empty list."""
    if is_narrowed:
        return (Choice(call.words("shelters_staff.list_all"), "text", text="避難所 一覧"),)
    return tuple(Choice(one.verb, "text", text=one.phrase) for one in (take, add) if call.may(one.right))


@command(
    SHELTERS,
    "#N",
    args=(Arg("number", "ref", "番号"),),
    right="shelters:read",
    help="避難所を一つ、くわしく見ます。",
    example="避難所 #3",
)
def show(call: Call) -> Reply:
    return Reply(Speech([shelter_card(call, get_shelter(call.session, call.args["number"]))]))


@command(
    SHELTERS,
    "追加",
    aliases=("ついか", "登録", "新規"),
    args=(
        Arg("name", "title", "避難所の名前", max_length=120, example="古口公民館", again=(ShelterNameTaken,)),
        Arg("place", "place", "位置", ask=ASK_PLACE, again=(OutOfJapan,)),
    ),
    right="shelters:write",
    undoable=True,
    help="避難所を一つ加えます。名前と位置のほかは、あとから編集できます。",
    example="避難所 追加 古口公民館 38.73862,140.14352",
)
def add(call: Call) -> Reply:
    place = call.args["place"]
    values = {"name": call.args["name"], "address": place.get("address") or ""}
    values |= {"latitude": place["latitude"], "longitude": place["longitude"]}
    try:
        shelter = add_shelter(call.session, values=values, now=call.now)
    except ContentInvalid as fault:
        return Reply(Speech([Say(refusal(call, fault))]), outcome="refused")
    speech = Speech([Say(call.words("shelters_staff.added", name=shelter.name)), shelter_card(call, shelter)])
    return Reply(speech, undo_of(EDITING, shelter.id, None, snapshot_row(shelter)))


def _removal(call: Call) -> Preview:
    shelter = get_shelter(call.session, call.args["shelter"].id)
    card = Card(call.words("shelters_staff.removing", name=shelter.name), rows=shelter_rows(call, shelter))
    return Preview(Speech([card]), {"id": shelter.id, "revision": shelter.revision, "status": shelter.status.value})


@command(
    SHELTERS,
    "削除",
    aliases=("さくじょ", "消す"),
    args=(NAME,),
    right="shelters:write",
    dangerous=True,
    preview=_removal,
    undoable=True,
    help="避難所を一覧から消します。使っている避難所は消せません。",
    example="避難所 削除 中央公民館",
)
def remove(call: Call) -> Reply:
    shelter = get_shelter(call.session, call.args["shelter"].id)
    before = snapshot_row(shelter)
    remove_shelter(call.session, shelter_id=shelter.id, revision=shelter.revision)
    said = call.words("shelters_staff.removed", name=before["name"])
    return Reply(Speech([Say(said)]), undo_of(EDITING, before["id"], before, None))


take, take_now = import_commands(
    SHELTERS,
    "shelters",
    right="shelters:write",
    help="避難所の一覧をCSVファイルから入れ替えます。いまの状態と人数は残ります。",
    describe=import_notes,
)


def _file(session: Session, conditions: Conditions, now: datetime) -> Table:
    rows = Chosen(conditions).rows(session)
    return Table.of(COLUMNS, (shelter_cells(shelter, STATUS_LABELS) for shelter in rows))


EXPORT = ExportKind("shelters", "避難所一覧", _file)
export = export_command(SHELTERS, EXPORT, right="shelters:export", help="避難所の一覧をCSVかExcelのファイルにします。")


EDITING = Editing(
    noun=SHELTERS,
    table=Shelter.__tablename__,
    topic=TOPIC,
    lookup=SHELTER,
    label="避難所の名前",
    items=(
        text_item("name", "名前", "名称", is_needed=True),
        text_item("kana", "よみ", "よみがな", "フリガナ", "カナ"),
        text_item("address", "住所", "所在地"),
        place_item("位置", "緯度経度", "場所", "地図"),
        set_item(
            "hazards",
            "災害",
            lambda call: {label: value for value, label in HAZARD_LABELS.items()},
            {word: hazard.value for word, hazard in HAZARD_MEANT.items()},
            "使える災害",
            "災害種別",
        ),
        set_item(
            "kinds",
            "種別",
            lambda call: {label: value for value, label in KIND_LABELS.items()},
            {fold(word): kinds[0].value for word, kinds in KIND_WORDS.items() if len(kinds) == 1},
            "種類",
        ),
        number_item("capacity", "定員", "収容人数", "想定収容人数"),
        text_item("phone", "電話番号", "電話", "TEL"),
        text_item("serves", "対象地区", "対象となる町会"),
        text_item("url", "URL", "リンク", "ホームページ", hint="「https://」から始まる住所を送ってください。"),
        text_item("note", "備考", "メモ", "案内"),
        number_item("sort", "並び順", "順番", is_needed=True),
    ),
    get=lambda call, shelter_id: get_shelter(call.session, shelter_id),
    change=lambda call, shelter, changes: edit_shelter(
        call.session, shelter_id=shelter.id, changes=changes, revision=shelter.revision, now=call.now
    ),
    name=lambda shelter: shelter.name,
    refused=ContentInvalid,
    taken=(ShelterNameTaken,),
)
edit = edit_command(
    EDITING,
    right="shelters:write",
    help="避難所の名前や定員、使える災害などを直します。",
    example="避難所 編集 中央公民館 定員 300",
)
