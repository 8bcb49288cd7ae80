"""The pictures of README and manual: `python -m tests.screenshots` plays the demo's story by mouse and writes them.

Hanako asks for the nearest shelters, Sato opens one, Hanako asks again and sees it first; then the staff's card of
shelters and the console; then a form made with the mouse, published and answered. The demo runs as anybody starts it,
with a HOME of its own that is thrown away.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, expect, sync_playwright

from tests.builder.story import make_form

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "tests" / "pictures"
MANUAL = ROOT / "staffbot" / "web" / "static" / "manual"
# Shown in the manual too.
IN_MANUAL = frozenset({"clerk-opens", "clerk-shelters", "console", "form-builder"})
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DESK = {"width": 1000, "height": 1180}
CONSOLE = {"width": 1280, "height": 860}
BUILDER = {"width": 1280, "height": 720}
COLOURS = 160
LARGEST_BYTES = 150_000
SHELTER = "中央公民館"
ASKED = "いまいる場所を送ってください"


@contextmanager
def demo() -> Iterator[str]:
    """A running demo; its address."""
    with tempfile.TemporaryDirectory() as home, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        process = subprocess.Popen(
            [sys.executable, "main.py", "demo", "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "MADOGUCHI_HOME": home},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if line.strip().startswith("http"):
                    yield line.strip()
                    break
            else:
                raise SystemExit("the demo did not start")
        finally:
            process.terminate()
            process.wait(20)


class Teller:
    """Plays the story on the phones page and keeps what it sees."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self._folder = folder
        self.hanako, self.sato = page.locator(".phone").nth(0), page.locator(".phone").nth(1)

    def types(self, phone: Locator, text: str, answer: str) -> None:
        """Write into the phone's chat, send it, and wait for a new message with these words."""
        answers = phone.get_by_text(answer)
        before = answers.count()
        phone.get_by_role("textbox", name="メッセージを入力").fill(text)
        phone.get_by_role("button", name="送信", exact=True).click()
        expect(answers).to_have_count(before + 1)

    def sends_place(self, answer: str) -> None:
        """Hanako taps 「位置情報を送る」 and takes the first place of the map."""
        answers = self.hanako.get_by_text(answer)
        before = answers.count()
        self.hanako.get_by_role("button", name="位置情報を送る").last.click()
        self.page.get_by_role("button", name="この場所を送る").click()
        expect(answers).to_have_count(before + 1)

    def keeps(self, what: Locator | Page, name: str) -> None:
        """Write a picture, small enough for a README."""
        self.page.wait_for_timeout(600)  # let the chat's own scrolling come to rest
        with Image.open(io.BytesIO(what.screenshot(animations="disabled", caret="hide"))) as image:
            small = image.convert("RGB").quantize(COLOURS)
        path = self._folder / f"{name}.png"
        small.save(path, optimize=True)
        if name in IN_MANUAL and self._folder == PICTURES:
            shutil.copy(path, MANUAL)
        size = path.stat().st_size
        print(f"{path.name}: {small.width} x {small.height}, {size // 1000} kB")
        if size > LARGEST_BYTES:
            raise SystemExit(f"{path.name} is larger than {LARGEST_BYTES} bytes")


def tell(page: Page, folder: Path) -> None:
    """The story, from the first question to the console."""
    teller = Teller(page, folder)
    hanako, sato = teller.hanako, teller.sato

    teller.types(hanako, "避難所", ASKED)
    teller.sends_place("いま開設中のところはありません")
    teller.keeps(hanako.locator(".screen"), "resident-asks")

    teller.types(sato, f"避難所 開設 {SHELTER}", "「未開設」から「開設中」にしました")
    teller.keeps(sato.locator(".screen"), "clerk-opens")

    teller.types(hanako, "避難所", ASKED)
    teller.sends_place("いま入れるところを先に並べています")
    teller.keeps(hanako.locator(".screen"), "resident-asks-again")
    teller.keeps(page, "both-phones")

    teller.types(sato, "避難所", "案内する範囲")
    teller.keeps(sato.locator(".screen"), "clerk-shelters")
    teller.types(sato, "コンソール", "分以内")
    with page.context.expect_page() as opened:
        sato.get_by_role("button", name="コンソールを開く").last.click()
    console = opened.value
    console.set_viewport_size(CONSOLE)  # type: ignore[arg-type]
    console.get_by_role("button", name="コンソールを開く").click()
    console.wait_for_url("**/staff/console")
    box = console.get_by_role("combobox", name="メッセージを入力")
    box.fill("避難所 一覧 古口")
    box.press("Enter")
    expect(console.get_by_text("開設中").first).to_be_visible()
    teller.keeps(console, "console")
    make_form(teller, BUILDER)


def main() -> None:
    """Write every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=PICTURES, help="where the pictures go")
    folder: Path = parser.parse_args().into
    folder.mkdir(parents=True, exist_ok=True)
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        raise SystemExit("Chromium is needed")
    with demo() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--lang=ja-JP"], env={**os.environ, "LANGUAGE": "ja"}
        )
        context = browser.new_context(viewport=DESK, locale="ja-JP", timezone_id="Asia/Tokyo", device_scale_factor=1.5)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(url)
        tell(page, folder)
        browser.close()


if __name__ == "__main__":
    main()
