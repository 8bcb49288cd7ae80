"""コンソール: a link that signs a browser in, once, within ten minutes."""

from __future__ import annotations

from data.links.service import LIFETIMES
from dialogs.talk import Card, Choice, Speech
from staffbot.command import Call, Noun, Reply, command

CONSOLE = Noun(
    "コンソール",
    feature="console",
    help="パソコンのブラウザーで、このトークと同じ操作ができる画面を開きます。",
    aliases=("こんそーる", "管理画面", "パソコン"),
)


@command(CONSOLE, right="console:open", help="職員コンソールに入るリンクを送ります。", example="コンソール")
def console(call: Call) -> Reply:
    words = call.words
    token = call.desk.links.make(call.session, purpose="console", staff_id=call.staff.id, now=call.now)
    card = Card(
        words("staff.console.title"),
        text=words("staff.console.text"),
        choices=(
            Choice(
                words("staff.console.open"),
                "uri",
                uri=f"{call.desk.public_url}/staff/enter/{token}?openExternalBrowser=1",
                style="primary",
            ),
        ),
        note=words("staff.console.note", minutes=int(LIFETIMES["console"].total_seconds() // 60)),
    )
    return Reply(Speech([card]))
