"""A resident asks where to go: the nearest shelters, the open ones first, and what to do when there is none."""

from __future__ import annotations

import pytest

from data.shelters.models import ShelterStatus
from data.shelters.service import add_shelter, find_shelters_by_name, set_headcount, set_shelter_status
from data.town.service import change_town_setting
from dialogs.maps import phone_choice
from tests.resident.one_database import database  # noqa: F401
from tests.resident.talking import HANAKO, MORNING, Person, Town

HERE = (38.7386, 140.1435)
HALL, SCHOOL, TEMPLE = "中央公民館", "古口小学校", "角川のお寺"


@pytest.fixture
def town(session):
    places = ((HALL, 0.0, ["flood", "earthquake"], 320), (SCHOOL, 0.01, ["landslide"], 200), (TEMPLE, 0.1, [], None))
    for name, north, hazards, capacity in places:
        values = {
            "name": name,
            "kana": {HALL: "チュウオウコウミンカン"}.get(name, ""),
            "latitude": HERE[0] + north,
            "longitude": HERE[1],
            "hazards": hazards,
            "capacity": capacity,
            "phone": "0233-00-0301",
            "address": "大字古口101番地1",
        }
        add_shelter(session, values=values, now=MORNING)
    return Town(session)


@pytest.fixture
def hanako(town):
    return Person(town, HANAKO)


def mark(town, name, status):
    shelter = find_shelters_by_name(town.session, name)[0]
    set_shelter_status(town.session, shelter_id=shelter.id, status=status, now=MORNING)
    return shelter.id


def names(hanako):
    return [next(text for text in card if text in (HALL, SCHOOL, TEMPLE)) for card in hanako.cards]


def card_of(hanako, name):
    return next(card for card in hanako.cards if name in card)


def links(hanako):
    from tests.resident.talking import actions_of

    return {action["label"]: action["uri"] for action in actions_of(hanako.messages) if action["type"] == "uri"}


def test_a_location_shows_the_nearest_with_all_one_needs_to_know(hanako):
    hanako.sends_location(*HERE)

    assert "3km以内の避難所です。いま開設中のところはありません。" in hanako.reply
    assert names(hanako) == [HALL, SCHOOL]
    school = card_of(hanako, SCHOOL)
    assert school[0] == "未開設"
    assert "約1.1km（歩いて約14分）" in school
    assert "土砂災害" in school
    assert "200人" in school
    assert "洪水・地震" in card_of(hanako, HALL)


def test_each_card_leads_to_the_map_the_way_and_the_telephone(hanako):
    hanako.sends_location(*HERE)

    shown = links(hanako)
    assert shown["行き方を見る"].startswith("https://www.google.com/maps/dir/?api=1&destination=38.7486,140.1435&")
    assert shown["行き方を見る"].endswith("travelmode=walking")
    assert shown["地図を見る"].startswith("https://www.google.com/maps/search/?api=1&query=38.7486,140.1435")
    assert shown["電話する"] == "tel:0233-00-0301"


def test_an_open_one_stands_first_as_soon_as_staff_open_it(hanako, town):
    mark(town, SCHOOL, ShelterStatus.open)

    hanako.sends_location(*HERE)

    assert names(hanako) == [SCHOOL, HALL]
    assert "いま入れるところを先に並べています" in hanako.reply
    assert card_of(hanako, SCHOOL)[0] == "開設中"


@pytest.mark.parametrize(
    ("status", "shown"),
    [("preparing", "準備中"), ("crowded", "混雑"), ("full", "満員"), ("unopened", "未開設")],
)
def test_the_status_words_are_the_same_everywhere(hanako, town, status, shown):
    mark(town, HALL, ShelterStatus(status))

    hanako.sends_location(*HERE)

    assert card_of(hanako, HALL)[0] == shown


def test_a_closed_one_is_never_shown_as_a_place_to_go(hanako, town):
    mark(town, HALL, ShelterStatus.closed)

    hanako.sends_location(*HERE)

    assert names(hanako) == [SCHOOL]
    assert f"閉鎖しているところ（行かないでください）: {HALL}" in hanako.reply


def test_asked_for_by_name_a_closed_one_says_so_and_shows_no_way(hanako, town):
    mark(town, HALL, ShelterStatus.closed)

    hanako.says(f"避難所 {HALL}")

    assert card_of(hanako, HALL)[0] == "閉鎖"
    assert "行かないでください" in hanako.reply
    assert "行き方を見る" not in hanako.labels


def test_a_full_one_stands_last_says_that_nobody_can_enter_and_shows_no_way(hanako, town):
    mark(town, HALL, ShelterStatus.full)

    hanako.sends_location(*HERE)

    assert names(hanako) == [SCHOOL, HALL]
    assert "いまは入れません。" in card_of(hanako, HALL)
    assert hanako.labels.count("行き方を見る") == 1


def test_when_all_near_are_full_the_next_ones_stand_first(hanako, town):
    for name in (HALL, SCHOOL):
        mark(town, name, ShelterStatus.full)

    hanako.sends_location(*HERE)

    assert names(hanako) == [TEMPLE, HALL, SCHOOL]
    assert "3km以内の避難所は満員です" in hanako.reply


def test_how_many_are_inside_is_told(hanako, town):
    shelter_id = mark(town, HALL, ShelterStatus.open)
    set_headcount(town.session, shelter_id=shelter_id, headcount=1045, now=MORNING)

    hanako.sends_location(*HERE)

    assert "1,045人（定員 320人）" in card_of(hanako, HALL)


def test_none_within_the_radius_says_so_and_shows_the_nearest_anyway(hanako, town):
    change_town_setting(town.session, "shelter_radius_m", 500)

    hanako.sends_location(HERE[0] + 0.05, HERE[1])

    assert "500m以内に避難所は見つかりませんでした。いちばん近いところをお知らせします。" in hanako.reply
    assert names(hanako)[0] == SCHOOL


def test_while_none_within_is_open_an_open_one_a_little_further_stands_first(hanako, town):
    change_town_setting(town.session, "shelter_radius_m", 500)
    mark(town, SCHOOL, "open")

    hanako.sends_location(*HERE)

    assert "500m以内に、いま開設中のところはありません。少し遠くても" in hanako.reply
    assert names(hanako) == [SCHOOL, HALL]


def test_beyond_ten_kilometres_no_minutes_on_foot_are_told(hanako):
    hanako.sends_location(HERE[0] + 0.3, HERE[1])

    assert "歩いて" not in hanako.reply
    assert "約22.2km" in card_of(hanako, TEMPLE)


def test_below_a_kilometre_metres_are_told(hanako):
    hanako.sends_location(HERE[0] + 0.006, HERE[1])

    assert "約445m（歩いて約6分）" in card_of(hanako, SCHOOL)


@pytest.mark.parametrize("place", [(35.0, 139.0), (48.85, 2.35)])
def test_far_from_the_town_no_way_there_is_offered(hanako, place):
    hanako.sends_location(*place)

    assert "戸沢村から遠い場所です" in hanako.reply
    assert "その市区町村の" in hanako.reply
    assert list(links(hanako)) == ["重ねるハザードマップ"]


def test_a_town_without_shelters_says_so(session):
    hanako = Person(Town(session))

    hanako.sends_location(*HERE)

    assert "避難所はまだ登録されていません" in hanako.reply


def test_unopened_ones_can_be_hidden(hanako, town):
    change_town_setting(town.session, "hide_unopened_shelters", True)
    mark(town, SCHOOL, ShelterStatus.open)

    hanako.sends_location(*HERE)

    assert names(hanako) == [SCHOOL]


def test_the_word_asks_for_the_location_by_a_quick_reply(hanako):
    hanako.says("避難所")

    assert hanako.messages[-1]["quickReply"]["items"][0]["action"]["type"] == "location"
    hanako.sends_location(*HERE)
    assert HALL in hanako.reply


def test_a_quick_reply_shows_only_the_places_for_one_hazard(hanako):
    hanako.sends_location(*HERE)
    assert hanako.quick_replies == ["洪水の避難所", "土砂災害の避難所", "地震の避難所", "施設をさがす"]

    hanako.taps("洪水の避難所")

    assert "「洪水」のときに使う場所です。" in hanako.reply
    assert names(hanako) == [HALL]
    assert "洪水の避難所" not in hanako.quick_replies


@pytest.mark.parametrize("asked", ["避難所 洪水", "洪水の避難所", "避難所　川の氾濫"])
def test_a_hazard_asked_for_is_remembered_until_the_location_comes(hanako, asked):
    assert "避難所をさがします" in hanako.says(asked)

    hanako.sends_location(*HERE)

    assert "「洪水」のときに使う場所です。" in hanako.reply
    assert names(hanako) == [HALL]
    hanako.sends_location(*HERE)
    assert names(hanako) == [HALL, SCHOOL]


def test_a_hazard_the_town_has_no_place_for_is_no_dead_end(hanako):
    hanako.sends_location(*HERE)
    hanako.says("避難所 津波")
    assert "「津波」のときに使う避難所は、まだ登録されていません。" in hanako.reply

    hanako.sends_location(*HERE)

    assert names(hanako) == [HALL, SCHOOL]


def test_the_plain_word_asks_for_all_of_them_again(hanako, town):
    hanako.says("避難所 洪水")
    hanako.says("避難所")

    hanako.sends_location(*HERE)

    assert names(hanako) == [HALL, SCHOOL]


def test_a_hazard_asked_for_long_ago_is_forgotten(hanako, town):
    hanako.says("避難所 洪水")
    town.wait(minutes=30)

    hanako.sends_location(*HERE)

    assert names(hanako) == [HALL, SCHOOL]


def test_the_location_is_used_again_for_half_an_hour(hanako, town):
    hanako.sends_location(*HERE)
    town.wait(minutes=30)

    hanako.says("避難所 洪水")

    assert "避難所をさがします" in hanako.reply


def test_a_shelter_is_found_by_its_name_in_kana_too(hanako):
    hanako.says("避難所 ちゅうおうこうみんかん")

    assert names(hanako) == [HALL]
    assert "歩いて" not in hanako.reply


@pytest.mark.parametrize("asked", ["避難所 古口270", "古口270の避難所", "戸沢村大字古口270の近くの避難所はどこですか"])
def test_an_address_finds_the_shelters_of_its_part_of_the_town_open_ones_first(hanako, town, asked):
    mark(town, TEMPLE, "open")
    mark(town, HALL, "closed")

    hanako.says(asked)

    assert names(hanako) == [TEMPLE, SCHOOL, HALL]
    assert "位置情報を送る" in hanako.labels


def test_by_its_name_too_an_open_one_stands_first(hanako, town):
    values = {"name": "古口小学校分校", "latitude": HERE[0], "longitude": HERE[1]}
    annex = add_shelter(town.session, values=values, now=MORNING)
    set_shelter_status(town.session, shelter_id=annex.id, status="open", now=MORNING)

    hanako.says("古口小学校の避難所")
    assert names(hanako) == [SCHOOL]  # exactly this one

    hanako.says("避難所 古口小学")
    assert [card[1] for card in hanako.cards] == ["古口小学校分校", SCHOOL]


def test_an_unknown_name_asks_for_the_location(hanako):
    hanako.says("避難所 りんご")

    assert "「りんご」という避難所は見つかりませんでした。" in hanako.reply
    assert "位置情報を送る" in hanako.quick_replies


def test_a_drill_is_marked(hanako, town):
    change_town_setting(town.session, "drill", True)

    hanako.sends_location(*HERE)

    assert hanako.reply.startswith("【訓練】")
    assert all(card[0] == "【訓練】未開設" for card in hanako.cards)
    assert hanako.messages[-1]["altText"].startswith("【訓練】")


def test_what_the_address_says_can_be_read_on_the_card(hanako):
    hanako.sends_location(*HERE)

    assert "大字古口101番地1" in card_of(hanako, HALL)


@pytest.mark.parametrize(
    ("phone", "called"),
    [
        ("０２３３－００－０３０１", "0233-00-0301"),
        ("(0233)00-0301", "0233-00-0301"),
        ("0233（00）0301", "0233-00-0301"),
        ("0233-00-0301（内線12）", "0233-00-0301"),
        ("0233ー00ー0301、0233-00-0302", "0233-00-0301"),
        ("0233000301", "0233000301"),
        ("110", "110"),
    ],
)
def test_a_number_can_be_called_however_the_list_writes_it(phone, called):
    assert [choice.uri for choice in phone_choice("電話する", phone)] == [f"tel:{called}"]


@pytest.mark.parametrize("phone", ["", "なし", "12", "2024年", "内線12"])
def test_what_is_no_number_is_not_called(phone):
    assert phone_choice("電話する", phone) == ()
