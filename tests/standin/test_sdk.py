"""LINE's own Python SDK as a second reader: it understands our webhooks and our answers."""

from __future__ import annotations

import pytest

from data.gateways.line.standin.webhooks import signature
from tests.standin.drawing import picture
from tests.standin.test_openapi import everything
from tests.standin.town_bot import SECRETS, TOKENS


@pytest.fixture
async def sdk(line):
    """(AsyncMessagingApi, AsyncMessagingApiBlob, Insight) of the public channel."""
    from linebot.v3.insight import AsyncApiClient as InsightClient
    from linebot.v3.insight import AsyncInsight
    from linebot.v3.insight import Configuration as InsightConfiguration
    from linebot.v3.messaging import AsyncApiClient, AsyncMessagingApi, AsyncMessagingApiBlob, Configuration

    client = AsyncApiClient(Configuration(access_token=TOKENS["public"], host=line.url))
    insight = InsightClient(InsightConfiguration(access_token=TOKENS["public"], host=line.url))
    yield AsyncMessagingApi(client), AsyncMessagingApiBlob(client), AsyncInsight(insight)
    await client.close()
    await insight.close()


async def test_no_event_of_ours_is_unknown_to_the_sdk(line, bot):
    from linebot.v3 import WebhookParser
    from linebot.v3.webhook import UnknownEvent

    await everything(line, bot)
    parser = WebhookParser(SECRETS["public"])

    for heard in bot.requests:
        payload = parser.parse(heard.raw.decode(), signature(SECRETS["public"], heard.raw), as_payload=True)
        assert payload.destination == line.channel("public").bot_user_id
        assert not [event for event in payload.events if isinstance(event, UnknownEvent)]
        assert len(payload.events) == len(heard.body["events"])


async def test_the_sdk_replies_pushes_and_reads_people(line, bot, sdk):
    from linebot.v3.messaging import ApiException, PushMessageRequest, ReplyMessageRequest

    api, _, _ = sdk
    await line.text("public", "hanako", "はい")
    hanako = line.user_id("public", "hanako")
    text = {"type": "text", "text": "x"}
    reply = ReplyMessageRequest.from_dict({"replyToken": bot.events[-1]["replyToken"], "messages": [text]})
    push = PushMessageRequest.from_dict({"to": hanako, "messages": [text]})
    key = "123e4567-e89b-12d3-a456-426614174000"

    assert (await api.reply_message(reply)).sent_messages[0].quote_token
    assert len((await api.push_message(push, x_line_retry_key=key)).sent_messages) == 1
    with pytest.raises(ApiException) as replayed:
        await api.push_message(push, x_line_retry_key=key)
    assert replayed.value.status == 409
    assert (await api.get_profile(hanako)).display_name == "花子"
    assert (await api.get_followers()).user_ids == [hanako]
    assert (await api.get_message_quota()).type == "none"
    assert (await api.get_bot_info()).chat_mode == "bot"


async def test_the_sdk_makes_rich_menus_and_fetches_content(line, bot, sdk):
    from linebot.v3.messaging import CreateRichMenuAliasRequest, RichMenuBatchRequest, RichMenuRequest

    api, blob, insight = sdk
    action = {"type": "richmenuswitch", "richMenuAliasId": "main", "data": "d"}
    area = {"bounds": {"x": 0, "y": 0, "width": 800, "height": 500}, "action": action}
    body = {"size": {"width": 800, "height": 500}, "selected": True, "name": "x", "chatBarText": "x", "areas": [area]}
    request = RichMenuRequest.from_dict(body)

    menu = (await api.create_rich_menu(request)).rich_menu_id
    await blob.set_rich_menu_image(menu, body=picture(800, 500), _headers={"Content-Type": "image/png"})
    await api.create_rich_menu_alias(CreateRichMenuAliasRequest(rich_menu_alias_id="main", rich_menu_id=menu))
    await api.set_default_rich_menu(menu)
    await api.link_rich_menu_id_to_user(line.user_id("public", "hanako"), menu)
    batch = RichMenuBatchRequest.from_dict({"operations": [{"type": "unlink", "from": menu}]})
    await api.rich_menu_batch(batch)
    assert (await api.get_rich_menu(menu)).areas[0].action.rich_menu_alias_id == "main"
    assert (await api.get_rich_menu_alias_list()).aliases[0].rich_menu_id == menu
    assert bytes(await blob.get_rich_menu_image(menu)) == picture(800, 500)
    sent = await line.image("public", "hanako", picture(9, 9))
    assert bytes(await blob.get_message_content(sent["message_id"])) == picture(9, 9)
    assert (await insight.get_number_of_followers(var_date="20260101")).status == "ready"
