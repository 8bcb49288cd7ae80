"""Residents' values as something to be imported."""

from __future__ import annotations

from data.imports.kind import ImportKind, OwnWriting
from data.residents import applying
from data.residents.importing import KIND, plan_residents, read_residents
from data.residents.models import Resident, ResidentDraft
from data.residents.service import TOPIC

RESIDENT_LIST = ImportKind(
    name=KIND,
    topic=TOPIC,
    live=Resident,
    draft=ResidentDraft,
    columns=("answers",),
    read=read_residents,
    plan=plan_residents,
    beginnings={},
    own=OwnWriting(applying.is_current, applying.write, applying.keep),
)
