"""The builder's part of the story that tests/screenshots.py plays: from an empty form to Hanako's answer, by mouse."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

TITLE = "大運動会の申しこみ"


def drag(page: Page, source: Locator, target: Locator, below: float = 0.0) -> None:
    """By real mouse moves, following what moves aside."""
    source.scroll_into_view_if_needed()
    start = source.bounding_box()
    assert start is not None
    x, y = start["x"] + 40, start["y"] + start["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y + 8, steps=3)
    for steps in (14, 6, 3):
        box = target.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 + below, steps=steps)
        page.wait_for_timeout(200)
    page.mouse.up()
    page.wait_for_timeout(200)


def make_form(teller: Any, console_size: dict[str, int]) -> None:
    """Sato makes, tries and publishes a form; Hanako answers it."""
    hanako, sato, phones = teller.hanako, teller.sato, teller.page
    teller.types(sato, f"フォーム 作成 アンケート {TITLE}", "質問の種類")
    teller.types(sato, "やめる", "やめました")
    teller.types(sato, f"フォーム 編集 {TITLE}", "その場でためしたり")
    with phones.context.expect_page() as opened:
        sato.get_by_role("button", name="画面で作る").last.click()
    page = opened.value
    page.set_viewport_size(console_size)
    page.get_by_role("button", name="画面を開く").click()
    page.wait_for_url("**/staff/builder/*")

    def kind(name: str) -> Locator:
        return page.locator(f'.b-kinds [data-kind="{name}"] button')

    def row(label: str) -> Locator:
        return page.locator(".b-row", has=page.locator(".b-label", has_text=label)).first

    panel = page.locator(".b-panel")
    name = panel.get_by_label("名前", exact=True)
    drag(page, kind("text"), page.locator('.b-list[data-parent=""]'))
    name.fill("お名前")
    drag(page, kind("yes_no"), row("お名前"), below=26)
    name.fill("お子さんと参加しますか")
    drag(page, kind("group"), row("お子さんと参加しますか"), below=26)
    name.fill("お子さん")
    panel.get_by_role("button", name="条件を加える").click()
    drag(page, kind("birth_date"), page.locator('.b-list:not([data-parent=""])'))
    drag(page, kind("choice"), page.locator(".b-sound, .b-problems"), below=-45)
    name.fill("出たい種目")
    panel.get_by_role("button", name="まとめて書く").click()
    panel.get_by_label("1行に1つずつ書きます").fill("徒競走\n玉入れ\n綱引き")
    panel.get_by_role("button", name="決める").click()
    expect(page.locator(".b-sound")).to_contain_text("直すところはありません")
    page.get_by_role("button", name="選んだ質問から").click()
    expect(page.locator(".b-talk")).to_contain_text("出たい種目")
    page.locator(".b-said").evaluate("said => said.dataset.shown = 'no'")
    teller.keeps(page, "form-builder")

    page.get_by_role("button", name="公開する").click()
    page.locator("dialog[open]").get_by_role("button", name="公開する").click()
    expect(page.locator("dialog[open]")).to_contain_text("公開しました")
    page.close()

    teller.types(hanako, "アンケート", TITLE)
    hanako.locator(".lv-message").last.get_by_role("button", name="答える").first.click()
    expect(hanako.get_by_text("お名前を教えてください")).to_be_visible()
    teller.types(hanako, "戸沢花子", "お子さんと参加しますか")
    teller.types(hanako, "いいえ", "出たい種目")
    teller.types(hanako, "玉入れ", "内容をご確認ください")
    hanako.locator("button.lv-pill", has_text="送信").click()
    expect(hanako.get_by_text("受け付けました")).to_be_visible()
