"""A real browser for this folder's tests, one for all of them, each test with its own page and server."""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright, expect

from tests.view.fake_line import FakeLine
from tests.view.gallery import gallery_app
from tests.view.waiting import LONGEST_SECONDS, until

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PHONE = {"width": 375, "height": 812}
DESK = {"width": 1280, "height": 720}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        if os.environ.get("MADOGUCHI_REQUIRE_BROWSER") == "1":
            pytest.fail("Chromium is required but not installed")
        pytest.skip("Chromium is not installed")
    expect.set_options(timeout=LONGEST_SECONDS * 1000)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        await browser.close()


Opener = Callable[[web.Application | str, str, dict[str, int]], Awaitable[Page]]


@asynccontextmanager
async def pages(browser: Browser) -> AsyncIterator[Opener]:
    """Give `open_it(app, path, viewport)`: it serves the application on loopback, or takes an origin, and opens a page.

    Scripts that fail, and anything the strict policy forbids, fail the test at its end.
    """
    runners: list[web.AppRunner] = []
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    async def serve(app: web.Application) -> str:
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        runners.append(runner)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    async def open_it(app: web.Application | str, path: str, viewport: dict[str, int]) -> Page:
        origin = app if isinstance(app, str) else await serve(app)
        context = await browser.new_context(
            viewport=viewport,  # type: ignore[arg-type]
            locale="ja-JP",
            timezone_id="UTC",
            reduced_motion="reduce",
        )
        contexts.append(context)
        await context.add_init_script(
            "document.addEventListener('securitypolicyviolation', e => console.error('policy ' + e.violatedDirective))"
        )
        page = await context.new_page()
        page.set_default_timeout(LONGEST_SECONDS * 1000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if is_fault(message) else None)
        await page.goto(origin + path)
        return page

    try:
        yield open_it
    finally:
        for context in contexts:
            await context.close()
        for runner in runners:
            await runner.cleanup()
    assert faults == []


def is_fault(message: ConsoleMessage) -> bool:
    """Missing pictures and refused taps are part of the tests; they appear as failed loads."""
    return message.type in ("error", "warning") and not message.text.startswith("Failed to load resource")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def gallery_page(browser: Browser) -> AsyncIterator[Page]:
    async with pages(browser) as open_it:
        page = await open_it(gallery_app(), "/pages/gallery.html", PHONE)
        await until(page, "window.reset")
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def gallery(gallery_page: Page) -> Page:
    """The gallery on a telephone's screen, freshly drawn, its pictures in place."""
    await gallery_page.evaluate("window.reset()")
    await until(gallery_page, "[...document.images].every(image => image.complete)")
    return gallery_page


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def phones_page(browser: Browser, line: FakeLine) -> AsyncIterator[tuple[Page, str]]:
    async with pages(browser) as open_it:
        page = await open_it(line.app(), "/", DESK)
        yield page, page.url


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def line() -> FakeLine:
    return FakeLine()


@pytest_asyncio.fixture(loop_scope="session")
async def phones(phones_page: tuple[Page, str], line: FakeLine) -> Page:
    """The phones page with Hanako's and Sato's phones, as if nothing had been said yet."""
    page, address = phones_page
    for other in page.context.pages:
        if other is not page:
            await other.close()
    await page.goto("about:blank")
    await line.forget()
    await page.set_viewport_size(DESK)  # type: ignore[arg-type]
    await page.goto(address)
    await page.locator(".phone").nth(1).wait_for()
    return page
