"""職員: who is at the counter, inviting, stopping and releasing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.fold import fold
from data.gateways.line.limits.numbers import ACTION_URI
from data.staff.invitations import LONGEST_NAME, VALID_FOR, make_invitation, open_invitations
from data.staff.models import Invitation, StaffMember
from data.staff.rights import ROLES
from data.staff.service import list_members, release_member, stop_member
from data.undo import RowChange, UndoNote, snapshot_row
from dialogs.talk import Card, Choice, Row, Say, Speech
from dialogs.wording import load_wording
from staffbot.command import Arg, Call, Conditions, Named, Noun, Option, Reply, command
from staffbot.listing import list_speech, page_of
from staffbot.lookup import SmallLookup

_WORDS = load_wording()
ROLE_OPTIONS = tuple(
    Option(_WORDS(f"staff.roles.{role}"), role, (role, *_WORDS.variants(f"staff.role_words.{role}"))) for role in ROLES
)


def _members(session: Session) -> Iterable[tuple[Named, Sequence[str]]]:
    for member in session.scalars(list_members()):
        yield Named(member.id, member.name, _WORDS(f"staff.roles.{member.role}")), ()


MEMBER = SmallLookup(_members)


def _state(call: Call) -> list[Row]:
    active = call.session.scalar(select(func.count()).where(StaffMember.stopped_at.is_(None))) or 0
    waiting = len(open_invitations(call.session, now=call.now))
    words = call.words
    return [
        Row(words("staff.members.active"), words("staff.members.people", count=active)),
        Row(words("staff.members.invited"), words("staff.members.people", count=waiting)),
    ]


STAFF = Noun(
    "職員",
    feature="staff",
    help="職員を招いたり、利用を止めたりします。",
    aliases=("しょくいん", "スタッフ"),
    state=_state,
    state_right="staff:read",
)


@command(
    STAFF,
    "一覧",
    aliases=("いちらん", "リスト"),
    args=(Arg("conditions", "conditions", "条件", required=False),),
    right="staff:read",
    help="職員と、まだ使われていない招待を一覧にします。",
    example="職員 一覧",
)
def list_staff(call: Call) -> Reply:
    words = call.words
    conditions: Conditions = call.args.get("conditions", Conditions())
    entries: list[Row] = []
    for member in call.session.scalars(list_members()):
        role = words(f"staff.roles.{member.role}")
        state = words("staff.members.stopped") if member.stopped_at is not None else ""
        entries.append(Row(f"#{member.id} {member.name}", "・".join(part for part in (role, state) if part)))
    for invitation in open_invitations(call.session, now=call.now):
        until = words(
            "staff.members.invited_until", role=words(f"staff.roles.{invitation.role}"), at=invitation.expires_at
        )
        entries.append(Row(invitation.name, until))
    wanted = [fold(word) for word in conditions.words]
    entries = [row for row in entries if all(word in fold(row.label + row.value) for word in wanted)]
    page = page_of(entries, conditions.page)
    return Reply(list_speech(call, words("staff.members.title"), page, page.items, conditions=conditions))


@command(
    STAFF,
    "招待",
    aliases=("しょうたい", "追加"),
    args=(
        Arg("name", "title", "新しい職員の名前", max_length=LONGEST_NAME, example="佐藤"),
        Arg("role", "choice", "権限", options=ROLE_OPTIONS),
    ),
    right="staff:write",
    undoable=True,
    help="新しい職員を招きます。72時間使える招待コードが出ます。",
    example="職員 招待 佐藤 運用担当",
)
def invite_member(call: Call) -> Reply:
    words = call.words
    invitation, code = make_invitation(
        call.session, role=call.args["role"], name=call.args["name"], invited_by=call.staff.id, now=call.now
    )
    line = f"{words('staff.register.word')} {code}"
    text = words("staff.invite.message", line=line, hours=_hours())
    if call.desk.staff_basic_id:
        friend = f"https://line.me/R/ti/p/{quote(call.desk.staff_basic_id, safe='')}"
        chat = f"https://line.me/R/oaMessage/{quote(call.desk.staff_basic_id, safe='')}/?{quote(line)}"
        text = words("staff.invite.message_with_links", line=line, hours=_hours(), friend=friend, chat=chat)
    # On a card: the conversation log keeps only what the card is called, not the code.
    card = Card(
        words("staff.invite.title", name=invitation.name),
        text=text,
        rows=(Row(words("staff.invite.role"), words(f"staff.roles.{invitation.role}")),),
        choices=(Choice(words("staff.invite.send"), "uri", uri=_share(text, line), style="primary"),),
        note=words("staff.invite.note", at=invitation.expires_at),
        alt=words("staff.invite.title", name=invitation.name),
    )
    names = [one.name for one in (*call.session.scalars(list_members()), *open_invitations(call.session, now=call.now))]
    twins = [name for name in names if fold(name) == fold(invitation.name)]
    speech = Speech([card])
    if len(twins) > 1:  # one of them is this invitation
        speech.add(Say(words("staff.invite.twin")))
    undo = UndoNote((RowChange(Invitation.__tablename__, invitation.id, None, snapshot_row(invitation)),))
    return Reply(speech, undo=undo)


@command(
    STAFF,
    "停止",
    aliases=("ていし", "止める"),
    args=(Arg("member", "name", "職員の名前", lookup=MEMBER),),
    right="staff:write",
    undoable=True,
    help="職員の利用をすぐに止めます。コンソールも使えなくなります。",
    example="職員 停止 佐藤",
)
def stop(call: Call) -> Reply:
    return _change(call, is_stop=True)


@command(
    STAFF,
    "解除",
    aliases=("かいじょ", "再開"),
    args=(Arg("member", "name", "職員の名前", lookup=MEMBER),),
    right="staff:write",
    undoable=True,
    help="止めた職員が、また使えるようにします。",
    example="職員 解除 佐藤",
)
def release(call: Call) -> Reply:
    return _change(call, is_stop=False)


def _change(call: Call, *, is_stop: bool) -> Reply:
    named: Named = call.args["member"]
    member = call.session.get(StaffMember, named.id)
    was_stopped = member is not None and member.stopped_at is not None
    before = snapshot_row(member) if member is not None else None
    if is_stop:
        member = stop_member(call.session, staff_id=named.id, by=call.staff, now=call.now)
    else:
        member = release_member(call.session, staff_id=named.id, by=call.staff)
    verb = "stopped" if is_stop else "released"
    if was_stopped is is_stop:
        return Reply(Speech([Say(call.words(f"staff.members.already_{verb}", name=member.name))]))
    undo = UndoNote(
        (RowChange(StaffMember.__tablename__, member.id, before, snapshot_row(member)),),
        labels={"stopped_at": call.words("staff.members.stopped"), "role": call.words("staff.invite.role")},
    )
    return Reply(Speech([Say(call.words(f"staff.members.{verb}_now", name=member.name))]), undo=undo)


def _share(text: str, line: str) -> str:
    """A link that opens LINE's list of people to send a text to; the bare line when the text is too long for one."""
    uri = f"https://line.me/R/share?text={quote(text)}"
    return uri if len(uri) <= ACTION_URI else f"https://line.me/R/share?text={quote(line)}"


def _hours() -> int:
    return int(VALID_FOR.total_seconds() // 3600)
