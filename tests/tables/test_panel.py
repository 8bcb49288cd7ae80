"""Answers of several parts changed on the table page: what the chat would take, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tables.family import ANSWERS, HOME, PHOTO, furnish_family, kept
from tests.tables.house import OPEN, logged


@pytest.fixture
async def family(hall, sato):
    hall.form = await furnish_family(hall)
    return hall


async def panel(hall, sato, column: str) -> dict[str, Any]:
    status, found = await sato.asks(f"answers/{hall.form}/panel", {"row": 4, "column": column})
    assert status == 200, found
    return found


async def edit(hall, sato, column: str, value: Any, revision: int = 1) -> tuple[int, Any]:
    body = {"row": 4, "column": column, "text": "", "value": value, "revision": revision}
    return await sato.asks(f"answers/{hall.form}/edit", body)


async def test_each_part_of_an_answer_opens_the_same_panel(family, sato):
    columns = (await sato.asks(f"answers/{family.form}/open", OPEN))[1]["columns"]
    editors = {column["key"]: column["editor"] for column in columns}
    assert [editors[key] for key in ("parent", "home.0", "home.3", "from.1", "name", "photo")] == [
        "line",
        *["parts"] * 5,
    ]

    home, children = await panel(family, sato, "home.2"), await panel(family, sato, "which")

    assert [part for part, _ in home["node"]["parts"]] == ["code", "area", "street", "building"]
    assert home["value"] == {"code": "999-6401", "area": HOME["area"], "street": "270", "building": ""}
    node = children["node"]
    assert (node["min"], node["max"], node["items"][1]) == (0, 3, "2人目のお子さん")
    assert [one["editor"] for one in node["nodes"]] == ["line", "choices", "choice", "line", "fixed"]
    assert children["value"][1]["name"] == "二郎"
    assert (await family.look(logged))[-1][1] == "read"


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ({"street": "300-1"}, {"street": "300-1"}),
        ({"building": "ハイツ 2号"}, {"building": "ハイツ 2号"}),
        ({"code": "９９９６４０１", "area": ""}, {}),
        ({"code": "100-0001"}, {"postal_code": "1000001", "area": "東京都千代田区千代田"}),
        ({"code": "", "area": "山形県新庄市沖の町"}, {"postal_code": "", "area": "山形県新庄市沖の町"}),
    ],
)
async def test_an_address_is_changed_part_by_part(family, sato, change, after):
    typed = (await panel(family, sato, "home.0"))["value"]

    status, found = await edit(family, sato, "home.0", {**typed, **change})

    assert status == 200, found
    assert (await family.look(kept))["home"] == {**HOME, **after}


@pytest.mark.parametrize(
    ("change", "part", "said"),
    [
        ({"code": "99"}, "home.code", "7けた"),
        ({"area": "山形県新庄市沖の町"}, "home.area", "この郵便番号の場所は「山形県最上郡戸沢村古口」です"),
        ({"street": " "}, "home.street", "ここも書いてください"),
        ({"street": "あ" * 200}, "home.street", "100文字まで"),
        ({"code": "", "area": ""}, "home.area", "ここも書いてください"),
        ({"code": "", "area": "", "street": ""}, "home", "必ず答える"),
    ],
)
async def test_a_part_that_cannot_be_is_refused_where_it_was_typed(family, sato, change, part, said):
    typed = (await panel(family, sato, "home.0"))["value"]

    status, found = await edit(family, sato, "home.0", {**typed, **change})

    assert (status, found["part"]) == (409, part)
    assert said in found["say"]
    assert await family.look(kept) == ANSWERS


async def test_a_code_that_means_several_places_is_never_guessed(family, sato):
    typed = {"code": "", "area": "", "street": "", "building": ""}
    status, found = await edit(family, sato, "from.0", {**typed, "code": "452-0961"})
    assert (status, found["part"]) == (409, "from.area")

    assert (await edit(family, sato, "from.0", {**typed, "code": "452-0961", "area": "春日"}))[0] == 409

    status, found = await edit(family, sato, "from.0", {**typed, "code": "452-0961", "area": "春日一本松"})

    assert status == 200, found
    assert (await family.look(kept))["from"]["town"] == "春日一本松"


async def test_items_are_changed_added_and_taken_away_and_a_photo_stays_with_its_child(family, sato):
    first, second = (await panel(family, sato, "name"))["value"]
    third = {"name": "三郎", "likes": "絵本、虫", "school": "いいえ", "which": "", "photo": ""}

    status, found = await edit(family, sato, "name", [{**second, "name": "次郎"}, first, third])

    assert status == 200, found
    assert (await family.look(kept))["children"] == [
        {"name": "次郎", "school": False},
        ANSWERS["children"][0],
        {"name": "三郎", "likes": ["絵本", "虫"], "school": False},
    ]
    status, found = await edit(family, sato, "name", [], revision=2)
    assert (status, (await family.look(kept))["children"]) == (200, [])


async def test_a_photo_cannot_be_slipped_in(family, sato):
    first, second = (await panel(family, sato, "name"))["value"]

    await edit(family, sato, "name", [first, {**second, "photo": PHOTO}])

    assert "photo" not in (await family.look(kept))["children"][1]


async def test_what_no_longer_shows_is_let_go_of_and_what_shows_now_must_be_answered(family, sato):
    first, second = (await panel(family, sato, "name"))["value"]
    status, found = await edit(family, sato, "name", [first, {**second, "school": "はい"}])
    assert (status, found["part"]) == (409, "children.1.which")

    status, found = await edit(family, sato, "name", [{**first, "school": "いいえ"}, second])

    assert status == 200, found
    assert "which" not in (await family.look(kept))["children"][0]


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"name": ""}, "children.0.name"),
        ({"likes": "怪獣"}, "children.0.likes"),
        ({"school": "たぶん"}, "children.0.school"),
    ],
)
async def test_an_item_is_refused_as_in_the_chat(family, sato, change, part):
    first, second = (await panel(family, sato, "name"))["value"]

    status, found = await edit(family, sato, "name", [{**first, **change}, second])

    assert (status, found["part"]) == (409, part)
    assert await family.look(kept) == ANSWERS


@pytest.mark.parametrize("value", [[{"name": "あ", "school": "いいえ"}] * 4, {"name": "x"}, [1], "x", [{"name": 3}]])
async def test_too_many_items_and_what_is_no_panel_are_refused(family, sato, value):
    status, _ = await edit(family, sato, "name", value)

    assert status == 409
    assert await family.look(kept) == ANSWERS


async def test_what_was_taken_away_comes_back_whole(family, sato):
    _, second = (await panel(family, sato, "name"))["value"]
    status, found = await edit(family, sato, "name", [second])
    assert status == 200

    body = {"row": 4, "change": found["change"]}
    status, back = await sato.asks(f"answers/{family.form}/undo", body)

    assert status == 200, back
    assert await family.look(kept) == ANSWERS
    assert (await sato.asks(f"answers/{family.form}/undo", body))[0] == 409
    past = (await sato.asks(f"answers/{family.form}/history", {"row": 4}))[1]["past"]
    assert [one["who"] for one in past] == ["佐藤", "佐藤"]


async def test_the_second_of_two_panels_writes_nothing_over(family, sato):
    home = (await panel(family, sato, "home.0"))["value"]
    assert (await edit(family, sato, "home.0", {**home, "street": "1"}))[0] == 200

    status, found = await edit(family, sato, "home.0", {**home, "street": "2"})

    assert (status, found["code"], found["who"]) == (409, "tables.row_changed", "佐藤")
    assert (await family.look(kept))["home"]["street"] == "1"


async def test_who_may_not_change_answers_opens_no_panel(family, sato, mori):
    await family.change_role("森", "viewer")
    body = {"row": 4, "column": "home.0"}

    assert (await mori.asks(f"answers/{family.form}/panel", body))[0] == 404
    assert (await sato.asks(f"answers/{family.form}/panel", {**body, "column": "parent"}))[0] == 409
    assert (await sato.asks(f"answers/{family.form}/panel", {**body, "row": 1}))[0] == 404
    assert (await sato.asks("shelters/0/panel", body))[0] == 404
