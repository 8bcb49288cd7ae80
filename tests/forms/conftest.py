"""A town with the starter and sample forms, in one database, and the cast on both counters."""

from __future__ import annotations

import pytest

from data.attributes.service import SOURCE as ATTRIBUTES
from data.attributes.starters import put_attributes
from data.content.starters import put_starters
from data.db.snapshots import Snapshots
from data.faq.snapshot import SOURCE as FAQ
from data.shelters.index import SOURCE as SHELTERS
from data.spots.index import SOURCE as SPOTS
from data.town.service import SOURCE as TOWN
from dialogs.attribute_starters import load_attributes
from dialogs.library import library_source
from dialogs.starters import SAMPLES, load_starters
from tests.resident.talking import HANAKO, MORNING, TARO, Person, Town, runner


@pytest.fixture
def town(session):
    put_starters(session, starters=[*load_starters(), *load_starters(SAMPLES)], now=MORNING)
    put_attributes(session, starters=load_attributes(), now=MORNING)
    town = Town(session)
    town.snapshots = Snapshots([TOWN, SHELTERS, SPOTS, FAQ, ATTRIBUTES, library_source(runner())])
    town.snapshots.reload(session)
    return town


@pytest.fixture
def hanako(town):
    return Person(town, HANAKO)


@pytest.fixture
def taro(town):
    return Person(town, TARO)
