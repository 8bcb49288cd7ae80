"""A short call as it lies on the wire."""

from __future__ import annotations

import aiohttp
import pytest
from yarl import URL

from data.gateways.line.short_call import SILENCE, ShortCall
from tests.line.test_client import answering

QUICK = aiohttp.ClientTimeout(total=5)


def call_at(session, url: str, headers: dict[str, str] | None = None) -> ShortCall:
    return ShortCall(session, "POST", URL(url + "/v2/bot/message/reply?a=b"), headers or {}, QUICK)


async def test_head_and_body_go_out_as_one_request(session, wire):
    answer, seen = answering(b"HTTP/1.1 200 OK\r\nX-Line-Request-Id: r1\r\nContent-Length: 2\r\n\r\n{}")
    url = await wire(answer)

    heard = await call_at(session, url, {"Authorization": "Bearer t"}).send(b'{"a":1}', {"X-Line-Retry-Key": "k"})

    head, _, body = seen[0].partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /v2/bot/message/reply?a=b HTTP/1.1"
    assert {"Host: " + url.removeprefix("http://"), "Authorization: Bearer t", "X-Line-Retry-Key: k"} <= set(lines)
    assert "Content-Length: 7" in lines
    assert body == b'{"a":1}'
    assert (heard.status, heard.body, heard.headers["x-line-request-id"]) == (200, b"{}", "r1")


async def test_news_before_the_answer_is_passed_over(session, wire):
    answer, _ = answering(b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    assert (await call_at(session, await wire(answer)).send()).status == 200


async def test_a_status_without_its_body_is_an_answer_and_the_connection_is_not_used_again(session, wire):
    answer, seen = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    url = await wire(answer)
    call = call_at(session, url)

    first, second = await call.send(), await call.send()

    assert [(one.status, one.body) for one in (first, second)] == [(200, b"")] * 2
    assert len(seen) == 2


async def test_an_answer_in_pieces_is_put_together(session, wire):
    chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    answer, _ = answering(chunks)

    assert (await call_at(session, await wire(answer)).send()).body == b"{}"


@pytest.mark.parametrize("rubbish", [b"HTTP/9 what\r\n\r\n", b"\x00\x01\r\n\r\n", b""])
async def test_what_is_no_answer_is_silence(session, wire, rubbish):
    answer, _ = answering(rubbish)

    with pytest.raises(SILENCE):
        await call_at(session, await wire(answer)).send()


@pytest.mark.parametrize("token", ["a\r\nX-Other: b", "a\nb", "a\x00"])
async def test_a_header_can_not_end_early(session, token):
    with pytest.raises(ValueError, match="control character"):
        call_at(session, "http://127.0.0.1:9", {"Authorization": token})
