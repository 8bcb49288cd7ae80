"""A town that knows only the probing action."""

from __future__ import annotations

import pytest

from bot.dispatcher import ResidentCounter
from dialogs.actions.runner import ActionRunner
from dialogs.engine import DialogEngine
from dialogs.wording import load_wording
from tests.nodes.probe import Reserve
from tests.resident import talking
from tests.resident.one_database import database  # noqa: F401
from tests.resident.talking import HANAKO, Person, Town


@pytest.fixture
def town(session, monkeypatch):
    runner = ActionRunner([Reserve()])
    monkeypatch.setattr(talking, "runner", lambda: runner)
    words = load_wording()
    return Town(session, ResidentCounter(DialogEngine(runner, words), words))


@pytest.fixture
def hanako(town):
    return Person(town, HANAKO)
