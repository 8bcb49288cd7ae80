"""A sheet filters, searches and sorts as one would by hand, and follows what changes."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.fold import fold
from data.tables.query import Filter, Query, QueryRefused, read_query
from data.tables.sheet import Sheet, SheetRow
from data.tables.shelf import Shelf

KINDS = [("name", "text"), ("age", "number"), ("topics", "choices"), ("day", "date")]
PEOPLE = [
    (1, ("ハナコ", "70", "防災、ごみ", "2026-12-01")),
    (2, ("太郎", "8", "道路", "2026-11-30 09:00")),
    (3, ("はなこ", "", "", "")),
    (4, ("次郎", "1,200", "防災", "2027-01-05")),
]
WORDS = st.text(alphabet="はなハナ太 郎-ー0A,\"'", max_size=6)


def people() -> Sheet:
    sheet = Sheet(KINDS)
    sheet.put(SheetRow(number, 1, cells) for number, cells in PEOPLE)
    return sheet


def found(sheet: Sheet, *filters: Filter, search: str = "", order=(), among=None) -> list[int]:
    return sheet.arrange(Query(search, filters, order), among).tolist()


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Filter("name", "contains", ("はなこ",)), [1, 3]),
        (Filter("name", "contains", ("",)), [1, 2, 3, 4]),
        (Filter("age", "between", ("8", "70")), [1, 2]),
        (Filter("age", "between", ("71", "")), [4]),
        (Filter("age", "between", ("", "")), [1, 2, 4]),
        (Filter("topics", "any_of", ("防災",)), [1, 4]),
        (Filter("topics", "any_of", ("",)), [3]),
        (Filter("day", "between", ("2026-11-30", "2026-12-01")), [1, 2]),
        (Filter("day", "between", ("", "2026-12-01")), [1, 2]),
        (Filter("age", "empty"), [3]),
        (Filter("age", "filled"), [1, 2, 4]),
    ],
)
def test_each_filter_leaves_its_rows(wanted, ids):
    assert found(people(), wanted) == ids


def test_a_search_finds_words_anywhere_however_they_are_spelt():
    assert found(people(), search="ハナコ　防災") == [1]
    assert found(people(), search="はなこ") == [1, 3]


@pytest.mark.parametrize(
    ("order", "ids"),
    [
        ((("age", False),), [2, 1, 4, 3]),
        ((("age", True),), [4, 1, 2, 3]),
        ((("name", False), ("age", True)), [1, 3, 2, 4]),
        ((("day", True),), [4, 1, 2, 3]),
        ((), [1, 2, 3, 4]),
    ],
)
def test_rows_are_sorted_by_number_day_and_spelling_and_empty_ones_stand_last(order, ids):
    assert found(people(), order=order) == ids


def test_only_the_rows_that_are_meant_are_looked_at():
    assert found(people(), among=np.array([2, 3, 9])) == [2, 3]


def test_a_row_put_again_is_replaced_where_it_stands():
    sheet = people()

    sheet.put([SheetRow(2, 5, ("花代", "9", "", "")), SheetRow(5, 1, ("五郎", "1", "", ""))])

    assert found(sheet) == [1, 2, 3, 4, 5]
    assert sheet.revision_of(2) == 5
    assert found(sheet, search="太郎") == []
    assert found(sheet, Filter("name", "contains", ("花",))) == [2]
    assert found(sheet, order=(("age", False),))[:2] == [5, 2]


def test_rows_that_are_gone_are_found_no_more():
    sheet = people()

    sheet.keep([1, 4])

    assert found(sheet) == [1, 4]
    assert [row.cells for row in sheet.cells([4, 3], ["name"])] == [["次郎"]]
    assert found(sheet, search="次郎") == [4]


def test_choices_are_counted_under_the_other_filters():
    query = Query(filters=(Filter("topics", "any_of", ("道路",)), Filter("age", "filled")))

    assert people().counts("topics", query) == [("防災", 2), ("ごみ", 1), ("道路", 1)]


@settings(max_examples=120, deadline=None)
@given(rows=st.lists(st.tuples(WORDS, WORDS), max_size=12), word=WORDS, descending=st.booleans())
def test_a_sheet_finds_and_sorts_what_a_look_at_every_row_does(rows, word, descending):
    sheet = Sheet([("a", "text"), ("b", "text")])
    sheet.put(SheetRow(number, 0, cells) for number, cells in enumerate(rows, start=1))

    held = found(sheet, Filter("a", "contains", (word,)))
    ordered = found(sheet, order=(("a", descending),))

    assert held == [
        number for number, (a, _) in enumerate(rows, start=1) if not word or word in a or fold(word) in fold(a)
    ]
    keys = [fold(rows[number - 1][0]) for number in ordered]
    filled = [key for key in keys if key]
    assert filled == sorted(filled, reverse=descending)
    assert keys == filled + [""] * (len(keys) - len(filled))


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"search": 1},
        {"filters": [{"column": "name", "op": "drop", "values": []}]},
        {"filters": [{"column": "name", "op": "between", "values": ["1"]}]},
        {"filters": [{"column": "name", "op": "any_of", "values": "x"}]},
        {"order": [["name"]]},
        {"order": [["name", False]] * 4},
        {"search": "x" * 201},
    ],
)
def test_what_is_no_query_is_refused(document):
    with pytest.raises(QueryRefused):
        read_query(document, ["name"])


def test_a_query_survives_its_json_and_columns_that_are_gone_narrow_nothing():
    query = Query("雪", (Filter("name", "contains", ("花",)), Filter("old", "empty")), (("old", True), ("name", True)))

    read = read_query(query.document(), ["name"])

    assert read == Query("雪", (Filter("name", "contains", ("花",)),), (("name", True),))


def test_the_shelf_keeps_what_is_used_and_lets_the_biggest_load_go():
    now = [0.0]
    shelf = Shelf(lambda: now[0], most_cells=20)

    class Held:
        def __init__(self) -> None:
            self.sheet = people()  # 16 cells

    first = shelf.take("a", Held)
    assert shelf.take("a", Held) is first
    shelf.take("b", Held)
    assert shelf.take("b", Held) is not None
    assert len(shelf) == 1
    assert shelf.take("a", Held) is not first
    now[0] += 4000
    shelf.take("c", Held)
    assert len(shelf) == 1


def test_days_and_numbers_are_cells_like_any_other():
    from staffbot.tables.declared import text_of

    assert [text_of(one) for one in (None, 3, 3.0, 2.5, date(2026, 12, 1), ["a", "b"])] == [
        "", "3", "3", "2.5", "2026-12-01", "a、b",
    ]  # fmt: skip
