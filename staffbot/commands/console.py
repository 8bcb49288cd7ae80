"""コンソール: a link that signs a browser in, once, within ten minutes."""

from __future__ import annotations

from data.links.service import LIFETIMES
from data.sessions.service import end_sessions_of
from dialogs.talk import Card, Choice, Say, Speech
from staffbot.command import Call, Noun, Preview, Reply, command

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


def _in_use(call: Call) -> Preview | None:
    """On the console itself: the page from which this is said will close too."""
    if call.turn.channel != "console":
        return None
    return Preview(Speech([Say(call.words("signin.end_all.here"))]), {})


@command(
    CONSOLE,
    "終了",
    aliases=("しゅうりょう", "サインアウト", "ログアウト", "すべて終了"),
    right="console:open",
    dangerous=True,
    preview=_in_use,
    help="開いたままのコンソールを、どの端末のものもすべて終了します。",
    example="コンソール 終了",
)
def end_all(call: Call) -> Reply:
    ended = end_sessions_of(call.session, staff_id=call.staff.id)
    key = "done" if ended else "none"
    return Reply(Speech([Say(call.words(f"signin.end_all.{key}", count=ended))]), is_final=bool(ended))
