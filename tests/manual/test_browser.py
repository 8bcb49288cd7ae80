"""The manual in a real browser: searched, by keyboard alone, on a desk's screen, on a telephone's and on paper."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.console.house import House, close_house, open_house
from tests.view.conftest import DESK, PHONE, browser, pages  # noqa: F401 - the browser is a fixture

pytestmark = pytest.mark.asyncio(loop_scope="session")
ON_BOTH = pytest.mark.parametrize("manual", [DESK, PHONE], ids=["desk", "phone"], indirect=True)


@pytest_asyncio.fixture(loop_scope="session")
async def house(sqlite_template, tmp_path) -> AsyncIterator[House]:
    house = await open_house(sqlite_template.copy(tmp_path), tmp_path)
    yield house
    await close_house(house)


@pytest_asyncio.fixture(loop_scope="session")
async def manual(request, browser, house) -> AsyncIterator[Page]:  # noqa: F811
    """The manual in Sato's browser, at the chapter of shelters."""
    token = await house.link(purpose="page", payload={"path": "/staff/manual#shelters"})
    async with pages(browser) as open_it:
        page = await open_it(house.app, f"/staff/open/{token}", getattr(request, "param", DESK))
        await page.get_by_role("button", name="マニュアルを開く").click()
        await page.wait_for_url("**/staff/manual#shelters")
        await expect(page.get_by_role("searchbox")).to_be_visible()
        yield page


@ON_BOTH
async def test_the_link_leads_to_the_chapter_and_all_can_be_read(manual):
    await expect(manual.locator("#shelters h2")).to_be_in_viewport()
    assert await manual.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    small = await manual.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter((one) => one.checkVisibility() && parseFloat(getComputedStyle(one).fontSize) < 16)
            .map((one) => one.textContent)"""
    )
    assert small == []


@ON_BOTH
async def test_what_is_looked_for_stays_and_the_rest_goes(manual):
    await manual.get_by_role("searchbox").fill("満員　状態")
    await expect(manual.get_by_role("status")).to_contain_text("か所に見つかりました")
    await expect(manual.locator("#shelters")).to_be_visible()
    await expect(manual.locator("#trouble")).to_be_hidden()

    await manual.get_by_role("searchbox").fill("ぞぞぞ")
    await expect(manual.get_by_role("status")).to_contain_text("見つかりませんでした")
    await manual.keyboard.press("Escape")
    await expect(manual.locator("#trouble")).to_be_visible()


async def test_the_keyboard_alone_reaches_the_search_and_a_chapter(manual):
    await manual.goto(manual.url.partition("#")[0])
    await manual.keyboard.press("Tab")
    await expect(manual.get_by_role("link", name="本文へ移動")).to_be_focused()
    await manual.keyboard.press("Tab")
    await expect(manual.get_by_role("searchbox")).to_be_focused()
    await manual.keyboard.type("つながらない")
    await expect(manual.locator("#disaster")).to_be_visible()
    for _ in range(10):
        await manual.keyboard.press("Tab")
        if await manual.evaluate("document.activeElement.hash") == "#disaster":
            break
    await manual.keyboard.press("Enter")
    await manual.wait_for_url("**/staff/manual#disaster")
    await expect(manual.locator("#disaster h2")).to_be_in_viewport()


async def test_on_paper_only_the_text_is_left(manual):
    await manual.emulate_media(media="print")

    for gone in ("#search", "#contents", "#print"):
        await expect(manual.locator(gone)).to_be_hidden()
    await expect(manual.locator("#shelters")).to_be_visible()
