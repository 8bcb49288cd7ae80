"""The staff counter with its real commands, for the features' own tests."""

from __future__ import annotations

from typing import Any

from data.csvtext import Table, read_table
from data.gateways.line.events import Incoming
from staffbot.commands import REGISTRY
from tests.gate import talk


def open_counter(session, monkeypatch) -> talk.Town:
    """A town whose counter has every real command and none of the gate's samples."""
    monkeypatch.setattr(talk, "registry", lambda: REGISTRY)
    return talk.Town(session)


def location(latitude: float, longitude: float, address: str = "") -> Incoming:
    """A location, sent from a phone."""
    return Incoming("location", latitude=latitude, longitude=longitude, address=address, message_id="m1")


def cells(table: Table) -> list[dict[str, Any]]:
    """An export's rows as a spreadsheet would have them."""
    return [dict(row.cells) for row in read_table(table.csv().data, max_rows=1000).rows]
