"""Values worked out from earlier answers, keywords of members, the kinds of files, and the builder's palette."""

import io
import zipfile
from datetime import timedelta

import pytest

from data.files.kinds import sniff
from dialogs.fields import FIELDS
from dialogs.fields.kind import StillAnswering
from dialogs.fields.palette import own_properties, palette
from dialogs.form import compile_form
from dialogs.form_check import check_form
from dialogs.journey import submission, walk
from dialogs.wording import load_wording
from tests.fields.asking import NOW, TODAY, field_of, says
from tests.interview.talker import Talker

BIRTH = {"id": "birth", "kind": "birth_date", "label": "生年月日"}
ITEMS = {
    "id": "items",
    "kind": "group",
    "label": "品",
    "min": 1,
    "max": 3,
    "fields": [
        {"id": "count", "kind": "number", "label": "数"},
        {"id": "price", "kind": "calculated", "label": "小計", "formula": "sum", "of": "count", "times": 300},
    ],
}


def computed(fields, answers):
    form = compile_form({"id": "form", "title": "題", "fields": fields}, "test")
    return submission(form, walk(form, answers, (), TODAY))


def of(formula, names, **more):
    return {"id": "it", "kind": "calculated", "label": "計算", "formula": formula, "of": names, **more}


def test_an_age_is_reckoned_on_the_day_the_form_says():
    answers = {"birth": "2010-12-23"}

    assert computed([BIRTH, of("age", "birth")], answers)["it"] == 15
    assert computed([BIRTH, of("age", "birth", on="fiscal_year")], answers)["it"] == 15
    assert computed([BIRTH, of("age", "birth", on="2027-04-01")], answers)["it"] == 16
    assert "it" not in computed([BIRTH, of("age", "birth")], {})


def test_sums_go_through_all_items_and_products_and_days_follow():
    answers = {"items.0.count": 2, "items.1.+": True, "items.1.count": 3, "items.2.+": False}

    found = computed([ITEMS, of("sum", "price", plus=500)], answers)
    assert [item["price"] for item in found["items"]] == [600, 900]
    assert found["it"] == 2000
    assert computed([ITEMS, of("count", "items")], answers)["it"] == 2
    numbers = [{"id": name, "kind": "number", "label": name, "decimals": 1} for name in ("a", "b")]
    assert computed([*numbers, of("product", ["a", "b"])], {"a": 1.5, "b": 3})["it"] == 4.5
    assert "it" not in computed([*numbers, of("product", ["a", "b"])], {"a": 1.5})
    days = [{"id": name, "kind": "date", "label": name} for name in ("a", "b")]
    assert computed([*days, of("days", ["a", "b"], plus=1)], {"a": "2026-11-22", "b": "2026-11-24"})["it"] == 3


@pytest.mark.parametrize(
    ("field", "code"),
    [
        (of("age", ["birth", "birth"]), "form.calculated_of"),
        (of("sum", "birth"), "form.calculated_kind"),
        (of("sum", "nothing"), "condition.unknown"),
        (of("age", "birth", on="いつか"), "form.day_limit"),
        (of("script", "birth"), "form.setting_word"),
    ],
)
def test_what_cannot_be_worked_out_is_a_fault(field, code):
    document = {"id": "form", "title": "題", "fields": [BIRTH, field]}

    assert code in [problem.code for problem in check_form(document)]


def test_conditions_may_ask_what_was_worked_out_and_the_review_shows_it_without_a_button():
    fields = [
        BIRTH,
        of("age", "birth"),
        {"id": "school", "kind": "text", "label": "学校", "show": {"field": "it", "at_most": 18}},
    ]
    hanako = Talker(compile_form({"id": "form", "title": "題", "fields": fields}, "test"))

    hanako.says("平成23年1月1日")
    assert "学校" in hanako.text
    hanako.says("中学校")

    assert "15歳" in hanako.text
    assert hanako.buttons.count("修正") == 2


def test_a_keyword_opens_the_form_and_is_never_kept():
    field = field_of("member_keyword", words=[{"word": "さくら2026", "label": "役員"}, "ひみつ"])

    assert says(field, "サクラ２０２６") == {"label": "役員"}
    assert field.kind.cells(field, {"label": ""}) == [("それ", "確認ずみ")]
    memory = {}
    for left in ("あと4回", "あと3回", "あと2回", "あと1回", "しばらく"):
        with pytest.raises(StillAnswering) as still:
            says(field, "ちがう", memory=memory)
        assert left in still.value.said
    with pytest.raises(StillAnswering) as still:
        says(field, "ひみつ", memory=memory)
    assert "13時00分から" in still.value.said
    assert says(field, "ひみつ", memory=memory, now=NOW + timedelta(hours=1)) == {"label": ""}


def test_new_office_files_are_told_by_what_they_hold():
    def archive(name):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            made.writestr(name, "x")
        return out.getvalue()

    assert sniff(archive("word/document.xml")).endswith("wordprocessingml.document")
    assert sniff(archive("xl/workbook.xml")).endswith("spreadsheetml.sheet")
    assert sniff(archive("evil.exe")) == "application/zip"
    assert sniff(b"PK\x03\x04broken") == "application/zip"


def test_the_palette_has_every_kind_with_every_setting_it_takes():
    offered = {entry["kind"]: entry for entry in palette(load_wording())}

    assert offered.keys() == FIELDS.keys() | {"group"}
    for name, kind in FIELDS.items():
        assert {one.key for one in own_properties(name)} == kind.keys - {"source"}
        assert all(one["label"] for one in offered[name]["properties"])


@pytest.mark.parametrize(
    "document", [None, [], {}, {"fields": 3}, {"fields": [{}]}, {"id": 1, "title": [], "fields": [[]]}]
)
def test_checking_never_fails_whatever_a_page_sends(document):
    assert check_form(document)
