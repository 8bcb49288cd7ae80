"""登録 CODE: how a new staff member is let in. Strangers meet it in `staffbot/strangers.py`; members hear they are."""

from __future__ import annotations

from data.staff.invitations import AlreadyRegistered
from staffbot.command import Arg, Call, Noun, Reply, command

REGISTER = Noun(
    "登録",
    feature="staff",
    help="招待コードで職員として登録します。",
    aliases=("とうろく", "職員登録"),
    is_listed=False,
)


@command(
    REGISTER,
    args=(Arg("code", "text", "招待コード"),),
    right="",
    secret=True,
    is_listed=False,
    help="招待コードで職員として登録します。最初に一度だけ使います。",
    example="登録 ABCD-EFGH-JKMN",
)
def register(call: Call) -> Reply:
    raise AlreadyRegistered(name=call.staff.name, is_stopped=False)
