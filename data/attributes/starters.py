"""Put the shipped attributes in: again and again without harm, and never over what staff edited."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.attributes.definitions import options_of
from data.attributes.models import Attribute
from data.attributes.service import STEP, TOPIC
from data.db.changes import note_change


@dataclass(frozen=True, slots=True)
class StarterAttribute:
    """One shipped attribute; `document` as in `Attribute`."""

    key: str
    name: str
    kind: str
    document: dict[str, Any]


@dataclass(slots=True)
class AttributeReport:
    """Keys of what was put in, renewed by a newer release, left as it was, and left alone because staff edited it."""

    added: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)


def put_attributes(session: Session, *, starters: list[StarterAttribute], now: datetime) -> AttributeReport:
    """One that staff edited or retired is theirs. A renewal keeps options that the new release lacks, as retired."""
    report = AttributeReport()
    rows = {row.key: row for row in session.scalars(select(Attribute))}
    for number, starter in enumerate(starters, 1):
        row = rows.get(starter.key)
        if row is None:
            session.add(
                Attribute(
                    key=starter.key,
                    name=starter.name,
                    kind=starter.kind,
                    document=starter.document,
                    sort=number * STEP,
                    origin="starter",
                    is_edited=False,
                    revision=1,
                    changed_at=now,
                )
            )
            report.added.append(starter.key)
            continue
        if row.is_edited or row.origin != "starter" or row.retired_at is not None or row.kind != starter.kind:
            report.edited.append(starter.key)
            continue
        document = with_old_options(row.document, starter.document)
        if (row.name, row.document) == (starter.name, document):
            report.unchanged.append(starter.key)
            continue
        row.name, row.document, row.changed_at = starter.name, document, now
        row.revision += 1
        report.renewed.append(starter.key)
    if report.added or report.renewed:
        note_change(session, TOPIC)
    session.flush()
    return report


def with_old_options(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The document `after`; options that only `before` has are kept as retired."""
    values = {option.value for option in options_of(after.get("options", ()))}
    gone = [one for one in options_of(before.get("options", ())) if one.value not in values]
    retired = [{**one.document(), "retired": True} for one in gone]
    return {**after, "options": [*after.get("options", []), *retired]}
