"""How long a form of 200 questions takes in the builder: to open, to drag in, to save. Floor: each under one second.

    python -m tests.bench.builder [--rounds 5]

Real pages in Chromium on this machine; times are from the person's hand to what they see, the median and the worst of
the rounds. Opening counts until the last question is drawn and the draft may be changed; dragging from letting go until
the question stands in the form; saving from the last key until 「保存しました」, without the moment that is waited for
further keys.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from aiohttp import web
from playwright.async_api import Page, async_playwright

from tests.builder.hands import is_saved, kind
from tests.builder.house import House, close_house, open_house
from tests.databases import SqliteTemplate
from tests.view.conftest import BROWSERS, DESK

QUESTIONS = 200
FLOOR_SECONDS = 1.0
KINDS = ("text", "number", "choice", "yes_no", "date", "long_text", "telephone", "multiple")


def questions() -> list[dict]:
    """200 questions of eight kinds, every fifth with a condition."""
    made = []
    for number in range(QUESTIONS):
        question = {"id": f"q{number + 1}", "kind": KINDS[number % len(KINDS)], "label": f"質問{number + 1}"}
        if question["kind"] in ("choice", "multiple"):
            question["options"] = ["赤", "青", "白"]
        if number % 5 == 4:
            question["show"] = {"field": "q1", "answered": True}
        made.append(question)
    return made


async def opened(page: Page, hall: House, origin: str) -> float:
    """Seconds from the address to a form that can be changed."""
    began = time.perf_counter()
    await page.goto(f"{origin}/staff/builder/{hall.form}", wait_until="commit")
    await page.locator(f"#node-q{QUESTIONS}").wait_for(state="attached")
    return time.perf_counter() - began


async def dragged(page: Page) -> float:
    """Seconds from letting go of a question over the list until it stands there."""
    count = await page.locator(".b-node").count()
    source, target = kind(page, "number"), page.locator("#node-q3 .b-row")
    start, end = await source.bounding_box(), await target.bounding_box()
    assert start is not None
    assert end is not None
    await page.mouse.move(start["x"] + 40, start["y"] + 15)
    await page.mouse.down()
    await page.mouse.move(start["x"] + 50, start["y"] + 25, steps=3)
    await page.mouse.move(end["x"] + 90, end["y"] + 20, steps=12)
    await page.wait_for_timeout(200)
    began = time.perf_counter()
    await page.mouse.up()
    await page.wait_for_function("count => document.querySelectorAll('.b-list > .b-node').length > count", arg=count)
    await page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return time.perf_counter() - began


WATCH = """() => {
  const box = document.querySelector('.b-saved');
  window.states = {};
  const note = () => { window.states[box.dataset.state] = performance.now(); };
  new MutationObserver(note).observe(box, {attributes: true});
}"""


async def saved(page: Page) -> float:
    """Seconds the saving itself takes, from its request to 「保存しました」, as the page sees them."""
    await page.locator("#node-q1 .b-row-main").click()
    await page.evaluate(WATCH)
    await page.locator(".b-panel").get_by_label("名前", exact=True).fill(f"質問1 {time.time():.3f}")
    await page.wait_for_function("() => window.states.saved")
    return float(await page.evaluate("() => (window.states.saved - window.states.saving) / 1000"))


async def keyed(page: Page) -> float:
    """Seconds from a key in a setting until the form shows it."""
    box = page.locator(".b-panel").get_by_label("名前", exact=True)
    await box.focus()
    began = time.perf_counter()
    await page.keyboard.type("あ")
    await page.wait_for_function("() => document.querySelector('#node-q1 .b-label').textContent.endsWith('あ')")
    return time.perf_counter() - began


async def measure(rounds: int) -> dict[str, list[float]]:
    """Every time of every round, in seconds."""
    times: dict[str, list[float]] = {"open": [], "drag": [], "type a letter": [], "save": []}
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template"
        template.mkdir()
        hall = await open_house(SqliteTemplate(template).copy(Path(folder)), Path(folder))
        hall.form = await hall.make("大きなフォーム", *questions())
        runner = web.AppRunner(hall.app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
        executable = next(path for name in BROWSERS if (path := shutil.which(name)))
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
            page = await browser.new_page(viewport=DESK, locale="ja-JP")
            await page.goto(f"{origin}/staff/open/{await hall.link()}")
            await page.get_by_role("button", name="画面を開く").click()
            await page.locator(f"#node-q{QUESTIONS}").wait_for(state="attached")
            for _ in range(rounds):
                times["open"].append(await opened(page, hall, origin))
                times["drag"].append(await dragged(page))
                await is_saved(page)
                times["save"].append(await saved(page))
                times["type a letter"].append(await keyed(page))
                await is_saved(page)
            await browser.close()
        await runner.cleanup()
        await close_house(hall)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    times = asyncio.run(measure(parser.parse_args().rounds))
    slowest = 0.0
    for name, found in times.items():
        slowest = max(slowest, max(found))
        print(f"{name:14} median {statistics.median(found):6.3f} s   worst {max(found):6.3f} s")
    print(f"floor: each under {FLOOR_SECONDS:.0f} s: {'kept' if slowest < FLOOR_SECONDS else 'MISSED'}")


if __name__ == "__main__":
    main()
