"""Which entry a text means."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import data.samples.town
from data.faq.matcher import MAX_TEXT, FaqEntry, FaqMatcher, bare
from data.faq.reading import read_faq
from data.faq.service import edit_faq
from data.faq.snapshot import load_faq
from tests.bench.faq import PlainLoop, make_entries, make_texts
from tests.faq.lists import NOW, add


def entry(number: int, *keywords: str, question: str = "") -> FaqEntry:
    return FaqEntry(number, question or keywords[0], keywords, f"答え{number}", "", "")


BURNABLE = entry(1, "燃えるごみ", "もえるごみ", "可燃ごみ", question="燃えるごみの日はいつ？")
RUBBISH = entry(2, "ごみ")
COPY = entry(3, "住民票", "住民票の写し")
CITY = entry(4, "市")
MATCHER = FaqMatcher([BURNABLE, RUBBISH, COPY, CITY])


@pytest.fixture(scope="module")
def sample() -> FaqMatcher:
    """The sample town's list."""
    parsed = read_faq((Path(data.samples.town.__file__).parent / "faq.csv").read_bytes())
    rows = [row.values for row in parsed.rows]
    return FaqMatcher(
        [FaqEntry(n, row["question"], tuple(row["keywords"]), row["answer"], "", "") for n, row in enumerate(rows)]
    )


@pytest.mark.parametrize(
    "typed",
    [
        "燃えるごみ",
        "モエルゴミ",
        "もえる　ごみ",
        "燃えるゴミ！",
        "「燃えるごみ」",
        "燃えるごみの日はいつ",
        "燃えるゴミの日はいつ？？",
    ],
)
def test_a_keyword_or_the_question_itself(typed):
    assert MATCHER.exact(typed) is BURNABLE
    assert MATCHER.match(typed).kind == "exact"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("燃えるごみはいつ出せますか", BURNABLE),
        ("ごみを出したい", RUBBISH),
        ("すみません、住民票の写しがほしいです", COPY),
        ("住民票とごみ", COPY),
        ("ごみと可燃ごみ", BURNABLE),
    ],
)
def test_the_longest_keyword_in_a_text(typed, meant):
    assert MATCHER.exact(typed) is None
    assert MATCHER.contained(typed) is meant
    assert MATCHER.match(typed).entry is meant


def test_of_two_as_long_the_first_in_the_text():
    matcher = FaqMatcher([entry(1, "水道"), entry(2, "除雪")])

    assert matcher.contained("除雪と水道").id == 2
    assert matcher.contained("水道と除雪").id == 1


def test_a_single_character_means_something_only_alone():
    assert MATCHER.exact("市") is CITY
    assert MATCHER.contained("市役所へ行きたい") is None


def test_the_earlier_entry_wins_a_word_that_two_claim():
    matcher = FaqMatcher([entry(1, "ごみ"), entry(2, "ゴミ", "粗大ごみ")])

    assert matcher.exact("ごみ").id == 1
    assert matcher.exact("粗大ごみ").id == 2


@pytest.mark.parametrize("typed", ["", "？", "　", "😀"])
def test_nothing_to_look_for(typed):
    assert MATCHER.match(typed).kind == "nothing"


def test_an_empty_list():
    assert FaqMatcher([]).match("ごみ").kind == "nothing"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("住民表", "住民票がほしい"),
        ("マイナンバカード", "マイナンバーカードを作る"),
        ("予防接取", "子どもの予防接種は？"),
        ("保育圓", "保育園に入りたい"),
        ("保育えん", "保育園に入りたい"),
        ("国民健康保健", "国民健康保険に入りたい"),
        ("印鑑しょうめい", "印鑑証明がほしい"),
        ("児童てあて", "児童手当について"),
        ("税金", "税金はどこで払える？"),
    ],
)
def test_a_near_miss_is_suggested_first(sample, typed, meant):
    found = sample.match(typed)

    assert found.kind == "suggested"
    assert found.suggestions[0].question == meant
    assert len(found.suggestions) <= 3


@pytest.mark.parametrize(
    "typed",
    [
        "こんにちは",
        "ありがとう",
        "おはようございます",
        "今日はいい天気ですね",
        "ああああああ",
        "asdfghjkl",
        "12345",
        "好きな食べ物は何ですか",
        "ラーメン食べたい",
        "明日の天気",
        "了解です",
        "よろしくお願いします",
        "彼女ができません",
        "宇宙の果てには何がありますか",
        "カラオケに行きたい",
        "あなたは誰ですか",
        "わかりません",
        "サッカーの試合結果",
        "はい",
    ],
)
def test_small_talk_is_suggested_nothing(sample, typed):
    assert sample.match(typed).kind == "nothing"


def test_a_letter_is_no_question():
    assert MATCHER.suggest("住民表" * MAX_TEXT) == []


def test_each_entry_is_suggested_once():
    matcher = FaqMatcher([entry(1, "住民票", "住民標", "住民氷")])

    assert [found.id for found in matcher.suggest("住民表", 5)] == [1]


def test_same_answers_as_a_plain_loop():
    entries = make_entries(600)
    matcher, plain = FaqMatcher(entries), PlainLoop(entries)

    for text in make_texts(entries, 150):
        assert matcher.match(text) == plain(text), text


LETTERS = st.text("ごみ住民票水道アあ1a？ ", min_size=1, max_size=6)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(LETTERS, min_size=1, max_size=3), max_size=6), LETTERS)
def test_same_answers_as_a_plain_loop_on_any_list(lists, text):
    entries = [entry(number, *keywords) for number, keywords in enumerate(lists)]

    assert FaqMatcher(entries).match(text) == PlainLoop(entries)(text)


def test_only_the_punctuation_around_a_question_is_dropped():
    assert bare("「ごみ・資源」？") == "ごみ・資源"


def test_each_channel_is_answered_from_its_own_entries(session):
    shown = add(session, "ごみ")
    tried = add(session, "水道", visible_on="test")
    stopped = add(session, "除雪")
    edit_faq(session, faq_id=stopped.id, changes={"enabled": False}, revision=1, now=NOW)

    snapshot = load_faq(session)

    assert snapshot["public"].exact("ごみ").id == snapshot["test"].exact("ごみ").id == shown.id
    assert snapshot["public"].match("水道").kind == "nothing"
    assert snapshot["test"].exact("水道").id == tried.id
    assert snapshot["test"].exact("除雪") is None
    edit_faq(session, faq_id=tried.id, changes={"visible_on": "both"}, revision=1, now=NOW)
    assert load_faq(session)["public"].exact("水道").id == tried.id
