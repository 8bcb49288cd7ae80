"""A lock is told to everybody who can take it away, and to the person it keeps out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from data.staff.models import StaffMember
from data.staff.service import holders_of
from data.turns.turn import Notice
from dialogs.render.line import render
from dialogs.talk import Choice, Say, Speech
from dialogs.wording import Wording

RIGHT = "staff:write"


def locked_notices(
    session: Session, *, staff_id: int, name: str, address: str, now: datetime, words: Wording, kind: str = "password"
) -> list[Notice]:
    """`kind`: "password" or "pin"."""
    release = f"職員 解除 {name}"
    told = Say(words(f"signin.alert.{kind}", name=name, at=now, address=address or "－", release=release))
    boss = render(Speech([told], [Choice(words("signin.alert.release"), "text", text=release)]), None)
    own = render(Speech([Say(words(f"signin.alert.{kind}_own", at=now))]), None)
    holders = holders_of(session, RIGHT)
    notices = [_to(one.id, one.line_user_id, boss) for one in holders if one.id != staff_id]
    member = session.get(StaffMember, staff_id)
    if member is not None:
        notices.append(_to(staff_id, member.line_user_id or "", own))
    return notices


def _to(staff_id: int, line_user_id: str, messages: list[dict[str, object]]) -> Notice:
    if line_user_id:
        return Notice("staff", line_user_id, messages)
    return Notice("console", f"staff:{staff_id}", messages)
