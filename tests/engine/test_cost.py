"""What an answer costs: nothing in the database, whatever the dialog."""

from __future__ import annotations

import sqlalchemy as sa

from tests.engine.test_precedence import lunch


def statements(town, act):
    """The SQL that ran while `act` did."""
    ran = []

    def note(connection, cursor, statement, *_):
        ran.append(statement)

    engine = town.session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return ran


def test_an_answer_to_a_question_runs_no_statement(hanako, town):
    lunch(hanako)

    assert statements(town, lambda: hanako.says("にく")) == []
    assert statements(town, lambda: hanako.says("花子")) == []


def test_an_answer_in_a_form_runs_no_statement(hanako, town):
    code = town.snapshots.view()["scenarios"].shelf("public").forms["visit"].link_code
    hanako.says(f"受付コード F-{code}")

    assert statements(town, lambda: hanako.says("花子")) == []


def test_a_keyword_answer_and_the_menu_run_none(hanako, town):
    hanako.says("メニュー")

    assert statements(town, lambda: hanako.says("メニュー")) == []
    assert statements(town, lambda: hanako.says("ごみの日")) == []
    assert statements(town, lambda: hanako.says("避難所")) == []


def test_opening_a_dialog_notes_once_when_to_look_at_it(hanako, town):
    hanako.says("メニュー")

    assert len(statements(town, lambda: hanako.says("お弁当"))) == 1
    hanako.says("やめる")
    assert statements(town, lambda: hanako.says("お弁当")) == []
