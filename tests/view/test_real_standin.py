"""The phones page over the real stand-in: what is done on its screens reaches a small bot's webhook."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from data.gateways.line.standin import StandIn
from tests.standin.drawing import picture
from tests.standin.town_bot import SECRETS, TOKENS, TownBot, said
from tests.view.conftest import DESK, pages
from tests.view.fake_line import PHONES
from tests.view.gallery import VIEW

pytestmark = pytest.mark.asyncio(loop_scope="session")


@dataclass
class Town:
    """LINE, the bot behind its public channel, and the page with Hanako's phone."""

    line: StandIn
    bot: TownBot
    page: Page

    @property
    def phone(self) -> Locator:
        return self.page.locator(".phone").first

    async def heard(self, kind: str) -> dict[str, Any]:
        """Wait for the first event of this type and return it."""
        while True:
            found = next((event for event in self.bot.events if event["type"] == kind), None)
            if found is not None:
                return dict(found)
            await self.bot.hears(len(self.bot.requests) + 1)

    async def shows(self, *messages: dict[str, Any]) -> None:
        """The bot pushes messages to Hanako."""
        answer = await self.bot.push(self.line.user_id("public", "hanako"), *messages)
        assert answer.status == 200, answer.body


@pytest_asyncio.fixture(loop_scope="session")
async def town(browser: Browser) -> AsyncIterator[Town]:
    line = StandIn(phones_dir=PHONES, static_dirs={"view": VIEW}, allow_http=True, media_check=False)
    line.add_channel("public", SECRETS["public"], TOKENS["public"], display_name="戸沢村", basic_id="@tozawa")
    line.add_person("hanako", "Hanako")
    line.demo = {"title": "窓口のデモ", "panels": [{"channel": "public", "person": "hanako", "label": "住民"}]}
    async with pages(browser) as open_it:
        bot = TownBot(await line.start(), "public")
        await bot.start()
        line.channel("public").webhook_url = bot.webhook_url
        await line.follow("public", "hanako")
        bot.events.clear()
        bot.requests.clear()
        page = await open_it(bot.line_url, "/", DESK)
        yield Town(line, bot, page)
        await page.close()
        await bot.stop()
        await line.stop()


async def test_a_text_reaches_the_bot_and_its_answer_comes_back(town: Town) -> None:
    box = town.phone.get_by_role("textbox", name="メッセージを入力")
    await box.fill("避難所")
    await box.press("Enter")
    event = await town.heard("message")
    reply = await town.bot.reply(said("いまいる場所を送ってください。"))

    assert event["message"]["text"] == "避難所"
    assert reply.status == 200
    await expect(town.phone.get_by_text("いまいる場所を送ってください。")).to_be_visible()


async def test_a_quick_reply_for_the_place_ends_in_a_location_event(town: Town) -> None:
    items = [{"type": "action", "action": {"type": "location", "label": "位置情報を送る"}}]
    await town.shows({**said("どこですか"), "quickReply": {"items": items}})
    await town.phone.get_by_role("button", name="位置情報を送る").click()
    await town.page.get_by_role("button", name="角川").click()
    await town.page.get_by_role("button", name="この場所を送る").click()
    event = await town.heard("message")

    assert (event["message"]["title"], event["message"]["latitude"]) == ("角川", 38.6645)
    await expect(town.phone.locator(".lv-own .lv-place")).to_be_visible()
    await expect(town.phone.locator(".lv-pill")).to_have_count(0)


async def test_a_tapped_button_and_a_picked_date_become_postbacks(town: Town) -> None:
    actions = [
        {"type": "postback", "label": "はい", "data": "yes", "displayText": "はい、お願いします"},
        {
            "type": "datetimepicker",
            "label": "日を選ぶ",
            "data": "day",
            "mode": "date",
            "max": "2099-12-24",
        },
    ]
    template = {"type": "confirm", "text": "予約しますか", "actions": actions}
    await town.shows({"type": "template", "altText": "予約", "template": template})
    await town.phone.get_by_role("button", name="はい", exact=True).click()
    assert (await town.heard("postback"))["postback"]["data"] == "yes"
    await expect(town.phone.get_by_text("はい、お願いします")).to_be_visible()
    town.bot.events.clear()
    await town.phone.get_by_role("button", name="日を選ぶ").click()
    await town.page.locator("input[data-first]").fill("2099-12-10")
    await town.page.locator(".sheet").get_by_role("button", name="送信").click()

    assert (await town.heard("postback"))["postback"] == {"data": "day", "params": {"date": "2099-12-10"}}


async def test_two_pictures_arrive_as_one_set_and_are_seen(town: Town) -> None:
    await town.phone.get_by_role("button", name="写真を送る").click()
    await town.page.get_by_role("button", name="道路の穴").click()
    await town.page.get_by_role("button", name="消えた街灯").click()
    await town.page.get_by_role("button", name="2枚を送信").click()
    await town.bot.hears(2)
    photos = town.phone.locator(".lv-own img.lv-photo-picture")

    assert sorted(event["message"]["imageSet"]["index"] for event in town.bot.events) == [1, 2]
    await expect(photos).to_have_count(2)
    await expect(photos.first).to_have_js_property("naturalWidth", 1024)


async def test_a_withdrawn_message_is_told_to_the_bot(town: Town) -> None:
    sent = await town.line.text("public", "hanako", "まちがい")
    await town.phone.locator(".lv-own").hover()
    await town.phone.get_by_role("button", name="送信を取り消す").click()
    await town.phone.get_by_role("button", name="送信取消").click()

    assert (await town.heard("unsend"))["unsend"] == {"messageId": sent["message_id"]}
    await expect(town.phone.locator(".lv-notice")).to_be_visible()


async def test_blocking_and_unblocking_reach_the_bot(town: Town) -> None:
    await town.phone.get_by_role("button", name="このトークの操作").click()
    await town.phone.get_by_role("button", name="ブロック", exact=True).click()
    await town.heard("unfollow")
    await town.phone.get_by_role("button", name="ブロック解除").click()

    assert (await town.heard("follow"))["follow"] == {"isUnblocked": True}
    await expect(town.phone.locator(".strip")).to_be_hidden()


async def test_a_rich_menu_with_tabs_switches_in_place(town: Town) -> None:
    for number, other in ((1, 2), (2, 1)):
        tab = {
            "type": "richmenuswitch",
            "richMenuAliasId": f"tab{other}",
            "data": f"to{other}",
            "label": f"タブ{other}",
        }
        area = {"bounds": {"x": 0, "y": 0, "width": 1200, "height": 400}, "action": tab}
        size = {"width": 1200, "height": 800}
        menu = {"size": size, "selected": True, "name": "通常", "chatBarText": f"メニュー{number}", "areas": [area]}
        made = (await town.bot.call("POST", "/v2/bot/richmenu", menu)).body["richMenuId"]
        image = {"data": picture(1200, 800), "headers": {"Content-Type": "image/png"}}
        await town.bot.call("POST", f"/v2/bot/richmenu/{made}/content", **image)
        await town.bot.call("POST", "/v2/bot/richmenu/alias", {"richMenuAliasId": f"tab{number}", "richMenuId": made})
        if number == 1:
            user_id = town.line.user_id("public", "hanako")
            await town.bot.call("POST", f"/v2/bot/user/{user_id}/richmenu/{made}")
    await town.phone.get_by_role("button", name="タブ2").click()
    switched = await town.heard("postback")

    assert switched["postback"]["params"] == {"newRichMenuAliasId": "tab2", "status": "SUCCESS"}
    await expect(town.phone.get_by_role("button", name="メニュー2")).to_be_visible()
    await expect(town.phone.locator("img.lv-menu-picture")).to_have_js_property("naturalWidth", 1200)


async def test_the_loading_sign_shows_until_the_answer(town: Town) -> None:
    await expect(town.phone.locator(".talk-name")).to_have_text("戸沢村")
    user_id = town.line.user_id("public", "hanako")
    await town.bot.call("POST", "/v2/bot/chat/loading/start", {"chatId": user_id, "loadingSeconds": 60})
    await expect(town.phone.locator(".lv-dots")).to_be_visible()
    await town.shows(said("お待たせしました"))

    await expect(town.phone.locator(".lv-dots")).to_have_count(0)


async def test_moving_the_clock_moves_line(town: Town) -> None:
    before = town.line.clock.now_ms()
    face = town.page.locator(".clock-face")
    shown = await face.text_content()
    await town.page.get_by_role("button", name="＋1週").click()
    await expect(face).not_to_have_text(str(shown)[:15])
    await expect(town.page.locator(".clock-note")).to_be_empty()

    assert town.line.clock.now_ms() - before >= 7 * 86_400_000
