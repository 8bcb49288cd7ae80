"""職員: who is at the counter, one account, stopping and releasing."""

from __future__ import annotations

from sqlalchemy import func, select

from data.fold import fold
from data.signin.service import locked_staff
from data.staff.grants import running_grants
from data.staff.invitations import open_invitations
from data.staff.models import Invitation, StaffMember
from data.staff.service import EditedSince, find_member, list_members, release_member, stop_member
from data.undo import snapshot_row
from dialogs.talk import Choice, Row, Say, Speech
from staffbot.command import Arg, Call, Conditions, Noun, Reply, command
from staffbot.commands.staff_shown import (
    edited_meanwhile,
    invitation_row,
    member_card,
    seen,
    team_name,
    undo_of_member,
)
from staffbot.commands.viewers import People, members
from staffbot.listing import list_speech, page_of
from staffbot.rights_named import role_name
from staffbot.unlocking import unlocked

MEMBER = People(members)
NAME = Arg("member", "name", "職員の名前", lookup=MEMBER)


def _state(call: Call) -> list[Row]:
    active = call.session.scalar(select(func.count()).where(StaffMember.stopped_at.is_(None))) or 0
    waiting = len(open_invitations(call.session, now=call.now))
    lent = len(running_grants(call.session, now=call.now))
    words = call.words
    rows = [
        Row(words("staff.members.active"), words("staff.members.people", count=active)),
        Row(words("staff.members.invited"), words("staff.members.people", count=waiting)),
    ]
    return [*rows, Row(words("people.lent"), words("staff.import.count", count=lent))] if lent else rows


STAFF = Noun(
    "職員",
    feature="staff",
    help="職員を招いたり、権限を変えたり、利用を止めたりします。",
    aliases=("しょくいん", "スタッフ"),
    state=_state,
    state_right="staff:read",
)


class Chosen:
    """A list's conditions: 名前などの言葉, 権限=, チーム=, 状態=."""

    def __init__(self, conditions: Conditions) -> None:
        self.items = [(fold(item), fold(value)) for item, _, value in conditions.items]
        self.words = [fold(word) for word in conditions.words]

    def fits(self, name: str, role: str, team: str, state: str) -> bool:
        """Whether one line of the list is wanted."""
        cells = {fold("名前"): name, fold("権限"): role, fold("チーム"): team, fold("状態"): state}
        folded = {item: fold(cell) for item, cell in cells.items()}
        whole = "\n".join(folded.values())
        items = all(value in folded.get(item, "") for item, value in self.items)
        return items and all(word in whole for word in self.words)


@command(
    STAFF,
    "一覧",
    aliases=("いちらん", "リスト"),
    args=(Arg("conditions", "conditions", "条件", required=False, example="チーム=防災"),),
    right="staff:read",
    help="職員と、まだ使われていない招待を一覧にします。チームや権限でしぼれます。",
    example="職員 一覧 チーム=防災",
)
def list_staff(call: Call) -> Reply:
    words, session = call.words, call.session
    conditions: Conditions = call.args.get("conditions", Conditions())
    chosen = Chosen(conditions)
    lent = {grant.staff_id for grant in running_grants(session, now=call.now)}
    locked = locked_staff(session, now=call.now)
    entries: list[Row] = []
    for member in session.scalars(list_members()):
        role, team = role_name(session, member.role), team_name(session, member.team_id)
        states = (
            (member.stopped_at is not None, "staff.members.stopped"),
            (member.id in lent, "people.has_lent"),
            (member.id in locked, "people.locked_short"),
        )
        state = "・".join(words(key) for holds, key in states if holds)
        if chosen.fits(member.name, role, team, state):
            opened = Choice(words("people.open"), "text", text=f"{STAFF.word} #{member.id}")
            entries.append(Row(f"#{member.id} {member.name}", "・".join(filter(None, (role, team, state))), opened))
    for invitation in open_invitations(session, now=call.now):
        role, team = role_name(session, invitation.role), team_name(session, invitation.team_id)
        if chosen.fits(invitation.name, role, team, words("staff.members.invited")):
            entries.append(invitation_row(call, invitation))
    page = page_of(entries, conditions.page)
    title = words("staff.members.title")
    return Reply(
        list_speech(call, title, page, page.items, conditions=conditions, export=f"{STAFF.word} 出力", table="staff")
    )


@command(
    STAFF,
    "#N",
    args=(Arg("number", "ref", "番号"),),
    right="staff:read",
    help="職員を一人、くわしく見ます。",
    example="職員 #1",
)
def show(call: Call) -> Reply:
    return Reply(Speech([member_card(call, find_member(call.session, call.args["number"]))]))


@command(
    STAFF,
    "停止",
    aliases=("ていし", "止める"),
    args=(NAME,),
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
    args=(NAME,),
    right="staff:write",
    undoable=True,
    help="止めた職員や、ロックされた職員が、また使えるようにします。",
    example="職員 解除 佐藤",
)
def release(call: Call) -> Reply:
    return unlocked(call) or _change(call, is_stop=False)


def _change(call: Call, *, is_stop: bool) -> Reply:
    member = find_member(call.session, call.args["member"].id)
    verb = "stopped" if is_stop else "released"
    if (member.stopped_at is not None) is is_stop:
        return Reply(Speech([Say(call.words(f"staff.members.already_{verb}", name=member.name))]))
    before = snapshot_row(member)
    change = stop_member if is_stop else release_member
    try:
        change(call.session, staff_id=member.id, by=call.staff, now=call.now, revision=seen(call, member))
    except EditedSince:
        return edited_meanwhile(call, member.id)
    undo = undo_of_member(call, member.id, before, snapshot_row(member))
    return Reply(Speech([Say(call.words(f"staff.members.{verb}_now", name=member.name))]), undo=undo)


def twins_of(call: Call, name: str) -> list[str]:
    """Members and open invitations of the same name."""
    people: list[StaffMember | Invitation] = [*call.session.scalars(list_members())]
    people += open_invitations(call.session, now=call.now)
    return [one.name for one in people if fold(one.name) == fold(name)]
