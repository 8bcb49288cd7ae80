"""CSV files as towns send them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.csvtext import TableRefused, choose_columns, read_table, write_csv
from data.csvtext.reading import MAX_BYTES, MAX_CELL, MAX_COLUMNS

TABLE = "名称,住所\r\n中央公民館,古口101\r\n"


def read(text: str, encoding: str = "utf-8"):
    return read_table(text.encode(encoding), max_rows=100)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp932"])
def test_the_encoding_is_found_out_and_told(encoding):
    table = read(TABLE, encoding)

    assert table.encoding == encoding
    assert [dict(row.cells) for row in table.rows] == [{"名称": "中央公民館", "住所": "古口101"}]


def test_dependent_characters_of_shift_jis_are_read():
    table = read("名称\n髙﨑①Ⅱ公民館\n", "cp932")

    assert table.rows[0].cells["名称"] == "髙﨑①Ⅱ公民館"


def test_a_quoted_line_break_is_no_new_row():
    table = read('名称,備考\n公民館,"一行目\r\n二行目"\n体育館,\n')

    assert [(row.row_no, row.cells["備考"]) for row in table.rows] == [(2, "一行目\n二行目"), (3, "")]


def test_blank_rows_are_skipped_but_numbered_as_a_spreadsheet_does():
    table = read("\n名称,住所\n,\n\n公民館,古口\n")

    assert [row.row_no for row in table.rows] == [5]


@pytest.mark.parametrize("header", [" 名称 ", "名 称", "\u3000名称", '"名称"'])
def test_headers_are_compared_without_width_and_spaces(header):
    table = read(f"{header},ＩＤ\n公民館,1\n")

    assert choose_columns(table, {"name": ("名称",), "id": ("ID",)}) == {"name": "名称", "id": "id"}


def test_the_first_of_several_names_is_chosen():
    table = read("種別,分類\nA,B\n")

    assert choose_columns(table, {"category": ("分類", "種別")}) == {"category": "分類"}


def test_a_chosen_header_that_stands_there_twice_is_refused():
    table = read("名称,住所,名称\nA,B,C\n")

    with pytest.raises(TableRefused) as refused:
        choose_columns(table, {"name": ("名称",)})

    assert refused.value.facts == {"reason": "duplicate_column", "column": "名称"}


def test_a_short_row_is_filled_up():
    assert read("名称,住所,備考\n公民館\n").rows[0].cells == {"名称": "公民館", "住所": "", "備考": ""}


def test_a_row_with_more_cells_than_headers_is_refused_alone():
    table = read("名称,住所\nA,B,C\nD,E,,\n")

    assert [(fault.row_no, fault.reason) for fault in table.refused] == [(2, "too_many_cells")]
    assert [row.cells["名称"] for row in table.rows] == ["D"]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [("公民\x00館", "nul"), ("公民\x07館", "control_character"), ("長" * (MAX_CELL + 1), "cell_too_long")],
)
def test_a_cell_no_text_should_be_is_refused_with_row_and_column(cell, reason):
    table = read(f"ID,名称\n1,A\n2,{cell}\n")

    assert [(fault.row_no, fault.column, fault.reason) for fault in table.refused] == [(3, "名称", reason)]


@pytest.mark.parametrize(
    ("data", "facts"),
    [
        (b"", {"reason": "empty"}),
        (b" \r\n", {"reason": "empty"}),
        (b"PK\x03\x04rest", {"reason": "spreadsheet"}),
        (b"\xd0\xcf\x11\xe0rest", {"reason": "spreadsheet"}),
        (TABLE.encode("utf-16"), {"reason": "utf16"}),
        (b"\x81\xff\xff", {"reason": "unknown_encoding"}),
        (b"a,b\n\x80\xfe,1", {"reason": "unknown_encoding"}),
        ("名称,住所\n".encode(), {"reason": "no_rows"}),
        ('名称,住所\nA,B\n"C,D\nE,F\n'.encode(), {"reason": "unclosed_quote", "row_no": 3}),
        ('名称,住所\nA,B\n"C"x,D\n'.encode(), {"reason": "wrong_quotes", "row_no": 3}),
        (("a\n" + "x" * 140_000).encode(), {"reason": "cell_too_long", "row_no": 2}),
        (("a," * (MAX_COLUMNS + 1) + "\nb").encode(), {"reason": "too_many_columns", "limit": MAX_COLUMNS}),
        (b"a\n" + b"1\n" * 101, {"reason": "too_many_rows", "limit": 100}),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_its_reason(data, facts):
    with pytest.raises(TableRefused) as refused:
        read_table(data, max_rows=100)

    assert refused.value.facts == facts


def test_a_file_over_the_limit_is_not_even_decoded():
    with pytest.raises(TableRefused) as refused:
        read_table(b"\xff" * (MAX_BYTES + 1), max_rows=1)

    assert refused.value.facts["reason"] == "too_large"


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fall_over(data):
    with suppress(TableRefused):
        read_table(data, max_rows=10)


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8) | st.sampled_from(
    ["=1+1", "'=1", "''@a", "+81", "-", "＝A1", 'a"b', "a,b", "一行\n二行", "'"]
)


rows_of_text = st.lists(st.tuples(cells.map(str.strip).filter(bool), cells.map(str.strip)), min_size=1, max_size=5)


@given(rows_of_text)
def test_what_is_written_is_read_back(rows):
    rows = [
        ("x" + one.strip(), other.strip()) if not other.strip() else (one.strip(), other.strip()) for one, other in rows
    ]

    table = read_table(write_csv(["甲", "乙"], rows).data, max_rows=100)

    assert [(row.cells["甲"], row.cells["乙"]) for row in table.rows] == rows
    assert table.encoding == "utf-8-sig"


def test_a_title_above_the_header_is_passed_over_where_the_headers_are_known():
    text = "避難所一覧,,\n2026年4月1日現在,,\n名称,緯度,経度\n公民館,38.7,140.1\n"

    table = read_table(text.encode(), max_rows=9, known=frozenset({"名称", "緯度", "経度"}))

    assert list(table.headers) == ["名称", "緯度", "経度"]
    assert [(row.row_no, row.cells["名称"]) for row in table.rows] == [(4, "公民館")]


def test_headers_below_merged_ones_stand_in_their_place():
    text = "一覧,,,\nNO,名称,位置,\n,,緯度,経度\n1,公民館,38.7,140.1\n"

    table = read_table(text.encode(), max_rows=9, known=frozenset({"no", "名称", "緯度", "経度"}))

    assert list(table.headers) == ["no", "名称", "緯度", "経度"]
    assert [(row.row_no, dict(row.cells)["経度"]) for row in table.rows] == [(4, "140.1")]


@pytest.mark.parametrize("row", ["公民館,緯度,経度", "緯度,,", ",,", "緯度,経度,名称"])
def test_a_row_that_fills_named_columns_is_no_second_header(row):
    text = f"名称,緯度,経度\n{row}\n公民館,38.7,140.1\n"

    table = read_table(text.encode(), max_rows=9, known=frozenset({"名称", "緯度", "経度"}))

    assert list(table.headers) == ["名称", "緯度", "経度"]
    assert table.rows[-1].cells["名称"] == "公民館"


def test_without_a_row_of_known_headers_the_first_one_is_the_header():
    table = read_table("甲,乙\n1,2\n".encode(), max_rows=9, known=frozenset({"名称", "緯度"}))

    assert list(table.headers) == ["甲", "乙"]
