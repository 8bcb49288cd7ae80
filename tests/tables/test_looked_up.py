"""Corporations and keywords corrected on the table page: what the chat would take, looked up as there."""

from __future__ import annotations

from typing import Any

import pytest

from data.forms.rules import FormRules
from data.forms.service import publish_form
from data.forms.submissions import submit
from data.gateways.nta.standin import COMPANIES
from dialogs.form import compile_form
from dialogs.form_table import filled
from tests.builder.house import NOW
from tests.tables.family import kept
from tests.tables.house import OPEN

BUILDER, SHOP, CLOSED = COMPANIES[:3]
QUESTIONS = (
    {"id": "member", "kind": "member_keyword", "label": "会員番号", "words": [
        {"word": "A-123", "label": "戸沢一郎"}, {"word": "B-456", "label": "古口二郎"},
    ]},
    {"id": "firm", "kind": "corporate_number", "label": "会社", "required": False},
)  # fmt: skip
ANSWERS = {
    "member": {"label": "戸沢一郎"},
    "firm": {
        "number": BUILDER.number, "name": BUILDER.name, "address": BUILDER.address, "postal_code": BUILDER.postal_code,
        "closed_on": "", "is_hidden": False, "is_checked": True,
    },
}  # fmt: skip


@pytest.fixture
async def firms(hall):
    hall.form = form_id = await hall.make("事業者の届け出", *QUESTIONS)
    form = compile_form({"id": "f", "kind": "survey", "title": "届", "fields": list(QUESTIONS)}, "test")

    def put(session):
        publish_form(session, form_id=form_id, channel="public", now=NOW)
        submit(
            session, form_id=form_id, channel="public", resident_id=1, version=1, rules=FormRules(kind="survey"),
            filled=filled(form, ANSWERS), now=NOW,
        )  # fmt: skip

    await hall.store.write(put)
    return hall


async def edit(hall, sato, column: str, text: str, revision: int = 1) -> tuple[int, Any]:
    body = {"row": 4, "column": column, "text": text, "revision": revision}
    return await sato.asks(f"answers/{hall.form}/edit", body)


async def test_number_and_name_of_a_corporation_are_typed_and_its_address_follows(firms, sato):
    columns = (await sato.asks(f"answers/{firms.form}/open", OPEN))[1]["columns"]

    editors = {column["key"]: column["editor"] for column in columns}

    assert [editors[key] for key in ("member", "firm.0", "firm.1", "firm.2")] == ["line", "line", "line", ""]


@pytest.mark.parametrize(
    ("column", "text", "company"),
    [
        ("firm.0", f"{SHOP.number[0]}-{SHOP.number[1:]}", SHOP),
        ("firm.1", "見本商店", SHOP),
        ("firm.0", CLOSED.number, CLOSED),
    ],
)
async def test_a_corporation_is_looked_up_before_it_is_taken(firms, sato, column, text, company):
    status, found = await edit(firms, sato, column, text)

    assert status == 200, found
    firm = (await firms.look(kept))["firm"]
    assert (firm["number"], firm["name"], firm["address"], firm["is_checked"]) == (
        company.number, company.name, company.address, True,
    )  # fmt: skip
    assert ("2024年3月31日に閉鎖" in found["said"]) is (company is CLOSED)
    assert {company.number, company.name, company.address} <= set(found["row"]["cells"])
    assert (await sato.asks(f"answers/{firms.form}/undo", {"row": 4, "change": found["change"]}))[0] == 200
    assert (await firms.look(kept))["firm"] == ANSWERS["firm"]


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("firm.0", "1234567890123", "まちがいがあるようです"),
        ("firm.0", "12345678", "13けたです"),
        ("firm.0", "1180301018771", "その法人番号は見つかりませんでした"),
        ("firm.1", "見本", "13けたの法人番号を入れてください"),
        ("firm.1", "どこにもない会社", "見つかりませんでした"),
        ("member", "Z-999", "記録する名前にもありません"),
        ("member", "", "空にはできません"),
    ],
)
async def test_what_the_chat_would_not_take_is_refused(firms, sato, column, text, said):
    status, found = await edit(firms, sato, column, text)

    assert status == 409
    assert said in found["say"]
    assert await firms.look(kept) == ANSWERS


@pytest.mark.parametrize("text", ["ｂ‐456", "古口二郎"])
async def test_a_keyword_is_corrected_by_the_word_or_by_whose_it_is(firms, sato, text):
    for _ in range(6):  # staff don't run out of tries
        await edit(firms, sato, "member", "Z-999")

    status, found = await edit(firms, sato, "member", text)

    assert status == 200, found
    assert (await firms.look(kept))["member"] == {"label": "古口二郎"}


async def test_who_was_quicker_is_told_though_the_corporation_was_looked_up_meanwhile(firms, sato):
    await edit(firms, sato, "member", "B-456")

    status, found = await edit(firms, sato, "firm.0", SHOP.number)

    assert (status, found["code"]) == (409, "tables.row_changed")
    assert (await firms.look(kept))["firm"] == ANSWERS["firm"]
