"""A town with the starter scenarios, the sample town's lists for who asks for them, and the cast."""

from __future__ import annotations

import pytest

from data.content.starters import put_starters
from data.samples.town import put_sample_town
from dialogs.starters import load_starters
from tests.resident.one_database import database  # noqa: F401
from tests.resident.talking import HANAKO, MORNING, TARO, Person, Town


@pytest.fixture
def town(session):
    put_starters(session, starters=load_starters(), now=MORNING)
    return Town(session)


@pytest.fixture
def samples(town):
    """The sample town's shelters, spots and answers."""
    put_sample_town(town.session, now=MORNING)
    town.refresh()


@pytest.fixture
def hanako(town):
    return Person(town, HANAKO)


@pytest.fixture
def taro(town):
    return Person(town, TARO)
