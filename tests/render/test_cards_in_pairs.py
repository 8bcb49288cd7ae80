"""Many short buttons stand two by two; few, or long ones, stand one below the other."""

from __future__ import annotations

import pytest

from dialogs.render.card import bubble_of
from dialogs.talk import Card, Choice


def rows_of(*labels: str) -> list[int]:
    """How many buttons stand side by side, row by row."""
    card = Card("メニュー", choices=tuple(Choice(label, "text", text=label) for label in labels))
    return [
        len(row["contents"]) if row["layout"] == "horizontal" else 1
        for row in bubble_of(card, None)["footer"]["contents"]
    ]


@pytest.mark.parametrize(
    ("labels", "rows"),
    [
        (("避難所", "施設", "FAQ", "職員"), [1, 1, 1, 1]),
        (("避難所", "施設", "FAQ", "職員", "ログ"), [2, 2, 1]),
        (("避難所", "施設", "FAQ", "職員", "読める行だけ取り込む"), [1, 1, 1, 1, 1]),
    ],
)
def test_buttons_pair_up_only_when_there_are_many_and_all_are_short(labels, rows):
    assert rows_of(*labels) == rows
