"""The sample questions fit LINE, never fight over a keyword, and leave the residents' own words alone."""

from __future__ import annotations

import pytest

from data.faq import columns
from data.fold import fold
from data.gateways.line.text import grapheme_len, utf16_len
from tests.samples.sheets import rows_of

TOPICS = [
    "ごみ",
    "住民票",
    "印鑑証明",
    "マイナンバー",
    "納税",
    "国保",
    "年金",
    "子育て相談",
    "保育園",
    "学校",
    "介護",
    "健診",
    "予防接種",
    "除雪",
    "水道",
    "道路の穴",
    "移住",
    "空き家",
    "備蓄",
    "ハザードマップ",
    "停電",
    "熊",
    "農業を始める",
    "観光",
    "図書室",
    "バス",
    "選挙",
    "法律相談",
]
# What a resident types to start something (talk.md 1): an answer there would hide the feature.
RESIDENTS_WORDS = [
    "メニュー",
    "ヘルプ",
    "避難所",
    "避難行動",
    "施設",
    "通報",
    "予約",
    "申請",
    "アンケート",
    "設定",
    "ポイント",
    "スタンプ",
    "状況",
    "職員と話す",
    "言語",
    "やさしい日本語",
    "安否",
    "個人情報",
    "戻る",
    "やめる",
    "あとで",
    "最初から",
    "スキップ",
    "続ける",
]


@pytest.fixture(scope="module")
def rows():
    return rows_of("faq.csv")


def keywords_of(row: dict[str, str]) -> list[str]:
    return row[columns.KEYWORDS].split("、")


def test_the_columns_are_those_of_our_own_layout(rows):
    assert tuple(rows[0]) == columns.COLUMNS


def test_each_question_can_be_asked_in_several_ways(rows):
    for row in rows:
        assert len(keywords_of(row)) >= 3, row


def test_no_keyword_belongs_to_two_questions(rows):
    folded = [fold(keyword) for row in rows for keyword in keywords_of(row)]

    assert len(folded) == len(set(folded))
    assert all(folded)


def test_no_keyword_hides_a_word_of_the_residents(rows):
    folded = {fold(keyword) for row in rows for keyword in keywords_of(row)}

    assert folded.isdisjoint(fold(word) for word in RESIDENTS_WORDS)


def test_questions_are_told_apart_and_fit_a_quick_reply(rows):
    questions = [row[columns.QUESTION] for row in rows]

    assert len({fold(question) for question in questions}) == len(questions)
    assert all(0 < grapheme_len(question) <= 20 for question in questions)


def test_answers_fit_a_message_and_speak_politely(rows):
    for row in rows:
        answer = row[columns.ANSWER]
        assert utf16_len(f"{answer}\n{row[columns.URL]}") <= 500, row
        assert "。" in answer
        assert any(ending in answer for ending in ("です", "ます", "ません", "ください", "どうぞ")), row


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_the_village_is_asked_about_has_an_answer(rows, topic):
    assert any(fold(topic) in fold(row[columns.KEYWORDS] + row[columns.CATEGORY]) for row in rows)
