"""Every table that names residents is answered for, and every kind of data has its words."""

from __future__ import annotations

import pytest

from data.db.models import Base
from data.privacy.service import PROVIDERS
from dialogs.wording import load_wording

WORDS = load_wording()
# Channels of staff only, or people who are not residents.
OF_STAFF = {"console_message", "staff_member", "staff_wrong_code"}


def names_residents(table) -> bool:
    points = any(key.column.table.name == "resident" for key in table.foreign_keys)
    return points or bool({"line_user_id", "resident_id"} & {column.name for column in table.columns})


def test_every_table_that_names_residents_has_a_provider():
    answered = {name for one in PROVIDERS for name in one.tables}
    naming = {table.name for table in Base.metadata.sorted_tables if names_residents(table)}

    assert naming - answered - OF_STAFF == set()


def test_providers_answer_only_for_tables_there_are_and_each_once():
    claimed = [name for one in PROVIDERS for name in one.tables]

    assert len(claimed) == len(set(claimed))
    assert set(claimed) <= set(Base.metadata.tables)


@pytest.mark.parametrize("name", [one.name for one in PROVIDERS])
def test_every_kind_has_a_name(name):
    assert f"privacy.kinds.{name}" in WORDS
