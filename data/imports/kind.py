"""What a feature says about its list so that files of it can be imported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from data.imports.parsed import ParsedTable
from data.imports.plan import ImportPlan


def never_in_use(session: Session, ids: list[int]) -> list[str]:
    """Nothing of this kind is ever in use."""
    return []


@dataclass(frozen=True, slots=True)
class OwnWriting:
    """For lists whose records are only changed, never made or removed, in a way of their own (residents' values).

    Attributes:
        is_current: (session, import id) -> whether the records are still as they were when the file was checked.
        write: (session, import id, by, now) gives the records what their drafts say.
        keep: (session, import id, another's id) makes the drafts that would take it back.
    """

    is_current: Callable[[Session, int], bool]
    write: Callable[..., None]
    keep: Callable[[Session, int, int], None]


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One list.

    Attributes:
        live, draft: the model of the records (with `Listed`) and of staged rows (with `Draft`).
        columns: content columns, the same in both.
        read: (data, town_name) -> the file as the feature understands it; pure. Raises TableRefused.
        plan: (session, parsed) -> what would change; reads only.
        beginnings: live column -> the value a new record begins with, beyond its content.
        resets: live column -> (content column, value): set to the value in records whose content column changes.
        own: how it is written, where it isn't as the other lists.
        in_use: (session, ids) -> names of those records that must not be removed now.
    """

    name: str
    topic: str
    live: Any
    draft: Any
    columns: tuple[str, ...]
    read: Callable[[bytes, str], ParsedTable]
    plan: Callable[[Session, ParsedTable], ImportPlan]
    beginnings: Mapping[str, Any]
    resets: Mapping[str, tuple[str, Any]] = field(default_factory=dict)
    in_use: Callable[[Session, list[int]], list[str]] = never_in_use
    own: OwnWriting | None = None
