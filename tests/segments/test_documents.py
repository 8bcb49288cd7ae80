"""Documents as they may lie in a database that has been used for years: the mirror reads them like a slow reader."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from data.attributes.models import Attribute
from data.attributes.service import define, load_catalog
from data.db.changes import note_change
from data.residents.models import Resident
from data.residents.service import resident_topic
from data.segments.condition import Compare
from data.segments.mirror import Mirror
from tests.segments.people import NOW, TODAY, meets, resident, seed
from tests.segments.test_mirror import ANSWERS, CONDITIONS, committed

ODD = [
    {},
    {"name": None, "home_area": None, "topics": None, "children": None, "household_size": None, "fire_brigade": None},
    {"birth_on": None, "due_on": None, "left_long_ago": {"any": ["thing", 1, None]}, "": ""},
    {"home_area": "なくなった字", "topics": ["防災", "なくなった話題", "\"'\\\n\u2028😀"]},
    {"home_area": ""},
    {"topics": ["防災", "防災"], "children": []},
    {"children": [{"birth": "1850-01-01"}, {"birth": "2026-11-22", "name": "はな"}]},
    {"household_size": 3, "birth_on": "1850-01-01", "due_on": "2200-12-31"},
    {"household_size": 3.0, "due_on": "0001-01-01"},
    {"household_size": -1e12, "due_on": "9999-12-31"},
    {"household_size": 2.5, "name": "花\t子\u200b", "fire_brigade": False},
    {"name": "花\u3000子", "fire_brigade": True},
]


def asked(catalog):
    """Whether there is a value of each attribute, and the values of the documents above."""
    for one in catalog.definitions:
        yield from (Compare(one.key, "value", op) for op in ("set", "unset"))
    yield from (Compare("home_area", "value", "=", (value,)) for value in ("なくなった字", "古口", "", "どこにもない"))
    yield from (Compare("topics", "value", "=", (value,)) for value in ("なくなった話題", "防災", "\"'\\\n\u2028😀"))
    yield from (Compare("household_size", "value", "=", (value,)) for value in (3, 2.5, -1e12))
    yield from (Compare("due_on", "value", "=", (value,)) for value in ("0001-01-01", "9999-12-31", "2200-12-31"))
    yield from (Compare("children", "count", "=", (value,)) for value in (0, 1, 2))
    yield Compare("children", "age", ">=", (150,))
    yield Compare("birth_on", "age", ">", (100,))


def answered(session, mirror, condition):
    catalog = load_catalog(session)
    everybody = session.scalars(select(Resident).order_by(Resident.id))
    return mirror.ids(condition, today=TODAY).tolist(), [one.id for one in everybody if meets(one, condition, catalog)]


def changed(session):
    """Every resident, told to the mirror."""
    for resident_id in session.scalars(select(Resident.id)):
        note_change(session, resident_topic(resident_id))
    committed(session)


@pytest.mark.parametrize("is_followed", [False, True])
def test_odd_documents_are_read_as_they_stand(session, is_followed):
    seed(session)
    define(session, name="選べるものがない", kind="choice", options=["一つ"], key="bare", now=NOW)
    row = session.scalars(select(Attribute).where(Attribute.key == "bare")).one()
    row.document = {**row.document, "options": []}
    committed(session)
    mirror = Mirror()
    if is_followed:
        mirror.load(session)
    for number, document in enumerate(ODD, 1):
        resident(session, number, **document)
    resident(session, 99, bare="一つ")
    changed(session)

    mirror.catch_up(session) if is_followed else mirror.load(session)

    for condition in asked(load_catalog(session)):
        found, expected = answered(session, mirror, condition)
        assert found == expected, condition


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(ANSWERS, min_size=1, max_size=6), st.lists(ANSWERS, max_size=6), CONDITIONS)
def test_what_is_loaded_and_followed_agrees_with_the_documents(session, before, after, condition):
    session.execute(delete(Resident))
    session.execute(delete(Attribute))
    seed(session)
    residents = [resident(session, number, **answers) for number, answers in enumerate(before, 1)]
    committed(session)
    mirror = Mirror()
    mirror.load(session)
    for one, answers in zip(residents, after, strict=False):
        one.answers = answers
    changed(session)
    mirror.catch_up(session)

    found, expected = answered(session, mirror, condition)

    assert found == expected
