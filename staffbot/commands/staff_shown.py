"""How an account is shown: its card, its line in lists, and what somebody else changed meanwhile."""

from __future__ import annotations

from sqlalchemy.orm import Session

from data.signin.service import locked_staff
from data.staff.grants import running_grants
from data.staff.models import Invitation, StaffMember
from data.staff.roles import EditedSince
from data.staff.service import find_member
from data.teams.models import Team
from data.undo import RowChange, UndoNote
from dialogs.render.line import render
from dialogs.talk import Card, Choice, Row, Say, Speech
from staffbot.command import Call, Reply
from staffbot.rights_named import rights_said, role_name
from staffbot.seen import changes_since, note_seen, seen_revision

KIND = "staff"
WITHDRAW = "招待取消"
_BUTTONS = ("編集", "異動", "権限", "停止", "解除", "再発行", "削除")


def team_name(session: Session, team_id: int | None) -> str:
    """A team's name; "" for none."""
    team = session.get(Team, team_id) if team_id is not None else None
    return team.name if team is not None else ""


def shown_of(call: Call, member: StaffMember) -> dict[str, str]:
    """What can be changed of an account, label -> value."""
    words = call.words
    additions = rights_said(call.desk.registry, member.additions.split())
    return {
        words("people.items.name"): member.name,
        words("people.items.role"): role_name(call.session, member.role),
        words("people.items.team"): team_name(call.session, member.team_id) or words("people.none"),
        words("people.items.additions"): additions or words("people.none"),
        words("people.items.state"): words("staff.members.stopped" if member.stopped_at else "people.at_work"),
    }


def see(call: Call, member: StaffMember) -> int:
    """The person is shown this account now; its revision."""
    note_seen(call, KIND, member.id, member.revision, shown_of(call, member))
    return member.revision


def seen(call: Call, member: StaffMember) -> int:
    """The revision to change the account by: as this person saw it, or the present one."""
    found = seen_revision(call, KIND, member.id)
    return member.revision if found is None else found


def edited_meanwhile(call: Call, staff_id: int) -> Reply:
    """Somebody else was quicker: what changed, the account as it is now, and nothing done."""
    words, member = call.words, find_member(call.session, staff_id)
    call.session.refresh(member)
    lines = [words("errors.staff.edited", name=member.name)]
    for label, before, now in changes_since(call, KIND, staff_id, shown_of(call, member)):
        lines.append(words("people.changed_since", label=label, before=before, now=now))
    speech = Speech([Say("\n".join(lines)), member_card(call, member)])
    return Reply(speech, outcome="refused", audit_note=EditedSince.code)


def member_card(call: Call, member: StaffMember) -> Card:
    """One account with its verbs as buttons, as far as this person may use them."""
    words = call.words
    rows = [Row(label, value) for label, value in shown_of(call, member).items()][1:]
    for grant in running_grants(call.session, staff_id=member.id, now=call.now):
        lent = rights_said(call.desk.registry, grant.rights.split())
        rows.append(Row(words("people.lent"), words("people.lent_until", rights=lent, until=grant.until_at)))
    is_locked = member.id in locked_staff(call.session, now=call.now)
    if is_locked:
        rows.append(Row(words("people.locked"), words("people.locked_now")))
    rows.append(Row(words("people.joined"), words("people.on", at=member.joined_at)))
    see(call, member)
    buttons = []
    for verb in _BUTTONS:
        command = call.desk.registry.by_phrase(f"{call.command.noun.word} {verb}")
        fits = {"停止": not member.stopped_at, "解除": member.stopped_at or is_locked}.get(verb, True)
        if command is not None and fits and call.may(command.right):
            buttons.append(Choice(verb, "text", text=f"{command.phrase} #{member.id}"))
    return Card(words("people.card", number=member.id, name=member.name), rows=tuple(rows), choices=tuple(buttons))


def invitation_row(call: Call, invitation: Invitation) -> Row:
    """A line for somebody who has not come yet, with the way to take the code back for whoever may."""
    words = call.words
    shown = (role_name(call.session, invitation.role), team_name(call.session, invitation.team_id))
    until = words("staff.members.invited_until", role="・".join(filter(None, shown)), at=invitation.expires_at)
    command = call.desk.registry.by_phrase(f"{call.command.noun.word} {WITHDRAW}")
    if command is None or not call.may(command.right):
        return Row(invitation.name, until)
    button = words("staff.invite.take_back")
    return Row(invitation.name, until, Choice(button, "text", text=f"{command.phrase} #{invitation.id}"))


def undo_of_member(call: Call, member_id: int, before: dict[str, object], after: dict[str, object]) -> UndoNote:
    """How 元に戻す takes a change of one account back."""
    words = call.words
    labels = {column: words(f"people.items.{item}") for column, item in _COLUMNS.items()}
    return UndoNote((RowChange(StaffMember.__tablename__, member_id, before, after),), labels=labels)


_COLUMNS = {"name": "name", "role": "role", "team_id": "team", "additions": "additions", "stopped_at": "state"}


def tell(call: Call, member: StaffMember, text: str) -> None:
    """Say something to a member: in LINE, or on the console for who has none. Not to oneself."""
    if member.id == call.staff.id or member.stopped_at is not None:
        return
    messages = render(Speech([Say(text)]), None)
    if member.line_user_id:
        call.turn.tell("staff", member.line_user_id, *messages)
    else:
        call.turn.tell("console", f"staff:{member.id}", *messages)
