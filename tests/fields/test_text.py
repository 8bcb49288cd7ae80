"""Free text: kept as typed, counted as people count."""

import pytest

from data.gateways.line.events import Incoming
from tests.fields.asking import echo, fault_codes, field_of, refuses, says

FAMILY = "👨‍👩‍👧‍👦"


def test_text_is_kept_as_typed():
    name = field_of("text")

    assert says(name, "  髙橋　﨑𠮷 ") == "髙橋　﨑𠮷"
    assert says(name, "一行目\n二行目") == "一行目 二行目"
    assert echo(name, "髙橋") == ""


def test_length_counts_letters_as_people_see_them():
    name = field_of("text", max=3)

    assert says(name, FAMILY * 3) == FAMILY * 3
    assert says(name, "がぎぐ") == "がぎぐ"
    assert refuses(name, FAMILY * 4) == "too_long"
    assert refuses(name, "あいうえ") == "too_long"
    assert refuses(field_of("text", min=2, max=3), FAMILY) == "too_short"
    assert says(field_of("text", min=2, max=3), FAMILY * 2)


def test_a_sticker_a_picture_or_nothing_is_no_text():
    name = field_of("text")

    for incoming in (Incoming("sticker"), Incoming("image", message_id="1"), Incoming("text", text="　\n")):
        with pytest.raises(Exception, match="not_text"):
            name.kind.parse(name, incoming, None)


@pytest.mark.parametrize(
    ("letters", "typed", "kept"),
    [
        ("katakana", "とざわ　はなこ", "トザワ ハナコ"),
        ("katakana", "ﾄｻﾞﾜ ﾊﾅｺ", "トザワ ハナコ"),
        ("katakana", "ヴァイオリン・ー", "ヴァイオリン・ー"),
        ("hiragana", "とざわ", "とざわ"),
        ("hiragana", "トザワ　ﾊﾅｺ", "とざわ はなこ"),
        ("digits", "１２ ３４", "1234"),
        ("ascii", "ＡＢ-12", "AB-12"),
    ],
)
def test_letters_are_made_one_width_where_the_form_wants_certain_ones(letters, typed, kept):
    field = field_of("text", letters=letters)

    assert says(field, typed) == kept
    assert echo(field, typed) == ("" if typed == kept else kept)


@pytest.mark.parametrize(
    ("letters", "typed"), [("katakana", "戸沢"), ("hiragana", "戸沢"), ("digits", "12a"), ("ascii", "あ")]
)
def test_other_letters_are_refused(letters, typed):
    assert refuses(field_of("text", letters=letters), typed) == f"not_{letters}"


def test_long_text_keeps_its_lines_and_its_own_limit():
    remarks = field_of("long_text")

    assert says(remarks, "一行目\n\n二行目") == "一行目\n\n二行目"
    assert says(remarks, "あ" * 2000)
    assert refuses(remarks, "あ" * 2001) == "too_long"


def test_settings_out_of_bounds_are_faults():
    assert fault_codes("text", max=1001) == ["form.setting_range"]
    assert fault_codes("text", max=0) == ["form.setting_range"]
    assert fault_codes("text", min=5, max=3) == ["form.setting_range"]
    assert fault_codes("text", max="3") == ["form.setting_range"]
    assert fault_codes("text", letters="latin") == ["form.setting_word"]
    assert fault_codes("text", maximum=3) == ["form.unknown_key"]


def test_page_and_cells():
    name = field_of("text", max=40)

    assert name.kind.page(name)["max"] == 40
    assert name.kind.cells(name, "戸沢") == [("それ", "戸沢")]
    assert name.kind.cells(name, None) == [("それ", "")]
