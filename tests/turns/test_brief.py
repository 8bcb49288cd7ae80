"""While a question is open a text is read briefly; the turn itself sees whether that was enough."""

from __future__ import annotations

import pytest

from tests.turns.test_turns import Counter, Line, event, make_turns, signed


class Asking(Counter):
    """「問」 asks something; answers tell how their text was read. 「忘」 closes the question behind our back."""

    def __init__(self):
        self.forgotten = False

    def prepare(self, incoming, channel, snapshots, reading=None, *, briefly=False):
        return "短く" if briefly else "全部"

    def is_answering(self, turn):
        return bool(turn.tracker.get("asked")) and not self.forgotten

    def handle(self, session, turn):
        turn.tracker["asked"] = turn.incoming.text != "終"
        turn.say({"type": "text", "text": turn.prepared})


@pytest.fixture
def counter():
    return Asking()


@pytest.fixture
def line():
    return Line()


@pytest.fixture
async def turns(store, counter, line):
    turns = make_turns(store, counter, line)
    await turns.start()
    yield turns
    await turns.stop()


async def say(turns, *texts):
    for number, text in enumerate(texts):
        assert await turns.accept("public", *signed(event(text, f"{text}{number}", at=1_000 + number))) == 200
        await turns.settled()


async def test_an_answer_is_read_briefly_and_all_else_wholly(turns, line):
    await say(turns, "問", "答", "終", "別")

    assert line.texts == ["全部", "短く", "短く", "全部"]


async def test_a_question_forgotten_meanwhile_has_the_text_read_again(turns, counter, line):
    await say(turns, "問")
    counter.forgotten = True

    await say(turns, "答え")

    assert line.texts == ["全部", "全部"]
