"""Letting new staff in: a code that one LINE account can use once, within 72 hours."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from data.errors import DomainError
from data.ids import new_code
from data.staff.identity import identity_of
from data.staff.models import Invitation, StaffMember, WrongCode
from data.staff.rights import StaffIdentity
from data.staff.roles import UnknownRole, find_role, require, require_to_give
from data.teams.service import TeamNotFound, find_team

VALID_FOR = timedelta(hours=72)
WRONG_CODES_AN_HOUR = 5
CODE_LENGTH = 12
LONGEST_NAME = 60


class CodeRefused(DomainError):
    """`facts["reason"]` is "unknown", "used", "expired" or "withdrawn"; each counts as a wrong code.

    "withdrawn": it was taken back, or who gave the code is not at work any more or may no longer give what it gives.
    """

    code = "staff.code_refused"


class InvitationGone(DomainError):
    """Nobody waits under this number: the code was used, ended, or was taken back before."""

    code = "staff.invitation_gone"


class TooManyCodes(DomainError):
    """WRONG_CODES_AN_HOUR wrong ones came from this LINE account within an hour. `facts["until"]`: instant."""

    code = "staff.too_many_codes"


class AlreadyRegistered(DomainError):
    """This LINE account is a staff member's already; the code stays unused. `facts`: name, is_stopped."""

    code = "staff.already_registered"


class BadName(DomainError):
    """A name is empty or longer than LONGEST_NAME characters."""

    code = "staff.bad_name"


def invite(
    session: Session,
    *,
    role: str,
    name: str,
    team_id: int | None = None,
    by: StaffIdentity | None = None,
    now: datetime,
) -> str:
    """Make an invitation and return its code (`ABCD-EFGH-JKMN`), which is shown once and never stored.

    Args:
        role: a given role, or the key of one the town made.
        by: None from the command line, where every right is at hand.

    Raises:
        NotAllowed, BeyondYours, OnlyLent, UnknownRole, TeamNotFound, BadName: nothing was made.
    """
    return make_invitation(session, role=role, name=name, team_id=team_id, by=by, now=now)[1]


def make_invitation(
    session: Session,
    *,
    role: str,
    name: str,
    team_id: int | None = None,
    by: StaffIdentity | None = None,
    now: datetime,
) -> tuple[Invitation, str]:
    """The same as `invite`, with the row."""
    name = checked_name(name)
    rights = _given(session, role, team_id)
    if by is not None:
        require_to_give(by, "staff:write", rights)
    code = new_code()
    invitation = Invitation(
        code_hash=_hash(code),
        name=name,
        role=role,
        team_id=team_id,
        invited_by=None if by is None else by.id,
        made_at=now,
        expires_at=now + VALID_FOR,
    )
    session.add(invitation)
    session.flush()
    return invitation, code


def renew_codes(session: Session, *, invitation_ids: Iterable[int], now: datetime) -> list[tuple[Invitation, str]]:
    """New codes, good for VALID_FOR, for those of the invitations that nobody used; the codes before are dead."""
    chosen = select(Invitation).where(
        Invitation.id.in_(list(invitation_ids)),
        Invitation.used_at.is_(None),
        Invitation.expires_at > Invitation.made_at,  # what was taken back stays so
    )
    renewed = []
    for invitation in session.scalars(chosen.order_by(Invitation.id)):
        code = new_code()
        invitation.code_hash, invitation.expires_at = _hash(code), now + VALID_FOR
        renewed.append((invitation, code))
    session.flush()
    return renewed


def withdraw_invitation(session: Session, *, invitation_id: int, by: StaffIdentity, now: datetime) -> Invitation:
    """Let a code end that nobody has used: it went to the wrong person, or was lost. It gives nothing, so whoever may
    invite at all may do it.

    Raises:
        NotAllowed, InvitationGone: nothing changed.
    """
    require(by, "staff:write")
    ended = session.scalar(
        update(Invitation)
        .where(Invitation.id == invitation_id, Invitation.used_at.is_(None), Invitation.expires_at > now)
        .values(expires_at=Invitation.made_at)
        .returning(Invitation.id)
    )
    if ended is None:
        raise InvitationGone(invitation_id=invitation_id)
    return session.get_one(Invitation, ended, populate_existing=True)


def checked_name(name: str) -> str:
    """A member's name without spaces around it.

    Raises:
        BadName: empty or too long.
    """
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise BadName(length=len(name), most=LONGEST_NAME)
    return name


def use_invitation(session: Session, *, code: str, line_user_id: str, now: datetime) -> StaffMember:
    """Make the person a staff member and use the code up.

    The caller records a `CodeRefused` with `note_wrong_code`, outside the savepoint that the refusal rolls back.

    Raises:
        TooManyCodes: asked before the code is looked at, so that even a right one is refused.
        AlreadyRegistered, CodeRefused: nothing was changed.
    """
    since = now - timedelta(hours=1)
    wrong_at = session.scalars(
        select(WrongCode.at).where(WrongCode.line_user_id == line_user_id, WrongCode.at > since).order_by(WrongCode.at)
    ).all()
    if len(wrong_at) >= WRONG_CODES_AN_HOUR:
        raise TooManyCodes(until=wrong_at[-WRONG_CODES_AN_HOUR] + timedelta(hours=1))
    known = session.scalar(select(StaffMember).where(StaffMember.line_user_id == line_user_id))
    if known is not None:
        raise AlreadyRegistered(name=known.name, is_stopped=known.stopped_at is not None)

    invitation = session.scalar(select(Invitation).where(Invitation.code_hash == _hash(code)))
    if invitation is None:
        raise CodeRefused(reason="unknown")
    if invitation.used_at is not None:
        raise CodeRefused(reason="used", at=invitation.used_at)
    if invitation.expires_at <= invitation.made_at:
        raise CodeRefused(reason="withdrawn")
    if invitation.expires_at <= now:
        raise CodeRefused(reason="expired", at=invitation.expires_at)
    if not _stands(session, invitation, now):
        raise CodeRefused(reason="withdrawn")
    # Two people may send the same code at once; the WHERE lets one through.
    taken = session.scalar(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
        .values(used_at=now)
        .returning(Invitation.id)
    )
    if taken is None:
        raise CodeRefused(reason="used", at=now)
    member = StaffMember(
        name=invitation.name,
        role=invitation.role,
        team_id=invitation.team_id,
        line_user_id=line_user_id,
        joined_at=now,
        invited_by=invitation.invited_by,
    )
    session.add(member)
    session.flush()
    invitation.used_by = member.id
    session.flush()
    return member


def note_wrong_code(session: Session, *, line_user_id: str, now: datetime) -> int:
    """Record a wrong code and return how many more tries this hour leaves. Older records go."""
    session.execute(delete(WrongCode).where(WrongCode.at <= now - timedelta(hours=1)))
    session.add(WrongCode(line_user_id=line_user_id, at=now))
    session.flush()
    tried = session.scalar(select(func.count()).where(WrongCode.line_user_id == line_user_id)) or 0
    return max(0, WRONG_CODES_AN_HOUR - tried)


def open_invitations(session: Session, *, now: datetime) -> list[Invitation]:
    """Codes that can still be used, newest first."""
    return list(
        session.scalars(
            select(Invitation)
            .where(Invitation.used_at.is_(None), Invitation.expires_at > now)
            .order_by(Invitation.id.desc())
        )
    )


def _given(session: Session, role: str, team_id: int | None) -> frozenset[str]:
    """What somebody may who joins with this role in this team."""
    rights = find_role(session, role).rights
    if team_id is not None and (team_role := find_team(session, team_id).role):
        rights |= find_role(session, team_role).rights
    return rights


def _stands(session: Session, invitation: Invitation, now: datetime) -> bool:
    """Whether who gave the code could still give what it gives. From the command line: always."""
    inviter = session.get(StaffMember, invitation.invited_by) if invitation.invited_by is not None else None
    if inviter is None:
        return invitation.invited_by is None
    try:
        rights = _given(session, invitation.role, invitation.team_id)
    except (UnknownRole, TeamNotFound):
        return False
    return inviter.stopped_at is None and rights <= identity_of(session, inviter, now).lasting


def code_letters(text: str) -> str:
    """What was typed as a code, without width, case, hyphens and spaces."""
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())


def _hash(code: str) -> str:
    return hashlib.sha256(code_letters(code).encode()).hexdigest()
