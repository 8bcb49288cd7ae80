"""Residents on the table page: one value changed as 住民 設定 does it, told to the resident, taken back, and logged."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from sqlalchemy import select

from data.attributes.answers import history_of, set_values, undo_change
from data.attributes.definitions import Option
from data.attributes.service import define
from data.audit.models import AuditSubject
from data.residents.models import Resident
from data.staff.models import StaffMember
from data.turns.models import OutboxRow
from tests.builder.house import NOW
from tests.tables.house import OPEN, logged

PATH = "residents/0"
AREAS = tuple(Option(name, name) for name in ("古口", "角川", "名高"))
TOPICS = tuple(Option(name, name) for name in ("防災", "ごみ", "子育て"))


def attributes(session) -> None:
    for key, name, kind, options in (
        ("name", "名前", "text", ()),
        ("home_area", "居住地", "choice", AREAS),
        ("topics", "話題", "multiple", TOPICS),
        ("children", "子ども", "children", ()),
        ("pets", "ペット", "yes_no", ()),
        ("birth_on", "生年月日", "birth_date", ()),
        ("size", "人数", "number", ()),
    ):
        define(session, key=key, name=name, kind=kind, options=options, now=NOW)
    set_values(session, 1, {"name": "花子", "home_area": "古口"}, by="resident", now=NOW)


@pytest.fixture
async def town(hall, sato):
    await hall.store.write(attributes)
    return hall


async def answers(hall, number: int = 1) -> dict[str, Any]:
    return dict((await hall.look(lambda session: session.get_one(Resident, number))).answers)


async def told(hall) -> list[tuple[str, str]]:
    """Who was promised which messages."""
    rows = await hall.look(lambda session: session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all())
    return [(row.line_user_id, row.messages) for row in rows]


async def shown(sato, number: int = 1) -> dict[str, Any]:
    """A row, its cells by column."""
    opened = (await sato.asks(f"{PATH}/open", OPEN))[1]
    rows = (await sato.asks(f"{PATH}/rows", {"query": {}}))[1]["rows"]
    row = next(row for row in rows if row["id"] == number)
    cells = dict(zip((column["key"] for column in opened["columns"]), row["cells"], strict=True))
    return {"revision": row["revision"], **cells}


async def change(sato, column: str, text: str, **more: Any) -> tuple[int, Any]:
    row = await shown(sato)
    body = {"row": 1, "column": column, "text": text, "revision": row["revision"], "before": row[column], **more}
    return await sato.asks(f"{PATH}/edit", body)


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("name", "戸沢花子", "戸沢花子"),
        ("home_area", "角川", "角川"),
        ("home_area", "", None),
        ("topics", "防災、子育て", ["防災", "子育て"]),
        ("children", "2021-07-01、2019-05-02", [{"birth": "2019-05-02"}, {"birth": "2021-07-01"}]),
        ("pets", "いいえ", False),
        ("birth_on", "1960-04-01", "1960-04-01"),
        ("size", "３人", 3),
    ],
)
async def test_a_value_is_changed_and_the_resident_is_told_how_to_take_it_back(town, sato, column, text, value):
    status, found = await change(sato, column, text)

    assert status == 200, found
    assert (await answers(town)).get(column) == value
    ((line_user_id, messages),) = await told(town)
    assert line_user_id == "U0"
    assert f".{found['change']}." in messages
    assert "元に戻す" in messages
    assert found["said"] == "本人のトークに知らせました。本人は元に戻せます。"


async def test_the_resident_takes_it_back_and_the_page_shows_it(town, sato):
    _, found = await change(sato, "home_area", "角川")

    await town.store.write(undo_change, found["change"], resident_id=1, by="resident", now=NOW)

    assert (await shown(sato))["home_area"] == "古口"
    past = (await sato.asks(f"{PATH}/history", {"row": 1}))[1]["past"]
    assert [(one["who"], one["what"]) for one in past[:2]] == [
        ("本人", ["居住地：角川 → 古口"]),
        ("佐藤", ["居住地：古口 → 角川"]),
    ]


async def test_the_page_takes_it_back_and_the_resident_hears_of_that_too(town, sato):
    _, found = await change(sato, "home_area", "角川")

    status, back = await sato.asks(f"{PATH}/undo", {"row": 1, "change": found["change"]})

    assert status == 200, back
    assert (await answers(town))["home_area"] == "古口"
    assert len(await told(town)) == 2
    status, again = await sato.asks(f"{PATH}/undo", {"row": 1, "change": found["change"]})
    assert status == 409
    assert again["code"] == "attributes.change_undone"
    assert (await sato.asks(f"{PATH}/undo", {"row": 2, "change": found["change"]}))[0] == 409
    actions = [(action, outcome) for action, outcome, _ in await town.look(logged)]
    assert actions.count(("表 元に戻す", "done")) == 1


async def test_a_change_is_one_row_of_the_log_found_by_the_resident(town, sato):
    await change(sato, "home_area", "角川")

    _, outcome, payload = next(one for one in await town.look(logged) if one[0] == "表 修正")
    assert outcome == "done"
    assert orjson.loads(payload)["column"] == "居住地"
    subjects = await town.look(lambda session: session.execute(select(AuditSubject.noun, AuditSubject.record_id)).all())
    assert ("住民", 1) in [tuple(one) for one in subjects]


async def test_who_has_blocked_the_account_is_not_told(town, sato):
    def block(session):
        session.get_one(Resident, 1).is_friend = False

    await town.store.write(block)
    status, found = await change(sato, "home_area", "角川")

    assert (status, await told(town)) == (200, [])
    assert found["said"] == "ブロック中のため、本人には知らせていません。"


async def test_the_same_again_changes_nothing_and_tells_nobody(town, sato):
    status, found = await change(sato, "home_area", "古口")

    assert (status, found["change"], await told(town)) == (200, 0, [])
    assert len(await town.look(lambda session: history_of(session, 1))) == 1


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("home_area", "札幌", "札幌"),
        ("topics", "防災、怪獣", "怪獣"),
        ("birth_on", "2030-01-01", "今日より後"),
        ("size", "たくさん", "数字"),
        ("#since", "2026-01-01", "直せません"),
        ("nothing", "x", "直せません"),
    ],
)
async def test_what_the_chat_refuses_is_refused(town, sato, column, text, said):
    body = {"row": 1, "column": column, "text": text, "revision": (await shown(sato))["revision"]}

    status, found = await sato.asks(f"{PATH}/edit", body)

    assert status == 409
    assert said in found["say"]
    assert (await answers(town), await told(town)) == ({"name": "花子", "home_area": "古口"}, [])


async def test_the_second_at_one_value_is_shown_who_was_quicker_and_writes_nothing_over(town, sato):
    seen = await shown(sato)
    body = {"row": 1, "column": "home_area", "text": "名高", "revision": seen["revision"], "before": seen["home_area"]}
    await town.store.write(lambda session: set_values(session, 1, {"home_area": "角川"}, by="resident", now=NOW))

    status, found = await sato.asks(f"{PATH}/edit", body)

    assert (status, found["code"], found["who"]) == (409, "tables.row_changed", "本人")
    assert "角川" in found["row"]["cells"]
    assert (await answers(town))["home_area"] == "角川"
    assert (await sato.asks(f"{PATH}/edit", {**body, "revision": found["row"]["revision"]}))[0] == 200


async def test_another_value_that_changed_meanwhile_is_no_hindrance(town, sato):
    seen = await shown(sato)
    body = {"row": 1, "column": "home_area", "text": "名高", "revision": seen["revision"], "before": seen["home_area"]}
    await town.store.write(lambda session: set_values(session, 1, {"pets": True}, by="resident", now=NOW))

    assert (await sato.asks(f"{PATH}/edit", body))[0] == 200
    assert await answers(town) == {"name": "花子", "home_area": "名高", "pets": True}
    del body["before"]
    assert (await sato.asks(f"{PATH}/edit", body))[0] == 409


async def test_who_may_only_look_neither_changes_nor_takes_back(town, sato, mori):
    def lend(session):
        session.get_one(StaffMember, town.people["森"]).additions = "residents:read"

    await town.store.write(lend)
    _, found = await change(sato, "home_area", "角川")
    opened = (await mori.asks(f"{PATH}/open", OPEN))[1]

    assert opened["mayEdit"] is False
    revision = (await shown(sato))["revision"]
    body = {"row": 1, "column": "home_area", "text": "名高", "revision": revision}
    assert (await mori.asks(f"{PATH}/edit", body))[0] == 409
    assert (await mori.asks(f"{PATH}/undo", {"row": 1, "change": found["change"]}))[0] == 409
    assert (await answers(town))["home_area"] == "角川"


async def test_a_resident_who_is_gone_is_told_so(town, sato):
    body = {"row": 99, "column": "home_area", "text": "名高", "revision": 0}

    status, found = await sato.asks(f"{PATH}/edit", body)

    assert (status, found["code"]) == (404, "tables.row_gone")
