"""The mirror: what it answers is what a slow reading of the documents answers, whatever was changed in between."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.attributes.answers import set_values
from data.attributes.service import add_option, define
from data.db.changelog import topics_of, write_changes
from data.db.raw import raw_for
from data.segments.columns import BitsColumn, ChoiceColumn, Column
from data.segments.condition import All, AnyOf, Compare, Not, Within
from data.segments.explaining import explain
from data.segments.language import read_condition
from data.segments.masks import Masks
from data.segments.mirror import Mirror, column_for
from data.segments.text_column import TextColumn
from staffbot.commands.residents_shown import MirrorLoading
from staffbot.commands.residents_shown import mirror_of as ready_mirror_of
from tests.segments import people
from tests.segments.people import NOW, TODAY, meets, resident, seed
from tests.segments.test_language import CATALOG

DAYS = st.dates(date(1930, 1, 1), date(2030, 12, 31))
BIRTHS = st.dates(date(1930, 1, 1), TODAY)
WORDS = ["今日", "今月", "去年", "今年度", "30日前", "3か月後", "2024年", "4月", "2月29日"]
TOKENS = st.sampled_from(WORDS) | DAYS.map(str)
NUMBERS = st.integers(0, 100) | st.floats(0, 100).map(lambda number: round(number, 1))


def several(values):
    return st.lists(values, min_size=1, max_size=3).map(tuple)


def compared(key, aspect, values, ops=("=", ">=", "<=", ">", "<", "between")):
    def of(op):
        if op == "between":
            return st.tuples(values, values).map(lambda pair: Compare(key, aspect, op, pair))
        return (several(values) if op == "=" else values.map(lambda one: (one,))).map(
            lambda found: Compare(key, aspect, op, found)
        )

    return st.sampled_from(ops).flatmap(of)


AREAS = [option.value for option in CATALOG.by_key["home_area"].options]
TOPICS = [option.value for option in CATALOG.by_key["topics"].options]
KEYS = ("name", "home_area", "topics", "birth_on", "children", "household_size", "due_on", "fire_brigade")

COMPARISONS = st.one_of(
    compared("home_area", "value", st.sampled_from(AREAS[:6]), ("=",)),
    compared("topics", "value", st.sampled_from(TOPICS[:6]), ("=",)),
    compared("fire_brigade", "value", st.booleans(), ("=",)),
    compared("household_size", "value", NUMBERS),
    compared("birth_on", "age", NUMBERS),
    compared("birth_on", "value", TOKENS),
    compared("birth_on", "month", st.integers(1, 12) | st.just("来月"), ("=",)),
    compared("children", "age", NUMBERS),
    compared("children", "value", TOKENS),
    compared("children", "month", st.integers(1, 12), ("=",)),
    compared("children", "count", st.integers(0, 4)),
    compared("due_on", "value", TOKENS),
    compared("#registered", "value", TOKENS),
    compared("#number", "value", st.integers(1, 30)),
    compared("name", "value", st.text("あイか花Ａ b", min_size=1, max_size=2).filter(str.strip), ("=", "contains")),
    st.builds(Compare, st.sampled_from(KEYS), st.just("value"), st.sampled_from(["set", "unset"])),
)
CONDITIONS = st.recursive(
    COMPARISONS,
    lambda parts: st.one_of(
        st.lists(parts, max_size=3).map(lambda found: All(tuple(found))),
        st.lists(parts, max_size=3).map(lambda found: AnyOf(tuple(found))),
        parts.map(Not),
    ),
    max_leaves=6,
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.text("あイか花Ａ b", min_size=1, max_size=6).filter(str.strip),
        "home_area": st.sampled_from(AREAS[:6]),
        "topics": st.lists(st.sampled_from(TOPICS[:6]), min_size=1, unique=True),
        "birth_on": BIRTHS.map(str),
        "children": st.lists(BIRTHS.map(lambda day: {"birth": str(day)}), max_size=4),
        "household_size": NUMBERS,
        "due_on": DAYS.map(str),
        "fire_brigade": st.booleans(),
    },
)


def mirror_of(documents):
    """A mirror over these documents without a database: (masks, residents)."""
    mirror = Mirror()
    residents = [
        SimpleNamespace(id=number, answers=answers, first_seen_at=NOW - timedelta(days=number * 40))
        for number, answers in enumerate(documents, 1)
    ]
    mirror._columns = {one.key: column_for(one) for one in CATALOG.definitions}
    for column in mirror._columns.values():
        column.take([])
    return mirror, residents


def stored(column: Column, values: list[Any]) -> list[Any]:
    """Values as they come out of documents."""
    found: list[Any] = msgspec.convert(values, list[column.stored | None])
    return found


def put(mirror, one):
    registered = (one.first_seen_at + timedelta(hours=9)).date().toordinal() - date(1970, 1, 1).toordinal()
    answers = [stored(column, [one.answers.get(key)])[0] for key, column in mirror._columns.items()]
    row = SimpleNamespace(id=one.id, channel="public", is_friend=True, registered=registered, answers=answers)
    mirror._put(row)


@settings(max_examples=100, deadline=None)
@given(st.lists(ANSWERS, max_size=12), st.lists(ANSWERS, max_size=12), CONDITIONS)
def test_the_mirror_agrees_with_the_documents(before, after, condition):
    mirror, residents = mirror_of(before)
    for one in residents:
        put(mirror, one)
    for one, answers in zip(residents, after, strict=False):  # changed, perhaps to nothing
        one.answers = answers
        put(mirror, one)

    found = mirror.ids(condition, today=TODAY).tolist()

    assert found == [one.id for one in residents if meets(one, condition, CATALOG)]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ANSWERS, min_size=1, max_size=12), CONDITIONS)
def test_a_load_in_bulk_is_the_same_as_one_by_one(documents, condition):
    one_by_one, residents = mirror_of(documents)
    bulk, _ = mirror_of([])
    for one in residents:
        put(one_by_one, one)
    for key, column in bulk._columns.items():
        half = len(documents) // 2
        values = stored(column, [document.get(key) for document in documents])
        column.take([column.encode(values[:half]), column.encode(values[half:])])
    for name in ("_ids", "_channels", "_friends", "_registered"):
        setattr(bulk, name, getattr(one_by_one, name)[: len(documents)])
    bulk._rows = bulk._loaded_rows = len(documents)

    assert bulk.ids(condition, today=TODAY).tolist() == one_by_one.ids(condition, today=TODAY).tolist()


def committed(session):
    """What the store does at the end of a call."""
    session.flush()
    write_changes(raw_for(session), topics_of(session), postgres=session.get_bind().dialect.name == "postgresql")
    session.commit()


@pytest.fixture
def loaded(session):
    catalog = seed(session)
    resident(session, 1, home_area="古口", birth_on="1950-01-01")
    resident(session, 2, home_area="角川", topics=["防災"])
    resident(session, 3, is_friend=False, home_area="古口")
    resident(session, 4, channel="test", home_area="古口")
    committed(session)
    mirror = Mirror()
    assert mirror.follow(session) is mirror
    assert mirror.is_ready
    return SimpleNamespace(mirror=mirror, catalog=catalog, session=session)


def count(loaded, text, channel="public"):
    condition = read_condition(text, loaded.catalog, today=TODAY)
    return loaded.mirror.count(condition, today=TODAY, channel=channel)


def test_only_friends_of_the_asked_channel_count(loaded):
    assert count(loaded, "居住地=古口") == 1
    assert count(loaded, "居住地=古口", "test") == 1
    assert count(loaded, "") == 2
    assert loaded.mirror.ids(today=TODAY, with_blocked=True).tolist() == [1, 2, 3]


def test_a_change_is_followed_by_reading_only_that_resident(loaded):
    set_values(loaded.session, 2, {"home_area": "古口"}, by="resident", now=NOW)
    committed(loaded.session)
    assert count(loaded, "居住地=古口") == 1  # not yet told

    assert loaded.mirror.catch_up(loaded.session) == 1

    assert count(loaded, "居住地=古口") == 2
    assert loaded.mirror.catch_up(loaded.session) == 0


def test_newcomers_and_the_deleted_are_followed(loaded):
    from data.db.changes import note_change
    from data.residents.service import meet_resident, resident_left, resident_topic

    for number in range(1500):
        meet_resident(loaded.session, channel="public", line_user_id=f"N{number}", now=NOW)
    resident_left(loaded.session, channel="public", line_user_id=f"U{1:032}", now=NOW)
    loaded.session.flush()
    loaded.session.delete(loaded.session.get(people.Resident, 2))
    note_change(loaded.session, resident_topic(2))
    committed(loaded.session)

    loaded.mirror.catch_up(loaded.session)

    assert count(loaded, "") == 1500
    assert count(loaded, "登録日=今日") == 1500
    assert 2 not in loaded.mirror.ids(today=TODAY, with_blocked=True)


def test_new_attributes_and_options_need_no_new_load(loaded):
    made = define(loaded.session, name="好きな色", kind="choice", options=["赤", "青"], now=NOW)
    committed(loaded.session)
    loaded.mirror.catch_up(loaded.session)
    add_option(loaded.session, attribute_id=made.id, label="緑", revision=1, now=NOW)
    set_values(loaded.session, 1, {made.key: "緑"}, by="resident", now=NOW)
    committed(loaded.session)
    loaded.mirror.catch_up(loaded.session)

    from data.attributes.service import load_catalog

    loaded.catalog = load_catalog(loaded.session)
    assert count(loaded, "好きな色=緑") == 1
    assert loaded.mirror.used(made.key, "緑") == 1
    assert loaded.mirror.used(made.key) == 1


def test_texts_are_found_however_they_are_spelt(loaded):
    set_values(loaded.session, 1, {"name": "戸澤 花子", "telephone": "090-1234-5678"}, by="staff:1", now=NOW)
    committed(loaded.session)
    loaded.mirror.catch_up(loaded.session)

    assert loaded.mirror.search("戸沢花子", ["name"]).tolist() == [1]
    assert loaded.mirror.search("1234", ["name", "telephone"]).tolist() == [1]
    assert loaded.mirror.search("太郎", ["name", "telephone"]).tolist() == []


def test_a_count_is_explained(loaded):
    condition = read_condition("居住地=古口 年齢>=65", loaded.catalog, today=TODAY)

    found = loaded.mirror.ask(lambda masks: explain(masks, condition, "public"), today=TODAY)

    assert (found.friends, found.blocked, found.count) == (2, 1, 1)
    area, age = found.parts
    assert (area.meets, area.removes, area.unanswered, area.alone) == (1, 1, 0, 0)
    assert (age.meets, age.removes, age.unanswered, age.alone) == (1, 1, 1, 0)


def test_a_saved_condition_within_another_is_followed_and_a_lost_one_has_nobody(loaded):
    within = Within(7)
    area = read_condition("居住地=古口", loaded.catalog, today=TODAY)

    assert loaded.mirror.count(within, today=TODAY, segments={7: area}) == 1
    assert loaded.mirror.count(within, today=TODAY) == 0


def test_hundreds_of_options_fit():
    values = [f"v{number}" for number in range(400)]
    choice, bits = ChoiceColumn([]), BitsColumn([])
    choice.take([choice.encode(stored(choice, values[:200])), choice.encode(stored(choice, [None, *values[200:]]))])
    both = stored(bits, [[one] for one in values[:60]]), stored(bits, [[one, "v0"] for one in values[60:]])
    bits.take([bits.encode(some) for some in both])

    assert choice.any_of(["v0", "v399"], 401).nonzero()[0].tolist() == [0, 400]
    assert bits.any_of(["v399"], 400).nonzero()[0].tolist() == [399]
    assert bits.any_of(["v0"], 400).sum() == 341
    bits.put(0, stored(bits, [["v399"]])[0])
    assert bits.any_of(["v399"], 400).nonzero()[0].tolist() == [0, 399]


def test_many_changed_texts_are_folded_into_the_run_of_bytes(monkeypatch):
    monkeypatch.setattr("data.segments.text_column.MOST_OVERRIDES", 3)
    column = TextColumn()
    column.take([column.encode(["花子", None, "太郎"])])
    column.grow(8)
    for row in range(1, 7):
        column.put(row, f"新{row}")

    assert column.containing("新", 8).nonzero()[0].tolist() == [1, 2, 3, 4, 5, 6]
    assert column.equal("花子", 8).nonzero()[0].tolist() == [0]
    assert column.is_set(8).tolist() == [True] * 7 + [False]


def test_masks_know_nobody_of_an_attribute_that_is_gone(loaded):
    def ask(masks: Masks):
        return masks.of(Compare("lost", "value", "=", ("x",))).sum(), masks.of(Compare("lost", "value", "unset")).sum()

    assert loaded.mirror.ask(ask, today=TODAY) == (0, 4)


def test_a_big_town_is_loaded_beside_and_says_so_until_then(loaded, monkeypatch):
    monkeypatch.setattr("data.segments.mirror.AT_ONCE", 0)
    started = []
    mirror = Mirror()
    threads = SimpleNamespace(Thread=lambda **given: SimpleNamespace(start=lambda: started.append(given)))
    monkeypatch.setattr("data.segments.mirror.threading", threads)

    mirror.follow(loaded.session)
    mirror.follow(loaded.session)  # told of a change while it loads

    assert len(started) == 1
    assert not mirror.is_ready
    call = SimpleNamespace(turn=SimpleNamespace(snapshots={"residents": mirror}), session=loaded.session)
    with pytest.raises(MirrorLoading):
        ready_mirror_of(call)
    started[0]["target"](*started[0]["args"])
    assert mirror.is_ready
    assert mirror.count_all() == 4
