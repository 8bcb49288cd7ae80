"""Putting the sample town in, through the same importers as a town's own lists. What is there is not touched."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.imports.kinds import IMPORT_KINDS
from data.imports.service import count_of, import_table
from data.staff.rights import RIGHTS, StaffIdentity
from data.teams.models import Team
from data.teams.service import make_team
from data.town.service import town_setting

HERE = Path(__file__).parent
# Their roles: who is on duty for disasters may open shelters, whatever else he does; the other team adds nothing.
TEAMS = {"防災": "operator", "住民税務": ""}
_SEEDING = StaffIdentity(0, "", "administrator", rights=frozenset(RIGHTS))


def put_sample_town(session: Session, *, now: datetime) -> dict[str, int]:
    """Import each sample list whose table is still empty; kind -> rows put in (0: left alone). Teams likewise."""
    counts = {}
    for name, kind in IMPORT_KINDS.items():
        if kind.own is not None:
            continue
        counts[name] = 0
        if count_of(session, name) == 0:
            data = (HERE / f"{name}.csv").read_bytes()
            parsed = kind.read(data, town_setting(session, "town_name"))
            counts[name] = len(import_table(session, parsed=parsed, now=now).new)
    if session.scalar(select(Team.id).limit(1)) is None:
        for name, role in TEAMS.items():
            make_team(session, name=name, role=role, by=_SEEDING)
    return counts
