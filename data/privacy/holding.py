"""What a feature tells about the data it holds of one resident."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Whose:
    """One resident of one channel; the same person on the other channel is another resident."""

    channel: str
    line_user_id: str
    resident_id: int

    @property
    def owner(self) -> str:
        """As files name whose they are."""
        return f"{self.channel}:{self.line_user_id}"


@dataclass(frozen=True, slots=True)
class Held:
    """How much there is. `kept`: how many of these stay after a deletion, no longer linked to the person."""

    count: int
    kept: int = 0


def how_many(session: Session, chosen: Select[*tuple[Any, ...]]) -> int:
    """The number of rows a select would give."""
    return session.scalar(select(func.count()).select_from(chosen.order_by(None).subquery())) or 0


def _nothing(session: Session, whose: Whose) -> list[dict[str, Any]]:
    return []


@dataclass(frozen=True, slots=True)
class Provider:
    """A feature's word on one kind of data. Registered by hand in `data.privacy.service.PROVIDERS`.

    Attributes:
        name: names the kind below `privacy.kinds` of the wording; why something is kept: `privacy.reasons`.
        tables: the tables it answers for. A test holds every table that names residents to one provider.
        holds: how much there is now.
        gives: everything, for the file: one flat JSON object per thing, its keys below `privacy.columns`.
        forgets: delete it or take the person out of it; returns how many rows. May leave much of it to `forget_rest`.
    """

    name: str
    tables: tuple[str, ...]
    holds: Callable[[Session, Whose], Held]
    forgets: Callable[[Session, Whose, datetime], int]
    gives: Callable[[Session, Whose], list[dict[str, Any]]] = _nothing
