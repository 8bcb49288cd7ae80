"""避難行動: for every hazard, place and company the right action, and then the places to go."""

from __future__ import annotations

import pytest

from data.shelters.models import ShelterStatus
from data.shelters.service import find_shelters_by_name, set_shelter_status
from data.town.service import change_town_setting
from tests.resident.talking import MORNING


def go(hanako, *words):
    hanako.says("避難行動")
    for word in words:
        hanako.says(word)
    return hanako.reply


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("洪水", "家や建物の中", "色がついている", "上がれない"), "早めに、水の来ないところへ避難"),
        (("洪水", "家や建物の中", "色がついている", "上がれるが備えがない"), "早めに、水の来ないところへ避難"),
        (("洪水", "家や建物の中", "色がついている", "上がれて備えもある"), "水につからない高さの階で安全を守れます"),
        (("洪水", "家や建物の中", "わからない", "わからない"), "早めに、水の来ないところへ避難"),
        (("洪水", "家や建物の中", "家が流される区域"), "必ず、早めに家を出て"),
        (("洪水", "家や建物の中", "色がついていない"), "いまの場所にいることができます"),
        (("洪水", "外にいる"), "水から離れて、高いところへ"),
        (("洪水", "車の中"), "水のある道に入らず"),
        (("大雨・内水", "家や建物の中", "上がれない"), "地下や低い部屋から離れて"),
        (("大雨・内水", "家や建物の中", "上がれて備えもある"), "水につからない高さの階で"),
        (("大雨・内水", "外にいる"), "水から離れて"),
        (("大雨・内水", "車の中"), "水のある道に入らず"),
        (("土砂災害", "家や建物の中", "区域の中"), "早めに、区域の外へ避難"),
        (("土砂災害", "家や建物の中", "わからない"), "早めに、区域の外へ避難"),
        (("土砂災害", "家や建物の中", "区域の外"), "いまの場所にいることができます"),
        (("土砂災害", "外にいる"), "がけや沢から、すぐに離れて"),
        (("土砂災害", "車の中"), "山沿いの道から離れて"),
        (("台風・強い風", "家や建物の中"), "風が強くなる前に備え"),
        (("台風・強い風", "外にいる"), "近くの丈夫な建物に"),
        (("台風・強い風", "車の中"), "速さを落とし"),
    ],
)
@pytest.mark.parametrize("company", ["いない", "高齢の人"])
def test_weather_gets_its_action_and_the_warning_levels(hanako, words, told, company):
    reply = go(hanako, *words, company)

    assert told in reply
    for level in ("警戒レベル3 高齢者等避難", "警戒レベル4 避難指示", "警戒レベル5 緊急安全確保"):
        assert level in reply
    slow = "避難に時間がかかる人の合図です" in reply
    assert slow == (company != "いない")
    assert "位置情報を送ってください" in reply


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("地震", "家や建物の中"), "まず、頭を守って"),
        (("地震", "外にいる"), "倒れるものから離れて"),
        (("地震", "車の中"), "ゆっくり左に寄せて"),
        (("大規模な火事", "家や建物の中"), "すぐに外へ出て、風上へ"),
        (("大規模な火事", "外にいる"), "風上へ、広いところへ"),
        (("大規模な火事", "車の中"), "歩いて避難"),
    ],
)
def test_earthquakes_and_fires_have_no_warning_levels(hanako, words, told):
    reply = go(hanako, *words, "いない")

    assert told in reply
    assert "警戒レベル" not in reply


def test_whoever_flees_from_a_tsunami_is_asked_nothing_more(hanako):
    reply = go(hanako, "津波")

    assert "いますぐ、高いところへ逃げてください" in reply
    assert "解除されるまで、もどらないで" in reply
    assert "位置情報を送ってください" in reply


@pytest.mark.parametrize(
    ("hazard", "told", "has_levels"),
    [("高潮", "風が強くなる前に、海から離れて", True), ("火山", "火口から離れ、丈夫な建物に", False)],
)
def test_the_sea_and_volcanoes_have_their_actions_too(hanako, hazard, told, has_levels):
    reply = go(hanako, hazard, "高齢の人")

    assert told in reply
    assert ("警戒レベル3 高齢者等避難" in reply) is has_levels
    assert "お薬手帳" in reply


@pytest.mark.parametrize(
    "text",
    [
        "津波から逃げたい",
        "裏山が崩れそうです",
        "避難したほうがいいですか？",
        "川があふれそう。どうすれば",
        "どこに逃げればいいの",
    ],
)
def test_a_worried_sentence_leads_to_it(hanako, text):
    assert "どの災害ですか" in hanako.says(text)


@pytest.mark.parametrize("text", ["大雨", "洪水です", "台風", "つなみ", "土砂崩れ", "大雨警報"])
def test_the_bare_name_of_a_disaster_suggests_it(hanako, text):
    assert "避難行動" in hanako.says(text)
    assert hanako.labels == ["避難行動", "どれでもない"]


@pytest.mark.parametrize(("typed", "hazard"), [("こうずい", "洪水"), ("土砂崩れ", "土砂災害"), ("じしん", "地震")])
def test_a_disaster_is_understood_in_kana_and_in_other_words(hanako, typed, hazard):
    hanako.says("避難行動")

    assert f"{hazard}ですね" in hanako.says(typed)


@pytest.mark.parametrize(
    ("company", "told"),
    [
        ("高齢の人", "お薬手帳"),
        ("乳幼児・妊娠中の人", "母子手帳"),
        ("障がい・介護が必要な人", "使っている道具と電源"),
        ("いくつも当てはまる", "人手と時間がかかります"),
    ],
)
def test_who_is_with_you_adds_what_to_mind(hanako, company, told):
    assert told in go(hanako, "地震", "家や建物の中", company)


def test_a_level_of_the_weather_agency_is_never_an_order(hanako):
    reply = go(hanako, "洪水", "外にいる", "いない")

    assert "避難の情報は戸沢村が出します" in reply
    assert "気象庁の警報などのレベルは、その目安です" in reply


def test_at_the_end_the_places_for_that_hazard_open_ones_first(hanako, town, samples):
    for_flood = [shelter for shelter in town.snapshots.view()["shelters"].shelters if "flood" in shelter.hazards]
    change_town_setting(town.session, "shelter_radius_m", 10000)
    near = find_shelters_by_name(town.session, for_flood[1].name)[0]
    set_shelter_status(town.session, shelter_id=near.id, status=ShelterStatus.open, now=MORNING)
    go(hanako, "洪水", "外にいる", "いない")

    hanako.sends_location()

    assert hanako.cards[0][0] == "開設中"
    assert near.name in hanako.cards[0]
    names = {shelter.name for shelter in for_flood}
    assert all(names & set(card) for card in hanako.cards)
    assert "dialog" not in hanako.tracker


def test_for_a_typhoon_every_place_is_shown(hanako, samples):
    go(hanako, "台風・強い風", "家や建物の中", "いない")

    hanako.sends_location()

    assert len(hanako.cards) > 1
    assert "のときに使う場所" not in hanako.reply


def test_without_a_location_one_may_ask_later(hanako):
    go(hanako, "地震", "外にいる", "いない")

    hanako.taps("スキップ")

    assert "「避難所」と送ると" in hanako.reply


def test_a_drill_is_marked_at_the_beginning_and_at_the_answer(hanako, town, samples):
    change_town_setting(town.session, "drill", True)

    assert "【訓練】これは訓練です。" in hanako.says("避難行動")
    hanako.says("地震")
    hanako.says("外にいる")
    assert "【訓練】" in hanako.says("いない")
    hanako.sends_location()
    assert "【訓練】" in hanako.reply


def test_without_a_drill_nothing_is_marked(hanako, samples):
    go(hanako, "地震", "外にいる", "いない")
    hanako.sends_location()

    said = "".join(str(messages) for messages in hanako.history)
    assert "訓練" not in said
    assert "'頭を守って、倒れるものから離れてください'" in said


def test_it_can_be_typed_in_plain_words_too(hanako):
    assert "いまの場所にいることができます" in go(hanako, "川の氾濫", "自宅", "ついていない", "いません")


def test_every_way_through_leads_to_an_answer_line_takes(hanako):
    """Every combination of taps, 171 of them."""
    finished, waiting = 0, [()]
    while waiting:
        path = waiting.pop()
        hanako.tracker.clear()
        hanako.says("避難行動")
        for label in path:
            hanako.taps(label)
        if "位置情報を送る" in hanako.quick_replies:
            finished += 1
            assert len(hanako.cards) >= 1
            assert len(hanako.messages) <= 5
        else:
            waiting += [(*path, label) for label in hanako.quick_replies if label not in ("やめる", "戻る", "あとで")]
    assert finished == 171


@pytest.mark.parametrize("way", ["location", "word"])
def test_shelters_asked_for_in_the_middle_are_those_for_that_hazard(hanako, samples, way):
    go(hanako, "洪水")
    if way == "word":
        hanako.says("避難所")

    hanako.sends_location()

    assert "「洪水」のときに使う場所です。" in hanako.reply
    assert "いま、どこにいますか" in hanako.reply
    assert not [label for label in hanako.quick_replies if "避難所" in label or "施設" in label]


def test_a_location_after_the_dialog_is_for_every_hazard_again(hanako, samples):
    go(hanako, "洪水")
    hanako.sends_location()
    hanako.says("やめる")

    hanako.sends_location()

    assert "のときに使う場所" not in hanako.reply


def test_at_the_hazard_question_a_location_leaves_its_buttons_whole(hanako, samples):
    hanako.says("避難行動")
    asked = hanako.quick_replies

    hanako.sends_location()

    assert hanako.quick_replies == asked


def test_in_a_drill_every_card_and_what_notifications_show_is_marked(hanako, town, samples):
    change_town_setting(town.session, "drill", True)

    go(hanako, "地震", "外にいる", "いない")

    flex = [message for message in hanako.messages if message["type"] == "flex"]
    assert flex
    assert all(message["altText"].startswith("【訓練】") for message in flex)
