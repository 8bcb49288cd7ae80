"""Spot lists as files."""

from __future__ import annotations

import pytest

from data.csvtext import TableRefused, write_csv
from data.spots.columns import COLUMNS
from data.spots.export import spot_cells
from data.spots.reading import read_spots
from data.spots.service import picture_fetched
from tests.spots.lists import csv_of, make, plan_of, row, spots, take


def test_our_own_layout_is_read_whole(session):
    take(
        session,
        csv_of(
            row(
                kana="トショカン",
                category="文化",
                address="古口1",
                text="本があります",
                url="https://example.jp",
                phone="0233",
                keywords="本、自習",
                sort="5",
                image="https://example.jp/a.png",
                visible_on="テスト",
            )
        ),
    )

    spot = spots(session)["図書館"]
    assert (spot.code, spot.kana, spot.category, spot.sort, spot.visible_on) == ("S1", "トショカン", "文化", 5, "test")
    assert (spot.keywords, spot.image_url, spot.image_id) == (["本", "自習"], "https://example.jp/a.png", "")


def test_the_municipal_standards_list_of_facilities(session):
    parsed = read_spots(
        csv_of(
            "063673,001,戸沢村,役場,ヤクバ,山形県戸沢村古口270,38.73,140.14,0233-00-0000,https://example.jp,平日のみ",
            header="全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,所在地_連結表記,緯度,経度,電話番号,URL,備考",
        )
    )

    assert parsed.layout == "other"
    assert parsed.rows[0].values["address"] == "山形県戸沢村古口270"
    assert parsed.rows[0].values["text"] == "平日のみ"


def test_export_and_import_change_nothing(session):
    make(session, "図書館", keywords=["本", "=式"], text="一行目\n二行目", category="文化", visible_on="test")
    make(session, "公園")
    written = write_csv(COLUMNS, [spot_cells(spot) for spot in spots(session).values()])

    plan = plan_of(session, written.data)

    assert (plan.unchanged, plan.changes_nothing) == (2, True)


def test_what_the_list_lacks_is_removed_and_the_rest_is_matched(session):
    make(session, "図書館")
    make(session, "公園")

    plan = take(session, csv_of("図書 館,38.7387,140.1436,新しい説明", header="名称,緯度,経度,説明"))

    assert [change.fields["text"] for change in plan.changed] == [("", "新しい説明")]
    assert [gone.name for gone in plan.removed] == ["公園"]


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        (row(name=""), "名称", "no_name"),
        (row(latitude="北"), "緯度", "not_degrees"),
        (row(latitude="0", longitude="0"), "緯度", "out_of_japan"),
        (row(latitude=""), "緯度", "no_position"),
        (row(latitude="", longitude=""), "緯度", "no_position"),
        (row(sort="上"), "並び順", "not_a_number"),
        (row(visible_on="秘密"), "公開範囲", "unknown_word"),
        (row(image="http://example.jp/a.png"), "画像", "not_https"),
        (row(url="x"), "URL", "not_a_url"),
    ],
)
def test_a_faulty_row_is_refused_with_row_column_and_reason(session, line, column, reason):
    plan = plan_of(session, csv_of(row("S0", "公園"), line))

    assert [(fault.row_no, fault.column, fault.reason) for fault in plan.refused] == [(3, column, reason)]
    assert len(plan.new) == 1


def test_a_faulty_row_doesnt_remove_the_spot_it_means(session):
    take(session, csv_of(row("S1"), row("S2", "公園")))

    plan = plan_of(session, csv_of(row("S1", latitude="北"), row("S2", "公園")))

    assert (plan.removed, plan.unchanged) == ([], 1)


def test_swapped_coordinates_are_put_right(session):
    plan = take(session, csv_of(row(latitude="140.14", longitude="38.73")))

    assert [note.reason for note in plan.notes] == ["swapped"]
    assert spots(session)["図書館"].latitude == 38.73


def test_a_picture_stays_while_its_address_stays(session):
    take(session, csv_of(row(image="https://example.jp/a.png")))
    spot = spots(session)["図書館"]
    picture_fetched(session, spot_id=spot.id, image_url="https://example.jp/a.png", image_id="a" * 32)

    take(session, csv_of(row(image="https://example.jp/a.png", text="説明")))
    assert (spot.image_id, spot.text) == ("a" * 32, "説明")
    take(session, csv_of(row(image="https://example.jp/b.png", text="説明")))
    assert spot.image_id == ""


@pytest.mark.parametrize(("header", "reason"), [("a,b", "unknown_layout"), ("名称,緯度", "missing_column")])
def test_a_table_that_lacks_what_is_needed(header, reason):
    with pytest.raises(TableRefused) as refused:
        read_spots(csv_of("1,2", header=header))

    assert refused.value.facts["reason"] == reason


def test_a_line_break_in_a_name_is_a_space_and_a_title_above_is_no_header():
    parsed = read_spots('公共施設一覧,,\n\n名称,緯度,経度\n"中央\n図書館",38.7,140.1\n'.encode())

    assert [(row.row_no, row.values["name"]) for row in parsed.rows] == [(4, "中央 図書館")]


def test_the_address_of_a_page_may_lack_its_beginning():
    parsed = read_spots("名称,緯度,経度,URL\n図書館,38.7,140.1,www.lib.example.jp\n".encode())

    assert parsed.rows[0].values["url"] == "http://www.lib.example.jp"
