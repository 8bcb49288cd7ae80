"""What every turn reads from memory."""

from __future__ import annotations

from data.db.snapshots import SnapshotSource
from data.faq.snapshot import SOURCE as FAQ
from data.shelters.index import SOURCE as SHELTERS
from data.spots.index import SOURCE as SPOTS
from data.town.service import SOURCE as TOWN
from dialogs.actions.runner import ActionRunner
from dialogs.library import library_source


def snapshot_sources(runner: ActionRunner) -> list[SnapshotSource]:
    """By topic: the town's settings, its lists, and the published scenarios and forms."""
    return [TOWN, SHELTERS, SPOTS, FAQ, library_source(runner)]
