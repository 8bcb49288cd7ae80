"""The shelter list as something to be imported."""

from __future__ import annotations

from data.imports.kind import ImportKind
from data.shelters.models import CONTENT_COLUMNS, Shelter, ShelterDraft, ShelterStatus
from data.shelters.planning import plan_shelters
from data.shelters.reading import KIND, read_shelters
from data.shelters.service import TOPIC, names_in_use

SHELTER_LIST = ImportKind(
    name=KIND,
    topic=TOPIC,
    live=Shelter,
    draft=ShelterDraft,
    columns=CONTENT_COLUMNS,
    read=read_shelters,
    plan=plan_shelters,
    beginnings={"status": ShelterStatus.unopened, "status_changed_by": 0},
    in_use=names_in_use,
)
