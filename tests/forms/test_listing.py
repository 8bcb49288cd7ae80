"""The list of answers: filtered, searched, sorted, in columns."""

from __future__ import annotations

from datetime import timedelta

from data.forms.listing import Filter, select_submissions
from dialogs.form import compile_form
from dialogs.form_table import filled, form_columns
from tests.forms.test_service import FIELDS, answer, form, hanako, ready  # noqa: F401
from tests.gate.sample import NOW


def test_answers_are_filtered_searched_and_sorted(session, form, hanako):  # noqa: F811
    for number, (area, people, voice) in enumerate(
        [("古口", 3, "ありがとう"), ("角川", 10, None), ("津谷", 2, "カタカナ")]
    ):
        given = {"area": area, "people": people} | ({"voice": voice} if voice else {})
        answer(session, form, hanako, at=NOW + timedelta(days=number), **given)

    def found(**chosen):
        return [one.answers["area"] for one in session.scalars(select_submissions(form.id, **chosen))]

    assert found() == ["津谷", "角川", "古口"]
    assert found(order="people") == ["津谷", "古口", "角川"]
    assert found(order="-people") == ["角川", "古口", "津谷"]
    assert found(order="voice") == ["古口", "津谷", "角川"]
    assert found(order="-voice") == ["津谷", "古口", "角川"]
    assert found(filters=[Filter("people", ">=", 3)], order="id") == ["古口", "角川"]
    assert found(filters=[Filter("area", "any_of", ["古口", "津谷"])], order="id") == ["古口", "津谷"]
    assert found(filters=[Filter("voice", "empty", True)]) == ["角川"]
    assert found(filters=[Filter("voice", "contains", "ｶﾀｶﾅ")]) == ["津谷"]
    assert found(search="かたかな") == ["津谷"]
    assert found(submitted=(NOW + timedelta(days=1), NOW + timedelta(days=2))) == ["角川"]
    assert found(channel="test") == []


def test_columns_and_cells_go_together():
    house = compile_form(
        {
            "id": "form",
            "title": "題",
            "fields": [
                {"id": "home", "kind": "address", "label": "住所"},
                {
                    "id": "children",
                    "kind": "group",
                    "label": "お子さん",
                    "max": 3,
                    "fields": [{"id": "name", "kind": "text", "label": "名前"}],
                },
                {"id": "same", "kind": "text", "label": "名前"},
                {"id": "twin", "kind": "text", "label": "名前"},
            ],
        },
        "test",
    )
    home = {"postal_code": "9996401", "area": "山形県最上郡戸沢村古口", "street": "270", "building": ""}

    kept = filled(house, {"home": home, "children": [{"name": "一"}, {"name": "二"}], "same": "三\n四"})

    assert [column.key for column in form_columns(house)] == [
        "home.0", "home.1", "home.2", "home.3", "name", "same", "twin",
    ]  # fmt: skip
    headings = [column.heading for column in form_columns(house)]
    assert headings[4:] == ["お子さん・名前", "名前", "名前（2）"]
    assert kept.line == '999-6401,山形県最上郡戸沢村古口,270,,一／二,"三\n四",'
    assert [key for key, _, _ in kept.columns] == ["home.0", "home.1", "home.2", "name", "same"]
