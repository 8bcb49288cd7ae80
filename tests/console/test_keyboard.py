"""The console by Tab, Enter and arrow keys alone, in the real program: in, a command, a danger, a file, and out."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.console.test_whole import link_in
from tests.counters import Town, open_town
from tests.view.conftest import DESK, browser, pages  # noqa: F401 - the browser is a fixture

pytestmark = pytest.mark.asyncio(loop_scope="session")

MOST_TABS = 120
NAME_OF = """() => {
    const one = document.activeElement;
    return one === document.body ? "" : (one.getAttribute("aria-label") || one.innerText || one.value || one.id).trim();
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def town(sqlite_template, tmp_path) -> AsyncIterator[Town]:
    async with open_town(sqlite_template.copy(tmp_path), tmp_path) as town:
        yield town


class Keys:
    """Somebody without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            await self.page.keyboard.press(key)

    async def tabs_to(self, name: str, key: str = "Tab") -> None:
        """Go on until what has the focus is called so; the way must not end in a trap."""
        for _ in range(MOST_TABS):
            await self.page.keyboard.press(key)
            if name in await self.page.evaluate(NAME_OF):
                assert await self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
                return
        raise AssertionError(f"{name!r} is not reached by {key}")

    async def types(self, text: str) -> None:
        await self.page.keyboard.type(text)


async def test_a_whole_evening_without_a_mouse(town, browser):  # noqa: F811
    sato = town.person("sato", "staff")
    await sato.says("コンソール")
    door = link_in(await sato.replies())
    origin = town.standin.channel("staff").webhook_url.removesuffix("/line/staff")
    async with pages(browser) as open_it:
        page = await open_it(origin, door, DESK)
        keys = Keys(page)

        # In: the button has the focus already.
        await expect(page.get_by_role("button", name="コンソールを開く")).to_be_focused()
        await keys.press("Enter")
        await page.wait_for_url("**/staff/console")
        await expect(page.locator(".lv-notice")).to_contain_text("「メニュー」を押すか")

        # The skip link leads to the box; a command is completed and sent.
        await page.evaluate("document.activeElement.blur()")
        await keys.tabs_to("入力欄へ移動")
        await keys.press("Enter")
        await keys.types("避難所 開")
        await expect(page.get_by_role("option").first).to_contain_text("避難所 開設")
        await keys.press("ArrowDown")
        await keys.press("Enter")
        await expect(page.locator("#say")).to_have_value("避難所 開設 ")
        await keys.types("中央公民館")
        await keys.press("Enter")
        await expect(page.get_by_text("「未開設」から「開設中」にしました").first).to_be_visible()

        # The menu, and from it a feature, by their buttons.
        await keys.tabs_to("メニュー", "Shift+Tab")
        await keys.press("Enter")
        menu = page.locator(".lv-row").last
        await expect(menu).to_contain_text("施設")
        await keys.tabs_to("施設", "Shift+Tab")
        await keys.press("Space")
        await expect(page.locator(".lv-row").last).to_contain_text("並び順")

        # A danger: shown first, run by the card's button.
        await page.evaluate("document.activeElement.blur()")
        await keys.tabs_to("入力欄へ移動")
        await keys.press("Enter")
        await keys.types("避難所 削除 古口高台広場")
        await keys.press("Escape")
        await keys.press("Enter")
        await expect(page.get_by_role("button", name="実行", exact=True)).to_be_visible()
        await keys.tabs_to("実行", "Shift+Tab")
        await keys.press("Enter")
        await expect(page.get_by_text("一覧から消しました").last).to_be_visible()
        await page.evaluate("document.activeElement.blur()")
        await keys.tabs_to("入力欄へ移動")
        await keys.press("Enter")
        await keys.types("元に戻す")
        await keys.press("Enter")
        await expect(page.get_by_role("button", name="実行", exact=True).last).to_be_visible()

        # A file.
        await keys.types("避難所 出力")
        await keys.press("Escape")
        await keys.press("Enter")
        await expect(page.get_by_text("ファイルを受け取る").last).to_be_visible()
        async with page.context.expect_event("response", lambda answer: "/staff/files/" in answer.url) as coming:
            await keys.tabs_to("ファイルを受け取る", "Shift+Tab")
            await keys.press("Enter")
        # A tab that only took a file is gone at once, and nothing more can be asked of it.
        assert (await coming.value).headers["content-disposition"].startswith("attachment")

        # A quick reply is gone once it is pressed; who pressed it goes on writing.
        await page.locator("#say").focus()
        await keys.types("避難所 人数")
        await keys.press("Escape")
        await keys.press("Enter")
        await expect(page.locator("#quick").get_by_text("やめる")).to_be_visible()
        await keys.tabs_to("やめる", "Shift+Tab")
        await keys.press("Enter")
        await expect(page.get_by_text("の入力をやめました").last).to_be_visible()
        await expect(page.locator("#say")).to_be_focused()

        # And out.
        await page.evaluate("document.activeElement.blur()")
        await keys.tabs_to("終了")
        await keys.press("Enter")
        await page.wait_for_url("**/staff/left")
        await expect(page.get_by_role("heading")).to_have_text("終了しました")
