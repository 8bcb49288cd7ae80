"""施設: the places residents look for, their order, and where they are shown."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.csvtext import Table
from data.fold import fold
from data.geo.position import OutOfJapan
from data.spots.columns import COLUMNS
from data.spots.content import SpotInvalid
from data.spots.export import spot_cells
from data.spots.models import Spot
from data.spots.service import (
    TOPIC,
    SpotNameTaken,
    add_spot,
    edit_spot,
    get_spot,
    list_spots,
    move_spot,
    remove_spot,
    search_spots,
)
from data.undo import snapshot_row
from dialogs.talk import Card, Choice, Row, Say, Speech
from staffbot.command import Arg, Call, Conditions, Preview, Reply, command
from staffbot.commands.editing import (
    ASK_PLACE,
    Editing,
    edit_command,
    keywords_item,
    number_item,
    photo_item,
    place_item,
    refusal,
    text_item,
    undo_of,
)
from staffbot.commands.notes import import_notes
from staffbot.commands.spots_noun import NAME, SPOT, SPOTS
from staffbot.commands.spots_pictures import come_back, fetch_for, fetch_for_import, picture_said, take_picture
from staffbot.commands.spots_shown import BY_ITSELF, VISIBLE_ON_LABELS, spot_card, spot_line, spot_rows, spots_undo
from staffbot.exports import ExportKind, export_command
from staffbot.imports import import_commands
from staffbot.listing import list_speech, page_of

CONDITIONS = Arg("conditions", "conditions", "条件", required=False, example="分類=観光")


class Chosen:
    """A list's conditions: 分類=, 公開=, and words of the name, keywords or address."""

    def __init__(self, conditions: Conditions) -> None:
        self.category = ""
        self.visible_on: str | None = None
        self.unknown: list[str] = []
        shown = {fold(label): value for value, label in VISIBLE_ON_LABELS.items()} | {fold("テスト"): "test"}
        for item, _, value in conditions.items:
            if fold(item) in (fold("分類"), fold("カテゴリ")):
                self.category = value
            elif fold(item) in (fold("公開"), fold("公開範囲")) and fold(value) in shown:
                self.visible_on = shown[fold(value)]
            else:
                self.unknown.append(f"{item}={value}")
        self.text = " ".join(conditions.words)

    def rows(self, session: Session) -> list[Spot]:
        """The spots that meet them, in order; a bare word that is a category means the category."""
        category, text = self.category, self.text
        if not category and text in set(session.scalars(select(Spot.category).distinct())):
            category, text = text, ""
        return search_spots(session, text=text, category=category, visible_on=self.visible_on)


@command(
    SPOTS,
    "一覧",
    aliases=("いちらん", "リスト"),
    args=(CONDITIONS,),
    right="spots:read",
    help="施設を並び順に一覧にします。分類や言葉でしぼれます。",
    example="施設 一覧 分類=観光",
)
def list_all(call: Call) -> Reply:
    words = call.words
    conditions: Conditions = call.args.get("conditions", Conditions())
    chosen = Chosen(conditions)
    if chosen.unknown:
        said = words("spots_staff.unknown_condition", condition="、".join(chosen.unknown))
        return Reply(Speech([Say(said)]), outcome="refused")
    page = page_of(chosen.rows(call.session), conditions.page)
    rows = [
        Row(
            f"#{spot.id} {spot.name}",
            spot_line(spot),
            Choice(words("spots_staff.open_card"), "text", text=f"施設 #{spot.id}"),
        )
        for spot in page.items
    ]
    is_narrowed = bool(conditions.text)
    first_steps = [Choice(words("spots_staff.list_all"), "text", text="施設 一覧")]
    if not is_narrowed:
        first_steps = [Choice(one.verb, "text", text=one.phrase) for one in (take, add) if call.may(one.right)]
    return Reply(
        list_speech(
            call,
            words("spots_staff.list"),
            page,
            rows,
            conditions=conditions,
            export="施設 出力",
            table="spots",
            empty=words("spots_staff.none_found" if is_narrowed else "spots_staff.none"),
            choices=() if page.total else first_steps,
        )
    )


@command(
    SPOTS,
    "#N",
    args=(Arg("number", "ref", "番号"),),
    right="spots:read",
    help="施設を一つ、くわしく見ます。",
    example="施設 #3",
)
def show(call: Call) -> Reply:
    return Reply(Speech([spot_card(call, get_spot(call.session, call.args["number"]))]))


@command(
    SPOTS,
    "追加",
    aliases=("ついか", "登録", "新規"),
    args=(
        Arg("name", "title", "施設の名前", max_length=120, example="道の駅とざわ", again=(SpotNameTaken,)),
        Arg("place", "place", "位置", ask=ASK_PLACE, again=(OutOfJapan,)),
    ),
    right="spots:write",
    undoable=True,
    help="施設を一つ加えます。名前と位置のほかは、あとから編集できます。",
    example="施設 追加 道の駅とざわ 38.73862,140.14352",
)
def add(call: Call) -> Reply:
    place = call.args["place"]
    values = {"name": call.args["name"], "address": place.get("address") or ""}
    values |= {"latitude": place["latitude"], "longitude": place["longitude"]}
    # Who may not publish prepares it on the test account.
    values["visible_on"] = "both" if call.may("spots:publish") else "test"
    try:
        spot = add_spot(call.session, values=values, now=call.now)
    except SpotInvalid as fault:
        return Reply(Speech([Say(refusal(call, fault))]), outcome="refused")
    said = call.words(f"spots_staff.added.{spot.visible_on}", name=spot.name)
    return Reply(Speech([Say(said), spot_card(call, spot)]), undo_of(EDITING, spot.id, None, snapshot_row(spot)))


def _show_on(call: Call, visible_on: str) -> Reply:
    words = call.words
    spot = get_spot(call.session, call.args["spot"].id)
    card = Choice(words("spots_staff.open_card"), "text", text=f"施設 #{spot.id}")
    if spot.visible_on == visible_on:
        return Reply(Speech([Say(words(f"spots_staff.already.{visible_on}", name=spot.name))], [card]))
    before = snapshot_row(spot)
    changes = {"visible_on": visible_on}
    edit_spot(call.session, spot_id=spot.id, changes=changes, revision=spot.revision, now=call.now)
    undo = spots_undo([(spot.id, before, snapshot_row(spot))])
    return Reply(Speech([Say(words(f"spots_staff.shown.{visible_on}", name=spot.name))], [card]), undo)


@command(
    SPOTS,
    "テスト",
    aliases=("てすと", "試す"),
    args=(NAME,),
    right="spots:publish",
    undoable=True,
    help="施設をテスト用アカウントだけに出します。住民には出なくなります。",
    example="施設 テスト 道の駅とざわ",
)
def to_test(call: Call) -> Reply:
    return _show_on(call, "test")


@command(
    SPOTS,
    "公開",
    aliases=("こうかい",),
    args=(NAME,),
    right="spots:publish",
    undoable=True,
    help="施設を住民にも出します。",
    example="施設 公開 道の駅とざわ",
)
def publish(call: Call) -> Reply:
    return _show_on(call, "both")


@command(
    SPOTS,
    "並び順",
    aliases=("ならびじゅん", "順番", "並べ替え"),
    args=(NAME, Arg("position", "number", "何番目に出すか", least=1, most=100_000, example="1")),
    right="spots:write",
    undoable=True,
    help="施設を何番目に出すかを決めます。",
    example="施設 並び順 道の駅とざわ 1",
)
def order(call: Call) -> Reply:
    words = call.words
    places = {spot.id: (spot.sort, spot.revision, spot.changed_at) for spot in call.session.scalars(list_spots())}
    spot = get_spot(call.session, call.args["spot"].id)
    moved = move_spot(call.session, spot_id=spot.id, position=call.args["position"], now=call.now)
    changes = []
    for other in moved:
        after = snapshot_row(other)
        sort, revision, changed_at = places[other.id]
        before = {**after, "sort": sort, "revision": revision, "changed_at": changed_at.isoformat()}
        changes.append((other.id, before, after))
    undo = spots_undo(changes)
    listed = call.session.scalars(list_spots()).all()
    number = [other.id for other in listed].index(spot.id) + 1
    around = listed[max(0, number - 3) : number + 2]
    rows = tuple(Row(words("spots_staff.place_no", number=listed.index(other) + 1), other.name) for other in around)
    choices = [Choice(words("spots_staff.list"), "text", text="施設 一覧")]
    if number > 1:
        earlier = f"施設 並び順 #{spot.id} {number - 1}"
        choices.insert(0, Choice(words("spots_staff.earlier"), "text", text=earlier))
    if number < len(listed):
        choices.insert(-1, Choice(words("spots_staff.later"), "text", text=f"施設 並び順 #{spot.id} {number + 1}"))
    card = Card(words("spots_staff.moved", name=spot.name, number=number), rows=rows, choices=tuple(choices))
    return Reply(Speech([card]), undo if moved else None)


def _removal(call: Call) -> Preview:
    spot = get_spot(call.session, call.args["spot"].id)
    card = Card(call.words("spots_staff.removing", name=spot.name), text=spot.text, rows=spot_rows(call, spot))
    return Preview(Speech([card]), {"id": spot.id, "revision": spot.revision})


@command(
    SPOTS,
    "削除",
    aliases=("さくじょ", "消す"),
    args=(NAME,),
    right="spots:write",
    dangerous=True,
    preview=_removal,
    undoable=True,
    help="施設を一覧から消します。",
    example="施設 削除 道の駅とざわ",
)
def remove(call: Call) -> Reply:
    spot = get_spot(call.session, call.args["spot"].id)
    before = snapshot_row(spot)
    remove_spot(call.session, spot_id=spot.id, revision=spot.revision)
    said = call.words("spots_staff.removed", name=before["name"])
    return Reply(Speech([Say(said)]), undo_of(EDITING, before["id"], before, None))


take, take_now = import_commands(
    SPOTS,
    "spots",
    right="spots:write",
    help="施設の一覧をCSVファイルから入れ替えます。",
    describe=import_notes,
    after=fetch_for_import,
    on_result=come_back,
)


def _file(session: Session, conditions: Conditions, now: datetime) -> Table:
    return Table.of(COLUMNS, (spot_cells(spot) for spot in Chosen(conditions).rows(session)))


EXPORT = ExportKind("spots", "施設一覧", _file)
export = export_command(SPOTS, EXPORT, right="spots:export", help="施設の一覧をCSVかExcelのファイルにします。")

EDITING = Editing(
    noun=SPOTS,
    table=Spot.__tablename__,
    topic=TOPIC,
    lookup=SPOT,
    label="施設の名前",
    items=(
        text_item("name", "名前", "名称", is_needed=True),
        text_item("kana", "よみ", "よみがな", "フリガナ", "カナ"),
        text_item("category", "分類", "カテゴリ"),
        text_item("address", "住所", "所在地"),
        place_item("位置", "緯度経度", "地図"),
        text_item("text", "説明", "説明文"),
        text_item("url", "URL", "リンク", "ホームページ", hint="「https://」から始まる住所を送ってください。"),
        text_item("phone", "電話番号", "電話", "TEL"),
        keywords_item("keywords", "キーワード", "言葉", hint="「、」で区切って送ってください。"),
        photo_item(
            "image_url", "写真", "画像", "しゃしん", show=picture_said, hint="なくすときは「なし」と送ってください。"
        ),
        number_item("sort", "順の数", is_needed=True),
    ),
    get=lambda call, spot_id: get_spot(call.session, spot_id),
    change=lambda call, spot, changes: edit_spot(
        call.session, spot_id=spot.id, changes=changes, revision=spot.revision, now=call.now
    ),
    name=lambda spot: spot.name,
    refused=SpotInvalid,
    taken=(SpotNameTaken,),
    by_itself=BY_ITSELF,
    take_photo=take_picture,
    after=fetch_for,
    on_result=come_back,
)
edit = edit_command(
    EDITING,
    right="spots:write",
    help="施設の名前や説明、キーワードなどを直します。",
    example="施設 編集 道の駅とざわ 電話番号 0233-00-0000",
)
