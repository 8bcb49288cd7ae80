"""Where a person is in a form, from the answers alone."""

from datetime import date

import pytest

from dialogs.form import compile_form
from dialogs.journey import submission, walk

TODAY = date(2026, 11, 22)

DOCUMENT = {
    "id": "form",
    "title": "題",
    "fields": [
        {"id": "name", "kind": "text", "label": "名前"},
        {"id": "intro", "kind": "heading", "ask": "世帯についてうかがいます。"},
        {"id": "has_child", "kind": "yes_no", "label": "お子さん"},
        {
            "id": "children",
            "kind": "group",
            "label": "お子さん",
            "min": 1,
            "max": 3,
            "item": "{n}人目",
            "show": {"field": "has_child", "equals": True},
            "fields": [
                {"id": "born", "kind": "birth_date", "label": "生年月日"},
                {
                    "id": "school",
                    "kind": "text",
                    "label": "学校",
                    "show": {"age_of": "born", "at_least": 6},
                },
            ],
        },
        {
            "id": "home",
            "kind": "group",
            "label": "お住まい",
            "fields": [
                {"id": "area", "kind": "choice", "label": "地区", "options": ["古口", "角川"]},
                {
                    "id": "street",
                    "kind": "choice",
                    "label": "集落",
                    "options": [
                        {"label": "上", "show": {"field": "area", "equals": "古口"}},
                        {"label": "下", "show": {"field": "area", "equals": "角川"}},
                        "ほか",
                    ],
                },
            ],
        },
        {
            "id": "remarks",
            "kind": "text",
            "label": "備考",
            "required": {"field": "street", "equals": "ほか"},
        },
        {"id": "thanks", "kind": "heading", "ask": "以上です。"},
    ],
}
FORM = compile_form(DOCUMENT, "test")
ALL = {
    "name": "花子",
    "has_child": True,
    "children.0.born": "2015-01-01",
    "children.0.school": "戸沢学園",
    "children.1.+": True,
    "children.1.born": "2024-01-01",
    "children.2.+": False,
    "area": "古口",
    "street": "上",
}


def paths(found):
    return [question.path for question in found.questions]


def go(skipped=(), **changes):
    answers = {path: value for path, value in (ALL | changes).items() if value is not None}
    return walk(FORM, answers, skipped, TODAY)


def test_the_first_open_question_is_next():
    assert walk(FORM, {}, (), TODAY).next.path == "name"
    assert walk(FORM, {"name": "花子"}, (), TODAY).next.path == "has_child"
    assert walk(FORM, {"has_child": False}, (), TODAY).next.path == "name", "an earlier gap comes first"


def test_a_finished_form_has_no_next_and_gives_its_answers_nested():
    found = go(skipped=["remarks"])

    assert found.next is None
    assert submission(FORM, found) == {
        "name": "花子",
        "has_child": True,
        "children": [{"born": "2015-01-01", "school": "戸沢学園"}, {"born": "2024-01-01"}],
        "area": "古口",
        "street": "上",
    }


def test_explanations_stand_before_the_next_question_and_after_the_last():
    found = go()

    by_path = {question.path: question.headings for question in found.questions}
    assert by_path["has_child"] == ("世帯についてうかがいます。",)
    assert by_path["name"] == ()
    assert found.trailing == ("以上です。",)


def test_hidden_answers_are_put_aside_and_come_back():
    hidden = go(has_child=False)

    assert not any(path.startswith("children") for path in paths(hidden))
    assert "children" not in submission(FORM, hidden)
    assert submission(FORM, go())["children"][0]["school"] == "戸沢学園"


def test_a_condition_inside_an_item_looks_at_that_item():
    assert "children.0.school" in paths(go())
    assert "children.1.school" not in paths(go())


@pytest.mark.parametrize(
    ("changes", "next_path", "count"),
    [
        ({"children.0.born": None}, "children.0.born", 2),
        ({"children.1.+": None}, "children.1.+", 1),
        ({"children.1.+": False}, "remarks", 1),
        ({"children.2.+": True}, "children.2.born", 3),
        ({"children.2.+": True, "children.2.born": "2025-01-01"}, "remarks", 3),
    ],
)
def test_items_follow_one_another_until_no_more_are_wanted(changes, next_path, count):
    found = go(**changes)

    assert found.next.path == next_path
    assert found.live["children"] == range(count)


def test_no_more_than_the_maximum_is_asked_for():
    full = go(**{"children.2.+": True, "children.2.born": "2025-01-01", "children.3.+": True})

    assert "children.3.+" not in paths(full)
    assert paths(full).count("children.2.born") == 1


def test_items_are_named():
    items = {question.path: question.item for question in go().questions}

    assert items["children.1.born"] == ("2人目",)
    assert items["children.1.+"] == ()
    assert items["area"] == ()


def test_an_answer_that_no_longer_is_an_option_is_asked_again():
    moved = go(area="角川")

    assert moved.next.path == "street"
    assert "street" not in moved.live
    assert go(area="古口").live["street"] == "上"


def test_skipping_counts_only_while_the_question_is_optional():
    assert go().next.path == "remarks"
    assert go(skipped=["remarks"]).next is None
    required_now = go(skipped=["remarks"], street="ほか")
    assert required_now.next.path == "remarks"
    assert required_now.next.is_required
    assert go(skipped=["name"], name=None).next.path == "name"


def test_settling_an_answer_is_the_same_as_walking_anew():
    found = go(name=None)
    found.settle(found.question_at("name"), "太郎")

    again = go(name="太郎")
    assert (found.live, found.next.path, paths(found)) == (again.live, again.next.path, paths(again))
    assert {"name", "remarks"}.isdisjoint(FORM.decisive)
    assert {"has_child", "born", "area", "street"} == FORM.decisive
