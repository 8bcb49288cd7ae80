"""What is asked where the author of a form wrote no sentence of their own."""

from __future__ import annotations

import pytest

from dialogs.form import compile_form
from tests.fields.asking import field_of, says

TOPICS = ["防災", "ごみ", "子育て"]


@pytest.mark.parametrize("kind", ["yes_no", "text", "choice", "location", "photo", "date"])
@pytest.mark.parametrize("label", ["犬がいますか", "お住まいは？", "都合のよい日を教えてください"])
def test_a_label_that_asks_already_is_asked_as_it_is(kind, label):
    more = {"options": TOPICS} if kind == "choice" else {}

    assert field_of(kind, label=label, **more).question == label


def test_a_label_that_is_a_name_stands_in_the_sentence_of_its_kind():
    assert field_of("text").question == "それを教えてください。"
    assert field_of("yes_no", label="ご本人").question == "ご本人ですか？"


@pytest.mark.parametrize(
    ("settings", "said"),
    [({}, "いくつでも選べます。"), ({"max": 3}, "いくつでも選べます。"), ({"max": 2}, "2つまで選べます。")],
)
def test_how_many_may_be_chosen_is_said_as_it_is(settings, said):
    assert field_of("multiple", options=TOPICS, **settings).question == f"それを選んでください。{said}"
    assert field_of("multiple", options=TOPICS, label="どれですか", **settings).question == f"どれですか\n{said}"


def test_where_words_will_do_for_a_place_the_question_says_so():
    assert "文字" in field_of("location", or_text=True).question
    assert "文字" not in field_of("location").question


def test_a_question_for_files_names_the_kinds_that_are_taken():
    assert "PDF、画像" in field_of("file", accept=["pdf", "image"]).question
    assert field_of("file").question == "それを送ってください。"


def test_the_first_of_a_repeating_group_is_not_called_another():
    name = {"id": "name", "kind": "text", "label": "お名前"}
    group = {"id": "child", "kind": "group", "label": "お子さん", "max": 3, "fields": [name]}
    form = compile_form({"id": "form", "title": "題", "fields": [group]}, "test").groups["child"]

    assert (form.first.question, form.more.question) == ("お子さんを入力しますか？", "お子さんをもう1件入力しますか？")


@pytest.mark.parametrize(
    ("typed", "value"), [("います", True), ("いません。", False), ("する", True), ("いない", False)]
)
def test_yes_and_no_are_understood_in_the_words_of_the_question(typed, value):
    assert says(field_of("yes_no", label="犬がいますか"), typed) is value
