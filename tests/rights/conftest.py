"""The town of the gate's tests, with its staff, and its real commands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from staffbot.commands import REGISTRY
from staffbot.dispatcher import StaffCounter
from tests.gate import conftest as gate
from tests.gate.talk import Town

chief, mori, sato, session, shared_postgres = gate.chief, gate.mori, gate.sato, gate.session, gate.shared_postgres
furnished = gate.town


@pytest.fixture
def town(furnished: Town) -> Town:
    """With every command of the program, not only the samples."""
    town = furnished
    town.desk = replace(town.desk, registry=REGISTRY)
    town.counter = StaffCounter(town.desk)
    return town
