"""Whatever is typed at the staff counter gets an answer: no error, nobody stuck."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from staffbot.parser import read_line
from tests.gate.sample import COMMANDS, registry

ODD = "　 \n\t#＃=＝「」。、・ー〜-0０①Ⅻ㍍㌔ｱﾞ゛か\u0300\u200b\u202e\ufeff🙂👨‍👩‍👧𠮷%_'\"\\;<>{}[]"
TEXTS = sorted({command.example for command in COMMANDS} | {command.phrase for command in COMMANDS})


def mutated(chance: random.Random) -> str:
    text = chance.choice(TEXTS)
    for _ in range(chance.randrange(6)):
        at = chance.randrange(len(text) + 1)
        kind = chance.randrange(5)
        if kind == 0:
            text = text[:at] + chance.choice(ODD) + text[at:]
        elif kind == 1:
            text = text[:at] + text[at + 1 :]
        elif kind == 2:
            text = text[:at] + text[at:][::-1]
        elif kind == 3:
            text += " " + chance.choice(TEXTS)
        else:
            text = text[:at] * chance.choice([1, 2, 30]) + text[at:]
    return text


def test_ten_thousand_mutated_texts_are_read_without_an_error():
    own, chance = registry(), random.Random(7)

    for _ in range(10_000):
        text = mutated(chance)
        line = read_line(own, text)
        assert line.rest in text


@pytest.mark.parametrize("seed", range(4))
def test_mutated_texts_one_after_the_other_leave_nobody_stuck(town, chief, seed):
    chance = random.Random(seed)

    for _ in range(100):
        chief.says(mutated(chance)[:5000])
        if chief.jobs:
            chief.tracker.pop("waiting_for", None)
        else:
            assert chief.messages
    chief.says("やめる")
    chief.says("やめる")

    assert "どれを使いますか" in chief.says("メニュー")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_any_text_as_an_answer_is_answered(town, sato, text):
    sato.tracker = {}
    sato.says("避難所 人数")

    sato.says(text)

    assert sato.messages
