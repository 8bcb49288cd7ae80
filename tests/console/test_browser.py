"""The console in a real browser: by mouse, by keyboard alone, on a desk's screen and on a phone's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import quote

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.console.house import House, close_house, open_house
from tests.view.conftest import DESK, PHONE, browser, pages  # noqa: F401 - the browser is a fixture

pytestmark = pytest.mark.asyncio(loop_scope="session")

BUTTONS = [
    {"type": "postback", "label": "実行", "data": "1.c.x.1.0"},
    {"type": "message", "label": "混雑にする", "text": "避難所 混雑 中央公民館"},
    {"type": "datetimepicker", "label": "日を選ぶ", "mode": "date", "data": "d"},
]
BODY = {"type": "box", "layout": "vertical", "contents": [{"type": "button", "action": one} for one in BUTTONS]}
CARD = {"type": "flex", "altText": "確認", "contents": {"type": "bubble", "body": BODY}}
WORDS = [{"type": "action", "action": {"type": "message", "label": one, "text": one}} for one in ("避難所", "FAQ")]
MENU = {"type": "text", "text": "何をしますか。", "quickReply": {"items": WORDS}}


@pytest_asyncio.fixture(loop_scope="session")
async def house(sqlite_template, tmp_path) -> AsyncIterator[House]:
    house = await open_house(sqlite_template.copy(tmp_path), tmp_path)
    house.counter.answers = {"カード": [CARD], "メニュー": [MENU]}
    yield house
    await close_house(house)


ON_BOTH = pytest.mark.parametrize("console", [DESK, PHONE], ids=["desk", "phone"], indirect=True)


@pytest_asyncio.fixture(loop_scope="session")
async def console(request, browser, house) -> AsyncIterator[Page]:  # noqa: F811
    """Sato's console, entered by the button of a link."""
    async with pages(browser) as open_it:
        page = await open_it(house.app, f"/staff/enter/{await house.link()}", getattr(request, "param", DESK))
        await page.get_by_role("button", name="コンソールを開く").click()
        await page.wait_for_url("**/staff/console")
        await expect(page.locator(".lv-notice")).to_contain_text("「メニュー」を押すか")
        yield page


def reply(page: Page, word: str) -> Locator:
    """The counter's answer to a word."""
    return page.get_by_text(f"承りました: {word}", exact=True)


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="メッセージを入力")


@ON_BOTH
async def test_what_is_typed_is_answered_and_the_newest_is_in_view(console, house):
    for number in range(12):
        await box(console).fill(f"こんにちは{number}")
        await box(console).press("Enter")

    answer = reply(console, "こんにちは11")
    await expect(answer).to_be_in_viewport()
    await expect(console.locator(".lv-row")).to_have_count(24)
    await expect(console.locator(".lv-row.is-waiting")).to_have_count(0)
    assert [incoming.text for _, incoming, _ in house.counter.heard] == [f"こんにちは{number}" for number in range(12)]


async def test_the_keyboard_alone_completes_a_command_and_sends_it(console, house):
    await box(console).focus()
    await console.keyboard.type("ひな")
    await expect(console.get_by_role("option")).to_have_count(1)
    await console.keyboard.press("Tab")
    await expect(console.get_by_role("option")).to_have_count(3)
    await console.keyboard.press("ArrowDown")
    await console.keyboard.press("ArrowDown")
    await expect(console.get_by_role("option", selected=True)).to_contain_text("避難所 開設")
    await console.keyboard.press("Enter")
    await expect(box(console)).to_have_value("避難所 開設 ")
    await console.keyboard.type("中央公民館")
    await console.keyboard.press("Enter")

    await expect(reply(console, "避難所 開設 中央公民館")).to_be_visible()
    await expect(box(console)).to_be_focused()


async def test_escape_closes_the_suggestions_and_enter_sends_what_was_typed(console, house):
    await box(console).press_sequentially("避難")
    await console.keyboard.press("Escape")
    await expect(console.get_by_role("listbox")).to_be_hidden()
    await console.keyboard.press("Enter")

    await expect(reply(console, "避難")).to_be_visible()


async def test_shift_and_enter_make_a_new_line(console, house):
    await box(console).press_sequentially("一行目")
    await console.keyboard.press("Shift+Enter")
    await console.keyboard.type("二行目")
    await console.keyboard.press("Enter")

    await expect(console.locator(".lv-own .lv-text")).to_have_text("一行目\n二行目")


async def test_enter_that_ends_a_conversion_sends_nothing(console, house):
    await box(console).fill("ひなんじょ")
    await box(console).dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    await box(console).dispatch_event("keydown", {"key": "Enter", "keyCode": 229})

    await expect(box(console)).to_have_value("ひなんじょ")
    assert house.counter.heard == []


async def test_buttons_of_a_card_are_pressed_like_in_line(console, house):
    await box(console).fill("カード")
    await box(console).press("Enter")
    await console.get_by_role("button", name="実行").click()
    await expect(reply(console, "1.c.x.1.0")).to_be_visible()
    await console.get_by_role("button", name="混雑にする").click()
    await expect(reply(console, "避難所 混雑 中央公民館")).to_be_visible()

    kinds = [(incoming.kind, incoming.postback_data) for _, incoming, _ in house.counter.heard]
    assert kinds == [("text", ""), ("postback", "1.c.x.1.0"), ("text", "")]
    assert await console.locator(".lv-own .lv-text").all_inner_texts() == ["カード", "実行", "避難所 混雑 中央公民館"]


async def test_a_date_is_picked_or_not(console, house):
    await box(console).fill("カード")
    await box(console).press("Enter")
    await console.get_by_role("button", name="日を選ぶ").click()
    await console.keyboard.press("Escape")
    await console.get_by_role("button", name="日を選ぶ").click()
    await console.locator("#picker input").fill("2025-04-12")
    await console.get_by_role("button", name="決める").click()

    await expect(reply(console, "d")).to_be_visible()
    assert house.counter.heard[-1][1].params == {"date": "2025-04-12"}
    assert len(house.counter.heard) == 2


@ON_BOTH
async def test_quick_replies_stand_under_the_newest_message_only(console, house):
    await console.get_by_role("button", name="メニュー", exact=True).click()
    quick = console.locator("#quick .lv-pill")
    await expect(quick).to_have_text(["避難所", "FAQ"])
    await quick.first.click()

    await expect(reply(console, "避難所")).to_be_visible()
    await expect(quick).to_have_count(0)


async def test_files_go_by_button_and_by_dropping(console, house):
    await console.locator("#file").set_input_files({"name": "一覧.csv", "mimeType": "text/csv", "buffer": b"a,b\r\n"})
    await expect(reply(console, "一覧.csv")).to_be_visible()
    await console.evaluate(
        """() => {
            const transfer = new DataTransfer();
            transfer.items.add(new File(["名称"], "置いた.csv"));
            const options = { dataTransfer: transfer, bubbles: true, cancelable: true };
            for (const kind of ["dragover", "drop"]) document.body.dispatchEvent(new DragEvent(kind, options));
        }"""
    )

    await expect(reply(console, "置いた.csv")).to_be_visible()
    await expect(console.locator("#drop")).to_be_hidden()
    assert [result["file_name"] for _, _, result in house.counter.heard] == ["一覧.csv", "置いた.csv"]


async def test_a_file_too_large_is_refused_on_the_spot(console, house):
    big = {"name": "大.csv", "mimeType": "text/csv", "buffer": b"x" * 10_000_001}
    await console.locator("#file").set_input_files(big)

    await expect(console.get_by_role("status")).to_contain_text("大.csv は大きすぎます。10MBまで")
    assert house.counter.heard == []


async def test_a_download_comes_as_a_file(console, house):
    file_id = await house.files.store(
        b"a,b\r\n", name="避難所一覧.csv", content_type="text/csv", owner="staff:1", ttl=timedelta(minutes=20)
    )
    token = await house.link(purpose="file", payload={"file_id": file_id})
    uri = f"{console.url.removesuffix('/staff/console')}/staff/files/{token}"
    house.counter.answers["出力"] = [{"type": "text", "text": f"受け取ってください。 {uri}"}]
    await box(console).fill("出力")
    await box(console).press("Enter")
    async with console.context.expect_event("response", lambda response: "/staff/files/" in response.url) as coming:
        await console.locator("a.lv-link").click()

    # The tab of a download closes at once: nothing more can be asked of it.
    told = (await coming.value).headers["content-disposition"]
    assert told.startswith("attachment")
    assert quote("避難所一覧.csv") in told
    await box(console).fill("まだここ")
    await box(console).press("Enter")
    await expect(reply(console, "まだここ")).to_be_visible()


async def test_a_link_used_up_says_so_and_leads_back(console, house):
    token = await house.link(purpose="file", payload={"file_id": 1})
    uri = f"{console.url.removesuffix('/staff/console')}/staff/files/{token}"
    house.clock.move(timedelta(minutes=16))
    house.counter.answers["出力"] = [{"type": "text", "text": uri}]
    await box(console).fill("出力")
    await box(console).press("Enter")
    async with console.context.expect_page() as opened:
        await console.locator("a.lv-link").click()

    apart = await opened.value
    await expect(apart.get_by_role("heading")).to_have_text("リンクの時間が過ぎました")
    await expect(box(console)).to_be_visible()  # the chat stays where it was
    await apart.get_by_role("link", name="コンソールに戻る").click()
    await expect(box(apart)).to_be_visible()


async def test_when_the_session_ends_the_page_says_what_to_do(console, house):
    house.clock.move(timedelta(minutes=31))
    await box(console).fill("こんにちは")
    await box(console).press("Enter")

    await expect(console.get_by_role("status").first).to_contain_text("「コンソール」と送り")
    await expect(box(console)).to_be_disabled()
    assert house.counter.heard == []


async def test_what_could_not_be_sent_stays_in_the_box(console, house):
    await console.route("**/staff/console/say", lambda route: route.abort())
    await box(console).fill("大切な文")
    await box(console).press("Enter")

    await expect(console.get_by_role("status").first).to_contain_text("送れませんでした")
    await expect(box(console)).to_have_value("大切な文")
    await expect(console.locator(".lv-own")).to_have_count(0)


async def test_what_people_wrote_is_text_and_nothing_else(console, house):
    trick = "<img src=x onerror=document.title='hacked'><script>document.title='hacked'</script>"
    await box(console).fill(trick)
    await box(console).press("Enter")

    await expect(reply(console, f"{trick}")).to_be_visible()
    assert "hacked" not in await console.title()


@ON_BOTH
async def test_nothing_is_wider_than_the_screen_and_nothing_smaller_than_can_be_read(console, house):
    for word in ("カード", "メニュー"):
        await box(console).fill(word)
        await box(console).press("Enter")
    await expect(console.locator("#quick .lv-pill")).to_have_count(2)

    assert await console.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert await console.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
    small = await console.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter((one) => one.checkVisibility() && !one.closest(".lv-time, noscript, script"))
            .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
            .filter((one) => parseFloat(getComputedStyle(one).fontSize) < 16)
            .map((one) => one.className + one.textContent)"""
    )
    assert small == []


async def test_every_control_is_reached_by_tab_and_shows_that_it_is(console, house):
    await console.evaluate("document.activeElement.blur()")
    seen = []
    for _ in range(14):
        await console.keyboard.press("Tab")
        seen.append(
            await console.evaluate(
                """() => {
                    const one = document.activeElement;
                    if (one === document.body) return ["", true];
                    const style = getComputedStyle(one);
                    return [one.id || one.dataset.say || one.textContent.trim(), style.outlineStyle !== "none"];
                }"""
            )
        )

    names = [name for name, _ in seen]
    assert {"leave", "transcript", "メニュー", "ヘルプ", "attach", "say", "send"} <= set(names)
    assert all(shown for name, shown in seen if name)


async def test_leaving_closes_the_console(console, house):
    await console.get_by_role("button", name="終了").click()
    await console.wait_for_url("**/staff/left")
    await expect(console.get_by_role("heading")).to_have_text("終了しました")
    await console.goto(console.url.replace("/left", "/console"))

    await expect(console.get_by_role("heading")).to_have_text("コンソールに入ってください")


async def test_two_tabs_show_the_same_talk(console, house):
    other = await console.context.new_page()
    await other.goto(console.url)
    await box(console).fill("こんにちは")
    await box(console).press("Enter")

    for page in (console, other):
        await expect(reply(page, "こんにちは")).to_be_visible()
    await other.close()
