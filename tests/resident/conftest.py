"""The sample scenarios, a handful of places and answers, and the cast."""

from __future__ import annotations

import pytest

from data.content.starters import put_starters
from dialogs.starters import load_starters
from tests.resident.talking import HANAKO, MORNING, TARO, Person, Town


@pytest.fixture
def town(session):
    put_starters(session, starters=load_starters(), now=MORNING)
    return Town(session)


@pytest.fixture
def hanako(town):
    return Person(town, HANAKO)


@pytest.fixture
def taro(town):
    return Person(town, TARO)
