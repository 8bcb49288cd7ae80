"""The sample town's files are whole: complete rows, no double ids, nothing real in them."""

from __future__ import annotations

import pytest

from tests.samples.sheets import ADDRESS, PHONE, SAMPLES, rows_of, text_of

FILES = {
    "shelters.csv": (20, "ID"),
    "shelters_gsi.csv": (20, "共通ID"),
    "shelters_lsc.csv": (20, "ID2"),
    "spots.csv": (25, "ID"),
    "faq.csv": (150, "ID"),
}


@pytest.mark.parametrize(("name", "count", "key"), [(name, *facts) for name, facts in FILES.items()])
def test_each_file_has_its_rows_and_no_id_twice(name, count, key):
    rows = rows_of(name)

    ids = [row[key] for row in rows]
    assert len(rows) == count
    assert len(set(ids)) == count
    assert all(ids)
    assert all(None not in row and None not in row.values() for row in rows)


def test_every_csv_in_the_folder_is_checked_here():
    assert {path.name for path in SAMPLES.glob("*.csv")} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_lines_end_as_spreadsheets_write_them(name):
    raw = (SAMPLES / name).read_bytes()

    assert raw.endswith(b"\r\n")
    assert raw.startswith(b"\xef\xbb\xbf") == (name != "shelters_gsi.csv")


@pytest.mark.parametrize("name", FILES)
def test_no_telephone_rings_at_anybody(name):
    for number in PHONE.findall(text_of(name)):
        assert number.replace("-", "").startswith("023300"), number


@pytest.mark.parametrize("name", FILES)
def test_every_web_address_is_an_example(name):
    for address in ADDRESS.findall(text_of(name)):
        assert address.startswith("https://example.jp/"), address


@pytest.mark.parametrize("name", ["shelters.csv", "shelters_gsi.csv", "shelters_lsc.csv", "spots.csv"])
def test_every_place_lies_in_the_village(name):
    for row in rows_of(name):
        assert 38.60 <= float(row["緯度"]) <= 38.85, row
        assert 139.98 <= float(row["経度"]) <= 140.30, row
