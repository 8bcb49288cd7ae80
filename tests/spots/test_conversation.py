"""A resident looks for a place: by word, by category, or around where they are."""

from __future__ import annotations

import pytest

from data.faq.service import add_faq
from data.spots.service import add_spot
from tests.resident.one_database import database  # noqa: F401
from tests.resident.talking import HANAKO, MORNING, PUBLIC_URL, Person, Town, actions_of, publish

HERE = (38.7386, 140.1435)
PICTURE = "ab" * 16


@pytest.fixture
def town(session):
    places = (
        ("図書館", "トショカン", "文化", 0.02, "本を借りられます。", ["本", "自習"]),
        ("診療所", "シンリョウジョ", "医療", 0.01, "内科と小児科。", ["病院"]),
        ("歯科医院", "シカイイン", "医療", 0.03, "予約制です。", ["歯医者"]),
    )
    for name, kana, category, north, text, keywords in places:
        values = {
            "name": name,
            "kana": kana,
            "category": category,
            "latitude": HERE[0] + north,
            "longitude": HERE[1],
            "text": text,
            "keywords": keywords,
            "url": "https://example.jp/spot",
            "phone": "0233-00-0100",
            "address": "大字古口270番地",
        }
        spot = add_spot(session, values=values, now=MORNING)
        spot.image_id = PICTURE if name == "図書館" else ""
    session.flush()
    return Town(session)


@pytest.fixture
def hanako(town):
    return Person(town, HANAKO)


def names(hanako):
    return [card[0] for card in hanako.cards]


def test_a_word_after_it_finds_the_spot_with_picture_text_links_and_map(hanako):
    hanako.says("施設 図書館")

    assert names(hanako) == ["図書館"]
    assert "本を借りられます。" in hanako.cards[0]
    bubble = hanako.messages[-1]["contents"]
    assert bubble["hero"]["url"] == f"{PUBLIC_URL}/media/{PICTURE}"
    shown = {action["label"]: action["uri"] for action in actions_of(bubble)}
    assert shown["くわしく見る"] == "https://example.jp/spot"
    assert shown["地図を見る"].startswith("https://www.google.com/maps/search/?api=1&query=38.75")
    assert shown["電話する"] == "tel:0233-00-0100"


@pytest.mark.parametrize("word", ["としょかん", "ﾄｼｮｶﾝ", "本", "トショ"])
def test_kana_and_keywords_find_it_too(hanako, word):
    hanako.says(f"施設　{word}")

    assert names(hanako) == ["図書館"]


def test_the_word_alone_asks_and_offers_the_location_and_the_categories(hanako):
    hanako.says("施設")

    assert hanako.quick_replies == ["位置情報を送る", "文化", "医療"]
    hanako.taps("医療")
    assert names(hanako) == ["診療所", "歯科医院"]


@pytest.mark.parametrize("asked", ["施設", "施設 宇宙船"])
def test_the_location_it_asked_for_shows_spots(hanako, asked):
    hanako.says(asked)

    hanako.sends_location(*HERE)

    assert names(hanako) == ["診療所", "図書館", "歯科医院"]
    hanako.sends_location(*HERE)
    assert "避難所" in hanako.reply


def test_the_word_it_asked_for_is_a_spots_before_it_is_a_keyword(hanako, town, session):
    values = {"keywords": ["図書館"], "answer": "9時からです。"}
    add_faq(session, values=values, now=MORNING)
    hanako.says("施設")

    hanako.says("図書館")

    assert names(hanako) == ["図書館"]
    hanako.says("図書館")
    assert names(hanako) == []
    assert hanako.reply == "9時からです。"


def test_a_question_after_it_is_still_a_question(hanako):
    hanako.says("施設")
    hanako.says("ありがとう")

    assert "どういたしまして" in hanako.reply


def test_around_the_location_sent_just_now(hanako):
    hanako.sends_location(*HERE)
    hanako.taps("施設をさがす")

    assert names(hanako) == ["診療所", "図書館", "歯科医院"]
    assert "約1.1km（歩いて約14分）" in hanako.cards[0]


@pytest.mark.parametrize("text", ["図書館", "図書館はどこですか", "としょかん", "診療所を教えて", "歯医者"])
def test_a_name_alone_finds_the_spot_before_it_is_called_unanswered(hanako, text):
    hanako.says(text)

    assert len(names(hanako)) == 1
    assert "職員に伝えます" not in hanako.reply


def test_a_word_is_said_back_as_it_was_typed(hanako):
    hanako.says("トショカン")

    assert "「トショカン」の施設です。" in hanako.reply


def test_far_from_the_town_no_way_there_is_offered(hanako):
    hanako.sends_location(35.0, 139.0)
    hanako.says("施設")

    assert "戸沢村から遠い場所です（いちばん近い施設まで約4" in hanako.reply
    assert "km）" in hanako.reply
    assert "行き方を見る" not in hanako.labels


def test_what_a_place_is_stands_before_what_is_in_it(hanako, town):
    from data.spots.service import add_spot

    for name, keywords in (("中央公民館図書室", ["公民館"]), ("中央公民館", [])):
        values = {"name": name, "latitude": HERE[0], "longitude": HERE[1], "keywords": keywords}
        add_spot(town.session, values=values, now=MORNING)

    hanako.says("施設 公民館")

    assert names(hanako) == ["中央公民館", "中央公民館図書室"]


def test_a_reading_that_begins_alike_is_offered(hanako, town):
    from data.spots.service import add_spot

    values = {"name": "公民館の図書室", "kana": "コウミンカンノトショシツ", "latitude": HERE[0], "longitude": HERE[1]}
    add_spot(town.session, values=values, now=MORNING)

    hanako.says("施設 としょべや")

    assert "公民館の図書室" in hanako.quick_replies


def test_nothing_of_that_name_is_said_kindly(hanako):
    hanako.says("施設 宇宙港")

    assert "「宇宙港」の施設は見つかりませんでした。" in hanako.reply
    assert "位置情報を送る" in hanako.quick_replies


def test_a_near_miss_is_offered(hanako):
    hanako.says("施設 としょかい")

    assert "もしかして" in hanako.reply
    hanako.taps("図書館")
    assert names(hanako) == ["図書館"]


def test_a_town_without_spots_says_so(session):
    hanako = Person(Town(session))
    hanako.sends_location(*HERE)

    hanako.taps("施設をさがす")

    assert "まだ登録されていません" in hanako.reply


@pytest.mark.parametrize(("given", "found"), [("category: 医療", ["診療所", "歯科医院"]), ("word: 本", ["図書館"])])
def test_scenarios_call_spots(hanako, town, given, found):
    publish(
        town,
        "kind: scenario\nkey: probe\nname: ためし\ntriggers: [probe]\nstart: a\nnodes:\n"
        f"  - {{id: a, kind: action, action: spots.find, given: {{{given}}}, next: b}}\n  - {{id: b, kind: end}}\n",
    )

    hanako.says("probe")

    assert names(hanako) == found


def test_a_scenario_may_ask_where_or_what_in_one_question(hanako, town):
    publish(
        town,
        "kind: scenario\nkey: probe\nname: ためし\ntriggers: [probe]\nstart: a\nnodes:\n"
        "  - {id: a, kind: question, slot: location, field: {kind: location, ask: どこ, or_text: true}, next: b}\n"
        "  - {id: b, kind: action, action: spots.find, next: c}\n  - {id: c, kind: end}\n",
    )
    hanako.says("probe")
    hanako.says("病院")
    assert names(hanako) == ["診療所"]

    hanako.says("probe")
    hanako.sends_location(HERE[0] + 0.03, HERE[1])
    assert names(hanako)[0] == "歯科医院"
