"""避難所 at the staff counter."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data.shelters.models import Shelter, ShelterStatus
from data.shelters.reading import read_shelters
from data.shelters.service import edit_shelter, set_shelter_status
from data.town.service import town_setting
from staffbot.command import Conditions
from staffbot.commands.shelters_list import EXPORT
from staffbot.values import read_conditions
from tests.gate.sample import NOW
from tests.imports.counter import cells, location, open_counter
from tests.shelters.lists import make, shelters


@pytest.fixture
def town(session, monkeypatch):
    make(session, "中央公民館", kana="チュウオウコウミンカン", address="古口1", hazards=["earthquake"], capacity=50)
    make(session, "髙屋集会所", address="髙屋2", hazards=["flood", "earthquake"])
    make(session, "集会所", address="津谷3")
    make(session, "集会所", address="蔵岡4")
    return open_counter(session, monkeypatch)


@pytest.fixture
def sato(town):
    return town.member("Sato", "operator")


@pytest.fixture
def editor(town):
    return town.member("Editor", "editor")


@pytest.fixture
def mori(town):
    return town.member("Mori", "viewer")


def hall(session) -> Shelter:
    return session.scalar(select(Shelter).where(Shelter.name == "中央公民館"))


@pytest.mark.parametrize(
    ("verb", "status"),
    [
        ("開設", "open"),
        ("閉鎖", "closed"),
        ("混雑", "crowded"),
        ("満員", "full"),
        ("準備中", "preparing"),
        ("開ける", "open"),
        ("へいさ", "closed"),
    ],
)
def test_the_duty_officer_says_how_a_shelter_stands(session, sato, verb, status):
    said = sato.says(f"避難所 {verb} 中央公民館")

    assert "「中央公民館」を「未開設」から" in said
    assert hall(session).status == status
    assert hall(session).status_changed_at == NOW


@pytest.mark.parametrize(
    "typed", ["避難所　開設　ちゅうおうこうみんかん", "ひなんじょ かいせつ 中央", "避難所開設中央公民館"]
)
def test_names_and_verbs_may_be_typed_in_any_way(session, sato, typed):
    sato.says(typed)

    assert hall(session).status is ShelterStatus.open


def test_variant_kanji_mean_the_same_shelter(session, sato):
    assert "「髙屋集会所」を" in sato.says("避難所 開設 高屋集会所")


def test_two_of_one_name_are_offered_with_their_addresses(session, sato):
    said = sato.says("避難所 開設 集会所")

    assert "いくつかあります" in said
    assert any("蔵岡4" in label for label in sato.labels)
    sato.taps(next(label for label in sato.labels if "蔵岡4" in label))
    assert [one.address for one in session.scalars(select(Shelter).where(Shelter.status == "open"))] == ["蔵岡4"]


def test_opening_an_open_one_changes_nothing(session, sato):
    sato.says("避難所 開設 中央公民館")
    sato.town.move(hours=1)

    assert "もう「開設中」です" in sato.says("避難所 開設 中央公民館")
    assert hall(session).status_changed_at == NOW
    assert "元に戻す" not in sato.labels


def test_opening_is_undone_in_one_tap(session, sato):
    sato.says("避難所 開設 中央公民館")
    sato.taps("元に戻す")

    assert hall(session).status is ShelterStatus.unopened


def test_undoing_after_somebody_else_says_what_changed(session, sato):
    sato.says("避難所 開設 中央公民館")
    set_shelter_status(session, shelter_id=hall(session).id, status=ShelterStatus.full, now=NOW)

    said = sato.says("元に戻す")

    assert "状態：開設中 → 満員" in said
    assert hall(session).status is ShelterStatus.full


def test_what_usually_follows_is_one_tap_away(session, sato):
    sato.says("避難所 開設 中央公民館")

    assert {"人数", "混雑", "満員", "閉鎖"} <= set(sato.labels)
    assert "開設" not in sato.labels
    assert "人数を教えてください" in sato.taps("人数").replace("いまの", "")
    assert "いま45人（定員 50人）です" in sato.says("45")
    assert hall(session).headcount == 45


def test_a_full_shelter_is_noticed(session, sato):
    sato.says("避難所 開設 中央公民館")

    assert "定員に達しています" in sato.says("避難所 人数 中央公民館 50人")
    sato.taps("満員")
    assert hall(session).status is ShelterStatus.full
    assert "定員に達して" not in sato.says("避難所 人数 中央公民館 51")


def test_people_in_a_shelter_that_is_not_open(session, sato):
    said = sato.says("避難所 人数 中央公民館 3")

    assert "いま「未開設」です" in said
    assert "開設" in sato.labels


@pytest.mark.parametrize("typed", ["-1", "たくさん", "999999"])
def test_a_headcount_that_is_none_is_asked_again(session, sato, typed):
    sato.says(f"避難所 人数 中央公民館 {typed}")

    assert hall(session).headcount is None
    assert "12人" in sato.says("12")


def test_the_radius_is_set_between_100_m_and_10_km(session, editor):
    assert "3kmから500mに変えました" in editor.says("避難所 範囲 500m")
    assert town_setting(session, "shelter_radius_m") == 500
    assert "「避難所 範囲 500m」" in editor.says("元に戻す")
    assert "100mから10kmまで" in editor.says("避難所 範囲 11km")
    editor.says("やめる")
    editor.says("元に戻す")
    assert town_setting(session, "shelter_radius_m") == 3000


def test_who_may_do_what(session, sato, mori):
    assert "いまの権限では使えません" in mori.says("避難所 開設 中央公民館")
    assert "いまの権限では使えません" in sato.says("避難所 範囲 5km")
    assert "いまの権限では使えません" in sato.says("避難所 追加 新しい避難所 38.7,140.1")
    assert hall(session).status is ShelterStatus.unopened
    mori.says("避難所")
    assert "開設" not in mori.labels
    mori.says("避難所 #1")
    assert "閉鎖" not in mori.labels


def test_the_nouns_card_shows_how_things_stand(sato):
    sato.says("避難所 開設 中央公民館")

    said = sato.says("避難所")

    assert "開設中\n1か所" in said
    assert "未開設\n3か所" in said
    assert "案内する範囲\n3km" in said
    assert {"一覧", "開設", "閉鎖", "混雑", "満員", "準備中", "人数"} <= set(sato.labels)


def test_the_list_is_narrowed_and_each_line_opens_its_card(session, sato):
    sato.says("避難所 開設 中央公民館")

    said = sato.says("避難所 一覧 開設中")

    assert "中央公民館" in said
    assert "髙屋集会所" not in said
    assert "地震" in sato.taps("くわしく")
    assert "髙屋集会所" in sato.says("避難所 一覧 災害=洪水")
    assert "集会所" in sato.says("避難所 一覧 状態＝未開設 津谷")


def test_a_condition_that_is_none_is_said_so(sato):
    assert "「色=赤」ではしぼれません" in sato.says("避難所 一覧 色=赤")


def test_ten_at_a_time_with_next(session, town, sato):
    for number in range(20):
        make(session, f"避難所{number:02}")

    first = sato.says("避難所 一覧")
    assert "24件のうち 1～10件目" in first
    assert "24件のうち 21～24件目" in (sato.taps("次へ") and sato.taps("次へ"))
    assert "次へ" not in sato.labels


def test_an_empty_list_leads_on(session, monkeypatch):
    editor = open_counter(session, monkeypatch).member("Editor", "editor")

    assert "まだ登録されていません" in editor.says("避難所 一覧")
    assert {"取込", "追加"} <= set(editor.labels)
    assert "この条件に合う避難所はありません" in editor.says("避難所 一覧 満員")


def test_a_shelter_is_added_with_a_location_from_a_phone(session, editor):
    assert "避難所の名前を教えてください" in editor.says("避難所 追加")
    assert "位置情報" in editor.says("新しい 体育館")
    said = editor.sends(location(38.75, 140.16, "名高5"))

    assert "「新しい 体育館」を加えました" in said
    found = shelters(session)["新しい 体育館"]
    assert (found.latitude, found.longitude, found.address) == (38.75, 140.16, "名高5")
    editor.taps("元に戻す")
    assert "新しい 体育館" not in shelters(session)


def test_a_shelter_is_added_in_one_line(session, editor):
    editor.says("避難所 追加 新しい 体育館 38.75, 140.16")

    assert shelters(session)["新しい 体育館"].longitude == 140.16


@pytest.mark.parametrize("typed", ["海の上", "0.0,0.0", "140.16,38.75"])
def test_a_place_that_is_none_adds_nothing(session, editor, typed):
    editor.says("避難所 追加 新しい体育館")
    editor.says(typed)

    assert "新しい体育館" not in shelters(session)


def test_the_same_shelter_is_not_added_twice(session, editor):
    make(session, "体育館", address="")

    assert "もうあります" in editor.says("避難所 追加 体育館 38.75,140.16")


def test_one_item_is_edited_with_one_tap_and_one_reply(session, editor):
    assert "「中央公民館」の編集" in editor.says("避難所 編集 中央公民館")
    assert editor.labels.count("直す") == 12
    said = editor.says(f"避難所 編集 #{hall(session).id} 電話番号")
    assert "いま「（なし）」です" in said
    said = editor.says("0233-00-0000")

    assert "電話番号を「（なし）」から「0233-00-0000」に変えました" in said
    assert hall(session).phone == "0233-00-0000"
    editor.taps("元に戻す")
    assert hall(session).phone == ""


@pytest.mark.parametrize(
    ("typed", "column", "value"),
    [
        ("定員 1,200", "capacity", 1200),
        ("定員 なし", "capacity", None),
        ("災害 洪水、土砂災害", "hazards", ["flood", "landslide"]),
        ("災害 +洪水", "hazards", ["flood", "earthquake"]),
        ("災害 -地震", "hazards", []),
        ("種別 指定避難所", "kinds", ["shelter"]),
        ("位置 38.8,140.2", "latitude", 38.8),
        ("名前 新しい公民館", "name", "新しい公民館"),
        ("備考 2階へ\nどうぞ", "note", "2階へ\nどうぞ"),
        ("並び順 5", "sort", 5),
    ],
)
def test_items_are_edited_in_one_line(session, editor, typed, column, value):
    shelter = hall(session)

    editor.says(f"避難所 編集 中央公民館 {typed}")

    assert getattr(shelter, column) == value


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("定員 多い", "数字として読み取れません"),
        ("災害 雨", "「雨」は使えません"),
        ("URL www.example.jp", "ホームページの住所ではありません"),
        ("位置 北", "位置として読み取れません"),
        ("位置 0.0,0.0", "日本の外です"),
    ],
)
def test_a_value_that_cannot_be_changes_nothing_and_says_why(session, editor, typed, said):
    before = hall(session).revision

    assert said in editor.says(f"避難所 編集 中央公民館 {typed}")
    assert hall(session).revision == before


def test_hazards_are_tapped_on_and_off(session, editor):
    editor.says(f"避難所 編集 #{hall(session).id} 災害")
    editor.taps("＋ 洪水")
    editor.taps("災害")
    editor.taps("－ 地震")

    assert hall(session).hazards == ["flood"]


def test_a_position_is_edited_by_a_location(session, editor):
    editor.says(f"避難所 編集 #{hall(session).id} 位置")
    editor.sends(location(38.9, 140.3))

    assert (hall(session).latitude, hall(session).longitude) == (38.9, 140.3)


def test_an_edit_of_what_another_has_just_edited_is_on_what_is_there_now(session, editor):
    editor.says(f"避難所 編集 #{hall(session).id} 定員")
    edit_shelter(session, shelter_id=hall(session).id, changes={"capacity": 70}, revision=1, now=NOW)

    assert "「70」から「80」に" in editor.says("80")


def test_removing_is_shown_first_and_can_be_undone(session, editor):
    said = editor.says("避難所 削除 中央公民館")
    assert "「中央公民館」を一覧から消します" in said
    assert hall(session) is not None
    editor.taps("実行")
    assert hall(session) is None

    editor.taps("元に戻す")
    assert hall(session).capacity == 50


def test_a_shelter_in_use_is_not_removed(session, editor):
    editor.says("避難所 開設 中央公民館")
    editor.says("避難所 削除 中央公民館")

    assert "使っているため、消せません" in editor.taps("実行")
    assert hall(session) is not None


def test_a_shelter_opened_between_is_shown_anew(session, editor):
    editor.says("避難所 削除 中央公民館")
    set_shelter_status(session, shelter_id=hall(session).id, status=ShelterStatus.open, now=NOW)

    assert "内容が変わりました" in editor.taps("実行")
    assert hall(session) is not None


def test_the_export_is_narrowed_like_the_list_and_can_be_taken_back(session, sato):
    sato.says("避難所 開設 中央公民館")

    some = EXPORT.build(session, read_conditions("開設中"), NOW)
    everything = EXPORT.build(session, Conditions(), NOW)

    assert [(row["名称"], row["状態"]) for row in cells(some)] == [("中央公民館", "開設中")]
    assert len(read_shelters(everything.csv().data).rows) == 4


def test_every_shelter_has_a_card_even_with_nothing_in_it(session, mori):
    bare = make(session, "空き地")

    assert "空き地" in mori.says(f"避難所 #{bare.id}")
    assert "見つかりません" in mori.says("避難所 #999")


def test_bounds_are_said_with_their_unit(editor):
    assert "100mから10kmまで" in editor.says("避難所 範囲 99km")


@pytest.mark.parametrize(
    ("typed", "count"), [("五十人", 50), ("三", 3), ("百人", 100), ("千二百三十四", 1234), ("二十名", 20), ("〇", 0)]
)
def test_numbers_may_be_written_in_kanji(session, sato, editor, typed, count):
    sato.says(f"避難所 人数 中央公民館 {typed}")
    editor.says(f"避難所 編集 中央公民館 定員 {typed}")

    assert (hall(session).headcount, hall(session).capacity) == (count, count)


def test_an_unknown_item_of_an_edit_is_named(session, editor):
    said = editor.says("避難所 編集 中央公民館 そら 青い")

    assert "「そら 青い」は読み取れませんでした" in said
    assert "定員" in said


def test_a_name_after_the_noun_shows_its_record(mori, sato):
    assert "古口1" in mori.says("避難所 中央公民館")
    assert "「宇宙港」" in sato.says("避難所 宇宙港").replace("避難所 宇宙港", "宇宙港")
