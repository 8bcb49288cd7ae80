"""Signing in in a real browser: by mouse, by keyboard alone, without JavaScript, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.console.house import House, close_house, open_house
from tests.signin.conftest import INITIAL, NEW, OWN, Hall
from tests.view.conftest import DESK, PHONE, browser, pages  # noqa: F401 - the browser is a fixture

pytestmark = pytest.mark.asyncio(loop_scope="session")

BOTH = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest_asyncio.fixture(loop_scope="session")
async def house(sqlite_template, tmp_path) -> AsyncIterator[House]:
    house = await open_house(sqlite_template.copy(tmp_path), tmp_path)
    await Hall(house, SimpleNamespace()).gives("佐藤", "sato", OWN)  # type: ignore[arg-type]
    yield house
    await close_house(house)


@pytest_asyncio.fixture(loop_scope="session")
async def door(browser, house):  # noqa: F811
    async with pages(browser) as open_it:

        async def at(size: dict[str, int]) -> Page:
            return await open_it(house.app, "/staff/sign-in", size)

        yield at


async def focused(page: Page) -> str:
    return await page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")


@BOTH
async def test_by_mouse_from_the_door_to_the_console_and_out_of_the_other_devices(door, size):
    page = await door(size)
    await page.get_by_label("ID").fill("sato")
    await page.get_by_label("パスワード", exact=True).fill(OWN)
    await page.get_by_role("button", name="サインイン", exact=True).click()
    await page.wait_for_url("**/staff/console")
    await page.get_by_role("link", name="アカウント").click()
    await page.get_by_role("button", name="このほかの端末をすべて終了").click()

    await expect(page.get_by_role("status")).to_have_text("ほかの端末をすべて終了しました。")


async def test_by_keyboard_alone_in_the_order_it_is_read(door, house):
    await Hall(house, SimpleNamespace()).gives("佐藤", "sato", INITIAL, is_initial=True)  # type: ignore[arg-type]
    page = await door(DESK)
    assert await focused(page) == "id"
    await page.keyboard.type("sato")
    await page.keyboard.press("Tab")
    assert await focused(page) == "password"
    await page.keyboard.type("not this one")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_be_focused()
    order = []
    for _ in range(4):
        await page.keyboard.press("Tab")
        order.append(await focused(page))
    assert order == ["id", "password", "サインイン", "サインインして、パスワードなどを変える"]
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.type(INITIAL)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/sign-in/password")
    await expect(page.locator("#new")).to_be_focused()
    await page.keyboard.type("password2025!")
    await page.keyboard.press("Tab")
    await page.keyboard.type("password2025!")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")  # the complaint leads to its field
    assert await focused(page) == "new"
    await page.keyboard.type(NEW)
    await page.keyboard.press("Tab")
    await page.keyboard.type(NEW)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/staff/console")


@BOTH
async def test_every_field_has_its_label_nothing_is_small_and_nothing_hangs_over(door, size):
    page = await door(size)
    await page.get_by_label("ID").fill("sato")
    await page.get_by_label("パスワード", exact=True).fill("wrong")
    await page.get_by_role("button", name="サインイン", exact=True).click()
    await expect(page.get_by_role("alert")).to_be_focused()
    await look_at(page)
    assert (await page.title()).startswith("入力を確かめてください")
    await page.get_by_label("パスワード", exact=True).fill(OWN)
    await page.get_by_role("button", name="サインインして、パスワードなどを変える").click()
    await page.wait_for_url("**/staff/account")
    await look_at(page)
    await page.locator("#codes_current").fill(OWN)
    await page.get_by_role("button", name="設定を始める").click()
    await expect(page.get_by_role("img")).to_be_visible()
    await look_at(page)


async def look_at(page: Page) -> None:
    """What must hold of every page with a form."""
    await page.wait_for_load_state()
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    unnamed = await page.evaluate(
        """() => [...document.querySelectorAll("input:not([type=hidden]):not([hidden])")]
            .filter((one) => !one.labels.length).length"""
    )
    assert unnamed == 0
    broken = await page.evaluate(
        """() => [...document.querySelectorAll("[aria-describedby]")]
            .flatMap((one) => one.getAttribute("aria-describedby").trim().split(/ +/))
            .filter((id) => !document.getElementById(id))"""
    )
    assert broken == []
    small = await page.evaluate(
        """() => [...document.querySelectorAll("main *")]
            .filter((one) => one.checkVisibility() && parseFloat(getComputedStyle(one).fontSize) < 16).length"""
    )
    assert small == 0
    low = await page.evaluate(
        """() => [...document.querySelectorAll("main button, main input:not([type=hidden])")]
            .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44).length"""
    )
    assert low == 0


async def test_it_works_without_javascript(browser, door, house):  # noqa: F811
    address = (await door(DESK)).url
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(address)
    await page.get_by_label("ID").fill("sato")
    await page.get_by_label("パスワード", exact=True).fill(OWN)
    await page.get_by_role("button", name="サインインして、パスワードなどを変える").click()
    await page.locator("#current").fill(OWN)
    await page.locator("#new").fill(NEW)
    await page.locator("#again").fill(NEW)
    await page.get_by_role("button", name="パスワードを変える").click()

    assert "パスワードを変えました" in await page.content()
    await context.close()
