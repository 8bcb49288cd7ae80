"""A link to a resident's own file: good once, for a quarter of an hour. GET looks, the button's POST uses it up."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from data.errors import DomainError
from data.ids import new_public_id
from data.privacy.holding import Held, Provider, Whose
from data.privacy.models import OwnDataLink

LIFETIME = timedelta(minutes=15)
KEPT_FOR = timedelta(days=1)


class OwnLinkRefused(DomainError):
    """`facts["reason"]` is "unknown", "used" or "expired"."""

    code = "privacy.link_refused"


def make_link(session: Session, *, file_id: int, whose: Whose, now: datetime) -> str:
    """A new token (128 random bits); only its hash is stored. Old links are removed."""
    session.execute(delete(OwnDataLink).where(OwnDataLink.expires_at < now - KEPT_FOR))
    token = new_public_id()
    session.add(
        OwnDataLink(
            token_hash=_hash(token),
            file_id=file_id,
            channel=whose.channel,
            line_user_id=whose.line_user_id,
            expires_at=now + LIFETIME,
        )
    )
    session.flush()
    return token


def look_at_link(session: Session, token: str, *, now: datetime) -> OwnDataLink:
    """The link, unused.

    Raises:
        OwnLinkRefused: unknown, used or expired.
    """
    link = session.scalar(select(OwnDataLink).where(OwnDataLink.token_hash == _hash(token)))
    if link is None:
        raise OwnLinkRefused(reason="unknown")
    if link.used_at is not None:
        raise OwnLinkRefused(reason="used")
    if link.expires_at <= now:
        raise OwnLinkRefused(reason="expired")
    return link


def use_link(session: Session, token: str, *, now: datetime) -> OwnDataLink:
    """Use it up; of two at once one gets it.

    Raises:
        OwnLinkRefused: as `look_at_link`.
    """
    link = look_at_link(session, token, now=now)
    taken = session.scalar(
        update(OwnDataLink)
        .where(OwnDataLink.id == link.id, OwnDataLink.used_at.is_(None))
        .values(used_at=now)
        .returning(OwnDataLink.id)
    )
    if taken is None:
        raise OwnLinkRefused(reason="used")
    return link


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _holds(session: Session, whose: Whose) -> Held:
    return Held(0)  # its file is counted nowhere either: it says what the rest says


def _forgets(session: Session, whose: Whose, now: datetime) -> int:
    session.execute(
        delete(OwnDataLink).where(OwnDataLink.channel == whose.channel, OwnDataLink.line_user_id == whose.line_user_id)
    )
    return 0


LINKS = Provider("links", ("own_data_link",), _holds, _forgets)
