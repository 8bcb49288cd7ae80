"""暗証番号: everybody's own PIN, asked for before dangerous commands after some idle hours."""

from __future__ import annotations

from data.signin.pins import has_pin
from dialogs.talk import Row, Say, Speech
from staffbot import pins
from staffbot.command import Arg, Call, Noun, Reply, command


def _state(call: Call) -> list[Row]:
    key = "is_set" if has_pin(call.session, call.staff.id) else "is_not_set"
    return [Row(call.words("signin.pin.state"), call.words(f"signin.pin.{key}"))]


PIN = Noun(
    pins.NOUN,
    feature="signin",
    help="送信や削除など、大事な操作の前に確かめる番号を決めます。",
    aliases=("あんしょうばんごう", "ピン", "PIN"),
    state=_state,
)


@command(
    PIN,
    "設定",
    aliases=("せってい", "変更", "決める"),
    args=(Arg("typed", "text", "番号", required=False),),
    right="",
    secret=True,
    help="自分の暗証番号を決めます。",
    example="暗証番号 設定",
)
def set_own(call: Call) -> Reply:
    return Reply(pins.begin(call, call.args.get("typed", "")))


@command(
    PIN,
    "状態",
    aliases=("じょうたい", "確認"),
    right="",
    help="暗証番号を決めてあるかを確かめます。",
    example="暗証番号 状態",
)
def show_own(call: Call) -> Reply:
    key = "is_set" if has_pin(call.session, call.staff.id) else "is_not_set"
    return Reply(Speech([Say(call.words(f"signin.pin.{key}"))]))
