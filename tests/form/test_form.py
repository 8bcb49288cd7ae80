"""Forms compiled and checked."""

import pytest

from dialogs.faults import ContentError
from dialogs.form import compile_form
from dialogs.form_check import check_form
from dialogs.wording import load_wording
from dialogs.yamltext import read_yaml
from tests.form.sample import five_questions

HEAD = "id: form\ntitle: 題\nfields:\n"
TEXT_A = HEAD + "  - id: a\n    kind: text\n    label: あ\n"
GROUP_G = HEAD + "  - id: g\n    kind: group\n    label: 群\n"


def faults_of(text):
    with pytest.raises(ContentError) as error:
        compile_form(read_yaml(text, "form.yaml"), "form.yaml")
    words = load_wording()
    assert all(words.fault(fault) for fault in error.value.faults), "every fault can be told in Japanese"
    return [(fault.code, fault.where, fault.line) for fault in error.value.faults]


def test_a_form_is_compiled_from_its_document():
    form = five_questions()

    assert (form.id, form.action, form.send_label, form.review) == ("five_questions", "forms.submit", "送信", True)
    assert list(form.fields) == ["name", "district", "starts_on", "telephone", "remarks"]
    assert [field.required for field in form.fields.values()] == [True, True, True, True, False]
    assert form.fields["name"].body == "お名前を教えてください。\n（例）戸沢 花子"
    assert form.fields["name"].line == 5
    assert form.path_named("ｵ名前") == "name"
    assert form.path_named("なまえ") is None


def test_a_document_without_lines_is_compiled_alike():
    document = {"id": "form", "title": "題", "fields": [{"id": "a", "kind": "text", "label": "あ"}]}

    assert compile_form(document, "page").fields["a"].line is None
    document["fields"].append(document["fields"][0])
    with pytest.raises(ContentError) as error:
        compile_form(document, "page")
    assert error.value.faults[0].line is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- a", ("form.shape", "", None)),
        ("id: form\ntitle: 題", ("form.no_fields", "", 1)),
        ("id: form\ntitle: 題\nfields: []", ("form.no_fields", "", 3)),
        ("id: Form!\ntitle: 題\nfields: [{id: a, kind: text, label: あ}]", ("form.id", "", 1)),
        ("id: form\nfields: [{id: a, kind: text, label: あ}]", ("form.missing", "", 1)),
        ("id: form\ntitle: 題\ncolour: 青\nfields: [{id: a, kind: text, label: あ}]", ("form.unknown_key", "", 3)),
        ("id: form\ntitle: 題\nreview: maybe\nfields: [{id: a, kind: text, label: あ}]", ("form.setting_truth", "", 3)),
        ("id: form\ntitle: 題\nsubmit: go\nfields: [{id: a, kind: text, label: あ}]", ("form.submit_shape", "", 3)),
        (
            "id: form\ntitle: 題\nfields: [{id: a, kind: text, label: あ}]\nsubmit:\n  label: " + "送" * 21,
            ("form.label_too_long", "submit", 5),
        ),
        (
            "id: form\ntitle: 題\nfields: [{id: a, kind: text, label: あ}]\nsubmit:\n  to: x",
            ("form.unknown_key", "submit", 5),
        ),
        (HEAD + "  - text", ("form.field_shape", "", 4)),
        (HEAD + "  - id: 1a\n    kind: text\n    label: あ", ("form.id", "1a", 4)),
        (HEAD + "  - kind: text\n    label: あ", ("form.id", "", 4)),
        (HEAD + "  - id: a\n    kind: text", ("form.missing", "a", 4)),
        (HEAD + "  - id: a\n    kind: txet\n    label: あ", ("form.unknown_kind", "a", 5)),
        (HEAD + "  - id: a\n    kind: text\n    lable: あ\n    label: あ", ("form.unknown_key", "a", 6)),
        (TEXT_A + "  - id: a\n    kind: text\n    label: い", ("form.duplicate_id", "a", 7)),
        (HEAD + "  - id: a\n    kind: heading\n    ask: 題だけ", ("form.nothing_asked", "", 3)),
        (HEAD + "  - id: a\n    kind: text\n    label: " + "あ" * 61, ("form.setting_text", "a", 6)),
        (HEAD + "  - id: a\n    kind: text\n    label: あ\n    ask: " + "あ" * 3501, ("form.setting_text", "a", 7)),
        (
            HEAD + "  - id: a\n    kind: text\n    label: あ\n    ask: " + "あ" * 3000 + "\n    help: " + "あ" * 501,
            ("form.question_too_long", "a", 7),
        ),
        (HEAD + "  - id: a\n    kind: text\n    label: あ\n    max: 0", ("form.setting_range", "a", 7)),
        (HEAD + "  - {id: g, kind: group, label: 群}\n  - {id: a, kind: text, label: あ}", ("form.no_fields", "g", 4)),
        (
            GROUP_G + "    max: 3\n    item: 子\n    fields: [{id: a, kind: text, label: あ}]",
            ("form.item_number", "g", 8),
        ),
        (
            GROUP_G + "    max: 51\n    fields: [{id: a, kind: text, label: あ}]",
            ("form.setting_range", "g", 7),
        ),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place_and_line(text, fault):
    assert fault in faults_of(text)


def test_all_faults_are_told_at_once_in_the_order_of_lines():
    found = faults_of(
        "id: form\ntitle: 題\nfields:\n  - {id: a, kind: txet, label: あ}\n  - {id: b, kind: text}\n"
        "  - {id: c, kind: choice, label: う}\n"
    )

    assert found == [("form.unknown_kind", "a", 4), ("form.missing", "b", 5), ("form.options_missing", "c", 6)]


def test_more_than_five_hundred_questions_are_refused():
    fields = [{"id": f"f{n}", "kind": "text", "label": "あ"} for n in range(501)]

    with pytest.raises(ContentError) as error:
        compile_form({"id": "form", "title": "題", "fields": fields}, "x")
    assert [fault.code for fault in error.value.faults] == ["form.too_many_fields"]
    assert compile_form({"id": "form", "title": "題", "fields": fields[:500]}, "x")


CONDITIONS = HEAD + (
    "  - {id: first, kind: choice, label: 一, options: [あ, い]}\n"
    "  - {id: said, kind: heading, ask: 説明}\n"
    "  - id: children\n"
    "    kind: group\n"
    "    label: 子\n"
    "    max: 3\n"
    "    fields:\n"
    "      - {id: born, kind: birth_date, label: 生年月日}\n"
    "      - id: school\n"
    "        kind: text\n"
    "        label: 学校\n"
    "        show: SCHOOL\n"
    "  - id: section\n"
    "    kind: group\n"
    "    label: 節\n"
    "    fields:\n"
    "      - {id: inner, kind: text, label: 中}\n"
    "  - id: last\n"
    "    kind: text\n"
    "    label: 終\n"
    "    show: LAST\n"
    "  - {id: after, kind: text, label: 後}\n"
)


def with_conditions(school="{field: first, equals: あ}", last="{field: first, equals: あ}"):
    return CONDITIONS.replace("SCHOOL", school).replace("LAST", last)


@pytest.mark.parametrize(
    ("places", "fault"),
    [
        ({"last": "{field: nowhere, equals: 1}"}, ("condition.unknown", "last", 24)),
        ({"last": "{field: after, equals: 1}"}, ("condition.later", "last", 24)),
        ({"last": "{field: last, equals: 1}"}, ("condition.cycle", "last", 24)),
        ({"last": "{field: said, answered: true}"}, ("condition.no_answer", "last", 24)),
        ({"last": "{field: section, answered: true}"}, ("condition.no_answer", "last", 24)),
        ({"last": "{field: born, answered: true}"}, ("condition.inside_group", "last", 24)),
        ({"last": "{field: first, equals: う}"}, ("condition.not_an_option", "last", 24)),
        ({"last": "{any: [{field: first, any_of: [あ, う]}]}"}, ("condition.not_an_option", "last", 24)),
        ({"school": "{field: last, equals: 1}"}, ("condition.later", "school", 15)),
        ({"school": "{field: children, at_least: 1}"}, ("condition.later", "school", 15)),
    ],
)  # fmt: skip
def test_a_condition_may_only_look_back_at_answers_it_can_see(places, fault):
    assert fault in faults_of(with_conditions(**places))


@pytest.mark.parametrize(
    "places",
    [
        {"school": "{age_of: born, at_least: 6}"},
        {"school": "{field: first, equals: い}"},
        {"last": "{field: children, at_least: 2}"},
        {"last": "{field: inner, contains: 中}"},
        {"last": "{not: {all: [{field: first, equals: あ}, {field: inner, answered: true}]}}"},
    ],
)
def test_earlier_answers_around_and_beside_may_be_used(places):
    form = compile_form(read_yaml(with_conditions(**places), "x"), "x")

    assert form.groups["children"].repeats
    assert not form.groups["section"].repeats


def test_two_questions_that_wait_for_each_other_are_a_cycle():
    found = faults_of(
        HEAD
        + "  - {id: a, kind: text, label: あ, show: {field: b, answered: true}}\n"
        + "  - {id: b, kind: text, label: い, show: {field: c, answered: true}}\n"
        + "  - {id: c, kind: text, label: う, show: {field: a, answered: true}}\n"
    )

    assert found == [("condition.cycle", "a", 4), ("condition.cycle", "b", 5)]


def test_columns_tell_every_answer_and_the_groups_around_it():
    form = compile_form(read_yaml(with_conditions(), "x"), "x")

    columns = [(field.id, [group.id for group in around]) for field, around in form.columns()]

    assert columns == [
        ("first", []),
        ("born", ["children"]),
        ("school", ["children"]),
        ("inner", []),
        ("last", []),
        ("after", []),
    ]


def test_a_group_names_its_items():
    form = compile_form(read_yaml(with_conditions().replace("    max: 3", "    max: 3\n    item: '{n}人目'"), "x"), "x")

    assert form.groups["children"].item_name(1) == "2人目"
    assert compile_form(read_yaml(with_conditions(), "x"), "x").groups["children"].item_name(0) == "1件目の子"


@pytest.mark.parametrize(
    ("show", "code"),
    [
        ({"field": "colour", "equals": "緑"}, "condition.not_an_option"),
        ({"field": "later", "answered": True}, "condition.later"),
        ({"field": "colour", "like": "赤"}, "condition.operator"),
        ("いつも", "condition.shape"),
    ],
)
def test_a_fault_in_an_options_condition_names_the_option(show, code):
    document = {
        "id": "a", "kind": "survey", "title": "あ",
        "fields": [
            {"id": "colour", "kind": "choice", "label": "色", "options": ["赤", "青"]},
            {"id": "size", "kind": "choice", "label": "大きさ", "options": ["大", {"value": "小", "show": show}]},
            {"id": "later", "kind": "text", "label": "あと"},
        ],
    }  # fmt: skip

    (problem,) = check_form(document)

    assert (problem.place, problem.key, problem.code) == ("size", "options.1", code)


def test_a_fault_in_a_condition_names_the_setting_it_stands_in():
    fields = [{"id": "size", "kind": "text", "label": "大きさ", "required": {"field": "no_such", "answered": True}}]

    (problem,) = check_form({"id": "a", "kind": "survey", "title": "あ", "fields": fields})

    assert (problem.place, problem.key) == ("size", "required")
