"""Conditions by mouse and keyboard: of options, and of groups within groups; and the kind of form."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from playwright.async_api import Error, expect

from tests.builder.hands import document, is_saved, row
from tests.builder.house import COLOUR, NAME
from tests.builder.test_browser import hall, opened, talk  # noqa: F401 - fixtures
from tests.view.conftest import PHONE, browser  # noqa: F401 - the browser is a fixture

pytestmark = pytest.mark.asyncio(loop_scope="session")
AGE = {"id": "age", "kind": "number", "label": "年齢"}
SIZE = {"id": "size", "kind": "choice", "label": "大きさ", "options": ["大", "小"]}
CHILD = {"id": "child", "kind": "birth_date", "label": "お誕生日"}
CHILDREN = {"id": "children", "kind": "group", "label": "お子さん", "max": 3, "fields": [CHILD]}


async def test_an_option_is_shown_only_when_an_earlier_answer_says_so(opened, hall):  # noqa: F811
    page = await opened(COLOUR, SIZE)
    await row(page, "大きさ").locator(".b-row-main").click()
    panel = page.locator(".b-panel")

    await panel.get_by_role("button", name="選択肢 2 を出す条件とほかの言い方").click()
    editor = panel.get_by_role("group", name="「小」を出す条件")
    await expect(editor).to_contain_text("いつも出します。")
    await editor.get_by_role("button", name="条件を加える").click()
    await expect(editor.get_by_label("条件の質問")).to_be_focused()
    await editor.get_by_label("条件の値").select_option("青")

    show = {"field": "colour", "equals": "青"}
    assert (await document(page, hall))["fields"][1]["options"] == ["大", {"value": "小", "show": show}]
    await expect(row(page, "大きさ").locator(".b-mark", has_text="条件あり")).to_be_visible()
    await panel.get_by_label("選択肢 2", exact=True).fill("とても小さい")
    assert (await document(page, hall))["fields"][1]["options"][1] == {"value": "とても小さい", "show": show}

    # The telephone beside it holds to it at once.
    await page.locator(".b-phone").get_by_role("button", name="赤").click()
    await expect(page.locator(".b-phone").get_by_role("button", name="大", exact=True)).to_be_visible()
    await expect(page.locator(".b-phone").get_by_role("button", name="とても小さい")).to_have_count(0)

    await page.get_by_role("button", name="元に戻す").click()
    await page.get_by_role("button", name="元に戻す").click()
    await page.get_by_role("button", name="元に戻す").click()
    assert (await document(page, hall))["fields"][1]["options"] == ["大", "小"]
    for _ in range(3):
        await page.get_by_role("button", name="やり直す").click()
    assert (await document(page, hall))["fields"][1]["options"][1]["show"] == show


async def test_a_condition_of_an_option_goes_along_when_the_option_moves_or_is_pasted(opened, hall):  # noqa: F811
    shown = {"value": "小", "show": {"field": "colour", "equals": "青"}}
    page = await opened(COLOUR, {**SIZE, "options": ["大", shown]})
    await row(page, "大きさ").locator(".b-row-main").click()
    panel = page.locator(".b-panel")

    await panel.get_by_role("button", name="選択肢 2 を出す条件（あり）とほかの言い方").click()
    await panel.get_by_role("button", name="選択肢 2 を上へ").click()
    await expect(panel.get_by_role("group", name="「小」を出す条件")).to_be_visible()
    await panel.get_by_role("button", name="まとめて書く").click()
    await panel.get_by_label("1行に1つずつ書きます").fill("中\n小\n大")
    await panel.get_by_role("button", name="決める").click()
    assert (await document(page, hall))["fields"][1]["options"] == ["中", shown, "大"]

    await panel.get_by_role("button", name="選択肢 2 を出す条件（あり）とほかの言い方").click()
    await panel.get_by_role("group", name="「小」を出す条件").get_by_role("button", name="この条件を消す").click()
    assert (await document(page, hall))["fields"][1]["options"] == ["中", "小", "大"]


async def test_other_words_for_an_option_are_understood_by_the_telephone_beside_it(opened, hall):  # noqa: F811
    page = await opened(COLOUR, SIZE)
    await row(page, "色").locator(".b-row-main").click()
    panel = page.locator(".b-panel")

    await panel.get_by_role("button", name="選択肢 2 を出す条件とほかの言い方").click()
    await panel.get_by_label("「青」のほかの言い方").fill("空の色、ブルー")
    async with page.expect_response(lambda one: one.url.endswith("/preview")):
        await panel.get_by_label("「青」のほかの言い方").press("Enter")

    assert (await document(page, hall))["fields"][0]["options"][1] == {"value": "青", "aliases": ["空の色", "ブルー"]}
    await page.locator(".b-phone").get_by_role("textbox").fill("ブルー")
    await page.locator(".b-phone").get_by_role("button", name="送信").click()
    await expect(page.locator(".b-phone")).to_contain_text("青ですね")


async def test_a_condition_that_cannot_be_met_is_marked_at_its_option(opened, hall):  # noqa: F811
    page = await opened(
        {**SIZE, "options": ["大", {"value": "小", "show": {"field": "colour", "equals": "青"}}]}, COLOUR
    )
    await row(page, "大きさ").locator(".b-row-main").click()

    await expect(page.locator('.b-option[data-wrong="yes"]')).to_have_count(1)
    await expect(page.locator('.b-property[data-key="options"] .field-complaint')).to_be_visible()
    await page.locator("#node-size .b-row-main").press("Alt+ArrowDown")

    await expect(page.locator(".b-sound")).to_be_visible()
    await expect(page.locator('.b-option[data-wrong="yes"]')).to_have_count(0)


async def test_groups_within_groups_are_made_joined_opened_and_taken_away_by_choosing(opened, hall):  # noqa: F811
    page = await opened(COLOUR, AGE, CHILDREN, NAME)
    await row(page, "お名前").locator(".b-row-main").click()
    show = page.locator('.b-property[data-key="show"]')

    async def saved():
        return (await document(page, hall))["fields"][3].get("show")

    await show.get_by_role("button", name="条件を加える").click()
    first = show.locator(".b-rule").first
    await first.get_by_label("条件の質問").select_option("色")
    await show.get_by_role("button", name="条件の組を加える").click()
    inner = show.locator('[data-path="1"]')
    await inner.get_by_label("条件の質問").nth(0).select_option("年齢")
    await inner.get_by_label("条件の比べ方").nth(0).select_option("が次以上・以後")
    await inner.get_by_label("条件の値").nth(0).fill("65")
    await inner.get_by_label("条件の質問").nth(1).select_option("お子さん")
    await inner.get_by_label("条件の比べ方").nth(1).select_option("が次以上・以後")
    await inner.get_by_label("条件の値").nth(1).fill("2")
    red = {"field": "colour", "equals": "赤"}
    old, many = {"field": "age", "at_least": 65}, {"field": "children", "at_least": 2}
    assert await saved() == {"all": [red, {"any": [old, many]}]}

    await inner.get_by_role("button", name="条件の組を加える").click()
    deepest = show.locator('[data-path="1.2"]')
    await expect(deepest.get_by_label("条件のつなぎ方")).to_be_focused()
    await deepest.get_by_role("button", name="この条件を消す").nth(1).click()
    await deepest.get_by_label("条件の質問").select_option("色")
    await deepest.get_by_label("条件の比べ方").select_option("が次のどれでもない")
    await deepest.get_by_role("checkbox", name="青").check()
    assert (await saved())["all"][1]["any"][2] == {"all": [{"not": {"field": "colour", "any_of": ["赤", "青"]}}]}
    await expect(page.locator(".b-sound")).to_be_visible()

    await inner.get_by_label("条件のつなぎ方").first.select_option("どれにも当てはまらないとき")
    assert list((await saved())["all"][1]) == ["not"]
    await inner.get_by_role("button", name="この組を外に出す").nth(1).click()
    await show.locator('[data-path="1.2"]').get_by_role("button", name="この条件を消す").click()
    assert await saved() == {"all": [red, {"not": {"any": [old, many]}}]}
    await show.get_by_role("button", name="この組を消す").click()
    assert await saved() == red


async def test_a_condition_of_any_depth_is_edited_by_the_keyboard_alone(opened, hall):  # noqa: F811
    deep = {"all": [{"not": {"any": [{"field": "colour", "equals": "赤"}, {"field": "age", "at_most": 5}]}}]}
    show = {"any": [{"field": "age", "at_least": 65}, {"all": [{"field": "age", "at_least": 3}, deep]}]}
    page = await opened(COLOUR, AGE, {**NAME, "show": show})
    await row(page, "お名前").locator(".b-row-main").click()
    rule = page.locator('[data-path="1.1.0.1"]')

    await rule.get_by_label("条件の値").focus()
    await page.keyboard.press("Control+A")
    await page.keyboard.type("17")
    await is_saved(page)
    rules = (await document(page, hall))["fields"][2]["show"]["any"][1]["all"][1]["all"][0]["not"]["any"]
    assert rules == [{"field": "colour", "equals": "赤"}, {"field": "age", "at_most": 17}]

    await rule.get_by_role("button", name="この条件を消す").focus()
    await page.keyboard.press("Enter")
    await expect(rule).to_have_count(0)
    assert await page.evaluate("document.activeElement.closest('.b-condition') !== null")
    await page.keyboard.press("Control+z")
    assert (await document(page, hall))["fields"][2]["show"] == {
        **show,
        "any": [
            show["any"][0],
            {
                "all": [show["any"][1]["all"][0], {"all": [{"not": {"any": rules}}]}],
            },
        ],
    }


@pytest.mark.parametrize("size", [PHONE], ids=["phone"])
async def test_deep_groups_stay_within_a_telephones_screen(opened, size):  # noqa: F811
    show = {"field": "age", "at_least": 3}
    for join in ("all", "any", "all", "any"):
        show = {join: [show, {"field": "colour", "equals": "赤"}]}
    page = await opened(COLOUR, AGE, {**NAME, "show": show}, viewport=size)
    await row(page, "お名前").locator(".b-row-main").click()

    await expect(page.locator(".b-rule")).to_have_count(5)
    assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    for box in [await one.bounding_box() for one in await page.locator(".b-rule select").all()]:
        assert box is not None
        assert box["x"] + box["width"] <= size["width"]
        assert box["width"] >= 90


async def test_the_kind_of_form_is_seen_changed_and_leaves_only_what_can_be_chosen(opened, hall):  # noqa: F811
    page = await opened()
    await page.locator(".b-head").click()
    panel, kind = page.locator(".b-panel"), page.locator(".b-form-kind")
    await expect(kind).to_have_text("アンケート")
    choice = panel.get_by_label("フォームの種類")
    assert await choice.locator("option").all_inner_texts() == ["希望登録", "アンケート", "申請", "予約", "通報"]
    await expect(panel.get_by_label("1人1回まで")).to_be_visible()

    await choice.select_option("希望登録")

    await expect(kind).to_have_text("希望登録")
    await expect(panel.get_by_text("住民がトークで「設定」と送ると")).to_be_visible()
    await expect(panel.get_by_label("1人1回まで")).to_have_count(0)
    await panel.get_by_text("ほかの設定").click()
    await expect(panel.get_by_label("取り下げられる")).not_to_be_checked()
    assert (await document(page, hall))["kind"] == "preference"
    await expect(page.locator(".b-sound")).to_be_visible()
    await page.get_by_role("button", name="元に戻す").click()
    await expect(kind).to_have_text("アンケート")
    assert (await document(page, hall))["kind"] == "survey"
    await page.get_by_role("button", name="やり直す").click()

    await page.get_by_role("button", name="テストに出す").click()
    window = page.locator("dialog[open]")
    await window.get_by_role("button", name="テストに出す").click()
    await expect(window).to_contain_text("テスト用アカウントに出しました")


async def test_what_is_put_on_test_at_once_waits_for_its_own_check_and_no_other(opened, hall):  # noqa: F811
    page = await opened()

    async def slowly(route):
        # Longer than the page waits after a change before it checks by itself.
        await asyncio.sleep(0.7)
        with contextlib.suppress(Error):  # a question that was taken back
            await route.continue_()

    await page.route("**/check", slowly)
    await page.locator(".b-head").click()
    await page.locator(".b-panel").get_by_label("フォームの種類").select_option("希望登録")
    await page.get_by_role("button", name="テストに出す").click()
    window = page.locator("dialog[open]")

    await window.get_by_role("button", name="テストに出す").click()

    await expect(window).to_contain_text("テスト用アカウントに出しました")


async def test_a_check_that_never_came_is_told_before_anything_is_put_on_test(opened, hall):  # noqa: F811
    page = await opened()
    await page.route("**/check", lambda route: route.abort())
    await page.locator(".b-head").click()
    await page.locator(".b-panel").get_by_label("フォームの種類").select_option("希望登録")
    await page.get_by_role("button", name="テストに出す").click()
    window = page.locator("dialog[open]")

    await expect(window.get_by_role("alert")).to_contain_text("つながりません")
    assert await window.get_by_role("button", name="テストに出す").count() == 0
