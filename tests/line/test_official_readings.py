"""Two readings that are not ours, LINE's OpenAPI files and the official SDK, agree with what we send and read."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings

from data.gateways.line.events import read_event, split_events
from data.gateways.line.limits import check_messages, fit_messages
from tests.line import openapi
from tests.line.messages import ASKING, BUTTONS, EVERY_KIND, FLEX, RICH_MENU, TEXT, changed
from tests.line.test_limits_fit import said_messages
from tests.line.webhooks import KNOWN

needs_openapi = pytest.mark.skipif(
    not (openapi.FOLDER / "messaging-api.yml").is_file(),
    reason="LINE's OpenAPI files are not here: set MADOGUCHI_OPENAPI_DIR to the folder of line-openapi",
)
# messageEdited is newer than LINE's OpenAPI files of July 2026.
IN_SCHEMA = [known for _, known in KNOWN if known["type"] != "messageEdited"]
SDK_ADDS = ("animated", "notificationDisabled")
FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@pytest.fixture(scope="module")
def reply_schema():
    return openapi.validator("messaging-api.yml", "ReplyMessageRequest")


@pytest.fixture(scope="module")
def webhook_schema():
    return openapi.validator("webhook.yml", "CallbackRequest")


def faults(schema, document) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in schema.iter_errors(document)]


@needs_openapi
@pytest.mark.parametrize("message", EVERY_KIND.values(), ids=list(EVERY_KIND))
def test_messages_we_take_for_right_are_right_by_the_schema(reply_schema, message):
    assert faults(reply_schema, {"replyToken": "t", "messages": [message]}) == []


@needs_openapi
@pytest.mark.parametrize(
    ("message", "path", "value"),
    [
        (TEXT, "text", None),
        (BUTTONS, "template.actions.0.data", "d" * 301),
        (ASKING, "quickReply.items", [ASKING["quickReply"]["items"][0]] * 14),
        (FLEX, "contents.body.layout", "diagonal"),
        (FLEX, "contents.body.contents.0.weight", "heavy"),
        (FLEX, "contents.footer.contents.0.action", 7),
    ],
)
def test_what_the_schema_refuses_we_refuse(reply_schema, message, path, value):
    broken = changed(message, path, value)

    assert faults(reply_schema, {"replyToken": "t", "messages": [broken]})
    assert check_messages([broken])


@needs_openapi
@FEW
@given(said_messages())
def test_whatever_we_fit_is_right_by_the_schema(reply_schema, message):
    for batch in fit_messages([message]):
        assert faults(reply_schema, {"replyToken": "t", "messages": batch}) == []


@needs_openapi
def test_our_rich_menu_is_right_by_the_schema():
    assert faults(openapi.validator("messaging-api.yml", "RichMenuRequest"), RICH_MENU) == []


@needs_openapi
@pytest.mark.parametrize("known", IN_SCHEMA, ids=lambda known: known["type"])
def test_the_webhooks_of_our_tests_are_right_by_the_schema(webhook_schema, known):
    assert faults(webhook_schema, {"destination": "U" + "0" * 32, "events": [known]}) == []


@pytest.mark.parametrize("message", EVERY_KIND.values(), ids=list(EVERY_KIND))
def test_the_sdk_reads_our_messages_without_losing_anything(message):
    from linebot.v3.messaging import ReplyMessageRequest

    request = {"replyToken": "t", "messages": [message]}

    assert unnulled(ReplyMessageRequest.from_dict(request).to_dict()) == request


@FEW
@given(said_messages())
def test_the_sdk_reads_whatever_we_fit(message):
    from linebot.v3.messaging import ReplyMessageRequest

    for batch in fit_messages([message]):
        read = ReplyMessageRequest.from_dict({"replyToken": "t", "messages": batch})
        assert unnulled(read.to_dict())["messages"] == batch


def test_the_sdk_reads_the_same_from_every_webhook():
    from linebot.v3.webhook import WebhookParser

    from tests.line.test_signature import SECRET

    parser = WebhookParser(SECRET.decode(), skip_signature_verification=lambda: True)
    body = json.dumps({"destination": "U" + "0" * 32, "events": [known for _, known in KNOWN]})
    theirs = parser.parse(body, "")
    ours = split_events(body.encode()).events

    for their, our in zip(theirs, ours, strict=True):
        assert (their.type, their.timestamp, their.webhook_event_id) == (our.type, our.timestamp_ms, our.key)
        assert getattr(their, "reply_token", our.reply_token) == our.reply_token
        incoming = read_event(our.raw)
        if incoming.kind == "postback":
            assert (their.postback.data, their.postback.params) == (incoming.postback_data, incoming.params)
        if our.type == "message":
            assert their.message.id == incoming.message_id
            assert (getattr(their.message, "text", None) or "") == incoming.text
            assert getattr(their.message, "latitude", None) == incoming.latitude


def unnulled(value):
    """Without the nulls and the falses the SDK adds."""
    if isinstance(value, dict):
        added = {key for key, item in value.items() if item is None or (item is False and key in SDK_ADDS)}
        return {key: unnulled(item) for key, item in value.items() if key not in added}
    return [unnulled(item) for item in value] if isinstance(value, list) else value
