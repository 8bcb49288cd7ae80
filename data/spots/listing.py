"""The spot list as something to be imported."""

from __future__ import annotations

from data.imports.kind import ImportKind
from data.spots.models import CONTENT_COLUMNS, Spot, SpotDraft
from data.spots.planning import plan_spots
from data.spots.reading import KIND, read_spots
from data.spots.service import TOPIC

SPOT_LIST = ImportKind(
    name=KIND,
    topic=TOPIC,
    live=Spot,
    draft=SpotDraft,
    columns=CONTENT_COLUMNS,
    read=read_spots,
    plan=plan_spots,
    beginnings={"image_id": ""},
    resets={"image_id": ("image_url", "")},
)
