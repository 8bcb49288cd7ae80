"""Cells of residents and answers in several parts, changed by mouse and by keyboard in a real browser."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from data.attributes.answers import set_values
from data.residents.models import Resident
from tests.builder.house import NOW, House
from tests.tables.family import ANSWERS, HOME, furnish_family, kept
from tests.tables.test_browser import hall, rows, table  # noqa: F401 - fixtures
from tests.tables.test_residents import attributes
from tests.view.conftest import DESK, PHONE, browser, pages  # noqa: F401 - the browser is a fixture

pytestmark = pytest.mark.asyncio(loop_scope="session")
ON_STAFF = pytest.mark.parametrize("table", [("staff/0", DESK)], indirect=True)


async def opened(hall: House, open_it, path: str, size) -> Page:  # noqa: F811
    page = await open_it(hall.app, f"/staff/open/{await hall.link('佐藤', f'/staff/tables/{path}')}", size)
    await page.get_by_role("button").click()
    await page.wait_for_url("**/staff/tables/**")
    await expect(rows(page).first).to_be_visible()
    return page


@pytest_asyncio.fixture(loop_scope="session")
async def people(browser, hall) -> AsyncIterator[Page]:  # noqa: F811
    """Sato's table of residents."""
    await hall.store.write(attributes)
    async with pages(browser) as open_it:
        yield await opened(hall, open_it, "residents/0", DESK)


@pytest_asyncio.fixture(loop_scope="session", params=[DESK, PHONE], ids=["desk", "phone"])
async def family(request, browser, hall) -> AsyncIterator[Page]:  # noqa: F811
    """Sato's table of the answers with parts."""
    hall.form = await furnish_family(hall)
    async with pages(browser) as open_it:
        yield await opened(hall, open_it, f"answers/{hall.form}", request.param)


async def resident(hall) -> dict:  # noqa: F811
    return dict((await hall.look(lambda session: session.get_one(Resident, 1))).answers)


async def open_row(page: Page, number: int) -> None:
    await page.locator(f'.t-grid tr[data-id="{number}"] td').nth(1).click()
    await expect(page.get_by_role("dialog")).to_be_visible()


async def test_a_residents_value_is_changed_told_undone_and_stands_in_the_history(people, hall):  # noqa: F811
    await open_row(people, 1)
    side = people.get_by_role("dialog")
    await side.get_by_role("button", name="居住地を直す").click()
    await side.get_by_label("居住地", exact=True).select_option("角川")
    await side.get_by_role("button", name="保存する").click()

    await expect(
        people.get_by_text("居住地を直しました。本人のトークに知らせました。本人は元に戻せます。")
    ).to_be_visible()
    assert (await resident(hall))["home_area"] == "角川"
    await people.get_by_role("button", name="元に戻す").click()
    await expect(people.get_by_text("居住地を元に戻しました。")).to_be_visible()
    assert (await resident(hall))["home_area"] == "古口"
    await side.get_by_text("直した記録").click()
    await expect(side.get_by_text("居住地：古口 → 角川")).to_be_visible()
    await expect(side.get_by_text("居住地：角川 → 古口")).to_be_visible()


async def test_several_choices_and_childrens_days_are_changed_by_the_keyboard(people, hall):  # noqa: F811
    await open_row(people, 1)
    side, keys = people.get_by_role("dialog"), people.keyboard
    await side.get_by_role("button", name="話題を直す").focus()
    await keys.press("Enter")
    await expect(side.get_by_role("checkbox", name="防災")).to_be_focused()
    await keys.press("Space")
    await side.get_by_role("button", name="保存する").focus()
    await keys.press("Enter")
    await expect(side.get_by_role("button", name="話題を直す")).to_be_focused()
    assert (await resident(hall))["topics"] == ["防災"]

    await side.get_by_role("button", name="子どもを直す").focus()
    await keys.press("Enter")
    await expect(side.get_by_role("button", name="加える")).to_be_focused()
    await keys.press("Enter")
    await side.locator('input[type="date"]').fill("2021-07-01")
    await keys.press("Enter")
    await expect(side.locator('[data-key="children"] .t-whole')).to_have_text("2021-07-01")
    assert (await resident(hall))["children"] == [{"birth": "2021-07-01"}]


async def test_who_was_quicker_is_named_and_what_was_typed_stays(people, hall):  # noqa: F811
    await open_row(people, 1)
    side = people.get_by_role("dialog")
    await side.get_by_role("button", name="居住地を直す").click()
    await hall.store.write(lambda session: set_values(session, 1, {"home_area": "角川"}, by="resident", now=NOW))
    await side.get_by_label("居住地", exact=True).select_option("名高")
    await side.get_by_role("button", name="保存する").click()

    await expect(side.get_by_text("本人さんが")).to_have_count(0)
    await expect(side.get_by_text("本人が")).to_be_visible()
    await expect(side.get_by_text("居住地：古口 → 角川")).to_be_visible()
    await expect(side.get_by_label("居住地", exact=True)).to_have_value("名高")
    assert (await resident(hall))["home_area"] == "角川"
    await side.get_by_role("button", name="自分の内容で置きかえる").click()
    await expect(people.get_by_text("居住地を直しました。")).to_be_visible()
    assert (await resident(hall))["home_area"] == "名高"


async def test_an_address_is_mended_in_its_parts(family, hall):  # noqa: F811
    await open_row(family, 4)
    side = family.get_by_role("dialog")
    await side.get_by_role("button", name="ご住所（番地）を直す").click()
    await side.get_by_label("ご住所 町名まで").fill("山形県新庄市沖の町")
    await side.get_by_role("button", name="保存する").click()
    await expect(side.locator(".t-fault").first).to_contain_text("この郵便番号の場所は")
    await expect(side.get_by_label("ご住所 町名まで")).to_be_focused()
    await side.get_by_label("ご住所 町名まで").fill("")
    await side.get_by_label("ご住所 番地").fill("300-1")
    await side.get_by_role("button", name="保存する").click()

    await expect(side.locator('[data-key="home.2"] .t-whole')).to_have_text("300-1")
    assert (await hall.look(kept))["home"] == {**HOME, "street": "300-1"}


async def test_items_are_added_and_taken_away_in_a_panel_that_fits_the_screen(family, hall):  # noqa: F811
    assert await family.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await open_row(family, 4)
    side = family.get_by_role("dialog")
    await side.get_by_role("button", name="お子さん・名前を直す").click()
    await expect(side.get_by_text("2人目のお子さん")).to_be_visible()
    await side.get_by_role("button", name="消す", exact=True).first.click()
    await expect(side.get_by_text("2人目のお子さん")).to_have_count(0)
    await side.get_by_role("button", name="加える").click()
    child = side.locator(".t-item-of").nth(1)
    await expect(child.get_by_label("名前", exact=True)).to_be_focused()
    await family.keyboard.type("三郎")
    await side.get_by_role("button", name="保存する").click()
    await expect(child.locator(".t-fault")).to_contain_text("必ず答える質問です")
    await child.get_by_label("学校に通う").select_option("いいえ")
    await child.get_by_role("checkbox", name="虫").check()
    assert await side.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert await side.locator(".t-editor").evaluate("one => one.scrollWidth <= one.clientWidth")
    await side.get_by_role("button", name="保存する").click()

    await expect(side.locator('[data-key="name"] .t-whole')).to_have_text("二郎／三郎")
    assert (await hall.look(kept))["children"] == [
        {"name": "二郎", "school": False},
        {"name": "三郎", "likes": ["虫"], "school": False},
    ]
    await family.get_by_role("button", name="元に戻す").click()
    await expect(side.locator('[data-key="name"] .t-whole')).to_have_text("一郎／二郎")
    assert (await hall.look(kept)) == ANSWERS


@ON_STAFF
async def test_what_only_the_chat_changes_says_which_words_to_send(table, hall):  # noqa: F811
    await hall.change_role("佐藤", "administrator")
    await table.reload()
    await expect(table.get_by_text("この表では直せません。")).to_be_visible()
    await rows(table).first.click()

    await expect(table.get_by_text("直すときは、トークで「職員 編集 #1」と送ってください。")).to_be_visible()
    assert await table.locator(".t-edit").count() == 0
