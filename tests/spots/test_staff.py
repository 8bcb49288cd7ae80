"""施設 at the staff counter."""

from __future__ import annotations

import pytest

from data.spots.index import load_spots
from staffbot.command import Conditions
from staffbot.commands.spots import EXPORT
from staffbot.values import read_conditions
from tests.gate.sample import NOW
from tests.imports.counter import cells, location, open_counter
from tests.spots.lists import make, spots


@pytest.fixture
def town(session, monkeypatch):
    make(session, "図書館", kana="トショカン", category="文化", keywords=["本", "ホン"], address="古口1")
    make(session, "道の駅", category="観光", address="名高2")
    make(session, "公園", category="観光", address="津谷3", visible_on="test")
    return open_counter(session, monkeypatch)


@pytest.fixture
def editor(town):
    return town.member("Editor", "editor")


@pytest.fixture
def mori(town):
    return town.member("Mori", "viewer")


def test_the_list_stands_in_order_and_each_line_opens_its_card(session, mori):
    said = mori.says("施設 一覧")

    assert said.index("図書館") < said.index("道の駅") < said.index("公園")
    assert "観光・テストのみ" in said
    assert "キーワード\n本、ホン" in mori.taps("くわしく")
    assert not {"編集", "削除", "テスト"} & set(mori.labels)


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ("分類=観光", ["道の駅", "公園"]),
        ("観光", ["道の駅", "公園"]),
        ("公開=テスト", ["公園"]),
        ("公開=公開 観光", ["道の駅"]),
        ("ほん", ["図書館"]),
        ("古口", ["図書館"]),
    ],
)
def test_the_list_is_narrowed(session, mori, conditions, found):
    said = mori.says(f"施設 一覧 {conditions}")

    assert [name for name in ("図書館", "道の駅", "公園") if f" {name}\n" in said] == found
    exported = EXPORT.build(session, read_conditions(conditions), NOW)
    assert [row["名称"] for row in cells(exported)] == found


def test_a_condition_that_is_none_is_said_so(mori):
    assert "「色=赤」ではしぼれません" in mori.says("施設 一覧 色=赤")
    assert "この条件に合う施設はありません" in mori.says("施設 一覧 宇宙船")
    assert "すべての施設" in mori.labels


def test_an_empty_list_leads_on(session, monkeypatch):
    editor = open_counter(session, monkeypatch).member("Editor", "editor")

    assert "まだ登録されていません" in editor.says("施設 一覧")
    assert {"取込", "追加"} <= set(editor.labels)


def test_a_spot_is_added_edited_and_shown(session, editor):
    editor.says("施設 追加 川の湯")
    said = editor.sends(location(38.75, 140.16, "名高5"))
    assert "住民にも出ます" in said
    editor.says("施設 編集 川の湯 キーワード 温泉、おんせん")
    editor.says("施設 編集 川の湯 キーワード +日帰り")
    editor.says("施設 編集 川の湯 説明 10時から\n21時まで")

    spot = spots(session)["川の湯"]
    assert (spot.address, spot.keywords, spot.text) == ("名高5", ["温泉", "おんせん", "日帰り"], "10時から\n21時まで")
    assert [found.spot.name for found in load_spots(session)["public"].search("日帰り")] == ["川の湯"]


def test_who_may_not_publish_adds_for_the_test_account(session, town):
    writer = town.member("Writer", "viewer", additions="spots:write")

    assert "テスト用に加えました" in writer.says("施設 追加 川の湯 38.75,140.16")
    assert spots(session)["川の湯"].visible_on == "test"
    assert "いまの権限では使えません" in writer.says("施設 公開 川の湯")


def test_shown_on_test_only_and_to_residents_again(session, editor):
    assert "住民には出ません" in editor.says("施設 テスト 図書館")
    assert [each.spot.name for each in load_spots(session)["public"].in_order()] == ["道の駅"]
    assert "もうテスト用" in editor.says("施設 テスト 図書館")
    assert "住民にも出しました" in editor.says("施設 公開 としょかん")
    editor.taps("元に戻す")
    assert spots(session)["図書館"].visible_on == "test"


def test_the_order_is_set_by_number_and_by_taps(session, editor):
    said = editor.says("施設 並び順 公園 1")

    assert "「公園」を1番目にしました" in said
    assert list(spots(session)) == ["公園", "図書館", "道の駅"]
    editor.taps("一つ後へ")
    assert list(spots(session)) == ["図書館", "公園", "道の駅"]
    editor.says("元に戻す")
    editor.says("元に戻す")
    assert list(spots(session)) == ["図書館", "道の駅", "公園"]


def test_the_picture_is_an_https_address(session, editor):
    assert "https://" in editor.says("施設 編集 図書館 画像 http://example.jp/a.png")
    editor.says("施設 編集 図書館 画像 https://example.jp/a.png")

    assert spots(session)["図書館"].image_url == "https://example.jp/a.png"
    assert "まだ取り込んでいません" in editor.says("施設 編集 図書館")


def test_removing_is_shown_first_and_can_be_undone(session, editor):
    editor.says("施設 削除 図書館")
    assert "図書館" in spots(session)
    editor.taps("実行")
    assert "図書館" not in spots(session)

    editor.taps("元に戻す")
    assert spots(session)["図書館"].keywords == ["本", "ホン"]


def test_everything_comes_out_in_order(session, mori):
    assert [row["id"] for row in cells(EXPORT.build(session, Conditions(), NOW))] == [
        spot.code for spot in spots(session).values()
    ]


def test_the_nouns_card_shows_how_things_stand(mori):
    said = mori.says("施設")

    assert "公開\n2か所" in said
    assert "テストのみ\n1か所" in said
    assert "文化・観光" in said
