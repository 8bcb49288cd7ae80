"""CSV files for spreadsheets."""

from __future__ import annotations

import csv
import io

import pytest

from data.csvtext import Unencodable, write_csv


@pytest.mark.parametrize("formula", ["=1+1", "+cmd", "-2", "@SUM(A1)", "\t=1", "＝1+1", "＠a"])
def test_a_text_that_would_be_a_formula_is_neutralised(formula):
    written = write_csv(["備考"], [[formula]])

    cells = list(csv.reader(io.StringIO(written.data.decode("utf-8-sig"), newline="")))
    assert cells[1] == [f"'{formula}"]


def test_numbers_stay_numbers():
    assert write_csv(["a", "b", "c"], [[-1, 38.5, None]]).data == b"\xef\xbb\xbfa,b,c\r\n-1,38.5,\r\n"


def test_utf8_carries_the_mark_that_spreadsheets_look_for():
    assert write_csv(["名称"], [["𠮷"]]).data == "\ufeff名称\r\n𠮷\r\n".encode()


def test_what_shift_jis_lacks_is_reported_by_row_and_column():
    written = write_csv(["名称", "備考"], [["髙﨑", "①"], ["𠮷野", "a—𠮷𠮷"]], encoding="cp932")

    assert written.unencodable == [Unencodable(3, "名称", "𠮷"), Unencodable(3, "備考", "—𠮷")]
    assert written.data.decode("cp932") == "名称,備考\r\n髙﨑,①\r\n〓野,a〓〓〓\r\n"
