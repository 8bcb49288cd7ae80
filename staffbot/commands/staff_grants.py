"""職員 権限付与 and 権限取消: rights lent until a time, and taking them back early."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from data.staff.grants import end_grants, lend_rights, running_grants, take_back
from data.staff.identity import identity_of
from data.staff.models import StaffMember
from data.staff.rights import RIGHTS
from data.staff.service import find_member
from data.turns.turn import Notice
from dialogs.render.line import render
from dialogs.talk import Card, Choice, Row, Say, Speech
from dialogs.wording import Wording
from staffbot.command import Call, Reply, command
from staffbot.commands.staff import NAME, STAFF
from staffbot.commands.staff_rights import LEND, TAKE, WHAT, choose_rights, unreadable
from staffbot.commands.staff_shown import tell
from staffbot.registry import Registry
from staffbot.rights_named import read_rights, right_label, rights_said
from staffbot.until import take_until

_SPANS = ("3時間", "8時間", "24時間", "3日")


@command(
    STAFF,
    LEND,
    args=(NAME, WHAT),
    right="staff:write",
    help="決めた時までだけ、できることを増やします。時間が来ると自動で終わります。",
    example="職員 権限付与 森 避難所の状態の変更 8時間",
)
def lend(call: Call) -> Reply:
    words, registry = call.words, call.desk.registry
    member = find_member(call.session, call.args["member"].id)
    until, named = take_until(call.args.get("what", ""), call.now)
    if not named:
        return Reply(choose_rights(call, member, set(RIGHTS) - identity_of(call.session, member, call.now).rights))
    read = read_rights(call.session, registry, named)
    if not read.rights or read.unknown:
        return unreadable(call, read.unknown or (named,))
    if until is None:
        return Reply(_until_when(call, member, named))
    grant = lend_rights(call.session, staff_id=member.id, rights=read.rights, until=until, by=call.staff, now=call.now)
    said = rights_said(registry, read.rights)
    tell(call, member, words("people.told_lent", rights=said, until=grant.until_at, name=call.staff.name))
    back = Choice(words(f"people.steps.{TAKE}"), "text", text=f"{STAFF.word} {TAKE} #{member.id}")
    lent = words("people.lent_now", name=member.name, rights=said, until=grant.until_at)
    note = f"{said} {words('people.until', until=grant.until_at)}"
    return Reply(Speech([Say(lent)], [back]), audit_note=note, is_final=True)


@command(
    STAFF,
    TAKE,
    args=(NAME,),
    right="staff:write",
    help="臨時に付与した権限を、いますぐ終わらせます。",
    example="職員 権限取消 森",
)
def take(call: Call) -> Reply:
    words = call.words
    member = find_member(call.session, call.args["member"].id)
    taken = take_back(call.session, staff_id=member.id, by=call.staff, now=call.now)
    if not taken:
        return Reply(Speech([Say(words("people.nothing_lent", name=member.name))]))
    said = rights_said(call.desk.registry, [right for grant in taken for right in grant.rights.split()])
    tell(call, member, words("people.told_taken", rights=said, name=call.staff.name))
    return Reply(Speech([Say(words("people.taken", name=member.name, rights=said))]), audit_note=said, is_final=True)


def _until_when(call: Call, member: StaffMember, named: str) -> Speech:
    line = f"{call.command.phrase} #{member.id} {named}"
    choices = [Choice(span, "text", text=f"{line} {span}") for span in _SPANS]
    example = call.words("people.until_example", line=line)
    running = [
        Row(right_label(call.desk.registry, right), call.words("people.until", until=grant.until_at))
        for grant in running_grants(call.session, staff_id=member.id, now=call.now)
        for right in grant.rights.split()
    ]
    title = call.words("people.until_when")
    return Speech([Card(title, text=example, rows=tuple(running), choices=tuple(choices))])


def tell_ended(session: Session, now: datetime, registry: Registry, words: Wording) -> list[Notice]:
    """What ended by itself since the last look: each person is told once. Runs on a timer, in one write."""
    notices = []
    for grant, member in end_grants(session, now=now):
        if member.stopped_at is not None:
            continue
        rights = rights_said(registry, grant.rights.split())
        messages = render(Speech([Say(words("people.told_ended", rights=rights))]), None)
        if member.line_user_id:
            notices.append(Notice("staff", member.line_user_id, messages))
        else:
            notices.append(Notice("console", f"staff:{member.id}", messages))
    return notices
