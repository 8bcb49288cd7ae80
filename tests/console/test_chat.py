"""The console's chat: what is said reaches the counter as itself, and everybody reads only their own."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from data.staff.models import StaffMember


async def test_what_is_typed_is_answered_in_the_transcript(house, sato):
    answer = await sato.says({"text": " 避難所 一覧 "})
    await house.turns.settled()

    assert answer.status == 202
    own, reply = await sato.reads()
    assert (own["from"], own["message"]) == ("person", {"type": "text", "text": "避難所 一覧"})
    assert (reply["from"], reply["message"]["text"]) == ("bot", "承りました: 避難所 一覧")
    assert own["id"] < reply["id"]
    assert await sato.reads(after=reply["id"]) == []


async def test_the_counter_hears_who_it_was_and_nothing_the_page_claims(house, sato):
    await sato.says({"text": "やあ", "line_user_id": "staff:2", "kind": "job"})
    await house.turns.settled()

    [(who, incoming, result)] = house.counter.heard
    assert who == f"staff:{house.people['佐藤']}"
    assert (incoming.kind, incoming.text, result) == ("text", "やあ", None)


async def test_a_tapped_button_arrives_as_its_data_and_shows_its_label(house, sato):
    await sato.says({"postback": {"data": "1.c.ab12.1.0", "params": {"date": "2025-04-12", "x": "y"}}, "label": "実行"})
    await house.turns.settled()

    [(_, incoming, _)] = house.counter.heard
    assert (incoming.kind, incoming.postback_data, incoming.params) == (
        "postback",
        "1.c.ab12.1.0",
        {"date": "2025-04-12"},
    )
    assert (await sato.reads())[0]["message"]["text"] == "実行"


async def test_a_place_arrives_as_a_location(house, sato):
    await sato.says({"location": {"latitude": 38.738, "longitude": 140.144}, "label": "位置情報 38.738, 140.144"})
    await house.turns.settled()

    [(_, incoming, _)] = house.counter.heard
    assert (incoming.kind, incoming.latitude, incoming.longitude) == ("location", 38.738, 140.144)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"null", b"{", b"{}", b'{"text": 5}', b'{"postback": "1.c"}', b'{"postback": {"data": 7}}',
        b'{"postback": {"data": "x", "params": 3}}', b'{"location": {"latitude": "38", "longitude": 140}}',
        b'{"location": {"latitude": 91, "longitude": 140}}', b'{"location": {"latitude": true, "longitude": 140}}',
        b'{"location": {"latitude": NaN, "longitude": 140}}', b'{"location": {"latitude": 1e999, "longitude": 1}}',
        b'{"postback": {"data": "' + b"x" * 301 + b'"}}', b"\xff\xfe", b"[" * 5000,
    ],
)  # fmt: skip
async def test_what_cannot_be_read_is_refused_with_a_sentence(house, sato, body):
    answer = await sato.post("/staff/console/say", data=body, headers=sato.own())

    assert answer.status == 400
    assert (await answer.json())["say"].endswith("。")
    assert house.counter.heard == []


@pytest.mark.parametrize(("text", "said"), [("  \n ", "文字を入力"), ("あ" * 5001, "5,000文字まで")])
async def test_too_little_or_too_much_is_refused_kindly(sato, text, said):
    answer = await sato.says({"text": text})

    assert answer.status == 400
    assert said in (await answer.json())["say"]


async def test_the_longest_text_and_odd_characters_pass(house, sato):
    assert (await sato.says({"text": "あ" * 5000})).status == 202
    odd = await sato.post("/staff/console/say", data=b'{"text": "a\\u0000\\ud800"}', headers=sato.own())
    await house.turns.settled()

    assert odd.status == 202
    assert house.counter.heard[1][1].text == "a\ufffd\ufffd"


async def test_a_body_of_megabytes_is_refused_before_it_is_read(sato):
    answer = await sato.post("/staff/console/say", data=b"x" * 70_000, headers=sato.own())

    assert answer.status == 413


@pytest.mark.parametrize("token", ["", "0" * 32, "佐藤".encode().decode("latin-1")])
async def test_a_write_without_this_sessions_own_token_is_refused(house, sato, token):
    answer = await sato.says({"text": "避難所 一覧"}, **{"X-CSRF-Token": token})

    assert answer.status == 403
    assert "開き直して" in (await answer.json())["say"]
    assert house.counter.heard == []


async def test_another_persons_write_token_does_not_fit(sato, mori):
    assert (await sato.says({"text": "やあ"}, **{"X-CSRF-Token": mori.csrf})).status == 403


async def test_a_write_from_another_site_is_refused(sato):
    assert (await sato.says({"text": "やあ"}, **{"Sec-Fetch-Site": "cross-site"})).status == 403


async def test_nobody_reads_another_persons_transcript(house, sato, mori):
    await sato.says({"text": "秘密の話"})
    await house.turns.settled()

    assert await mori.reads() == []
    for trick in ("&line_user_id=staff:1", "&after=-1", "&staff=1"):
        answer = await mori.get(f"/staff/console/messages?after=0&wait=0{trick}", headers=mori.own())
        assert "秘密" not in await answer.text()


@pytest.mark.parametrize("path", ["console", "console/messages", "console/commands"])
async def test_a_stranger_sees_nothing(stranger, path):
    answer = await stranger.get(f"/staff/{path}", headers={"Accept": "application/json"})

    assert answer.status == 401
    assert "「コンソール」と送り" in (await answer.json())["say"]


@pytest.mark.parametrize("path", ["console/say", "console/file", "leave"])
async def test_a_stranger_says_nothing(stranger, path):
    assert (await stranger.post(f"/staff/{path}", json={"text": "やあ"})).status == 401


async def test_waiting_for_news_ends_when_it_comes(house, sato):
    waiting = asyncio.create_task(sato.reads(wait=20))
    await asyncio.sleep(0)
    await sato.says({"text": "やあ"})

    async with asyncio.timeout(60):
        assert (await waiting)[0]["message"]["text"] == "やあ"


async def test_waiting_ends_empty_when_the_program_stops(house, sato):
    waiting = asyncio.create_task(sato.reads(wait=20))
    while not any("console_messages" in repr(task) for task in asyncio.all_tasks()):
        await asyncio.sleep(0.01)
    await house.app.shutdown()

    async with asyncio.timeout(60):
        assert await waiting == []


@pytest.mark.parametrize("query", ["after=x", "after=-1", "after=1e9", "after=９", f"after={'9' * 30}", "wait=1.5"])
async def test_odd_numbers_are_refused(sato, query):
    assert (await sato.get(f"/staff/console/messages?{query}", headers=sato.own())).status == 400


async def test_polling_alone_does_not_keep_the_session_alive(house, sato):
    for _ in range(29):
        house.clock.move(timedelta(minutes=1))
        await sato.reads()
    house.clock.move(timedelta(minutes=1))

    answer = await sato.get("/staff/console/messages", headers=sato.own())
    assert answer.status == 401


async def test_saying_something_keeps_the_session_alive(house, sato):
    for _ in range(4):
        house.clock.move(timedelta(minutes=20))
        assert (await sato.says({"text": "やあ"})).status == 202


async def test_opening_the_page_again_keeps_the_session_alive(house, sato):
    for _ in range(3):
        house.clock.move(timedelta(minutes=20))
        assert (await sato.get("/staff/console")).status == 200


async def test_no_page_waits_longer_than_proxies_bear(house, sato, monkeypatch):
    waits = []

    async def listen(line_user_id, after, wait_seconds):
        waits.append(wait_seconds)
        return []

    monkeypatch.setattr(house.turns, "console_messages", listen)
    await sato.reads(wait=20)
    await sato.reads(wait=86400)

    assert waits == [20, 25]


async def test_a_stopped_member_is_out_at_the_next_request(house, sato):
    await house.stop("佐藤")

    assert (await sato.says({"text": "やあ"})).status == 401
    assert (await sato.get("/staff/console")).status == 401


async def test_news_that_comes_after_a_stop_is_not_shown(house, sato):
    waiting = asyncio.create_task(sato.get("/staff/console/messages?after=0&wait=20", headers=sato.own()))
    while not any("console_messages" in repr(task) for task in asyncio.all_tasks()):
        await asyncio.sleep(0.01)
    await house.stop("佐藤")
    await house.turns.accept_own("console", f"staff:{house.people['佐藤']}", {"kind": "text", "text": "やあ"})

    async with asyncio.timeout(60):
        assert (await waiting).status == 401


async def test_completion_offers_only_what_the_person_may(sato, mori):
    hers = (await (await sato.get("/staff/console/commands", headers=sato.own())).json())["commands"]
    his = (await (await mori.get("/staff/console/commands", headers=mori.own())).json())["commands"]

    assert [one["verb"] for one in hers] == ["一覧", "開設", "閉鎖"]
    assert [one["verb"] for one in his] == ["一覧"]
    assert hers[1] == {
        "noun": "避難所", "nounAliases": ["ひなんじょ"], "nounHelp": "避難所の状態を知らせます。", "listed": True,
        "verb": "開設", "verbAliases": ["開ける"], "args": "名前", "takesMore": True,
        "help": "避難所を「開設中」にします。", "example": "避難所 開設 中央公民館",
    }  # fmt: skip


async def test_a_name_cannot_break_out_of_the_page(house, sato):
    await house.store.write(_rename, house.people["佐藤"], "</script><b onclick=x>\"'&")
    page = await (await sato.get("/staff/console")).text()

    assert "<b onclick" not in page
    assert "&lt;b onclick=x&gt;" in page


def _rename(session, staff_id, name):
    session.get(StaffMember, staff_id).name = name
