"""Lines of a card break between words."""

from __future__ import annotations

import pytest

from dialogs.lines import CARD_LETTERS, listed, local_address

HAZARDS = ["洪水", "土砂災害", "地震", "大規模な火事", "内水（大雨による浸水）"]


def test_no_hazard_is_torn_in_two():
    told = listed(HAZARDS)

    assert told == "洪水・土砂災害・地震\n大規模な火事\n内水（大雨による浸水）"
    assert all(len(line) <= CARD_LETTERS for line in told.split("\n"))


def test_a_part_longer_than_a_line_stands_alone():
    assert listed(["あ" * 20, "い"]) == "あ" * 20 + "\nい"
    assert listed([]) == ""


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("山形県最上郡戸沢村大字古口356番地2", "戸沢村大字古口356番地2"),
        ("戸沢村大字古口1", "戸沢村大字古口1"),
        ("新庄市沖の町10番37号", "新庄市沖の町10番37号"),
        ("", ""),
    ],
)
def test_an_address_is_told_as_the_town_s_people_say_it(address, said):
    assert local_address(address, "戸沢村") == said


def test_a_town_without_a_name_leaves_addresses_alone():
    assert local_address("山形県1", "") == "山形県1"
