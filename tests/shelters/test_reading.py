"""Shelter lists in the formats that towns have."""

from __future__ import annotations

from datetime import date

import pytest

from data.csvtext import TableRefused
from data.shelters.codes import municipality_code
from data.shelters.reading import read_shelters
from tests.shelters.lists import BANCHO, GSI_SHELTER, GSI_SITE, LSC, MUNICIPAL, csv_of, plain_list


def only(data: bytes):
    """The single row of a list, which must be taken."""
    parsed = read_shelters(data)
    assert parsed.refused == []
    (row,) = parsed.rows
    return row


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp932"])
def test_the_row_that_the_gsi_publishes(encoding):
    parsed = read_shelters(f"{GSI_SITE}\r\n{BANCHO}\r\n".encode(encoding))

    assert (parsed.layout, parsed.encoding) == ("gsi_site", encoding)
    row = parsed.rows[0]
    assert (row.code, row.name, row.row_no) == ("E1310100002201", "番町小学校", 2)
    assert row.values["hazards"] == ["flood", "storm_surge", "earthquake", "inland_flood"]
    assert row.values["kinds"] == ["site", "shelter"]
    assert (row.values["latitude"], row.values["longitude"]) == (35.688111802263, 139.73407899331)


def test_the_other_file_of_the_gsi():
    row = only(csv_of(GSI_SHELTER, "1,E1310100001,九段小学校,三番町16,1,ペット可,区民,35.69,139.74,校庭は使えません"))

    assert row.values["kinds"] == ["site", "shelter"]
    assert "hazards" not in row.values
    assert row.values["note"] == "校庭は使えません\n受入対象者：区民\nその他市町村長が必要と認める事項：ペット可"


def test_of_a_national_file_only_the_town_is_taken():
    header = GSI_SITE.replace("共通ID,", "共通ID,都道府県名及び市町村名,")
    there = BANCHO.replace("番町小学校", "東京都千代田区,番町小学校")
    here = "1,E0636700000001,山形県戸沢村,中央公民館,古口,,1,,1,,,,,,38.73,140.14,"

    parsed = read_shelters(csv_of(header, there, here), "戸沢村")

    assert (parsed.layout, parsed.skipped) == ("gsi_site_national", 1)
    assert [(row.name, row.row_no) for row in parsed.rows] == [("中央公民館", 3)]
    assert len(read_shelters(csv_of(header, there), "戸沢村").rows) == 1


def test_the_municipal_standard_in_part():
    row = only(
        csv_of(
            MUNICIPAL,
            "92011,0001,中央小学校,チュウオウショウガッコウ,092011,,栃木県宇都宮市中央1丁目,栃木県,宇都宮市,36.55,139.88,"
            "028-000-0000,1,,○,1,1200,中央町",
        )
    )

    assert row.code == "092011-0001"
    assert row.values["address"] == "栃木県宇都宮市中央1丁目"
    assert row.values["hazards"] == ["flood", "earthquake"]
    assert row.values["kinds"] == ["site", "shelter"]
    assert (row.values["capacity"], row.values["serves"], row.values["phone"]) == (1200, "中央町", "028-000-0000")


def test_the_municipal_standard_in_full():
    header = (
        "全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,名称_英字,所在地_全国地方公共団体コード,町字ID,所在地_連結表記,"
        "所在地_都道府県,所在地_市区町村,所在地_町字,所在地_番地以下,建物名等（方書）,緯度,経度,高度の種別,高度の値,電話番号,内線番号,"
        "災害種別_洪水,災害種別_火山現象,指定避難所との重複,想定収容人数,URL,備考"
    )
    row = only(
        csv_of(
            header,
            "063673,1,戸沢村,公民館,,,063673,,,山形県,最上郡戸沢村,大字古口,270番地,1階,38.7,140.1,,,0233-00-0000,12,,1,,,"
            "https://example.jp/,靴を脱ぐ",
        )
    )

    assert row.values["address"] == "山形県最上郡戸沢村大字古口270番地 1階"
    assert row.values["phone"] == "0233-00-0000（内線12）"
    assert row.values["hazards"] == ["volcano"]
    assert row.values["kinds"] == ["site"]
    assert (row.values["capacity"], row.values["url"], row.values["note"]) == (None, "https://example.jp/", "靴を脱ぐ")


def test_a_town_that_puts_the_whole_address_in_one_part():
    row = only(csv_of("名称,所在地_市区町村,災害種別_洪水,緯度,経度", "公民館,山形県戸沢村古口1,1,38.7,140.1"))

    assert row.values["address"] == "山形県戸沢村古口1"


def test_the_layout_before_the_standard():
    parsed = read_shelters(
        csv_of(
            "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,名称_カナ,住所,方書,緯度,経度,災害種別_洪水,備考",
            "63673,7,山形県,戸沢村,公民館,コウミンカン,古口1,東棟,38.7,140.1,1,",
        )
    )

    assert parsed.layout == "municipal_legacy"
    assert parsed.rows[0].code == "063673-7"
    assert parsed.rows[0].values["address"] == "山形県戸沢村古口1 東棟"


def test_the_list_of_line_smart_city():
    parsed = read_shelters(
        csv_of(
            LSC,
            '公民館,こうみんかん,古口1,38.73862,140.14352,0233000000,3,"1,4",a@example.jp,063673,12,〇,'
            "2021/09/01 10:00,,,320,,,,,",
            "広場,ひろば,古口2,38.73862,140.14352,,5,8,a@example.jp,063673,13,,2021/09/01 10:00,,,,,,,,",
        )
    )

    assert parsed.layout == "lsc"
    row = parsed.rows[0]
    assert row.code == "063673-12"
    assert row.values["kinds"] == ["site", "shelter"]
    assert row.values["hazards"] == ["flood", "earthquake"]
    assert (row.values["capacity"], row.values["listed_on"]) == (320, date(2021, 9, 1))
    assert [(fault.row_no, fault.reason) for fault in parsed.refused] == [(3, "not_public")]
    assert parsed.broken == []


def test_columns_are_found_in_any_order_and_width():
    row = only(csv_of("経度 ,緯 度,施設名,ｶﾅ,フリガナ", "140.1,38.7,公民館,x,コウミンカン"))

    assert (row.values["latitude"], row.values["kana"]) == (38.7, "コウミンカン")


def test_swapped_coordinates_are_put_right_and_reported():
    parsed = read_shelters(plain_list("063673,1,公民館,140.14,38.73"))

    assert (parsed.rows[0].values["latitude"], parsed.rows[0].values["longitude"]) == (38.73, 140.14)
    assert [(note.row_no, note.column, note.reason) for note in parsed.notes] == [(2, "緯度", "swapped")]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("063673,1,,38.7,140.1", "名称", "no_name"),
        ("063673,1,公民館,38.7,", "経度", "no_position"),
        ("063673,1,公民館,北,140.1", "緯度", "not_degrees"),
        ("063673,1,公民館,0,0", "緯度", "out_of_japan"),
        ("063673,1,公民館,38.7,38.7", "緯度", "out_of_japan"),
        (f"063673,1,{'長' * 121},38.7,140.1", "名称", "too_long"),
    ],
)
def test_a_faulty_row_is_refused_with_row_column_and_reason(row, column, reason):
    parsed = read_shelters(plain_list("063673,0,体育館,38.7,140.1", row))

    assert [(fault.row_no, fault.column, fault.reason) for fault in parsed.refused] == [(3, column, reason)]
    assert [taken.name for taken in parsed.rows] == ["体育館"]


@pytest.mark.parametrize(
    ("header", "cell", "reason"),
    [("災害種別_洪水", "△", "not_a_flag"), ("並び順", "先頭", "not_a_number")],
)
def test_cells_that_cannot_be_read(header, cell, reason):
    parsed = read_shelters(csv_of(f"名称,所在地_連結表記,緯度,経度,{header}", f"公民館,古口,38.7,140.1,{cell}"))

    assert [(fault.column, fault.reason) for fault in parsed.refused] == [(header, reason)]


@pytest.mark.parametrize(
    ("header", "cell", "column", "reason"),
    [
        ("想定収容人数", "多数", "capacity", "not_a_number"),
        ("想定収容人数", "300～500", "capacity", "not_a_number"),
        ("URL", "ftp://example.jp", "url", "not_a_url"),
    ],
)
def test_a_place_is_not_left_out_for_its_capacity_or_page(header, cell, column, reason):
    parsed = read_shelters(csv_of(f"名称,所在地_連結表記,緯度,経度,{header}", f"公民館,古口,38.7,140.1,{cell}"))

    assert [(note.row_no, note.column, note.reason) for note in parsed.notes] == [(2, header, reason)]
    assert not parsed.rows[0].values[column]


@pytest.mark.parametrize(
    ("cell", "capacity"),
    [('"約1,200人程度"', 1200), ("３２０名", 320), ("320人（体育館160人）", 320), ("500 人以上", 500), ("80.0", 80)],
)
def test_a_capacity_is_read_as_towns_write_it(cell, capacity):
    row = only(csv_of("名称,所在地_連結表記,緯度,経度,収容人数", f"公民館,古口,38.7,140.1,{cell}"))

    assert row.values["capacity"] == capacity


def test_the_address_of_a_page_may_lack_its_beginning():
    row = only(csv_of("名称,所在地_連結表記,緯度,経度,URL", "公民館,古口,38.7,140.1,www.vill.example.jp/a?b=1"))

    assert row.values["url"] == "http://www.vill.example.jp/a?b=1"


@pytest.mark.parametrize(
    ("header", "hazard"),
    [
        ("がけ崩れ・土石流及び地すべり", "landslide"),
        ("災害種別_崖崩れ・土石流・地滑り", "landslide"),
        ('"災害種別_がけくずれ,土石流及び地滑り"', "landslide"),
        ("土砂災害", "landslide"),
        ("災害種別_大規模火災", "fire"),
        ("内水はん濫", "inland_flood"),
        ("火山", "volcano"),
        ("災害種別：洪水", "flood"),
    ],
)
def test_the_columns_of_hazards_are_found_by_other_names_too(header, hazard):
    row = only(csv_of(f"名称,所在地_連結表記,緯度,経度,{header}", "公民館,古口,38.7,140.1,1"))

    assert row.values["hazards"] == [hazard]


def test_a_column_of_an_unknown_hazard_is_told_of():
    parsed = read_shelters(csv_of("名称,緯度,経度,災害種別_洪水,災害種別_雪害", "公民館,38.7,140.1,1,1"))

    assert parsed.rows[0].values["hazards"] == ["flood"]
    assert [(note.column, note.reason) for note in parsed.notes] == [("災害種別_雪害", "hazard_unread")]


@pytest.mark.parametrize(
    ("kinds", "hazards", "read"),
    [
        ("１", "１、４", (["shelter"], ["flood", "earthquake"])),
        ("1・9", "1 2 4", (["shelter", "welfare"], ["flood", "landslide", "earthquake"])),
        ("3", "崖崩れ・土石流・地滑り", (["site", "shelter"], ["landslide"])),
        ("指定避難所", "洪水/津波", (["shelter"], ["flood", "tsunami"])),
    ],
)
def test_kinds_and_hazards_of_line_smart_city_are_read_as_towns_write_them(kinds, hazards, read):
    line = f"公民館,こうみんかん,古口,38.7,140.1,,{kinds},{hazards},,063673,1,〇" + "," * 9

    row = only(csv_of(LSC, line))

    assert (row.values["kinds"], row.values["hazards"]) == read


def test_a_line_break_in_a_name_is_a_space_and_stays_in_a_remark():
    row = only(csv_of("名称,住所,緯度,経度,備考", '"花輪\r\n小学校","花輪\n1",38.7,140.1,"広い\r\n校庭"'))

    assert (row.name, row.values["name"], row.values["address"]) == ("花輪 小学校", "花輪 小学校", "花輪 1")
    assert row.values["note"] == "広い\n校庭"


@pytest.mark.parametrize("cell", ["", "-", "不明", "－"])
def test_an_unknown_capacity_is_none(cell):
    row = only(csv_of("名称,所在地_連結表記,緯度,経度,想定収容人数", f"公民館,古口,38.7,140.1,{cell}"))

    assert row.values["capacity"] is None


@pytest.mark.parametrize(
    ("header", "reason"),
    [("住所,緯度,経度", "unknown_layout"), ("避難先名称,住所", "missing_column"), ("a,b", "unknown_layout")],
)
def test_a_table_that_lacks_what_is_needed(header, reason):
    with pytest.raises(TableRefused) as refused:
        read_shelters(csv_of(header, "1,2,3"[: len(header.split(",")) * 2 - 1]))

    assert refused.value.facts["reason"] == reason


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("063673", "063673"),
        ("63673", "063673"),
        ("06367", "063673"),
        ("6367", "063673"),
        ("92011", "092011"),
        ("131016", "131016"),
        ("13101", "131016"),
        ("０６３６７３", "063673"),
        ("戸沢村", "戸沢村"),
        ("", ""),
    ],
)
def test_a_lost_zero_and_a_missing_check_digit_are_restored(cell, code):
    assert municipality_code(cell) == code


def test_a_row_that_ends_before_its_position_is_refused_not_taken_for_one_without_hazards():
    parsed = read_shelters(csv_of(GSI_SITE, "28,E1310100002201,番町小学校,六番町8,1", BANCHO))

    assert [(fault.row_no, fault.reason) for fault in parsed.refused] == [(2, "cut_short")]
    assert [row.code for row in parsed.broken] == ["E1310100002201"]
    assert len(parsed.rows) == 1


def test_hazards_below_one_merged_header_are_read():
    text = (
        "No,避難所名,所在地,緯度,経度,災害種別,,,収容人数\n,,,,,洪水,土砂災害,地震,\n"
        "1,北会館,北町1,36.56,139.88,○,,○,200\n2,南会館,南町1,36.57,139.88,,,○,\n"
    )

    parsed = read_shelters(text.encode("cp932"))

    told = [(row.row_no, row.name, row.values["hazards"], row.values["capacity"]) for row in parsed.rows]
    assert told == [(3, "北会館", ["flood", "earthquake"], 200), (4, "南会館", ["earthquake"], None)]
    assert parsed.refused == []
