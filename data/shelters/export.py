"""The shelter list in our own layout."""

from __future__ import annotations

from collections.abc import Mapping

from data.csvtext.writing import Cell
from data.shelters.columns import KIND_LABELS
from data.shelters.models import Hazard, Shelter, ShelterKind


def shelter_cells(shelter: Shelter, status_labels: Mapping[str, str]) -> list[Cell]:
    """One row, in the order of COLUMNS.

    Args:
        status_labels: value of `ShelterStatus` -> what people call it.
    """
    return [
        shelter.code,
        shelter.name,
        shelter.kana,
        "、".join(KIND_LABELS[ShelterKind(kind)] for kind in shelter.kinds),
        shelter.address,
        shelter.latitude,
        shelter.longitude,
        shelter.phone,
        shelter.capacity,
        *(1 if hazard.value in shelter.hazards else None for hazard in Hazard),
        shelter.serves,
        shelter.url,
        shelter.note,
        "" if shelter.listed_on is None else shelter.listed_on.isoformat(),
        shelter.sort,
        status_labels[shelter.status.value],
        shelter.headcount,
    ]
