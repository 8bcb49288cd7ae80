"""Against LINE's official OpenAPI files: what the stand-in sends is valid, what it takes and refuses agrees."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from data.gateways.line.standin.rules import actions, flex, imagemaps, messages, templates
from data.gateways.line.standin.rules.requests import MULTICAST, PUSH, REPLY
from data.gateways.line.standin.rules.richmenus import RICH_MENU
from data.gateways.line.standin.rules.shape import Check, Findings
from tests.standin.any_message import MESSAGES, changed_messages
from tests.standin.drawing import picture
from tests.standin.openapi import faults, needs_openapi, properties
from tests.standin.test_oauth import ask, assertion, credentials
from tests.standin.town_bot import said

pytestmark = needs_openapi
API, WEBHOOK, INSIGHT, TOKEN = "messaging-api.yml", "webhook.yml", "insight.yml", "channel-access-token.yml"
quickly = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


def refused(table: Check, value: Any) -> list[dict[str, str]]:
    findings = Findings()
    table(value, "", findings)
    return findings.faults


def unknown(table: Check, value: Any) -> list[str]:
    findings = Findings()
    table(value, "", findings)
    return findings.unknown


def test_the_rewritten_schema_looks_into_subclasses():
    reply = {"replyToken": "x", "messages": [said("x")]}

    assert faults(API, "ReplyMessageRequest", reply) == []
    for wrong in ({"type": "text"}, {"type": "nope"}, {"type": "flex", "altText": "x", "contents": {"type": "box"}}):
        assert faults(API, "ReplyMessageRequest", {**reply, "messages": [wrong]})


@quickly
@given(MESSAGES)
def test_a_proper_message_is_taken_by_both(message):
    assert refused(messages.MESSAGE, message) == []
    assert unknown(messages.MESSAGE, message) == []
    assert faults(API, "Message", message) == []


@quickly
@given(changed_messages())
def test_what_the_schema_refuses_the_stand_in_refuses(message):
    found = faults(API, "Message", message)

    if found:
        assert refused(messages.MESSAGE, message), found


@pytest.mark.parametrize(
    ("table", "schema", "body"),
    [
        (REPLY, "ReplyMessageRequest", {"replyToken": "x", "messages": [said("x")] * 6}),
        (REPLY, "ReplyMessageRequest", {"replyToken": "x", "messages": []}),
        (REPLY, "ReplyMessageRequest", {"messages": [said("x")]}),
        (PUSH, "PushMessageRequest", {"messages": [said("x")]}),
        (MULTICAST, "MulticastRequest", {"to": ["U"] * 501, "messages": [said("x")]}),
        (MULTICAST, "MulticastRequest", {"to": ["U"], "messages": [said("x")], "customAggregationUnits": ["a", "b"]}),
        (MULTICAST, "MulticastRequest", {"to": ["U"], "messages": [said("x")], "customAggregationUnits": ["a-b"]}),
        (RICH_MENU, "RichMenuRequest", {"chatBarText": "あ" * 15}),
    ],
)
def test_both_refuse_requests_out_of_bounds(table, schema, body):
    assert faults(API, schema, body)
    assert refused(table, body)


def fields(table: Any) -> set[str]:
    return set(table.fields)


TABLES = [
    *((messages.MESSAGE.tables[kind], f"{name}Message") for kind, name in {
        "text": "Text", "sticker": "Sticker", "image": "Image", "video": "Video", "audio": "Audio",
        "location": "Location", "imagemap": "Imagemap", "template": "Template", "flex": "Flex", "coupon": "Coupon",
    }.items()),
    (messages.MESSAGE.tables["textV2"], "TextMessageV2"),
    *((templates.TEMPLATE.tables[kind], f"{name}Template") for kind, name in {
        "buttons": "Buttons", "confirm": "Confirm", "carousel": "Carousel", "image_carousel": "ImageCarousel",
    }.items()),
    (templates._COLUMN, "CarouselColumn"),
    *((imagemaps.IMAGEMAP_ACTION.tables[kind], f"{name}ImagemapAction") for kind, name in {
        "uri": "URI", "message": "Message", "clipboard": "Clipboard",
    }.items()),
    *((table, f"{name}Action") for place, kind, name in (
        (actions.IN_TEMPLATE, "postback", "Postback"),
        (actions.IN_TEMPLATE, "message", "Message"),
        (actions.IN_TEMPLATE, "uri", "URI"),
        (actions.IN_TEMPLATE, "datetimepicker", "DatetimePicker"),
        (actions.IN_TEMPLATE, "clipboard", "Clipboard"),
        (actions.IN_QUICK_REPLY, "camera", "Camera"),
        (actions.IN_QUICK_REPLY, "cameraRoll", "CameraRoll"),
        (actions.IN_QUICK_REPLY, "location", "Location"),
        (actions.IN_RICH_MENU, "richmenuswitch", "RichMenuSwitch"),
    ) for table in [place.tables[kind]]),
    (flex._BUBBLE, "FlexBubble"),
    (flex._CAROUSEL, "FlexCarousel"),
    (flex._BOX_FIELDS, "FlexBox"),
    (flex._TEXT, "FlexText"),
    (flex._SPAN, "FlexSpan"),
    (flex._IMAGE, "FlexImage"),
    (flex._VIDEO, "FlexVideo"),
    (flex._ICON, "FlexIcon"),
    (flex._BUTTON, "FlexButton"),
    (flex._SEPARATOR, "FlexSeparator"),
    (flex._FILLER, "FlexFiller"),
    (flex._BLOCK_STYLE, "FlexBlockStyle"),
    (RICH_MENU, "RichMenuRequest"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "schema"), TABLES, ids=[schema for _, schema in TABLES])
def test_every_table_knows_exactly_the_properties_of_the_schema(table, schema):
    assert fields(table) == properties(API, schema)


async def test_everything_a_person_does_makes_a_valid_webhook(line, bot):
    await everything(line, bot)

    assert len(bot.requests) >= 16
    for heard in bot.requests:
        assert faults(WEBHOOK, "CallbackRequest", heard.body) == []


async def test_a_webhook_of_the_future_is_valid_still(line, bot):
    line.webhooks({"unknown_fields": True, "shuffle_keys": True})

    await line.text("public", "hanako", "はい")

    assert faults(WEBHOOK, "CallbackRequest", bot.requests[0].body) == []


async def everything(line, bot):
    """Let Hanako do all there is to do."""
    switch = {"type": "richmenuswitch", "richMenuAliasId": "nowhere", "data": "d"}
    picker = {"type": "datetimepicker", "label": "日", "data": "d", "mode": "datetime"}
    postback = {"type": "postback", "label": "x", "data": "d", "displayText": "押しました"}
    word = {"type": "message", "label": "x", "text": "言葉"}
    area = {"bounds": {"x": 0, "y": 0, "width": 100, "height": 100}, "action": switch}
    body = {"size": {"width": 800, "height": 500}, "selected": True, "name": "x", "chatBarText": "x", "areas": [area]}
    menu = (await bot.call("POST", "/v2/bot/richmenu", body)).body["richMenuId"]
    png = {"Content-Type": "image/png"}
    await bot.call("POST", f"/v2/bot/richmenu/{menu}/content", data=picture(800, 500), headers=png)
    await bot.call("POST", f"/v2/bot/user/all/richmenu/{menu}")
    template = {"type": "buttons", "text": "x", "actions": [picker, postback, word]}
    await bot.push(line.user_id("public", "hanako"), {"type": "template", "altText": "x", "template": template})
    who = ("public", "hanako")
    line.open(*who)
    told = await line.text(*who, "はい 😀")
    await line.text(*who, "引用", quoted_message_id=told["message_id"])
    await line.image(*who, picture(9, 9), picture(8, 8))
    await line.video(*who, b"film")
    await line.audio(*who, b"sound")
    await line.file(*who, "a.pdf", b"%PDF-1.7")
    await line.location(*who, 38.7, 140.2)
    await line.location(*who, 38.7, 140.2, title="役場", address="戸沢村")
    await line.sticker(*who)
    await line.tap(*who, picker, value="2026-04-10T10:00")
    await line.tap(*who, postback)
    await line.tap(*who, word)
    await line.tap(*who, switch)
    await line.unsend(*who, told["message_id"])
    await line.block(*who)
    await line.unblock(*who)
    await line.ping("public")
    group = {"type": "group", "groupId": "C" + "1" * 32}
    await line.webhook("public", [{"type": "join", "source": group}, {"type": "leave", "source": group}])


@pytest.mark.parametrize(
    ("path", "file", "schema"),
    [
        ("/v2/bot/info", API, "BotInfoResponse"),
        ("/v2/bot/profile/{user}", API, "UserProfileResponse"),
        ("/v2/bot/followers/ids", API, "GetFollowersResponse"),
        ("/v2/bot/message/quota", API, "MessageQuotaResponse"),
        ("/v2/bot/message/quota/consumption", API, "QuotaConsumptionResponse"),
        ("/v2/bot/message/delivery/push?date=20260101", API, "NumberOfMessagesResponse"),
        ("/v2/bot/message/aggregation/info", API, "GetAggregationUnitUsageResponse"),
        ("/v2/bot/message/aggregation/list", API, "GetAggregationUnitNameListResponse"),
        ("/v2/bot/channel/webhook/endpoint", API, "GetWebhookEndpointResponse"),
        ("/v2/bot/richmenu/list", API, "RichMenuListResponse"),
        ("/v2/bot/richmenu/alias/list", API, "RichMenuAliasListResponse"),
        ("/v2/bot/insight/followers?date=20260101", INSIGHT, "GetNumberOfFollowersResponse"),
        ("/v2/bot/insight/message/delivery?date=20260101", INSIGHT, "GetNumberOfMessageDeliveriesResponse"),
        ("/v2/bot/insight/demographic", INSIGHT, "GetFriendsDemographicsResponse"),
        (
            "/v2/bot/insight/message/event/aggregation?customAggregationUnit=u&from=20260101&to=20260102",
            INSIGHT,
            "GetStatisticsPerUnitResponse",
        ),
        (
            "/v2/bot/insight/richmenu/{menu}/summary?from=20260101&to=20260102",
            INSIGHT,
            "GetRichMenuInsightSummaryResponse",
        ),
        ("/v2/bot/insight/richmenu/{menu}/daily?from=20260101&to=20260102", INSIGHT, "GetRichMenuInsightDailyResponse"),
        ("/v2/bot/nowhere", API, "ErrorResponse"),
    ],
)
async def test_answers_have_the_shape_the_schema_gives_them(line, bot, path, file, schema):
    metrics = {"20260101": {"count": 50, "uniqueUsers": 40}}
    clicks = [{"bounds": {"x": 0, "y": 0, "width": 1, "height": 1}, "days": metrics}]
    line.insight("public", "richmenu", {"impression": metrics, "clicks": clicks}, "richmenu-1")
    line.insight("public", "unit", {"overview": {"uniqueImpression": 30, "uniqueClick": 3}}, "u")
    from datetime import datetime

    line.set_clock(datetime(2026, 4, 10, 12))
    answer = await bot.call("GET", path.format(user=line.user_id("public", "hanako"), menu="richmenu-1"))

    assert answer.status in (200, 404)
    assert faults(file, schema, answer.body) == []


async def test_tokens_and_sent_messages_have_the_shape_the_schema_gives_them(line, bot):
    stateless = await ask(bot, "/oauth2/v3/token", **credentials(line))
    short = await ask(bot, "/v2/oauth/accessToken", **credentials(line))
    by_jwt = await ask(bot, "/oauth2/v2.1/token", **assertion(line))
    checked = await ask(bot, "/v2/oauth/verify", access_token=short.body["access_token"])
    pushed = await bot.push(line.user_id("public", "hanako"), said("x"), {"type": "flex"})
    fine = await bot.push(line.user_id("public", "hanako"), said("x"))

    assert faults(TOKEN, "IssueStatelessChannelAccessTokenResponse", stateless.body) == []
    assert faults(TOKEN, "IssueShortLivedChannelAccessTokenResponse", short.body) == []
    assert faults(TOKEN, "IssueChannelAccessTokenResponse", by_jwt.body) == []
    assert faults(TOKEN, "VerifyChannelAccessTokenResponse", checked.body) == []
    assert faults(API, "ErrorResponse", pushed.body) == []
    assert faults(API, "PushMessageResponse", fine.body) == []
