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
        ("避難所はどこ", "shelters", ""),
        ("避難所！", "shelters", ""),
        ("避難所😭", "shelters", ""),
        ("ひなんじょどこ🙏🏻", "shelters", ""),
        ("☎️メニュー✨", "menu", ""),
        ("最寄りの避難所を教えていただけますでしょうか", "shelters", ""),
        ("避難所を知りたいです。お願いいたします。", "shelters", ""),
        ("開いてる避難所ありますか", "shelters", ""),
        ("避難所は開いていますか？", "shelters", ""),
        ("近くの避難所を教えてください。", "shelters", ""),
        ("避難所 を教えて", "shelters", ""),
        ("洪水の避難所", "shelters", "洪水"),
        ("地震のときの避難所はどこですか？", "shelters", "地震"),
        ("避難所 洪水のとき", "shelters", "洪水"),
        ("避難所洪水", "shelters", "洪水"),
        ("りんごの避難所", "", ""),
        ("避難行動　訓練", "evacuation", "訓練"),
        ("ひなん行動を知りたい", "evacuation", ""),
        ("状況を教えて", "status", ""),
        ("「避難所」", "", ""),
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


@pytest.mark.parametrize("text", ["ごみの出しかた", "ゴミの出し方を教えて！", "ごみ案内", "ごみのこと"])
def test_a_scenario_is_found_by_trigger_name_and_menu_however_spelt(listener, text):
    scenario = Scenario("garbage", "ごみ案内", 1, "a", {}, triggers=("ごみの出し方",), menu="ごみのこと")
    shelf = make_shelf({"garbage": scenario}, {})

    assert listener.hear(text, "public", {"scenarios": Library({"public": shelf})}).trigger == "garbage"


def test_a_name_or_menu_label_within_a_text_starts_nothing(listener):
    scenario = Scenario("garbage", "相談", 1, "a", {}, triggers=("ごみの出し方",), menu="相談")
    shelf = make_shelf({"garbage": scenario}, {})
    heard = listener.hear("ムササビの相談があります", "public", {"scenarios": Library({"public": shelf})})

    assert (heard.trigger, heard.trigger_within) == ("", "")


@pytest.mark.parametrize(
    "text", ["火事です、助けて", "救急車！", "父が倒れました", "川で子どもがおぼれています", "家が火事"]
)
def test_a_cry_for_help_is_heard_before_anything_that_stands_in_it(listener, text):
    assert hear(listener, text).danger == "sure"


@pytest.mark.parametrize("text", ["119", "１１０番", "火事", "交通事故"])
def test_what_may_also_be_an_answer_is_heard_as_a_word_of_danger(listener, text):
    assert hear(listener, text).danger == "word"


@pytest.mark.parametrize(
    "text",
    [
        "木が倒れています",
        "電柱が倒れました",
        "火事の訓練はいつ",
        "救急車の呼び方",
        "「助けて」",
        "避難所 火事",
        "火事の避難所",
        "助けて" * 20,
    ],
)
def test_what_only_sounds_like_danger_is_none(listener, text):
    assert hear(listener, text).danger == ""


def test_the_towns_own_exact_answer_comes_before_a_word_of_danger(listener):
    entry = FaqEntry(1, "救急の病院", ("救急", "救急車"), "休日当番医はこちら。", "", "")
    heard = listener.hear("救急車", "public", {"faq": {"public": FaqMatcher([entry])}})

    assert (heard.answer, heard.danger) == (entry, "")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("こんにちは！", "greeting"),
        ("ありがとうございます😊", "thanks"),
        ("了解です。", "understood"),
        ("さようなら", "bye"),
        ("やめる", "no_dialog"),
        ("スキップ", "no_dialog"),
        ("😀😀", "signs"),
        ("=", "signs"),
        ("　", "signs"),
        ("0233-00-0100", "numbers"),
        ("4月10日", "numbers"),
        ("ありがとうの反対", ""),
        ("燃えるごみ", ""),
    ],
)
def test_what_asks_nothing_is_small_talk(listener, text, kind):
    assert hear(listener, text).small == kind


@pytest.mark.parametrize(
    ("text", "spot"), [("図書館", "図書館"), ("としょかんはどこ", "としょかん"), ("本", "本"), ("図", "")]
)
def test_a_spots_name_alone_is_that_spot(listener, text, spot):
    assert hear(listener, text).spot == spot


def test_a_keyword_within_stands_beside_a_trigger_within(listener):
    heard = hear(listener, "引っ越しで燃えるごみを出したい")

    assert heard.keyword is ENTRIES[0]
    assert heard.trigger_within == "move"


def test_near_misses_of_questions_words_and_spots(listener):
    assert hear(listener, "児童てあて").suggested == (ENTRIES[1],)
    assert hear(listener, "避難行道").near == "避難行動"
    assert hear(listener, "避難書").near == "避難所"
    assert hear(listener, "避難所の毛布は足りますか").near == "避難所"
    assert hear(listener, "引つ越し").near == "引っ越し"
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
