"""A staff counter with a few residents, made up and numbered."""

from __future__ import annotations

import pytest

from tests.imports.counter import open_counter
from tests.segments.people import resident, seed


@pytest.fixture
def counter(session, monkeypatch):
    seed(session)
    resident(session, 1, name="花子", telephone="090-1234-5678", home_area="古口", birth_on="1950-01-01")
    resident(session, 2, name="太郎", home_area="角川", topics=["防災", "子育て"], birth_on="1990-01-01")
    resident(session, 3, is_friend=False, home_area="古口")
    resident(session, 4, channel="test", name="花子（試し）")
    return open_counter(session, monkeypatch)


@pytest.fixture
def editor(counter):
    return counter.member("Sato", "editor")


@pytest.fixture
def duty(counter):
    return counter.member("Duty", "operator")


@pytest.fixture
def mori(counter):
    return counter.member("Mori", "viewer")
