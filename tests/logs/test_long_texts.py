"""The longest text LINE takes: kept whole, and said back in short."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data.faq.models import UnansweredQuestion
from data.gateways.line.text import utf16_len
from data.turns.models import ConversationLine
from tests.counters import readable

LONGEST = 5000  # UTF-16 units
LETTER = "あ🙂𠮷"  # one, two and two units


def longest(begin: str) -> str:
    text = begin + LETTER * ((LONGEST - utf16_len(begin)) // utf16_len(LETTER))
    return text + "い" * (LONGEST - utf16_len(text))


async def test_a_long_question_is_kept_whole_and_answered(town, hanako, sato):
    text = longest("ドローンの許可について")
    assert utf16_len(text) == LONGEST
    await hanako.says(text)

    kept = await town.program.store.view(lambda session: session.scalars(select(UnansweredQuestion.text)).all())
    said = await town.program.store.view(lambda session: session.scalars(select(ConversationLine.said)).all())
    assert text in kept
    assert text in said
    assert len(await sato.says("FAQ 未回答")) < 500
    assert "ドローンの許可について" in await sato.taps("答える")
    await sato.says("役場の許可がいります。")
    assert "役場の許可がいります" in await hanako.last_reply()
    assert len(await sato.says("ログ 会話")) < LONGEST


@pytest.mark.parametrize("begin", ["避難所 ", "施設 ", "", "続ける "])
async def test_a_long_text_is_said_back_in_short(town, hanako, begin):
    await hanako.says(longest(begin + "ほげ"))

    assert all(len(readable(message)) < 400 for message in await hanako.replies())


@pytest.mark.parametrize("begin", ["避難所 開設 ", "施設 ", "FAQ 追加 ", "設定 あいさつ ", "", "職員 招待 "])
async def test_staff_s_long_texts_too(town, sato, begin):
    await sato.says(longest(begin + "ほげ"))

    assert "受付番号" not in await sato.last_reply()
    assert all(len(readable(message)) < 1500 for message in await sato.replies())
