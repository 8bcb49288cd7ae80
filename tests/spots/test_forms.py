"""出力 in the forms that offices read: CSV in UTF-8 or Shift_JIS, and Excel; none of them runs what people wrote."""

from __future__ import annotations

import csv
import io
import zipfile

import openpyxl
import pytest

from data.csvtext import Table, write_workbook
from dialogs.wording import load_wording
from staffbot.exports import make_file, take_form
from staffbot.values import read_conditions

WORDS = load_wording()


def sheet(data: bytes) -> list[tuple]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [tuple(row) for row in book.worksheets[0].iter_rows(values_only=True)]


async def file_of(town, person) -> tuple[str, bytes]:
    """Name and bytes of the newest file made for this person."""
    from sqlalchemy import select

    from data.files.models import StoredFile

    newest = await town.program.store.view(
        lambda session: session.scalar(
            select(StoredFile.id).where(StoredFile.purpose == "export").order_by(StoredFile.id.desc()).limit(1)
        )
    )
    file = await town.program.files.find(newest)
    return file.name, await town.program.files.read(file)


async def test_each_form_is_one_tap_away(town, sato):
    await sato.says("施設 出力 道の駅")
    name, data = await file_of(town, sato)
    assert name.endswith(".csv")
    assert data.startswith(b"\xef\xbb\xbf")

    await sato.taps("Excelで受け取る")
    name, data = await file_of(town, sato)
    assert name.endswith(".xlsx")
    rows = sheet(data)
    assert [row[rows[0].index("名称")] for row in rows[1:]] == ["道の駅とざわ"]  # narrowed as before
    assert isinstance(rows[1][rows[0].index("緯度")], float)

    await sato.taps("CSVシフトJISで受け取る")
    name, data = await file_of(town, sato)
    assert name.endswith(".csv")
    assert "名称" in data.decode("cp932")


@pytest.mark.parametrize("line", ["避難所 出力", "FAQ 出力", "ログ 出力 操作", "ログ 出力 会話", "施設 出力"])
async def test_every_list_comes_as_a_workbook(town, sato, line):
    await sato.says(f"{line} 形式=Excel")

    name, data = await file_of(town, sato)
    assert name.endswith(".xlsx")
    assert len(sheet(data)) > 1
    assert "CSVで受け取る" in await sato.labels()
    await sato.taps("CSVで受け取る")
    assert (await file_of(town, sato))[0].partition("_")[0] == name.partition("_")[0]


async def test_a_form_that_is_none_is_said_so(town, sato):
    assert "「PDF」の形では出せません" in await sato.says("施設 出力 形式=PDF")


async def test_letters_that_shift_jis_lacks_are_told(town, sato):
    await sato.says("施設 編集 道の駅とざわ 説明 😀と🗻")

    said = await sato.says("施設 出力 道の駅 形式=シフトJIS")

    assert "シフトJISにない文字が1か所" in said
    assert "😀" in said


EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("form", ["csv", "sjis", "xlsx"])
def test_no_form_runs_what_people_wrote(form):
    made = make_file(Table.of(["名前"], [[text] for text in EVIL]), form, "一覧")

    if form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(made.data))
        cells = [row[0] for row in book.worksheets[0].iter_rows(min_row=2)]
        assert {cell.data_type for cell in cells} == {"s"}
        texts = [cell.value for cell in cells]
    else:
        text = made.data.decode("cp932" if form == "sjis" else "utf-8-sig")
        texts = [row[0] for row in csv.reader(io.StringIO(text, newline=""))][1:]
    assert all(text.startswith("'") for text in texts)


def test_a_workbook_holds_what_excel_can_hold(monkeypatch):
    monkeypatch.setattr("data.csvtext.workbook.MOST_ROWS", 3)
    rows = [["あ" * 40_000 + "\x00", 1], ["い\x0b", 2.5], [None, None]]
    data = write_workbook(Table.of(["名前", "数"], rows), title="長" * 40)

    book = openpyxl.load_workbook(io.BytesIO(data))
    assert [len(one.title) <= 31 for one in book.worksheets] == [True, True]
    assert book.worksheets[0].max_row == 3
    assert len(book.worksheets[0]["A2"].value) == 32_767
    assert book.worksheets[0]["B3"].value == 2.5
    assert book.worksheets[0].freeze_panes == "A2"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("「4/1の説明会: 来ますか?」の答え", "「4／1の説明会： 来ますか？」の答え"),
        ("😀" * 20, "😀" * 15),
        ("'[見本]\x01*\\'", "［見本］＊＼"),
    ],
)
def test_any_title_is_a_sheets_title(title, shown):
    data = write_workbook(Table.of(["名前"], [["花子"]]), title=title)

    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == [shown]


def test_nothing_of_a_workbook_lies_on_the_disk(monkeypatch):
    def refuse(*args, **more):
        raise AssertionError("a temporary file")

    monkeypatch.setattr("openpyxl.worksheet._writer.create_temporary_file", refuse)

    assert zipfile.is_zipfile(io.BytesIO(write_workbook(Table.of(["名前"], [["花子"]]), title="一覧")))


def test_the_form_is_no_condition_of_the_list():
    conditions, form, unknown = take_form(WORDS, read_conditions("分類=観光 形式=エクセル 湯"))

    assert (conditions.text, form, unknown) == ("分類=観光 湯", "xlsx", "")
    assert [item for item, _, _ in conditions.items] == ["分類"]


def test_what_looks_like_an_error_of_excel_stays_a_text():
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(Table.of(["名前"], [["#N/A"], ["TRUE"]]), title="一覧")))

    assert [row[0].data_type for row in book.worksheets[0].iter_rows(min_row=2)] == ["s", "s"]
