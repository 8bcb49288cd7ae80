"""Answers as one file, on both databases: whatever version each was given in."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from data.forms import export
from data.forms.export import answer_table
from data.forms.listing import select_submissions
from data.forms.models import Submission
from data.forms.service import create_form
from dialogs.form_table import csv_line

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HELD = {1: ["a", "b"], 2: ["b", "c", "a"], 3: ["a", "b", "c"]}
HEADINGS = ["番号", "受付日", "更新日", "状態", "住民番号", "A", "B", "C"]


def put(session, form_id: int, version: int, cells: list[str], *, minutes: int = 0) -> None:
    at = NOON + timedelta(minutes=minutes)
    session.add(
        Submission(
            form_id=form_id,
            channel="public",
            version=version,
            answers={},
            line=csv_line(cells),
            submitted_at=at,
            updated_at=at + timedelta(days=minutes),
        )
    )
    session.flush()


def rows_of(session, form_id: int) -> list[list[str]]:
    session.commit()  # the pages are read in transactions of their own
    table = answer_table(
        session,
        select_submissions(form_id),
        headings=HEADINGS,
        keys=HELD[3],
        keys_of=lambda version: HELD.get(version, []),
        statuses={"accepted": "受付"},
    )
    return list(csv.reader(io.StringIO(table.csv().data.decode("utf-8-sig"), newline="")))[1:]


@pytest.fixture
def form_id(session) -> int:
    return create_form(session, title="まつり", kind="survey", now=NOON).id


def test_each_answer_stands_under_its_question_whatever_version_it_was_given_in(session, form_id):
    put(session, form_id, 1, ["a1", "b1"])
    put(session, form_id, 2, ["b2", "c2", "a2"])
    put(session, form_id, 3, ["a3", "b3", "c3"])
    put(session, form_id, 9, ["what", "nobody", "knows"])

    assert [row[5:] for row in rows_of(session, form_id)] == [
        ["a1", "b1", ""],
        ["a2", "b2", "c2"],
        ["a3", "b3", "c3"],
        ["", "", ""],
    ]


def test_what_comes_before_the_answers_is_told_in_japans_time_and_words(session, form_id):
    put(session, form_id, 3, ["古口,", '"引用"', "一行目\n二行目"], minutes=721)

    [[number, sent, changed, *rest]] = rows_of(session, form_id)

    assert int(number) > 0
    assert (sent, changed) == ("2026-11-23 00:01", "2028-11-13 00:01")
    assert rest == ["受付", "", "古口,", '"引用"', "一行目\n二行目"]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5])
def test_pages_neither_lose_nor_repeat_a_row(session, form_id, count, monkeypatch):
    monkeypatch.setattr(export, "PAGE_ROWS", 2)
    for number in range(count):
        put(session, form_id, 3 if number % 3 else 1, [f"a{number}"])

    assert [row[5] for row in rows_of(session, form_id)] == [f"a{number}" for number in range(count)]
