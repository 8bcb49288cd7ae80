"""The client says to LINE what it should, and tells the ends of a call apart."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import orjson
import pytest
from aiohttp import ClientTimeout
from structlog.testing import capture_logs

from data.gateways.line import endpoints
from data.gateways.line.client import LineClient
from data.gateways.line.outcome import (
    ContentGone,
    ContentMissing,
    ContentNotReady,
    ContentTooLarge,
    LineBusy,
    LineRefused,
    LineUnknown,
)
from tests.line.conftest import TOKEN, client_at

KEY = "123e4567-e89b-12d3-a456-426614174000"
SAID = [{"type": "text", "text": "避難所は開設中です。"}]
BODY_OF_200 = b"HTTP/1.1 200 OK\r\nx-line-request-id: r1\r\nContent-Type: application/json\r\nContent-Length: "
EMPTY_200 = BODY_OF_200 + b"2\r\n\r\n{}"


async def shown(line, person="hanako") -> list[str]:
    screen = await line.screen("public", person)
    return [one["message"].get("text") for one in screen["messages"] if one["from"] == "bot"]


def answering(*answers: bytes):
    """Raw answers for `wire`, one per connection, and the requests as they came."""
    waiting = list(answers)
    seen: list[bytes] = []

    async def answer(request: bytes, writer) -> None:
        seen.append(request)
        writer.write(waiting.pop(0) if len(waiting) > 1 else waiting[0])
        await writer.drain()

    return answer, seen


def status(code: int, body: bytes = b"{}", *headers: str) -> bytes:
    head = "".join(f"{header}\r\n" for header in headers)
    return f"HTTP/1.1 {code} X\r\n{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


# --- what is said ---


async def test_a_push_is_shown_and_its_ids_are_told(line, client):
    sent = await client.push(line.user_id("public", "hanako"), SAID, KEY)

    assert sent.status == 200
    assert len(sent.sent_ids) == 1
    assert sent.request_id == line.log("push")[0]["request_id"]
    assert await shown(line) == ["避難所は開設中です。"]


async def test_a_stored_row_goes_out_as_the_bytes_it_is(line, client):
    await client.push(line.user_id("public", "hanako"), orjson.dumps(SAID), KEY)

    assert await shown(line) == ["避難所は開設中です。"]


async def test_the_same_retry_key_again_is_done_and_shown_once(line, client):
    hanako = line.user_id("public", "hanako")
    first = await client.push(hanako, SAID, KEY)
    again = await client.push(hanako, SAID, KEY)

    assert (again.status, again.request_id, again.sent_ids) == (409, first.request_id, first.sent_ids)
    assert len(await shown(line)) == 1


async def test_an_accepted_call_whose_answer_was_lost_is_unknown_and_may_be_repeated(line, client):
    line.fault("push", "drop_after_accept", count=1)
    hanako = line.user_id("public", "hanako")

    with pytest.raises(LineUnknown) as unknown:
        await client.push(hanako, SAID, KEY)

    assert (unknown.value.retryable, unknown.value.reached) == (True, True)
    assert (await client.push(hanako, SAID, KEY)).status == 409
    assert len(await shown(line)) == 1


async def test_multicast_and_broadcast_reach_friends(line, client):
    await client.multicast([line.user_id("public", "hanako")], SAID, KEY, unit="flood_2026")
    await client.broadcast(SAID, KEY.replace("123e", "223e"))

    assert len(await shown(line)) == 2
    assert line.log("multicast")[0]["body"]["customAggregationUnits"] == ["flood_2026"]


@pytest.mark.parametrize("count", [0, 501])
async def test_multicast_takes_1_to_500_people(session, count):
    with pytest.raises(ValueError, match="500"):
        await client_at(session, "http://127.0.0.1:9").multicast(["U"] * count, SAID, KEY)


async def test_a_reply_carries_no_retry_key_and_the_token_of_the_channel(session, wire):
    answer, seen = answering(EMPTY_200)
    url = await wire(answer)
    sent = await client_at(session, url).reply("reply-token", SAID)

    head, _, body = seen[0].partition(b"\r\n\r\n")
    assert sent.sent_ids == []
    assert head.startswith(b"POST /v2/bot/message/reply HTTP/1.1")
    assert f"Authorization: Bearer {TOKEN}".encode() in head
    assert b"retry-key" not in head.lower()
    assert json.loads(body) == {"replyToken": "reply-token", "messages": SAID}


async def test_what_line_would_refuse_in_a_reply_can_be_asked(client):
    await client.validate_reply(SAID)

    with pytest.raises(LineRefused) as refused:
        await client.validate_reply([{"type": "text", "text": ""}])
    assert refused.value.status == 400
    assert refused.value.details[0]["property"] == "messages[0].text"


@pytest.mark.parametrize(("asked", "sent"), [(1, 5), (5, 5), (6, 10), (20, 20), (61, 60)])
async def test_loading_seconds_are_what_line_takes(line, client, asked, sent):
    assert await client.loading(line.user_id("public", "hanako"), asked) is True
    assert line.log("loading")[0]["body"]["loadingSeconds"] == sent


async def test_loading_is_left_out_rather_than_queued(session, wire):
    answer, seen = answering(status(202))
    client = client_at(session, await wire(answer), rates={"loading": (1, 3600)})

    assert [await client.loading("U1"), await client.loading("U1")] == [True, False]
    assert len(seen) == 1


async def test_a_call_beyond_the_rate_waits_its_turn(session, wire):
    answer, seen = answering(status(200))
    client = client_at(session, await wire(answer), rates={"push": (2, 0.2)})
    loop = asyncio.get_running_loop()
    began = loop.time()

    await asyncio.gather(*(client.push("U1", SAID, KEY) for _ in range(4)))

    assert len(seen) == 4
    assert loop.time() - began >= 0.15


# --- what is asked ---


async def test_the_account_the_quota_and_people_are_read(line, client):
    info = await client.bot_info()
    hanako = await client.profile(line.user_id("public", "hanako"))

    assert (info.basic_id, info.display_name) == ("@tozawa", "戸沢町")
    assert hanako is not None
    assert hanako.display_name == "花子"
    assert await client.profile("U" + "0" * 32) is None
    assert (await client.quota(), await client.consumption()) == (3, 0)


async def test_no_limit_is_none(session, wire):
    answer, _ = answering(status(200, b'{"type":"none"}'))

    assert await client_at(session, await wire(answer)).quota() is None


@pytest.mark.parametrize("odd", [b"", b"[]", b"<html>", b"null"])
async def test_an_answer_that_is_no_object_is_no_answer(session, wire, odd):
    answer, _ = answering(status(200, odd))

    with pytest.raises(LineUnknown):
        await client_at(session, await wire(answer)).bot_info()


async def test_an_id_from_outside_can_not_change_the_path(session, wire):
    answer, seen = answering(status(404))
    url = await wire(answer)

    assert await client_at(session, url).profile("U1/../../richmenu?x=é") is None
    assert seen[0].startswith(b"GET /v2/bot/profile/U1%2F..%2F..%2Frichmenu%3Fx%3D%C3%A9 HTTP/1.1")


# --- how a call ends ---


@pytest.mark.parametrize("code", [400, 401, 403, 404, 413, 415])
async def test_a_4xx_is_refused_for_good(session, wire, code):
    body = b'{"message":"Invalid reply token","details":[{"message":"x","property":"messages[0]"},7]}'
    answer, _ = answering(status(code, body, "x-line-request-id: r7"))

    with pytest.raises(LineRefused) as refused:
        await client_at(session, await wire(answer)).reply("t", SAID)

    assert (refused.value.status, refused.value.retryable, refused.value.request_id) == (code, False, "r7")
    assert refused.value.message == "Invalid reply token"
    assert refused.value.details == [{"message": "x", "property": "messages[0]"}]


async def test_a_409_nobody_asked_for_is_refused_like_any_4xx(session, wire):
    answer, _ = answering(status(409))

    with pytest.raises(LineRefused):
        await client_at(session, await wire(answer)).reply("t", SAID)


@pytest.mark.parametrize("code", [500, 502, 503, 504, 408, 302])
async def test_a_5xx_or_something_between_us_and_line_is_busy(session, wire, code):
    answer, _ = answering(status(code, b"<html>", "Location: http://127.0.0.1:9/"))

    with pytest.raises(LineBusy) as busy:
        await client_at(session, await wire(answer)).push("U1", SAID, KEY)

    assert (busy.value.status, busy.value.retryable, busy.value.quota_exhausted) == (code, True, None)


async def test_a_429_on_a_reply_is_never_the_quota(session, wire):
    answer, seen = answering(status(429))

    with pytest.raises(LineBusy) as busy:
        await client_at(session, await wire(answer)).reply("t", SAID)

    assert busy.value.quota_exhausted is False
    assert len(seen) == 1


async def test_a_429_with_a_used_up_quota_says_so(line, client):
    hanako = line.user_id("public", "hanako")
    for number in range(3):
        await client.push(hanako, SAID, KEY.replace("123e", f"{number}000"))

    with pytest.raises(LineBusy) as busy:
        await client.push(hanako, SAID, KEY)

    assert (busy.value.status, busy.value.quota_exhausted) == (429, True)


async def test_a_429_with_quota_left_is_the_rate(line, client):
    line.fault("push", "status", status=429, count=1)

    with pytest.raises(LineBusy) as busy:
        await client.push(line.user_id("public", "hanako"), SAID, KEY)

    assert busy.value.quota_exhausted is False


async def test_a_quota_that_pays_for_some_but_not_for_all_is_exhausted_for_this_call(line, client):
    line.fault("multicast", "status", status=429, count=1)
    people = [line.user_id("public", "hanako")] * 4

    with pytest.raises(LineBusy) as busy:
        await client.multicast(people, SAID, KEY)

    assert busy.value.quota_exhausted is True


async def test_a_429_whose_reason_nobody_tells_is_left_open_and_asked_once(line, client):
    line.fault("*", "status", status=429)

    results = await asyncio.gather(*(client.push("U" + "1" * 32, SAID, KEY) for _ in range(5)), return_exceptions=True)

    assert [result.quota_exhausted for result in results] == [None] * 5
    assert len([call for call in line.log() if call["path"].endswith("/quota")]) == 1


async def test_no_connection_is_unknown_but_surely_not_sent(session):
    with pytest.raises(LineUnknown) as unknown:
        await client_at(session, "http://127.0.0.1:9").reply("t", SAID)

    assert (unknown.value.reached, unknown.value.retryable) == (False, True)


async def test_silence_is_unknown(session, wire, monkeypatch):
    async def silence(request: bytes, writer) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(endpoints, "REPLY", replace(endpoints.REPLY, timeout=ClientTimeout(total=0.05)))
    url = await wire(silence)
    with pytest.raises(LineUnknown) as unknown:
        await client_at(session, url).reply("t", SAID)

    assert unknown.value.reached is True


@pytest.mark.parametrize("answer_bytes", [b"", b"HTTP/1.1 2", b"hello\r\n\r\n"])
async def test_a_connection_cut_before_the_status_is_unknown(session, wire, answer_bytes):
    answer, _ = answering(answer_bytes)

    with pytest.raises(LineUnknown) as unknown:
        await client_at(session, await wire(answer)).push("U1", SAID, KEY)

    assert unknown.value.reached is True


@pytest.mark.parametrize("rest", [b"400\r\n\r\n{", b"5\r\n\r\n<htm>"])
async def test_once_the_status_has_come_a_broken_body_takes_nothing_back(session, wire, rest):
    answer, _ = answering(BODY_OF_200 + rest)
    sent = await client_at(session, await wire(answer)).reply("t", SAID)

    assert (sent.status, sent.request_id, sent.sent_ids) == (200, "r1", [])


async def test_neither_tokens_nor_texts_nor_people_are_logged(line, client):
    hanako = line.user_id("public", "hanako")
    with capture_logs() as logs:
        await client.push(hanako, SAID, KEY)
        await client.profile(hanako)
        with pytest.raises(LineRefused):
            await client.reply("reply-token", [{"type": "text", "text": "秘密" * 2501}])

    told = json.dumps(logs, ensure_ascii=False)
    assert [entry["endpoint"] for entry in logs] == ["push", "profile", "reply"]
    assert all(entry["method"] and entry["status"] and entry["request_id"] for entry in logs)
    assert not [word for word in (TOKEN, "reply-token", hanako, "避難所", "秘密") if word in told]


# --- what people sent ---


async def sent_file(line, data: bytes = b"%PDF-1.7 form") -> str:
    await line.file("public", "hanako", "form.pdf", data)
    return str((await line.screen("public", "hanako"))["messages"][-1]["id"])


async def test_a_file_is_fetched_whole_and_in_pieces(line, client):
    message_id = await sent_file(line, b"x" * 200_000)
    content = await client.content(message_id, 200_000)

    assert content.data == b"x" * 200_000
    async with client.open_content(message_id, 200_000) as stream:
        assert b"".join([chunk async for chunk in stream.chunks]) == content.data
        assert stream.content_type == content.content_type


async def test_more_than_allowed_is_not_read_when_it_is_announced(line, client):
    message_id = await sent_file(line)

    with pytest.raises(ContentTooLarge):
        await client.content(message_id, 12)


async def test_more_than_allowed_is_not_read_to_its_end_when_it_is_not_announced(session, wire):
    async def endless(request: bytes, writer) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"1000\r\n" + b"x" * 4096 + b"\r\n")
            await writer.drain()

    with pytest.raises(ContentTooLarge):
        await client_at(session, await wire(endless)).content("1", 100_000)


async def test_what_is_taken_back_or_unknown_or_not_ready_is_told_apart(line, client, session, wire):
    message_id = await sent_file(line)
    await line.unsend("public", "hanako", message_id)
    not_ready, _ = answering(status(202, b""))

    with pytest.raises(ContentGone):
        await client.content(message_id, 99)
    with pytest.raises(ContentMissing):
        await client.content("1", 99)
    with pytest.raises(ContentNotReady) as waiting:
        await client_at(session, await wire(not_ready)).content("1", 99)
    assert waiting.value.retryable is True


async def test_a_file_cut_off_on_its_way_is_unknown_and_not_half_a_file(session, wire):
    answer, _ = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")

    with pytest.raises(LineUnknown):
        await client_at(session, await wire(answer)).content("1", 1000)


async def test_content_comes_from_the_other_host(session, wire):
    answer, seen = answering(status(200, b"x"))
    client = LineClient(
        session, api_url="http://127.0.0.1:9", data_url=await wire(answer), channel="public", token=TOKEN
    )

    assert (await client.content("325708", 10)).data == b"x"
    assert seen[0].startswith(b"GET /v2/bot/message/325708/content HTTP/1.1")
