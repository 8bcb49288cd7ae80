"""The first look at a form's answers: from the database, while the sheet is read for what comes next."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest

from data.tables.answers import AnswerSheet
from data.tables.query import Query, read_query
from data.tables.shelf import Shelf
from dialogs.form_table import form_columns
from staffbot.tables.answers import LABELS
from tests.builder.house import NOW
from tests.tables.house import OPEN, answer, compiled, take_back

KEYS = tuple(column.key for column in form_columns(compiled()))
NEWEST = (("#sent", True), ("#number", True))


def sheet_for(hall: Any, is_stopped: Any = lambda: False) -> AnswerSheet:
    kinds = [(key, "text") for key in KEYS]
    return AnswerSheet(
        hall.form, kinds, lambda version: KEYS, lambda word: LABELS.get(word, word), is_stopped=is_stopped
    )


async def more(hall: Any) -> None:
    """Answers of the same minute, later ones, and one taken back."""
    for place in range(4):
        at = NOW + timedelta(days=9, seconds=place)
        await hall.store.write(answer, hall.form, {"name": f"{place}番", "area": "名高"}, 4, at)
    await hall.store.write(take_back, 1)


@pytest.mark.parametrize(
    "query",
    [
        Query(order=NEWEST),
        Query(order=(("#sent", False), ("#number", False))),
        Query(order=(("#number", True),)),
        read_query({"order": [list(one) for one in NEWEST], "filters": [
            {"column": "#state", "op": "any_of", "values": [LABELS["accepted"]]},
            {"column": "#account", "op": "any_of", "values": [LABELS["public"]]},
        ]}, ["#state", "#account", "#sent", "#number"]),
        read_query({"order": [["#number", False]], "filters": [
            {"column": "#state", "op": "any_of", "values": [LABELS["withdrawn"]]},
        ]}, ["#state", "#number"]),
        read_query({"order": [["#number", False]], "filters": [
            {"column": "#account", "op": "any_of", "values": [LABELS["test"]]},
        ]}, ["#account", "#number"]),
    ],
    ids=["newest", "oldest", "number", "begin", "withdrawn", "test"],
)  # fmt: skip
async def test_the_first_page_is_the_one_the_whole_sheet_would_show(hall, query):
    await more(hall)
    held = sheet_for(hall)

    at_once = await hall.look(lambda session: held.first(session, query, 0, 3))

    await hall.look(held.follow)
    wanted = held.sheet.arrange(query)
    keys = ["#number", "#sent", "#changed", "#state", "#account", "#resident", *KEYS]
    assert at_once is not None
    assert at_once[0] == len(wanted)
    shown = [(row.id, row.revision, list(row.cells)) for row in at_once[1]]
    assert shown == [(row.id, row.revision, row.cells) for row in held.sheet.cells(wanted[:3].tolist(), keys)]


@pytest.mark.parametrize(
    "query",
    [
        {"search": "除雪", "order": [["#number", True]]},
        {"order": [["age", True]]},
        {"order": []},
        {"order": [["#number", True]], "filters": [{"column": "area", "op": "any_of", "values": ["古口"]}]},
        {"order": [["#number", True]], "filters": [{"column": "#state", "op": "filled", "values": []}]},
    ],
)
async def test_what_asks_for_more_waits_for_the_whole_sheet(hall, query):
    wanted = read_query(query, ["#number", "#state", *KEYS])

    assert await hall.look(lambda session: sheet_for(hall).first(session, wanted, 0, 50)) is None


async def test_a_page_that_is_no_longer_there_and_a_whole_sheet_are_not_answered_so(hall):
    held = sheet_for(hall)
    assert await hall.look(lambda session: held.first(session, Query(order=NEWEST), 50, 50)) is None
    assert await hall.look(lambda session: held.first(session, Query(order=NEWEST), 2, 50)) is not None

    await hall.look(held.warm)

    assert await hall.look(lambda session: held.first(session, Query(order=NEWEST), 0, 50)) is None
    assert len(held.sheet) == 3


async def test_reading_ahead_stops_with_the_program_and_begins_again_for_who_asks(hall):
    shelf = Shelf(time.monotonic)
    shelf.is_closed = True
    held = sheet_for(hall, lambda: shelf.is_closed)

    await hall.look(held.warm)
    assert len(held.sheet) == 0
    shelf.is_closed = False
    await hall.look(held.follow)

    assert len(held.sheet) == 3


async def test_one_row_read_before_the_rest_hides_nothing(hall):
    held = sheet_for(hall)
    await hall.look(lambda session: held.renew(session, [2]))

    await hall.look(held.follow)

    assert len(held.sheet) == 3


async def test_opening_a_list_reads_its_rows_ahead(hall, sato, monkeypatch):
    read: list[Any] = []
    warm = AnswerSheet.warm
    monkeypatch.setattr(AnswerSheet, "warm", lambda self, session: (warm(self, session), read.append(len(self.sheet))))

    await sato.asks(f"answers/{hall.form}/open", OPEN)
    assert await sato.names(f"answers/{hall.form}", search="除雪") == ["花子"]
    await sato.asks(f"answers/{hall.form}/open", OPEN)
    await sato.server.close()

    assert read == [3, 3]
