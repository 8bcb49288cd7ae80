"""What every turn reads from memory."""

from __future__ import annotations

from data.attributes.service import SOURCE as ATTRIBUTES
from data.db.snapshots import SnapshotSource
from data.faq.snapshot import SOURCE as FAQ
from data.segments.mirror import Mirror
from data.shelters.index import SOURCE as SHELTERS
from data.spots.index import SOURCE as SPOTS
from data.stops.service import SOURCE as STOPS
from data.town.service import SOURCE as TOWN
from dialogs.actions.runner import ActionRunner
from dialogs.library import library_source


def snapshot_sources(runner: ActionRunner) -> list[SnapshotSource]:
    """By topic: settings, lists, published scenarios and forms; and the mirror of all residents, which follows."""
    return [TOWN, SHELTERS, SPOTS, FAQ, ATTRIBUTES, STOPS, Mirror().source(), library_source(runner)]
