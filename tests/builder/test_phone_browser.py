"""The builder's telephone while its requests are on their way."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from tests.builder.hands import row
from tests.builder.house import COLOUR, NAME
from tests.builder.test_browser import hall, opened, talk  # noqa: F401 - fixtures
from tests.view.conftest import browser  # noqa: F401 - a fixture

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Held:
    """Requests to an address, held back until `go`."""

    def __init__(self) -> None:
        self.asked, self.go = asyncio.Event(), asyncio.Event()

    async def __call__(self, route: Route) -> None:
        self.asked.set()
        await self.go.wait()
        await route.continue_()


async def change_the_label(page: Page, old: str, new: str) -> None:
    await row(page, old).locator(".b-row-main").click()
    await page.locator(".b-panel").get_by_label("名前", exact=True).fill(new)
    await expect(page.locator(".b-sound")).to_have_text("直すところはありません。")


async def test_an_answer_on_its_way_is_not_lost_when_the_form_changes(opened):  # noqa: F811
    page = await opened(COLOUR, NAME)
    await expect(talk(page)).to_contain_text("色を")
    begun: list[str] = []
    page.on("request", lambda request: begun.append(request.url) if request.url.endswith("/preview") else None)
    say = Held()
    await page.route("**/preview/say", say)

    await page.locator(".b-phone").get_by_role("button", name="赤").click()
    await say.asked.wait()
    await change_the_label(page, "お名前", "お名前とふりがな")
    # A timer that was set before this one has gone off by then.
    await page.evaluate("new Promise(done => setTimeout(done, 1000))")
    assert begun == []
    async with page.expect_request("**/preview") as again:
        say.go.set()

    assert (await again.value).post_data_json["until"] == "name"
    await expect(talk(page)).to_contain_text("お名前とふりがな")


async def test_what_is_typed_while_the_talk_begins_anew_is_said_in_the_new_one(opened):  # noqa: F811
    page = await opened()
    await expect(talk(page)).to_contain_text("お名前を")
    begin = Held()
    await page.route("**/preview", begin)

    await change_the_label(page, "色", "好きな色")
    await begin.asked.wait()
    await expect(talk(page)).to_have_attribute("inert", "")
    await page.get_by_label("メッセージを入力").fill("花子")
    await page.get_by_label("メッセージを入力").press("Enter")
    begin.go.set()

    await expect(talk(page)).to_contain_text("花子")
    await expect(talk(page)).to_contain_text("好きな色を")
    await expect(talk(page)).not_to_have_attribute("inert", "")
