"""職員 招待: a code for one new staff member, and the text to send it with; 招待取消 takes it back."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from data.fold import fold
from data.gateways.line.limits.numbers import ACTION_URI
from data.staff.invitations import LONGEST_NAME, VALID_FOR, make_invitation, open_invitations, withdraw_invitation
from data.staff.models import Invitation
from data.undo import RowChange, UndoNote, snapshot_row
from dialogs.talk import Card, Choice, Row, Say, Speech
from staffbot.command import Arg, Call, Reply, command
from staffbot.commands.staff import STAFF, twins_of
from staffbot.commands.staff_shown import WITHDRAW, invitation_row, team_name
from staffbot.commands.viewers import ROLE, TEAM, role_key
from staffbot.rights_named import role_name

MOST_ROWS = 10


@command(
    STAFF,
    "招待",
    aliases=("しょうたい", "追加"),
    args=(
        Arg("name", "title", "新しい職員の名前", max_length=LONGEST_NAME, example="佐藤"),
        Arg("role", "name", "権限", lookup=ROLE),
        Arg("team", "name", "チーム", required=False, lookup=TEAM),
    ),
    right="staff:write",
    undoable=True,
    help="新しい職員を招きます。72時間使える招待コードが出ます。",
    example="職員 招待 佐藤 運用担当",
)
def invite_member(call: Call) -> Reply:
    words, team = call.words, call.args.get("team")
    invitation, code = make_invitation(
        call.session,
        role=role_key(call.session, call.args["role"]),
        name=call.args["name"],
        team_id=None if team is None else team.id,
        by=call.staff,
        now=call.now,
    )
    text, line = invitation_text(call.words, call.desk.staff_basic_id, code)
    rows = [Row(words("staff.invite.role"), role_name(call.session, invitation.role))]
    if team is not None:
        rows.append(Row(words("people.items.team"), team_name(call.session, invitation.team_id)))
    # On a card: the conversation log keeps only what the card is called, not the code.
    card = Card(
        words("staff.invite.title", name=invitation.name),
        text=text,
        rows=tuple(rows),
        choices=(Choice(words("staff.invite.send"), "uri", uri=_share(text, line), style="primary"),),
        note=words("staff.invite.note", at=invitation.expires_at),
        alt=words("staff.invite.title", name=invitation.name),
    )
    speech = Speech([card])
    if len(twins_of(call, invitation.name)) > 1:  # one of them is this invitation
        speech.add(Say(words("staff.invite.twin")))
    undo = UndoNote((RowChange(Invitation.__tablename__, invitation.id, None, snapshot_row(invitation)),))
    return Reply(speech, undo=undo)


@command(
    STAFF,
    WITHDRAW,
    aliases=("招待を取り消す",),
    args=(Arg("which", "title", "招いた人の名前", required=False, max_length=LONGEST_NAME, example="佐藤"),),
    right="staff:write",
    help="まだ使われていない招待を取り消します。そのコードは、もう使えません。",
    example="職員 招待取消 佐藤",
)
def withdraw(call: Call) -> Reply:
    words, which = call.words, call.args.get("which", "")
    waiting = open_invitations(call.session, now=call.now)
    named = [one for one in waiting if which in (f"#{one.id}", "") or fold(one.name) == fold(which)]
    if which and len(named) == 1:
        gone = withdraw_invitation(call.session, invitation_id=named[0].id, by=call.staff, now=call.now)
        return Reply(
            Speech([Say(words("staff.invite.withdrawn", name=gone.name))]), audit_note=gone.name, is_final=True
        )
    speech = Speech([Say(words("staff.invite.nobody", name=which))] if which and not named else [])
    if rows := [invitation_row(call, one) for one in named or waiting]:
        speech.add(Card(words("staff.invite.which"), rows=tuple(rows[:MOST_ROWS])))
    elif not which:
        speech.add(Say(words("staff.invite.none")))
    return Reply(speech)


def invitation_text(words: Callable[..., str], basic_id: str, code: str) -> tuple[str, str]:
    """What the new member is sent, and the bare line in it. `basic_id` of the staff account, "" when unknown."""
    line = f"{words('staff.register.word')} {code}"
    hours = int(VALID_FOR.total_seconds() // 3600)
    if not basic_id:
        return words("staff.invite.message", line=line, hours=hours), line
    friend = f"https://line.me/R/ti/p/{quote(basic_id, safe='')}"
    chat = f"https://line.me/R/oaMessage/{quote(basic_id, safe='')}/?{quote(line)}"
    return words("staff.invite.message_with_links", line=line, hours=hours, friend=friend, chat=chat), line


def _share(text: str, line: str) -> str:
    """A link that opens LINE's list of people to send a text to; the bare line when the text is too long for one."""
    uri = f"https://line.me/R/share?text={quote(text)}"
    return uri if len(uri) <= ACTION_URI else f"https://line.me/R/share?text={quote(line)}"
