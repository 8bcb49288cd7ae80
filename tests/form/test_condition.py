"""The closed vocabulary of conditions."""

from datetime import date

import pytest

from dialogs.condition import Scope, compile_condition, flat_names, names_in
from dialogs.faults import FaultList
from dialogs.yamltext import read_yaml

TODAY = date(2026, 11, 22)
NAMES = frozenset({"area", "topics", "people", "born", "agreed", "children", "place", "starts_on"})


def compiled(document):
    faults = FaultList("test")
    condition = compile_condition(document, flat_names(NAMES, faults, "it"), faults, "it", None)
    return condition, faults.found


def holds(document, **live):
    condition, faults = compiled(document)
    assert faults == []
    return condition(Scope(live, ("",), TODAY))


@pytest.mark.parametrize(
    ("document", "live", "expected"),
    [
        ({"field": "area", "equals": "古口"}, {"area": "古口"}, True),
        ({"field": "area", "equals": "古口"}, {"area": "角川"}, False),
        ({"field": "area", "equals": 3}, {"area": "3"}, True),
        ({"field": "people", "equals": 3}, {"people": 3}, True),
        ({"field": "agreed", "equals": True}, {"agreed": True}, True),
        ({"field": "agreed", "equals": True}, {"agreed": 1}, False),
        ({"field": "people", "equals": 1}, {"people": True}, False),
        ({"field": "topics", "equals": "防災"}, {"topics": ["防災"]}, True),
        ({"field": "topics", "equals": "防災"}, {"topics": ["防災", "ごみ"]}, False),
        ({"field": "topics", "equals": 2}, {"topics": ["防災", "ごみ"]}, True),
        ({"field": "topics", "contains": "防災"}, {"topics": ["ごみ", "防災"]}, True),
        ({"field": "topics", "contains": "防災"}, {"topics": ["ごみ"]}, False),
        ({"field": "area", "contains": "フルクチ"}, {"area": "大字ふるくち"}, True),
        ({"field": "area", "any_of": ["古口", "角川"]}, {"area": "角川"}, True),
        ({"field": "area", "any_of": ["古口", "角川"]}, {"area": "蔵岡"}, False),
        ({"field": "topics", "any_of": ["防災", "健康"]}, {"topics": ["ごみ", "健康"]}, True),
        ({"field": "people", "at_least": 3}, {"people": 3}, True),
        ({"field": "people", "at_least": 3}, {"people": 2}, False),
        ({"field": "people", "at_least": 3}, {"people": "多い"}, False),
        ({"field": "people", "at_most": 3}, {"people": 3}, True),
        ({"field": "people", "at_most": 3}, {"people": 4}, False),
        ({"field": "people", "between": [2, 4]}, {"people": 2}, True),
        ({"field": "people", "between": [2, 4]}, {"people": 4}, True),
        ({"field": "people", "between": [2, 4]}, {"people": 5}, False),
        ({"field": "topics", "at_least": 2}, {"topics": ["防災", "ごみ"]}, True),
        ({"field": "starts_on", "at_least": "2026-12-01"}, {"starts_on": "2026-12-01"}, True),
        ({"field": "starts_on", "at_least": "2026-12-01"}, {"starts_on": "2026-11-30"}, False),
        ({"field": "children", "at_least": 1}, {"children": range(1)}, True),
        ({"field": "children", "at_most": 1}, {"children": range(0)}, True),
        ({"field": "children", "equals": 2}, {"children": range(2)}, True),
        ({"field": "children", "answered": True}, {"children": range(0)}, False),
        ({"field": "people", "answered": True}, {"people": 0}, True),
        ({"field": "agreed", "answered": True}, {"agreed": False}, True),
        ({"field": "agreed", "answered": False}, {"agreed": False}, False),
        ({"field": "area", "answered": False}, {}, True),
        ({"field": "place", "answered": True}, {"place": {"address": "x"}}, True),
        ({"field": "place", "equals": "x"}, {"place": {"address": "x"}}, False),
        ({"field": "place", "any_of": ["x"]}, {"place": {"address": "x"}}, False),
        ({"age_of": "born", "at_least": 65}, {"born": "1961-11-23"}, True),
        ({"age_of": "born", "at_least": 65}, {"born": "1961-11-24"}, False),
        ({"age_of": "born", "between": [3, 6]}, {"born": "2022-01-01"}, True),
        ({"age_of": "born", "at_least": 0}, {}, False),
        ({"age_of": "born", "at_least": 0}, {"born": "そのうち"}, False),
        ({"age_of": "born", "at_least": 0}, {"born": 1961}, False),
        ({"not": {"field": "area", "equals": "古口"}}, {"area": "角川"}, True),
        ({"not": {"field": "area", "equals": "古口"}}, {}, True),
        ({"all": [{"field": "area", "equals": "古口"}, {"field": "people", "at_least": 2}]}, {"area": "古口"}, False),
        (
            {"all": [{"field": "area", "equals": "古口"}, {"field": "people", "at_least": 2}]},
            {"area": "古口", "people": 2},
            True,
        ),
        ({"any": [{"field": "area", "equals": "古口"}, {"field": "people", "at_least": 2}]}, {"people": 2}, True),
        ({"any": [{"field": "area", "equals": "古口"}, {"field": "people", "at_least": 2}]}, {}, False),
    ],
)
def test_a_condition_holds(document, live, expected):
    assert holds(document, **live) is expected


@pytest.mark.parametrize(
    "comparison",
    [
        {"equals": "古口"},
        {"contains": "古"},
        {"any_of": ["古口"]},
        {"at_least": 0},
        {"at_most": 9},
        {"between": [0, 9]},
    ],
)
def test_what_is_not_answered_meets_no_comparison(comparison):
    assert holds({"field": "area", **comparison}) is False


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("area", "condition.shape"),
        ({}, "condition.shape"),
        ({"field": "area"}, "condition.shape"),
        ({"equals": "古口"}, "condition.shape"),
        ({"field": "area", "equals": "古口", "contains": "古"}, "condition.shape"),
        ({"field": "area", "age_of": "born", "at_least": 3}, "condition.shape"),
        ({"field": ["area"], "equals": "古口"}, "condition.shape"),
        ({"not": {"field": "area"}}, "condition.shape"),
        ({"all": []}, "condition.empty_group"),
        ({"any": {"field": "area", "equals": "x"}}, "condition.empty_group"),
        ({"field": "area", "matches": ".*"}, "condition.operator"),
        ({"field": "area", "equals": ["古口"]}, "condition.value"),
        ({"field": "area", "equals": None}, "condition.value"),
        ({"field": "area", "contains": ""}, "condition.value"),
        ({"field": "area", "any_of": []}, "condition.value"),
        ({"field": "area", "any_of": "古口"}, "condition.value"),
        ({"field": "people", "at_least": True}, "condition.value"),
        ({"field": "people", "between": [3]}, "condition.value"),
        ({"field": "people", "between": [5, 3]}, "condition.value"),
        ({"field": "people", "between": [1, "3"]}, "condition.value"),
        ({"field": "people", "answered": "yes"}, "condition.value"),
        ({"field": "nowhere", "equals": 1}, "condition.unknown"),
    ],
)
def test_anything_outside_the_vocabulary_is_refused(document, code):
    _, faults = compiled(document)

    assert [fault.code for fault in faults] == [code]


def test_a_pit_of_nots_is_refused():
    document = {"field": "area", "equals": "古口"}
    for _ in range(12):
        document = {"not": document}

    _, faults = compiled(document)

    assert [fault.code for fault in faults] == ["condition.shape"]


def test_every_fault_tells_its_line():
    document = read_yaml("all:\n  - field: nowhere\n    equals: 1\n  - field: area\n    like: x\n", "x")

    _, faults = compiled(document)

    assert [(fault.code, fault.line) for fault in faults] == [("condition.unknown", 2), ("condition.operator", 4)]


def test_inside_groups_names_are_read_from_the_same_item():
    faults = FaultList("test")
    document = {"all": [{"field": "born", "answered": True}, {"field": "area", "equals": "古口"}]}
    condition = compile_condition(document, lambda name, line: 1 if name == "born" else 0, faults, "it", None)
    live = {"area": "古口", "children.1.born": "2020-01-01"}

    assert condition(Scope(live, ("", "children.1."), TODAY))
    assert not condition(Scope(live, ("", "children.0."), TODAY))


def test_names_are_found_however_deep():
    document = {"any": [{"not": {"field": "a", "equals": 1}}, {"all": [{"age_of": "b", "at_least": 1}]}, "damaged"]}

    assert names_in(document) == {"a", "b"}
