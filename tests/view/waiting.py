"""Waiting for a page. Playwright's own `wait_for_function` needs eval, which the pages' policy forbids."""

import asyncio

from playwright.async_api import Page

LONGEST_SECONDS = 60


async def until(page: Page, expression: str) -> None:
    """Wait until a JavaScript expression is true, looking again at each frame the page draws."""
    look = f"async () => {{ while (!({expression})) await new Promise(requestAnimationFrame); }}"
    async with asyncio.timeout(LONGEST_SECONDS):
        await page.evaluate(look)
