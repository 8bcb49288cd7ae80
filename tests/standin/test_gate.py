"""What LINE checks before it looks at a call, and the faults a test can order."""

from __future__ import annotations

import uuid
from io import BytesIO

import aiohttp
import pytest

from tests.standin.town_bot import bubbles, said

PUSH = "/v2/bot/message/push"


async def test_every_answer_bears_a_request_id(line, bot):
    for path in ("/v2/bot/info", "/v2/bot/message/nowhere", "/v2/bot/richmenu/list"):
        assert uuid.UUID((await bot.call("GET", path)).headers["x-line-request-id"])


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic public-access-token"])
async def test_a_call_without_a_known_token_is_not_authenticated(line, bot, header):
    answer = await bot.call("GET", "/v2/bot/info", headers={"Authorization": header})

    assert answer.status == 401
    assert answer.body["message"].startswith("Authentication failed due to the following reason: ")


@pytest.mark.parametrize(
    ("data", "content_type", "status", "message"),
    [
        (b"{}", "text/plain", 415, "The content type, text/plain, is not supported"),
        (
            b'{"to":\n "U',
            "application/json",
            400,
            "The request body could not be parsed as JSON (line: 2, column: ",
        ),
        (b'{"to": "\\ud800"}', "application/json", 400, "The request body could not be parsed as JSON"),
        (b"[]", "application/json; charset=UTF-8", 400, "The request body has 1 error(s)"),
        (b"{}", "application/json", 400, "The request body has 2 error(s)"),
        (b" " * 2_000_001, "application/json", 413, "Request Entity Too Large"),
    ],
)
async def test_a_body_that_is_no_proper_json_is_refused(line, bot, data, content_type, status, message):
    answer = await bot.call("POST", PUSH, data=BytesIO(data), headers={"Content-Type": content_type})

    assert answer.status == status
    assert answer.body["message"].startswith(message)


async def test_all_faults_of_a_body_are_told_with_their_places(line, bot):
    messages = [{"type": "text", "text": 5}, {"type": "nope"}, {}, "x"]

    answer = await bot.push("", *messages)

    assert answer.body["message"] == "The request body has 5 error(s)"
    assert [detail["property"] for detail in answer.body["details"]] == [
        "to",
        "messages[0].text",
        "messages[1].type",
        "messages[2].type",
        "messages[3]",
    ]


async def test_a_property_line_does_not_know_is_taken_and_reported(line, bot):
    answer = await bot.push(line.user_id("public", "hanako"), {**said("x"), "quickreply": {"items": []}})

    assert answer.status == 200
    problems = await line.problems()
    assert [(one["kind"], one["path"]) for one in problems] == [("unknown_property", "messages[0].quickreply")]


async def test_a_lax_line_says_nothing_about_unknown_properties(line, bot):
    line.settings.strict = False

    await bot.push(line.user_id("public", "hanako"), {**said("x"), "quickreply": {}})

    assert await line.problems() == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v2/bot/message/narrowcast"),
        ("GET", "/v2/bot/message/progress/narrowcast?requestId=x"),
        ("POST", "/v2/bot/audienceGroup/upload"),
        ("POST", "/v2/bot/user/U00000000000000000000000000000000/linkToken"),
        ("GET", "/v2/bot/coupon"),
        ("GET", "/v2/bot/group/C0/summary"),
        ("GET", "/liff/v1/apps"),
    ],
)
async def test_what_the_town_does_not_use_is_not_available(line, bot, method, path):
    answer = await bot.call(method, path)

    assert (answer.status, answer.body) == (403, {"message": "Access to this API is not available for your account"})


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/v2/bot/message/replies"), ("GET", "/v2/bot/message/push"), ("PUT", "/v2/bot/info")]
)
async def test_a_path_or_method_line_has_not_got_is_not_found(line, bot, method, path):
    assert (await bot.call(method, path)).status == 404


async def test_a_retry_key_is_refused_where_line_takes_none(line, bot):
    answer = await bot.call("GET", "/v2/bot/info", headers={"X-Line-Retry-Key": str(uuid.uuid4())})

    assert answer.status == 400


async def test_wording_can_change_and_the_status_stays(line, bot):
    line.settings.vary_wording = True

    first, second = [await bot.push("hanako", said("x")) for _ in range(2)]

    assert first.status == second.status == 400
    assert first.body != second.body


@pytest.mark.parametrize("status", [429, 500])
async def test_an_ordered_status_strikes_as_often_as_ordered_and_does_nothing_else(line, bot, status):
    line.fault("push", "status", status=status, count=2)
    hanako = line.user_id("public", "hanako")

    assert [(await bot.push(hanako, said("x"))).status for _ in range(3)] == [status, status, 200]
    assert len(await bubbles(line, "public", "hanako")) == 1
    assert [call["status"] for call in line.log("push")] == [status, status, 200]


@pytest.mark.parametrize(("kind", "shown"), [("drop", 0), ("drop_after_accept", 1)])
async def test_a_lost_connection_comes_before_or_after_accepting(line, bot, kind, shown):
    line.fault("*", kind, count=1)

    with pytest.raises(aiohttp.ClientError):
        await bot.push(line.user_id("public", "hanako"), said("x"))

    assert len(await bubbles(line, "public", "hanako")) == shown
    assert line.log("push")[0]["status"] == 0


async def test_a_delay_lets_the_client_give_up_though_the_message_is_shown(line, bot):
    line.fault("push", "delay", seconds=0.8, count=1)
    before = await line.screen("public", "hanako")
    body = {"to": line.user_id("public", "hanako"), "messages": [said("x")]}

    with pytest.raises(TimeoutError):
        await bot.call("POST", PUSH, body, timeout=aiohttp.ClientTimeout(total=0.4))
    after = await line.screen("public", "hanako", after=before["cursor"], wait=5)

    assert [one["message"] for one in after["messages"]] == [said("x")]


async def test_a_fault_keeps_to_its_channel_its_endpoint_and_its_time(line, bot):
    hanako = line.user_id("public", "hanako")
    line.fault("push", "status", channel="staff")
    line.fault("reply", "status")
    line.fault("push", "status", until=line.clock.now_ms() + 60_000)

    before = await bot.push(hanako, said("x"))
    line.advance(61)
    after = await bot.push(hanako, said("x"))

    assert (before.status, after.status) == (500, 200)
    line.fault("push", "status")
    line.clear_faults()
    assert (await bot.push(hanako, said("x"))).status == 200


async def test_the_log_tells_what_was_asked_and_answered(line, bot):
    key = "123e4567-e89b-12d3-a456-426614174000"

    answer = await bot.push(line.user_id("public", "hanako"), said("x"), key=key)

    call = line.log()[-1]
    assert call["body"]["messages"] == [said("x")]
    assert (call["channel"], call["endpoint"], call["status"], call["retry_key"]) == ("public", "push", 200, key)
    assert call["request_id"] == answer.headers["x-line-request-id"]
    line.clear_log()
    assert line.log() == []
