"""A few commands on shelters, enough to try the gate with every kind of argument."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from data.errors import DomainError
from data.shelters.models import Shelter, ShelterStatus
from data.undo import RowChange, UndoNote, snapshot_row
from dialogs.talk import Row, Say, Speech
from staffbot.command import Arg, Call, Named, Noun, Option, Preview, Reply, command
from staffbot.commands import COMMANDS as OWN_COMMANDS
from staffbot.commands import NOUNS as OWN_NOUNS
from staffbot.listing import list_speech, page_of_select
from staffbot.lookup import SmallLookup
from staffbot.registry import Registry

NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)  # Friday noon in Tokyo


class Forbidden(DomainError):
    code = "staff.member_not_found"


def _read(session):
    for shelter in session.scalars(select(Shelter).order_by(Shelter.id)):
        yield Named(shelter.id, shelter.name, shelter.address), (shelter.kana,) if shelter.kana else ()


SHELTER = SmallLookup(_read)
NAME = Arg("shelter", "name", "避難所の名前", lookup=SHELTER)
SHELTERS = Noun(
    "避難所",
    feature="shelters",
    help="避難所の状態を知らせます。",
    aliases=("ひなんじょ", "避難場所"),
    state=lambda call: [Row("避難所", f"{len(list(SHELTER.some(call.session, 999)))}か所")],
    state_right="shelters:read",
)
FAQ = Noun("FAQ", feature="faq", help="よくある質問に答えます。", aliases=("えふえーきゅー", "よくある質問"))
RICH_MENUS = Noun("メニュー画面", feature="faq", help="メニューの画面を作ります。")


def set_status(call: Call, status: ShelterStatus, word: str) -> Reply:
    shelter = call.session.get(Shelter, call.args["shelter"].id)
    before = snapshot_row(shelter)
    shelter.status = status
    undo = UndoNote(
        (RowChange("shelter", shelter.id, before, snapshot_row(shelter)),),
        topics=("shelters",),
        labels={"status": "状態"},
        values={"open": "開設中", "closed": "閉鎖", "full": "満員"},
    )
    return Reply(Speech([Say(f"{shelter.name}を{word}にしました。")]), undo=undo)


@command(
    SHELTERS,
    "一覧",
    args=(Arg("conditions", "conditions", "条件", required=False),),
    right="shelters:read",
    help="一覧を見ます。",
    example="避難所 一覧",
)
def list_all(call: Call) -> Reply:
    conditions = call.args["conditions"]
    page = page_of_select(call, select(Shelter).order_by(Shelter.id), conditions.page)
    rows = [Row(f"#{each.id}", each.name) for each in page.items]
    return Reply(list_speech(call, "避難所", page, rows, conditions=conditions))


@command(
    SHELTERS,
    "#N",
    args=(Arg("number", "ref", "番号"),),
    right="shelters:read",
    help="一つを見ます。",
    example="避難所 #1",
)
def show(call: Call) -> Reply:
    shelter = call.session.get(Shelter, call.args["number"])
    return Reply(Speech([Say(shelter.name if shelter else "ありません")]))


@command(
    SHELTERS,
    "開設",
    aliases=("かいせつ", "開ける"),
    args=(NAME,),
    right="shelters:status",
    undoable=True,
    help="開設中にします。",
    example="避難所 開設 中央公民館",
)
def open_(call: Call) -> Reply:
    return set_status(call, ShelterStatus.open, "開設中")


@command(
    SHELTERS,
    "閉鎖",
    args=(NAME,),
    right="shelters:status",
    undoable=True,
    help="閉鎖にします。",
    example="避難所 閉鎖 中央公民館",
)
def close(call: Call) -> Reply:
    return set_status(call, ShelterStatus.closed, "閉鎖")


@command(
    SHELTERS,
    "人数",
    args=(NAME, Arg("count", "number", "人数", least=0, most=9999)),
    right="shelters:status",
    help="人数を記録します。",
    example="避難所 人数 中央公民館 45",
)
def headcount(call: Call) -> Reply:
    shelter = call.session.get(Shelter, call.args["shelter"].id)
    if call.args["count"] == 13:
        shelter.headcount = 13
        call.session.flush()
        raise Forbidden(shelter_id=shelter.id)
    shelter.headcount = call.args["count"]
    return Reply(Speech([Say(f"{shelter.name}は{call.args['count']}人です。")]))


def _preview_removal(call: Call) -> Preview:
    shelter = call.session.get(Shelter, call.args["shelter"].id)
    facts = {"id": shelter.id, "name": shelter.name, "headcount": shelter.headcount}
    return Preview(Speech([Say(f"{shelter.name}（{shelter.headcount or 0}人）を削除します。")]), facts)


@command(
    SHELTERS,
    "削除",
    args=(NAME,),
    right="shelters:write",
    dangerous=True,
    preview=_preview_removal,
    help="削除します。",
    example="避難所 削除 中央公民館",
)
def remove(call: Call) -> Reply:
    call.session.delete(call.session.get(Shelter, call.args["shelter"].id))
    return Reply(Speech([Say("削除しました。")]))


@command(
    SHELTERS,
    "範囲",
    args=(Arg("radius", "distance", "範囲", least=100, most=10000, example="3km"),),
    right="shelters:write",
    help="さがす範囲を変えます。",
    example="避難所 範囲 3km",
)
def radius(call: Call) -> Reply:
    return Reply(Speech([Say(f"範囲は{call.args['radius']}m")]))


@command(
    FAQ,
    "追加",
    args=(Arg("keyword", "keyword", "言葉"), Arg("answer", "text", "答え")),
    right="faq:write",
    help="答えを加えます。",
    example="FAQ 追加 ごみ = 月曜です",
)
def add_faq(call: Call) -> Reply:
    return Reply(Speech([Say(f"[{call.args['keyword']}]→[{call.args['answer']}]")]))


@command(
    FAQ,
    "種類",
    args=(
        Arg("kind", "choice", "種類", options=(Option("暮らし", "life", ("生活",)), Option("税 金", "tax"))),
        Arg("on", "date", "日", required=False),
    ),
    right="faq:read",
    help="種類で見ます。",
    example="FAQ 種類 暮らし",
)
def of_kind(call: Call) -> Reply:
    return Reply(Speech([Say(f"{call.args['kind']} {call.args.get('on')}")]))


def _job_done(call: Call, result) -> Reply:
    if "error" in result.found:
        return Reply(Speech([Say("失敗しました。")]), outcome="refused", audit_note=result.found["error"])
    return Reply(Speech([Say(f"{result.keep['what']}：{result.found['answer']}")]))


@command(FAQ, "計算", right="faq:read", on_result=_job_done, help="時間がかかります。", example="FAQ 計算")
def slow(call: Call) -> Reply:
    call.order_job("calculate", {"x": 1}, keep={"what": "答え"})
    return Reply(Speech())


@command(
    FAQ,
    "取込",
    args=(Arg("file", "file", "CSVファイル"),),
    right="faq:write",
    help="ファイルから入れます。",
    example="FAQ 取込",
)
def take_file(call: Call) -> Reply:
    file = call.args["file"]
    return Reply(Speech([Say(f"受け取り {file.name} {file.message_id} {file.attachment_id}")]))


@command(RICH_MENUS, "一覧", right="faq:read", help="画面の一覧です。", example="メニュー画面 一覧")
def list_menus(call: Call) -> Reply:
    return Reply(Speech([Say("画面の一覧")]))


NOUNS = (SHELTERS, FAQ, RICH_MENUS, *OWN_NOUNS)
COMMANDS = (
    list_all,
    show,
    open_,
    close,
    headcount,
    remove,
    radius,
    add_faq,
    of_kind,
    slow,
    take_file,
    list_menus,
    *OWN_COMMANDS,
)


def registry() -> Registry:
    """The sample's and the real commands together."""
    # The real nouns may grow to have these words: then the sample's own stand in for them.
    own = {noun.word for noun in NOUNS[:3]}
    nouns = NOUNS[:3] + tuple(noun for noun in OWN_NOUNS if noun.word not in own)
    commands = [one for one in COMMANDS if one.noun in nouns[:3] or one.noun.word not in own]
    return Registry(nouns, commands)
