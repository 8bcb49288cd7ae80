"""Hands in the builder: real mouse moves, as a person makes them."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.builder.house import House


async def enter(page: Page) -> None:
    """Press the link's button and wait for the form."""
    await page.get_by_role("button", name="画面を開く").click()
    await page.wait_for_url("**/staff/builder/*")
    await expect(page.locator(".b-canvas")).to_be_attached()


async def drag(page: Page, source: Locator, target: Locator, *, below: float = 0.0) -> None:
    """Take something and put it on the middle of another, or so many pixels below; what moves aside is followed."""
    await source.scroll_into_view_if_needed()
    start = await source.bounding_box()
    assert start is not None
    x, y = start["x"] + min(start["width"] / 2, 60), start["y"] + start["height"] / 2
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + 8, y + 8, steps=3)
    for steps in (12, 6, 3):
        box = await target.bounding_box()
        assert box is not None
        await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 + below, steps=steps)
        await page.wait_for_timeout(160)  # the list moves aside
    await page.mouse.up()


def kind(page: Page, name: str) -> Locator:
    """A kind of question in the palette."""
    return page.locator(f'.b-kinds [data-kind="{name}"] button')


def row(page: Page, label: str) -> Locator:
    """The row of a question in the form."""
    return page.locator(".b-row", has=page.locator(".b-label", has_text=label)).first


async def labels(page: Page) -> list[str]:
    """What stands in the form, in order; an indent for each group around."""
    return await page.evaluate(
        """() => [...document.querySelectorAll('.b-node')].map(node => {
          let depth = 0;
          for (let up = node.parentElement.closest('.b-node'); up; up = up.parentElement.closest('.b-node')) depth += 1;
          return '>'.repeat(depth) + node.querySelector('.b-label').textContent.trim();
        })"""
    )


async def is_saved(page: Page) -> None:
    """Wait until everything is on the server."""
    await expect(page.locator(".b-saved")).to_have_attribute("data-state", "saved")


async def document(page: Page, hall: House) -> dict[str, Any]:
    """The draft as it was saved."""
    await is_saved(page)
    return (await hall.draft())["document"]
