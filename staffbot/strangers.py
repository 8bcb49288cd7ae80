"""People the staff account does not know: how to register, and 登録 with a code."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.audit.chain import AuditEntry, Outcome
from data.errors import DomainError
from data.staff.identity import holders_of
from data.staff.invitations import CODE_LENGTH, CodeRefused, code_letters, note_wrong_code, use_invitation
from data.staff.models import StaffMember
from data.staff.rights import StaffIdentity
from data.staff.service import identify
from data.turns.turn import Turn
from dialogs.render.line import render
from dialogs.talk import Choice, Say, Speech
from staffbot.desk import Desk
from staffbot.parser import Line, read_line
from staffbot.rights_named import role_name

_CODE_ALONE = re.compile(r"\s*[0-9A-Za-zＡ-Ｚａ-ｚ０-９]{4}(?:[-－ー‐ 　][0-9A-Za-zＡ-Ｚａ-ｚ０-９]{4}){2}\s*")
NOBODY = StaffIdentity(0, "", "")


def answer(desk: Desk, session: Session, turn: Turn) -> Speech:
    """A stranger's, or a stopped member's, event."""
    if turn.incoming.kind == "job":
        return Speech()
    words = desk.words
    line = turn.prepared if isinstance(turn.prepared, Line) else read_line(desk.registry, turn.incoming.text)
    stopped = session.scalar(
        select(StaffMember).where(StaffMember.line_user_id == turn.line_user_id, StaffMember.stopped_at.is_not(None))
    )
    if stopped is not None or turn.channel == "console":
        if stopped is not None and line.command is not None and not line.command.secret:
            _audit(desk, session, turn, StaffIdentity(stopped.id, stopped.name, ""), line.command.phrase, "no_right")
        return Speech([Say(words("staff.stranger.stopped"))])
    code = _code_in(line, turn)
    if code is None:
        return Speech([Say(words(f"staff.stranger.{'follow' if turn.incoming.kind == 'follow' else 'unknown'}"))])
    turn.said = f"{words('staff.register.word')} ****"
    turn.place = f"staff/{words('staff.register.word')}"
    if not code:
        return Speech([Say(words("staff.stranger.unknown"))])
    return _register(desk, session, turn, code)


def _code_in(line: Line, turn: Turn) -> str | None:
    """The code typed after 登録, or alone; "" for 登録 without one; None when nothing was meant as a code."""
    if turn.incoming.kind != "text":
        return None
    if line.command is not None and line.command.secret:
        return line.rest
    if _CODE_ALONE.fullmatch(turn.incoming.text) and len(code_letters(turn.incoming.text)) == CODE_LENGTH:
        return turn.incoming.text
    return None


def _register(desk: Desk, session: Session, turn: Turn, code: str) -> Speech:
    words, action = desk.words, desk.words("staff.register.word")
    try:
        with session.begin_nested():
            member = use_invitation(session, code=code, line_user_id=turn.line_user_id, now=turn.now)
    except CodeRefused as refused:
        left = note_wrong_code(session, line_user_id=turn.line_user_id, now=turn.now)
        _audit(desk, session, turn, NOBODY, action, "refused", {"reason": refused.facts["reason"]})
        sentences = [words(f"staff.register.{refused.facts['reason']}")]
        sentences.append(
            words("staff.register.tries_left", left=left) if left else words("staff.register.no_tries_left")
        )
        return Speech([Say("\n".join(sentences))])
    except DomainError as error:
        _audit(desk, session, turn, NOBODY, action, "refused", {"reason": error.code})
        return Speech([Say(words.error(error, "staff"))])

    staff = identify(session, turn.line_user_id, turn.now)
    assert staff is not None
    _audit(desk, session, turn, staff, action, "done")
    _tell_inviter(desk, session, turn, member)
    menu = words("staff.menu.word")
    welcome = words("staff.register.done", name=member.name, role=role_name(session, member.role))
    return Speech([Say(welcome)], [Choice(menu, "text", text=menu)])


def _tell_inviter(desk: Desk, session: Session, turn: Turn, member: StaffMember) -> None:
    """Who gave the code hears of it; of one made on the server, everybody else who may invite."""
    told = desk.words("staff.register.told", name=member.name, role=role_name(session, member.role), at=turn.now)
    if member.invited_by is None:
        everybody = holders_of(session, "staff:write", turn.now)
        ears = [one.line_user_id for one in everybody if one.id != member.id]
    else:
        inviter = session.get(StaffMember, member.invited_by)
        ears = [] if inviter is None or inviter.stopped_at is not None else [inviter.line_user_id or ""]
    for line_user_id in filter(None, ears):
        turn.tell("staff", line_user_id, *render(Speech([Say(told)]), None))


def _audit(
    desk: Desk,
    session: Session,
    turn: Turn,
    staff: StaffIdentity,
    action: str,
    outcome: Outcome,
    payload: dict[str, Any] | None = None,
) -> None:
    entry = AuditEntry(staff.id, staff.name, turn.channel, action, outcome, payload or {})
    desk.chain.append(session, entry, now=turn.now)
