"""Tables through the door: who sees which, what is narrowed, changed, kept and taken along."""

from __future__ import annotations

from datetime import timedelta

import orjson
import pytest

from data.content.models import Content
from data.faq.service import add_faq
from data.forms.models import Submission
from data.shelters.models import Shelter
from data.spots.service import add_spot
from data.staff.objects import share
from data.staff.service import identify_console
from data.undo.models import UndoEntry
from staffbot.tables import TABLES
from tests.builder.house import NOW
from tests.tables.house import OPEN, answer, delete_answer, join_team, logged, take_back

SHELTERS = "shelters/0"
LIBRARY = {"name": "図書館", "latitude": 38.7, "longitude": 140.1}


def answers(hall) -> str:
    return f"answers/{hall.form}"


@pytest.mark.parametrize("key", sorted(TABLES))
async def test_every_list_opens_and_shows_its_rows(hall, sato, key):
    await hall.change_role("佐藤", "administrator")
    path = f"{key}/{hall.form if key == 'answers' else 0}"

    status, opened = await sato.asks(f"{path}/open", OPEN)
    assert status == 200, opened
    status, rows = await sato.asks(f"{path}/rows", {"conditions": "", "query": opened["begin"], "from": 0})

    assert status == 200, rows
    assert opened["title"]
    assert opened["columns"]
    assert opened["phrase"].startswith(TABLES[key].phrase)
    assert all(len(row["cells"]) == len(opened["columns"]) for row in rows["rows"])
    assert len({column["heading"] for column in opened["columns"]}) == len(opened["columns"])
    for column in opened["columns"]:
        status, listed = await sato.asks(f"{path}/choices", {"query": {}, "column": column["key"]})
        assert status == (200 if column["kind"] in ("choice", "choices") else 400), listed


async def test_answers_are_filtered_searched_and_sorted(hall, sato):
    async def names(**query):
        return await sato.names(answers(hall), **query)

    assert await names(order=[["age", False]]) == ["太郎", "花子", "次郎"]
    assert await names(filters=[{"column": "area", "op": "any_of", "values": ["古口"]}]) == ["花子", "次郎"]
    assert await names(filters=[{"column": "topics", "op": "any_of", "values": ["ごみ"]}]) == ["花子"]
    assert await names(filters=[{"column": "age", "op": "between", "values": ["70", ""]}]) == ["花子", "次郎"]
    assert await names(filters=[{"column": "day", "op": "between", "values": ["2026-12-02", ""]}]) == ["太郎"]
    assert await names(filters=[{"column": "day", "op": "empty", "values": []}]) == ["次郎"]
    assert await names(search="ばす") == ["次郎"]
    assert await names(order=[["#sent", True]], search="") == ["次郎", "太郎", "花子"]


async def test_the_conditions_of_the_chat_become_filters(hall, sato):
    conditions = "受付日>=2026-11-12 お住まい=古口 年齢<=100 除雪"

    status, opened = await sato.asks(f"{answers(hall)}/open", {"conditions": conditions})

    assert status == 200, opened
    assert opened["conditions"] == ""
    filters = {one["column"]: (one["op"], one["values"]) for one in opened["begin"]["filters"]}
    assert filters["#state"][1] == ["受付"] or filters["#state"][0] == "any_of"
    assert filters["#sent"] == ("between", ["2026-11-12", ""])
    assert filters["area"] == ("contains", ["古口"])
    assert filters["age"] == ("between", ["", "100"])
    assert opened["begin"]["search"] == "除雪"


async def test_what_comes_and_goes_is_seen_at_the_next_look(hall, sato):
    only_accepted = (await sato.asks(f"{answers(hall)}/open", OPEN))[1]["begin"]
    assert len(await sato.names(answers(hall), **only_accepted)) == 3

    await hall.store.write(answer, hall.form, {"name": "四郎", "area": "名高"}, 4, NOW + timedelta(days=9))
    await hall.store.write(take_back, 1)

    assert await sato.names(answers(hall), **only_accepted) == ["四郎", "次郎", "太郎"]

    await hall.store.write(delete_answer, 4)
    assert await sato.names(answers(hall), **only_accepted) == ["次郎", "太郎"]


# A resident's columns are the town's own items: see `test_residents`.
CHANGED = sorted(key for key, kind in TABLES.items() if kind.edit is not None and key != "residents")


@pytest.mark.parametrize("key", CHANGED)
async def test_every_list_that_can_be_changed_is_changed(hall, sato, key):
    await hall.change_role("佐藤", "administrator")
    await hall.store.write(lambda session: add_faq(session, values={"keywords": "ごみ", "answer": "火曜"}, now=NOW))
    await hall.store.write(lambda session: add_spot(session, values=LIBRARY, now=NOW))
    path = f"{key}/{hall.form if key == 'answers' else 0}"
    columns = (await sato.asks(f"{path}/open", OPEN))[1]["columns"]
    place = next(place for place, one in enumerate(columns) if one["editor"] in ("line", "long"))
    row = (await sato.asks(f"{path}/rows", {"conditions": "", "query": {}, "from": 0}))[1]["rows"][0]
    text = f"{row['cells'][place]}い"
    body = {"row": row["id"], "column": columns[place]["key"], "text": text, "revision": row["revision"]}

    status, found = await sato.asks(f"{path}/edit", {**body, "before": row["cells"][place]})

    assert status == 200, found
    assert found["row"]["cells"][place] == text


async def test_an_emptied_cell_is_empty(hall, sato):
    change = {"row": 1, "column": "address", "text": "", "revision": 1}

    status, found = await sato.asks(f"{SHELTERS}/edit", change)

    assert status == 200, found
    assert (await hall.look(lambda session: session.get_one(Shelter, 1))).address == ""


async def test_who_reads_answers_is_written_down_with_their_numbers(hall, sato):
    await sato.names(answers(hall), order=[["#number", False]])

    read = [(action, body) for action, outcome, body in await hall.look(logged) if outcome == "read"]
    assert read[-1][0] == "フォームの回答"
    assert orjson.loads(read[-1][1])["ids"] == [1, 2, 3]


async def test_a_list_nobody_may_see_does_not_exist(hall, sato, mori):
    status, _ = await mori.asks(f"{answers(hall)}/open", OPEN)
    page = await mori.get(f"/staff/tables/answers/{hall.form}")
    assert (status, page.status) == (404, 404)

    await hall.change_role("佐藤", "viewer")
    assert (await sato.asks(f"{answers(hall)}/rows", {"query": {}}))[0] == 404
    assert (await sato.asks("nothing/0/open", OPEN))[0] == 404
    assert (await sato.asks("answers/999/open", OPEN))[0] == 404
    assert (await sato.asks("shelters/3/open", OPEN))[0] == 404


async def test_answers_of_a_form_that_is_hidden_do_not_exist(hall, sato):
    await hall.change_role("森", "administrator")

    def hide(session):
        by = identify_console(session, f"staff:{hall.people['森']}")
        share(session, kind="form", object_id=hall.form, by=by, staff_id=hall.people["森"])

    await hall.store.write(hide)

    for path in ("open", "rows", "choices", "history", "export", "edit"):
        body = {"query": {}, "column": "name", "row": 1, "form": "csv", "columns": ["name"], "text": "x", "revision": 1}
        assert (await sato.asks(f"{answers(hall)}/{path}", body))[0] == 404, path
    assert (await hall.look(lambda session: session.get_one(Submission, 1))).answers["name"] == "花子"


async def test_requests_of_others_are_refused(hall, sato):
    assert (await sato.asks(f"{SHELTERS}/rows", {"query": {}}, **{"X-CSRF-Token": "x"}))[0] == 403
    assert (await sato.asks(f"{SHELTERS}/rows", {"query": {}}, Origin="https://evil.example"))[0] == 403
    assert (await sato.asks(f"{SHELTERS}/rows", []))[0] == 400
    assert (await sato.asks(f"{SHELTERS}/rows", {"query": {"search": 1}}))[0] == 400
    sato.session.cookie_jar.clear()
    assert (await sato.asks(f"{SHELTERS}/rows", {"query": {}}))[0] == 401


async def test_a_shelter_is_corrected_as_in_the_chat_and_can_be_taken_back(hall, sato):
    row = (await sato.asks(f"{SHELTERS}/rows", {"query": {}}))[1]["rows"][0]
    change = {"row": row["id"], "column": "capacity", "text": "３００人", "revision": row["revision"]}

    status, found = await sato.asks(f"{SHELTERS}/edit", change)

    assert (status, found["row"]["cells"][4]) == (200, "300")
    kept = await hall.look(lambda session: session.query(UndoEntry).one())
    assert kept.note["changes"][0][0] == "shelter"
    assert ("表 修正", "done") in [(action, outcome) for action, outcome, _ in await hall.look(logged)]
    assert (await hall.look(lambda session: session.get_one(Shelter, row["id"]))).capacity == 300


async def test_the_second_of_two_people_writes_nothing_over(hall, sato):
    row = (await sato.asks(f"{SHELTERS}/rows", {"query": {}}))[1]["rows"][0]
    change = {"row": row["id"], "column": "phone", "text": "0233-00-0001", "revision": row["revision"]}
    assert (await sato.asks(f"{SHELTERS}/edit", change))[0] == 200

    status, found = await sato.asks(f"{SHELTERS}/edit", {**change, "text": "0233-00-0002"})

    assert status == 409
    assert "先に直しました" in found["say"]
    assert "0233-00-0001" in found["row"]["cells"]
    assert (await hall.look(lambda session: session.get_one(Shelter, row["id"]))).phone == "0233-00-0001"


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("capacity", "たくさん", "数"),
        ("name", " ", ""),
        ("hazards", "怪獣", "怪獣"),
        ("status", "満員", "直せません"),
        ("number", "9", "直せません"),
        ("sort_of", "9", "直せません"),
    ],
)
async def test_what_the_chat_refuses_the_table_refuses_too(hall, sato, column, text, said):
    status, found = await sato.asks(f"{SHELTERS}/edit", {"row": 1, "column": column, "text": text, "revision": 1})

    assert status == 409
    assert said in found["say"]
    assert (await hall.look(lambda session: session.get_one(Shelter, 1))).revision == 1


async def test_who_may_only_look_changes_nothing(hall, mori):
    opened = (await mori.asks(f"{SHELTERS}/open", OPEN))[1]
    change = {"row": 1, "column": "phone", "text": "1", "revision": 1}

    assert not opened["mayEdit"]
    assert not opened["mayExport"]
    assert all(column["editor"] == "" for column in opened["columns"])
    assert (await mori.asks(f"{SHELTERS}/edit", change))[0] == 409
    assert (await mori.asks(f"{SHELTERS}/export", {"query": {}, "columns": ["name"], "form": "csv"}))[0] == 404


async def test_an_answer_is_corrected_with_its_history(hall, sato):
    change = {"row": 1, "column": "age", "text": "７１", "revision": 1}

    status, found = await sato.asks(f"{answers(hall)}/edit", change)

    assert status == 200, found
    assert found["row"]["revision"] == 2
    assert await sato.names(answers(hall), filters=[{"column": "age", "op": "between", "values": ["71", "71"]}]) == [
        "花子"
    ]
    past = (await sato.asks(f"{answers(hall)}/history", {"row": 1}))[1]["past"]
    assert [(one["who"], one["what"]) for one in past] == [("佐藤", ["答えを直しました", "年齢：70 → 71"])]
    assert (await sato.asks(f"{answers(hall)}/edit", change))[0] == 409


@pytest.mark.parametrize(
    ("row", "column", "text", "said"),
    [
        (1, "age", "121", "120"),
        (1, "age", "とし", ""),
        (1, "area", "札幌", "札幌"),
        (1, "name", "", "必ず答える"),
        (1, "bus", "はい", "出ない質問"),
        (1, "area", "角川", "バスに乗りますか"),
        (1, "#state", "取り下げ", "直せません"),
    ],
)
async def test_a_correction_holds_to_the_forms_own_rules(hall, sato, row, column, text, said):
    change = {"row": row, "column": column, "text": text, "revision": 1}

    status, found = await sato.asks(f"{answers(hall)}/edit", change)

    assert status == 409
    assert said in found["say"]
    assert (await hall.look(lambda session: session.get_one(Submission, row))).revision == 1


async def test_a_correction_lets_go_of_what_no_longer_shows(hall, sato):
    change = {"row": 2, "column": "area", "text": "名高", "revision": 1}

    assert (await sato.asks(f"{answers(hall)}/edit", change))[0] == 200
    assert "bus" not in (await hall.look(lambda session: session.get_one(Submission, 2))).answers


async def test_what_is_shown_is_taken_along_in_that_order(hall, sato):
    body = {
        "query": {"order": [["age", False]], "filters": [{"column": "area", "op": "filled", "values": []}]},
        "columns": ["name", "age", "said", "no_such"],
        "form": "csv",
    }
    own = {"X-CSRF-Token": sato.csrf, "Accept": "application/json"}

    answer = await sato.post(f"/staff/tables/{answers(hall)}/export", json=body, headers=own)

    lines = (await answer.read()).decode("utf-8-sig").split("\r\n")
    assert lines == ["お名前,年齢,ご意見", "太郎,8,'=1+1", "花子,70,除雪を早く", "次郎,120,バスの本数", ""]
    assert "attachment" in answer.headers["Content-Disposition"]
    action, outcome, payload = (await hall.look(logged))[-1]
    assert (action, outcome, orjson.loads(payload)["rows"]) == ("表 出力", "done", 3)


@pytest.mark.parametrize("form", ["sjis", "xlsx"])
async def test_other_kinds_of_files_are_given_too(hall, sato, form):
    own = {"X-CSRF-Token": sato.csrf, "Accept": "application/json"}
    body = {"query": {}, "columns": ["name", "capacity"], "form": form}

    answer = await sato.post(f"/staff/tables/{SHELTERS}/export", json=body, headers=own)

    data = await answer.read()
    assert answer.status == 200
    assert data[:2] == b"PK" if form == "xlsx" else "中央公民館,320" in data.decode("cp932")


async def test_a_form_of_any_name_is_given_as_a_workbook(hall, sato):
    def rename(session):
        session.get_one(Content, hall.form).name = "4/1の説明会: 来ますか?"

    await hall.store.write(rename)
    own = {"X-CSRF-Token": sato.csrf, "Accept": "application/json"}
    body = {"query": {}, "columns": ["#number"], "form": "xlsx"}

    answer = await sato.post(f"/staff/tables/{answers(hall)}/export", json=body, headers=own)

    assert (answer.status, (await answer.read())[:2]) == (200, b"PK")


async def test_a_view_is_kept_for_oneself_and_shared_with_the_team(hall, sato, mori):
    await hall.store.write(join_team, list(hall.people.values()))
    query = {"search": "公民館", "filters": [], "order": [["capacity", True]]}
    view = {"name": "広い順", "query": query, "columns": ["name", "capacity"], "conditions": "中央"}

    own = (await sato.asks(f"{SHELTERS}/views", {**view, "isShared": False}))[1]["views"]
    assert [(one["name"], one["isOwn"], one["columns"]) for one in own] == [("広い順", True, ["name", "capacity"])]
    assert (await mori.asks(f"{SHELTERS}/open", OPEN))[1]["views"] == []
    status, refused = await sato.asks(f"{SHELTERS}/views", {**view, "isShared": True})
    assert (status, refused["code"]) == (409, "tables.view_name_taken")

    await sato.asks(f"{SHELTERS}/views", {**view, "isShared": True, "replace": True})

    seen = (await mori.asks(f"{SHELTERS}/open", OPEN))[1]["views"]
    assert [(one["name"], one["isOwn"], one["query"]) for one in seen] == [("広い順", False, query)]
    assert (await mori.asks(f"{SHELTERS}/views/remove", {"id": seen[0]["id"]}))[0] == 409
    assert (await sato.asks(f"{SHELTERS}/views/remove", {"id": seen[0]["id"]}))[1]["views"] == []


async def test_conditions_narrow_the_list_and_unknown_ones_are_told(hall, sato):
    status, found = await sato.asks(f"{SHELTERS}/rows", {"conditions": "角川", "query": {}})
    assert (status, [row["cells"][1] for row in found["rows"]]) == (200, ["角川公民館"])

    status, found = await sato.asks(f"{SHELTERS}/open", {"conditions": "天気=雨"})
    assert status == 409
    assert "天気=雨" in found["say"]


async def test_the_log_is_told_without_people_to_those_who_may_not_see_them(hall, sato):
    await sato.asks(f"{SHELTERS}/views", {"name": "わたしの表", "query": {}, "columns": []})

    def lend(session):
        from data.staff.models import StaffMember

        session.get_one(StaffMember, hall.people["佐藤"]).additions = "logs:read"

    await hall.store.write(lend)
    found = (await sato.asks("audit/0/rows", {"query": {}}))[1]["rows"]

    assert found
    assert "わたしの表" not in str(found)
