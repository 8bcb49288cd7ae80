"""The table page in a real browser: by mouse, by keyboard alone, on a desk's screen and on a phone's."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from data.forms.models import Submission
from data.shelters.models import Shelter
from tests.builder.house import House, close_house, open_house
from tests.tables.house import furnish, join_team
from tests.view.conftest import DESK, PHONE, browser, pages  # noqa: F401 - the browser is a fixture

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def hall(sqlite_template, tmp_path) -> AsyncIterator[House]:
    hall = await open_house(sqlite_template.copy(tmp_path), tmp_path)
    hall.form = await furnish(hall)
    yield hall
    await close_house(hall)


@pytest_asyncio.fixture(loop_scope="session")
async def table(request, browser, hall) -> AsyncIterator[Page]:  # noqa: F811
    """Sato's table, entered by the button of its link; by default the answers."""
    path, size = getattr(request, "param", ("", DESK))
    path = f"/staff/tables/{path or f'answers/{hall.form}'}"
    async with pages(browser) as open_it:
        page = await open_it(hall.app, f"/staff/open/{await hall.link('佐藤', path)}", size)
        await page.get_by_role("button").click()
        await page.wait_for_url("**/staff/tables/**")
        await expect(rows(page).first).to_be_visible()
        yield page


ON_SHELTERS = pytest.mark.parametrize("table", [("shelters/0", DESK)], indirect=True)
ON_PHONE = pytest.mark.parametrize("table", [("", PHONE)], ids=["phone"], indirect=True)


def rows(page: Page):
    return page.locator(".t-grid tbody tr")


async def names(page: Page) -> list[str]:
    """The names that stand in the table, from above."""
    return await page.locator('.t-grid td[data-heading="お名前"]').all_inner_texts()


async def test_headings_sort_and_funnels_filter_by_mouse(table):
    await expect(rows(table)).to_have_count(3)
    await table.locator(".t-sort", has_text="年齢").click()
    await expect(rows(table).first).to_contain_text("太郎")
    assert await names(table) == ["太郎", "花子", "次郎"]

    await table.get_by_role("button", name="お住まいでしぼる").click()
    await table.get_by_role("checkbox", name="古口").check()
    await table.get_by_role("button", name="決める").click()

    await expect(rows(table)).to_have_count(2)
    await expect(table.get_by_text("お住まいが古口")).to_be_visible()
    await table.get_by_role("button", name="お住まいが古口を外す").click()
    await expect(rows(table)).to_have_count(3)


async def test_words_are_looked_for_in_whole_rows_and_nothing_found_is_said(table):
    box = table.get_by_role("searchbox", name="表の中をさがす")
    await box.fill("じょせつ")
    await box.press("Enter")
    await expect(table.get_by_text("条件に合うものがありません。")).to_be_visible()
    await box.fill("バス")
    await box.press("Enter")

    await expect(rows(table)).to_have_count(1)
    assert await names(table) == ["次郎"]


async def test_numbers_and_days_are_filtered_by_their_ends(table):
    await table.get_by_role("button", name="年齢でしぼる").click()
    await table.get_by_label("から").fill("６０")
    await table.get_by_label("まで").fill("100")
    await table.get_by_role("button", name="決める").click()
    await expect(rows(table)).to_have_count(1)
    await table.get_by_role("button", name="しぼりこみをすべて外す").click()
    await expect(rows(table)).to_have_count(3)

    await table.get_by_role("button", name="希望日でしぼる").click()
    await table.get_by_label("から").fill("2026-12-20")
    await table.get_by_role("button", name="決める").click()

    await expect(rows(table)).to_have_count(1)
    assert await names(table) == ["太郎"]


async def test_the_keyboard_alone_reaches_a_row_and_corrects_it(table, hall):
    await table.locator('.t-grid [data-row="0"][data-column="0"]').focus()
    await table.keyboard.press("ArrowDown")
    await table.keyboard.press("ArrowRight")
    await table.keyboard.press("Enter")
    side = table.get_by_role("dialog")
    await expect(side.get_by_role("heading")).to_have_text("太郎")
    await side.get_by_role("button", name="ご意見を直す").focus()
    await table.keyboard.press("Enter")
    await table.keyboard.press("Control+A")
    await table.keyboard.type("道がせまい")
    await table.keyboard.press("Tab")
    await table.keyboard.press("Enter")

    await expect(table.get_by_text("ご意見を直しました。")).to_be_visible()
    await expect(side.get_by_role("button", name="ご意見を直す")).to_be_focused()
    await table.keyboard.press("Escape")
    await expect(side).to_be_hidden()
    await expect(table.locator('.t-grid [data-row="1"][data-column="1"]')).to_be_focused()
    assert (await hall.look(lambda session: session.get_one(Submission, 2))).answers["said"] == "道がせまい"


async def test_a_correction_is_undone_and_stands_in_the_history(table, hall):
    await rows(table).first.click()
    await table.get_by_role("button", name="年齢を直す").click()
    await table.get_by_role("textbox", name="年齢").fill("99")
    await table.get_by_role("button", name="保存する").click()
    await table.get_by_role("button", name="元に戻す").click()
    await expect(table.get_by_text("年齢を元に戻しました。")).to_be_visible()

    await table.get_by_text("直した記録").click()

    await expect(table.get_by_text("年齢：120 → 99")).to_be_visible()
    assert (await hall.look(lambda session: session.get_one(Submission, 3))).answers["age"] == 120


async def test_what_cannot_be_is_refused_where_it_was_typed(table):
    await rows(table).first.click()
    await table.get_by_role("button", name="年齢を直す").click()
    await table.get_by_role("textbox", name="年齢").fill("とし")
    await table.keyboard.press("Enter")

    await expect(table.locator(".t-fault")).not_to_be_empty()
    await expect(table.get_by_role("textbox", name="年齢")).to_have_value("とし")


@ON_SHELTERS
async def test_somebody_elses_correction_is_shown_and_not_written_over(table, hall):
    await rows(table).first.click()
    await table.get_by_role("button", name="電話番号を直す").click()

    def change(session):
        shelter = session.get_one(Shelter, 1)
        shelter.phone, shelter.revision = "0233-00-0009", 2

    await hall.store.write(change)
    await table.get_by_role("textbox", name="電話番号").fill("0233-00-0001")
    await table.keyboard.press("Enter")

    await expect(table.get_by_text("ほかの人が、この行を先に直しました。")).to_be_visible()
    await expect(table.get_by_role("dialog").get_by_text("いまの内容：0233-00-0009")).to_be_visible()
    await expect(table.get_by_role("textbox", name="電話番号")).to_have_value("0233-00-0001")
    assert (await hall.look(lambda session: session.get_one(Shelter, 1))).phone == "0233-00-0009"
    await table.get_by_role("button", name="自分の内容で置きかえる").click()
    await expect(table.get_by_text("電話番号を直しました。")).to_be_visible()
    assert (await hall.look(lambda session: session.get_one(Shelter, 1))).phone == "0233-00-0001"


@ON_SHELTERS
async def test_somebody_elses_correction_can_be_left_as_it_is(table, hall):
    await rows(table).first.click()
    await table.get_by_role("button", name="電話番号を直す").click()

    def change(session):
        shelter = session.get_one(Shelter, 1)
        shelter.phone, shelter.revision = "0233-00-0009", 2

    await hall.store.write(change)
    await table.get_by_role("textbox", name="電話番号").fill("0233-00-0001")
    await table.get_by_role("button", name="保存する").click()
    await table.get_by_role("button", name="いまの内容のままにする").click()

    await expect(table.locator('[data-key="phone"] .t-whole')).to_have_text("0233-00-0009")
    assert (await hall.look(lambda session: session.get_one(Shelter, 1))).phone == "0233-00-0009"


async def test_columns_are_chosen_and_kept_as_a_view_for_the_team(table, hall):
    await hall.store.write(join_team, [hall.people["佐藤"]])
    await table.reload()
    await table.get_by_role("button", name="列", exact=True).click()
    await table.get_by_role("checkbox", name="受付日時").uncheck()
    await table.get_by_role("button", name="年齢 前へ").click()
    await table.get_by_role("button", name="閉じる").click()
    await expect(table.locator(".t-sort", has_text="受付日時")).to_have_count(0)

    await table.get_by_role("button", name="保存した見え方").click()
    await table.get_by_role("textbox", name="名前").fill("わたしの見え方")
    await table.get_by_role("checkbox", name="チームの人にも見せる").check()
    await table.get_by_role("button", name="保存する").click()
    await expect(table.get_by_text("「わたしの見え方」を保存しました。")).to_be_visible()
    await table.reload()
    await expect(table.locator(".t-sort", has_text="受付日時")).to_have_count(1)
    await table.get_by_role("button", name="保存した見え方").click()
    await table.get_by_role("button", name="わたしの見え方", exact=True).click()

    await expect(table.locator(".t-sort", has_text="受付日時")).to_have_count(0)
    heads = await table.locator(".t-sort span:first-child").all_inner_texts()
    assert heads.index("年齢") < heads.index("気になること")


async def test_what_is_shown_is_saved_as_a_file(table):
    await table.get_by_role("button", name="出力").click()
    async with table.expect_download() as saved:
        await table.get_by_role("button", name="CSV（UTF-8）").click()

    download = await saved.value
    assert download.suggested_filename.startswith("「除雪のアンケート」")
    assert "花子" in (await download.path()).read_text("utf-8-sig")


async def test_who_is_signed_out_meanwhile_finds_the_way_back(table):
    await table.context.clear_cookies()
    await table.locator(".t-sort", has_text="年齢").click()

    await expect(table.get_by_text("サインインが終わりました")).to_be_visible()
    await expect(table.get_by_role("link", name="サインインする")).to_have_attribute("href", "/staff/sign-in")


@ON_PHONE
async def test_on_a_phone_each_row_is_a_card_within_the_screen(table):
    first = rows(table).first
    box = await first.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 375
    assert await table.evaluate("document.documentElement.scrollWidth") <= 375

    await first.get_by_role("button").click()

    side = await table.get_by_role("dialog").bounding_box()
    assert side is not None
    assert side["width"] <= 375
    await expect(table.get_by_role("dialog").get_by_text("バスの本数")).to_be_visible()
