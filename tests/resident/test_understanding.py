"""What a text may mean: found before the writer is entered, from words to near misses."""

from __future__ import annotations

import pytest

from data.faq.matcher import FaqEntry, FaqMatcher
from data.spots.index import SpotIndex, SpotView
from dialogs.library import Library, make_shelf
from dialogs.receipt import Receipt, read_receipt, receipt_text
from dialogs.scenario import Scenario
from dialogs.understanding import NOTHING_HEARD, Listener
from dialogs.wording import load_wording

ENTRIES = [
    FaqEntry(1, "燃えるごみの日は？", ("燃えるごみ",), "月曜", "", ""),
    FaqEntry(2, "児童手当とは？", ("児童手当",), "年6回", "", ""),
]
SPOT = SpotView(1, "図書館", "トショカン", "文化", "", 38.7, 140.1, "", "", "", ("本",), "", "")
SNAPSHOTS = {
    "faq": {"public": FaqMatcher(ENTRIES)},
    "spots": {"public": SpotIndex([SPOT])},
    "scenarios": Library(
        {"public": make_shelf({"move": Scenario("move", "引っ越し", 1, "a", {}, triggers=("引っ越し",))}, {})}
    ),
}


@pytest.fixture(scope="module")
def listener():
    return Listener(load_wording())


def hear(listener, text):
    return listener.hear(text, "public", SNAPSHOTS)


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("メニュー", "menu", ""),
        (" めにゅう　", "menu", ""),
        ("ひなんじょ", "shelters", ""),
        ("避難所 洪水", "shelters", "洪水"),
        ("施設　図書館 本館", "spots", "図書館 本館"),
        ("続ける わが家の防災メモ", "continue", "わが家の防災メモ"),
        ("メニュー 図書館", "", ""),
        ("施設図書館", "", ""),
        ("避難所はどこ", "", ""),
    ],
)
def test_top_level_words_and_what_follows_them(listener, text, word, rest):
    heard = hear(listener, text)

    assert (heard.word, heard.rest) == (word, rest)


def test_an_exact_text_is_all_that_is_looked_for(listener):
    heard = hear(listener, "燃えるゴミ")

    assert heard.answer is ENTRIES[0]
    assert (heard.keyword, heard.suggested, heard.near) == (None, (), "")


def test_a_trigger_is_found_exactly_and_within(listener):
    assert hear(listener, "引っ越し").trigger == "move"
    assert hear(listener, "来月引っ越しをします").trigger_within == "move"


def test_a_keyword_within_stands_beside_a_trigger_within(listener):
    heard = hear(listener, "引っ越しで燃えるごみを出したい")

    assert heard.keyword is ENTRIES[0]
    assert heard.trigger_within == "move"


def test_near_misses_of_questions_words_and_spots(listener):
    assert hear(listener, "児童てあて").suggested == (ENTRIES[1],)
    assert hear(listener, "避難行道").near == "避難行動"
    assert hear(listener, "施設 としょかい").near_spots == ("図書館",)
    assert hear(listener, "施設 図書館").near_spots == ()


@pytest.mark.parametrize("text", ["0233-00-0100", "2025-04-10", "3", "a@example.jp", "", "　", "\u200b"])
def test_numbers_and_nothing_are_no_questions(listener, text):
    heard = hear(listener, text)

    assert (heard.suggested, heard.near) == ((), "")


def test_a_long_text_is_searched_but_nearly_like_no_word(listener):
    assert hear(listener, "メニュ" * 5).near == ""


def test_without_any_snapshot_nothing_is_heard(listener):
    assert listener.hear("燃えるごみ", "public", {}) == NOTHING_HEARD


def test_a_channel_hears_only_its_own(listener):
    assert listener.hear("引っ越し", "test", SNAPSHOTS) == NOTHING_HEARD


@pytest.mark.parametrize(
    "text",
    [
        "受付コード F-ABCDEFGH",
        "受付コード　ｆ－ａｂｃｄｅｆｇｈ",
        "受付こーどF-ABCDEFGH",
        "受付コード:F ABCDEFGH",
        "受付コードFABCDEFGH",
    ],
)
def test_a_receipt_code_is_read_however_it_is_spelt(text):
    assert read_receipt(text) == Receipt("F", "ABCDEFGH")


@pytest.mark.parametrize(
    "text",
    [
        "F-ABCDEFGH",
        "受付コード",
        "受付コード X-ABCDEFGH",
        "受付コード F-AB",
        "受付コード F-ABCDEFGH です",
        "受付コードF-ABC!EFGH",
        "受" * 100,
    ],
)
def test_what_is_not_a_receipt_code_is_a_text(text):
    assert read_receipt(text) is None


@pytest.mark.parametrize("kind", ["F", "S", "P", "B"])
def test_what_a_link_types_is_read_back(kind):
    assert read_receipt(receipt_text(kind, "ABCDEFGH")) == Receipt(kind, "ABCDEFGH")


def test_every_word_shown_to_people_is_understood(listener):
    words = load_wording()
    for name, aliases in words.lists("resident.words").items():
        for alias in aliases:
            assert hear(listener, alias).word == name, alias
