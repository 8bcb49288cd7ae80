"""Make, look at and use up links. GET looks, the button's POST uses: previews and isolating browsers only ever GET."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from data.errors import DomainError
from data.ids import new_public_id
from data.links.models import SingleLink
from data.staff.models import StaffMember

LinkPurpose = Literal["console", "file", "once", "page"]
LIFETIMES: dict[LinkPurpose, timedelta] = {
    "console": timedelta(minutes=10),
    "file": timedelta(minutes=15),
    "once": timedelta(minutes=10),  # something that is shown a single time
    "page": timedelta(minutes=10),  # into the pages, straight to one of them
}
KEPT_FOR = timedelta(days=30)
SEAL_LETTERS = 16


class LinkRefused(DomainError):
    """`facts["reason"]` is "unknown", "used", "expired" or "stopped" (its staff member may do nothing any more)."""

    code = "links.refused"


class Links:
    """The one who signs links.

    A token is 32 hex digits of chance and a 16-digit signature over purpose and chance; only its hash is stored.
    """

    def __init__(self, key: bytes) -> None:
        """`key`: 32 bytes, `Keys.for_purpose("links")`."""
        self._key = key

    def make(
        self,
        session: Session,
        *,
        purpose: LinkPurpose,
        staff_id: int,
        now: datetime,
        payload: dict[str, Any] | None = None,
    ) -> str:
        """A new token, shown once. `payload` (JSON) comes back with `look` and `use`. Links long dead are removed."""
        session.execute(delete(SingleLink).where(SingleLink.expires_at < now - KEPT_FOR))
        chance = new_public_id()
        token = chance + self._seal(purpose, chance)
        session.add(
            SingleLink(
                token_hash=_hash(token),
                purpose=purpose,
                staff_id=staff_id,
                payload=payload or {},
                made_at=now,
                expires_at=now + LIFETIMES[purpose],
            )
        )
        session.flush()
        return token

    def look(self, session: Session, token: str, *, purpose: LinkPurpose, now: datetime) -> SingleLink:
        """The link, unused: what a GET shows its button for.

        Raises:
            LinkRefused: forged or unknown, used, expired, or its staff member was stopped.
        """
        if not self.is_ours(token, purpose):
            raise LinkRefused(reason="unknown")
        link = session.scalar(select(SingleLink).where(SingleLink.token_hash == _hash(token)))
        if link is None:
            raise LinkRefused(reason="unknown")
        if link.used_at is not None:
            raise LinkRefused(reason="used")
        if link.expires_at <= now:
            raise LinkRefused(reason="expired")
        if session.get_one(StaffMember, link.staff_id).stopped_at is not None:
            raise LinkRefused(reason="stopped")
        return link

    def use(
        self, session: Session, token: str, *, purpose: LinkPurpose, now: datetime, staff_id: int | None = None
    ) -> SingleLink:
        """Use the link up and return it; of two at once one gets it.

        Args:
            staff_id: who is signed in, when somebody is; another person's link is refused as unknown and stays unused.

        Raises:
            LinkRefused: as `look`.
        """
        link = self.look(session, token, purpose=purpose, now=now)
        if staff_id is not None and link.staff_id != staff_id:
            raise LinkRefused(reason="unknown")
        taken = session.scalar(
            update(SingleLink)
            .where(SingleLink.id == link.id, SingleLink.used_at.is_(None))
            .values(used_at=now)
            .returning(SingleLink.id)
        )
        if taken is None:
            raise LinkRefused(reason="used")
        return link

    def is_ours(self, token: str, purpose: LinkPurpose) -> bool:
        """Whether the signature fits: guessed tokens never reach the database."""
        chance, seal = token[:-SEAL_LETTERS], token[-SEAL_LETTERS:]
        return token.isascii() and hmac.compare_digest(seal, self._seal(purpose, chance))

    def _seal(self, purpose: str, chance: str) -> str:
        return hmac.digest(self._key, f"{purpose}:{chance}".encode(), "sha256").hex()[:SEAL_LETTERS]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
