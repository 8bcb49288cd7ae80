"""The builder in a real browser: by mouse, by keyboard alone, on a desk's screen and on a telephone's."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from data.forms.service import find_form_named
from dialogs.fields.palette import palette
from dialogs.wording import load_wording
from tests.builder.hands import document, drag, enter, is_saved, kind, labels, row
from tests.builder.house import COLOUR, NAME, House, close_house, open_house
from tests.view.conftest import DESK, PHONE, browser, pages  # noqa: F401 - the browser is a fixture

pytestmark = pytest.mark.asyncio(loop_scope="session")
NICK = {"id": "b", "kind": "text", "label": "呼び名"}
GROUP = {"id": "g", "kind": "group", "label": "お子さん", "max": 3, "fields": [NICK]}


@pytest_asyncio.fixture(loop_scope="session")
async def hall(sqlite_template, tmp_path) -> AsyncIterator[House]:
    hall = await open_house(sqlite_template.copy(tmp_path), tmp_path)
    yield hall
    await close_house(hall)


@pytest_asyncio.fixture(loop_scope="session")
async def opened(browser, hall):  # noqa: F811
    """Opens pages; scripts that fail, or break the policy, fail the test."""
    async with pages(browser) as open_it:

        async def open_form(*fields, viewport=DESK, name="佐藤", form: int = 0) -> Page:
            hall.form = form or (await hall.make(f"フォーム{len(hall.people)}", *fields) if fields else hall.form)
            page = await open_it(
                hall.app if not origin else origin[0], f"/staff/open/{await hall.link(name)}", viewport
            )
            origin[:] = [page.url.split("/staff")[0]]
            await enter(page)
            return page

        origin: list[str] = []
        yield open_form


def talk(page: Page):
    return page.locator(".b-talk")


async def test_a_question_is_dragged_from_the_palette_between_two_others_and_saved(opened, hall):
    page = await opened()

    await drag(page, kind(page, "number"), row(page, "色"), below=-12)

    assert await labels(page) == ["お名前", "数", "色"]
    assert [one["kind"] for one in (await document(page, hall))["fields"]] == ["text", "number", "choice"]
    await expect(page.get_by_role("heading", name="数", exact=True)).to_be_visible()


async def test_every_kind_is_in_the_palette_and_stays_there_after_dragging(opened):
    page = await opened()
    count = await page.locator(".b-kind").count()

    await drag(page, kind(page, "text"), row(page, "色"), below=30)

    assert count == len(palette(load_wording()))
    await expect(page.locator(".b-kinds > .b-kind")).to_have_count(count)
    assert len(await labels(page)) == 3


async def test_questions_are_reordered_nested_and_taken_out_again(opened, hall):
    page = await opened(NAME, COLOUR, GROUP)

    await drag(page, row(page, "お名前"), row(page, "色"), below=18)
    assert await labels(page) == ["色", "お名前", "お子さん", ">呼び名"]
    await drag(page, row(page, "色"), row(page, "呼び名"), below=18)
    assert await labels(page) == ["お名前", "お子さん", ">呼び名", ">色"]
    await drag(page, row(page, "呼び名"), row(page, "お名前"), below=-18)
    assert await labels(page) == ["呼び名", "お名前", "お子さん", ">色"]

    saved = (await document(page, hall))["fields"]
    assert [one["id"] for one in saved] == ["b", "name", "g"]
    assert saved[2]["fields"] == [COLOUR]


async def test_the_keyboard_alone_adds_moves_copies_removes_and_undoes(opened, hall):
    page = await opened(NAME, COLOUR, GROUP)
    await page.locator(".b-row-main").first.focus()
    keys = page.keyboard

    await keys.press("Alt+ArrowDown")
    await expect(page.locator(".b-said")).to_contain_text("2番目に動かしました")
    await expect(page.locator("#node-name .b-row-main")).to_be_focused()
    await keys.press("ArrowUp")
    await expect(page.locator("#node-colour .b-row-main")).to_be_focused()
    await keys.press("Control+d")
    await expect(page.locator(".b-node")).to_have_count(5)
    await keys.press("Delete")
    await expect(page.locator(".b-node")).to_have_count(4)
    await page.locator("#node-name .b-row-main").focus()
    await keys.press("Alt+ArrowDown")
    await keys.press("Alt+ArrowRight")
    assert await labels(page) == ["色", "お子さん", ">呼び名", ">お名前"]
    await keys.press("Alt+ArrowLeft")
    assert await labels(page) == ["色", "お子さん", ">呼び名", "お名前"]
    for _ in range(6):
        await keys.press("Control+z")
    assert await labels(page) == ["お名前", "色", "お子さん", ">呼び名"]
    await kind(page, "email").focus()
    await keys.press("Enter")

    await expect(page.locator(".b-label", has_text="メールアドレス")).to_be_visible()
    await is_saved(page)


async def test_undo_and_redo_go_through_the_buttons_and_are_saved_too(opened, hall):
    page = await opened()
    undo, redo = page.get_by_role("button", name="元に戻す"), page.get_by_role("button", name="やり直す")
    await expect(undo).to_be_disabled()

    await page.get_by_role("button", name="「色」を消す").click()
    await page.get_by_role("button", name="「お名前」の写しを作る").click()
    assert await labels(page) == ["お名前", "お名前"]
    await undo.click()
    await undo.click()
    assert await labels(page) == ["お名前", "色"]
    await redo.click()
    assert await labels(page) == ["お名前"]

    assert [one["id"] for one in (await document(page, hall))["fields"]] == ["name"]


async def test_settings_of_a_question_are_typed_and_chosen(opened, hall):
    page = await opened()
    await row(page, "色").locator(".b-row-main").click()
    panel = page.locator(".b-panel")

    await panel.get_by_label("名前", exact=True).fill("好きな色")
    await panel.get_by_label("必須").select_option("任意")
    await panel.get_by_label("選択肢 2", exact=True).fill("緑")
    await panel.get_by_role("button", name="選択肢を加える").click()
    await panel.get_by_label("選択肢 3", exact=True).fill("白")
    await panel.get_by_role("button", name="選択肢 3 を上へ").click()

    field = (await document(page, hall))["fields"][1]
    assert field == {**COLOUR, "label": "好きな色", "required": False, "options": ["赤", "白", "緑"]}
    await expect(row(page, "好きな色").locator(".b-mark", has_text="任意")).to_be_visible()


async def test_options_are_pasted_as_lines(opened, hall):
    page = await opened()
    await row(page, "色").locator(".b-row-main").click()

    await page.get_by_role("button", name="まとめて書く").click()
    await page.get_by_label("1行に1つずつ書きます").fill("赤\n\n 黄 \n赤\n黒")
    await page.get_by_role("button", name="決める").click()

    assert (await document(page, hall))["fields"][1]["options"] == ["赤", "黄", "黒"]


async def test_a_condition_is_chosen_among_earlier_questions_only(opened, hall):
    page = await opened(COLOUR, NAME, {"id": "after", "kind": "text", "label": "あと"})
    await row(page, "お名前").locator(".b-row-main").click()
    panel = page.locator(".b-panel")

    await panel.get_by_role("button", name="条件を加える").click()
    assert await panel.get_by_label("条件の質問").locator("option").all_inner_texts() == ["色"]
    await panel.get_by_label("条件の値").select_option("青")
    assert (await document(page, hall))["fields"][1]["show"] == {"field": "colour", "equals": "青"}

    await panel.get_by_role("button", name="条件を加える").click()
    await panel.get_by_label("条件のつなぎ方").select_option("どれかに当てはまるとき")
    await panel.get_by_label("条件の比べ方").nth(1).select_option("の答えが")
    assert (await document(page, hall))["fields"][1]["show"] == {
        "any": [{"field": "colour", "equals": "青"}, {"field": "colour", "answered": True}]
    }
    await expect(row(page, "お名前").locator(".b-mark", has_text="条件あり")).to_be_visible()


async def test_the_forms_own_settings_are_kept(opened, hall):
    page = await opened()
    await page.locator(".b-head").click()
    panel = page.locator(".b-panel")

    await panel.get_by_label("フォームの名前").fill("運動会の申しこみ")
    await panel.get_by_label("受付の終わり").fill("2026-12-31T17:00")
    await panel.get_by_label("受付数").fill("100")
    await panel.get_by_label("問い合わせ先").fill("総務課")
    await panel.get_by_label("1人1回まで").check()
    await panel.get_by_label("完了のメッセージ").fill("ありがとうございました。")

    saved = await document(page, hall)
    assert {key: saved[key] for key in ("title", "closes_at", "limit", "contact", "once", "done")} == {
        "title": "運動会の申しこみ",
        "closes_at": "2026-12-31T17:00",
        "limit": 100,
        "contact": "総務課",
        "once": True,
        "done": "ありがとうございました。",
    }
    await expect(page.locator(".b-title-name")).to_have_text("運動会の申しこみ")


async def test_a_problem_is_marked_at_its_question_and_its_setting_and_goes_when_it_is_mended(opened):
    page = await opened()
    await row(page, "お名前").locator(".b-row-main").click()
    name = page.locator(".b-panel").get_by_label("名前", exact=True)

    await name.fill("")
    await expect(page.locator("#node-name .b-problem-mark")).to_be_visible()
    await expect(page.locator('.b-property[data-key="label"] .field-complaint')).to_be_visible()
    await expect(page.locator(".b-problems h2")).to_have_text("直すところが1件あります")
    await expect(page.locator(".b-phone-status")).to_contain_text("直すところが1件あります")
    await name.fill("名")

    await expect(page.locator(".b-sound")).to_have_text("直すところはありません。")
    await expect(page.locator("#node-name .b-problem-mark")).to_have_count(0)


async def test_the_telephone_is_operated_and_begins_anew_when_the_form_changes(opened):
    page = await opened()
    await expect(talk(page)).to_contain_text("お名前を教えてください")

    await page.get_by_label("メッセージを入力").fill("花子")
    await page.get_by_label("メッセージを入力").press("Enter")
    await expect(talk(page)).to_contain_text("色を")
    await page.locator(".b-phone").get_by_role("button", name="赤").click()
    await expect(talk(page)).to_contain_text("内容をご確認ください")

    await row(page, "色").locator(".b-row-main").click()
    await page.locator(".b-panel").get_by_label("聞く文").fill("何色がよいですか。")
    await expect(talk(page)).not_to_contain_text("花子")
    await expect(talk(page)).to_contain_text("内容をご確認ください")
    await page.get_by_role("button", name="選んだ質問から").click()
    await expect(talk(page)).to_contain_text("何色がよいですか。")
    await page.get_by_role("button", name="はじめから").click()
    await expect(talk(page)).to_contain_text("ここでの答えは、どこにも残りません。")
    await page.get_by_role("button", name="確認から").click()
    await expect(talk(page)).to_contain_text("内容をご確認ください")


async def test_a_day_is_picked_and_a_photo_sent_on_the_telephone(opened):
    page = await opened({"id": "d", "kind": "date", "label": "日"}, {"id": "p", "kind": "photo", "label": "写真"})

    await page.locator(".b-phone").get_by_role("button", name="カレンダーから選ぶ").click()
    await page.locator(".b-picker input").fill("2026-12-01")
    await page.locator(".b-picker").get_by_role("button", name="決める").click()
    await expect(talk(page)).to_contain_text("写真を")
    await page.locator(".b-phone-samples").get_by_role("button", name="写真").click()

    await expect(talk(page)).to_contain_text("内容をご確認ください")


async def test_what_could_not_be_saved_waits_in_the_browser_and_is_sent_when_the_line_is_back(opened, hall):
    page = await opened()
    await page.context.set_offline(True)
    await page.get_by_role("button", name="「色」を消す").click()
    await expect(page.locator(".b-saved")).to_contain_text("このブラウザーに残し")
    assert len((await hall.draft())["document"]["fields"]) == 2

    await page.context.set_offline(False)
    await page.evaluate("window.dispatchEvent(new Event('online'))")

    assert len((await document(page, hall))["fields"]) == 1


async def test_work_of_a_closed_tab_is_taken_up_again(opened, hall):
    page = await opened()
    await page.context.set_offline(True)
    await page.get_by_role("button", name="「色」を消す").click()
    await expect(page.locator(".b-saved")).to_have_attribute("data-state", "offline")
    page.on("dialog", lambda dialog: dialog.accept())
    await page.context.set_offline(False)
    await page.route("**/draft", lambda route: route.abort() if route.request.method == "PUT" else route.continue_())
    await page.reload()
    await expect(page.locator(".b-node")).to_have_count(1)

    assert await labels(page) == ["お名前"]
    await page.unroute("**/draft")
    assert [one["id"] for one in (await document(page, hall))["fields"]] == ["name"]


async def test_the_second_person_is_warned_and_looks_before_replacing(opened, hall):
    await hall.change_role("森", "editor")
    sato = await opened(NAME, COLOUR)
    mori = await opened(form=hall.form, name="森")
    await expect(mori.locator(".b-notice")).to_contain_text("佐藤さんも、このフォームを開いています")

    await sato.get_by_role("button", name="「色」を消す").click()
    await is_saved(sato)
    await mori.get_by_role("button", name="「お名前」を消す").click()

    window = mori.locator("dialog[open]")
    await expect(window).to_contain_text("佐藤さんが")
    mine = window.get_by_role("button", name="自分の内容で置きかえる")
    await expect(mine).to_be_disabled()
    assert [one["id"] for one in (await hall.draft())["document"]["fields"]] == ["name"]
    await window.get_by_role("button", name="相手の内容との違いを見る").click()
    await expect(window).to_contain_text("消した: お名前")
    await expect(window).to_contain_text("加えた: 色")
    await mine.click()

    await is_saved(mori)
    assert [one["id"] for one in (await hall.draft())["document"]["fields"]] == ["colour"]


async def test_the_second_person_takes_the_others_work_or_makes_their_own_form_of_it(opened, hall):
    await hall.change_role("森", "editor")
    sato = await opened(NAME, COLOUR)
    mori = await opened(form=hall.form, name="森")
    await sato.get_by_role("button", name="「色」を消す").click()
    await is_saved(sato)
    await mori.get_by_role("button", name="「お名前」を消す").click()
    window = mori.locator("dialog[open]")

    await window.get_by_label("自分の内容を、べつのフォームにするときの名前").fill("森の案")
    await window.get_by_role("button", name="べつのフォームにする").click()
    await window.get_by_role("button", name="このフォームにもどる").click()

    assert await labels(mori) == ["お名前"]
    await mori.get_by_role("button", name="元に戻す").click()
    assert await labels(mori) == ["色"]
    made = await hall.look(_named("森の案"))
    assert [one["id"] for one in (await hall.draft(made))["document"]["fields"]] == ["colour"]


def _named(title: str):
    return lambda session: find_form_named(session, title).id


async def test_publishing_shows_what_changes_and_an_earlier_version_becomes_the_draft_again(opened, hall):
    page = await opened()
    window = page.locator("dialog[open]")
    await page.get_by_role("button", name="公開する").click()
    await expect(window).to_contain_text("はじめて出します。")
    await window.get_by_role("button", name="公開する").click()
    await expect(window).to_contain_text("1版を公開しました。")
    await window.get_by_role("button", name="閉じる").last.click()
    await expect(page.locator(".b-stage").first).to_have_text("公開中")

    await page.get_by_role("button", name="「色」を消す").click()
    await page.get_by_role("button", name="テストに出す").click()
    await expect(window).to_contain_text("消した: 色")
    await window.get_by_role("button", name="テストに出す").click()
    await expect(window).to_contain_text("2版を、テスト用アカウントに出しました。")
    await page.keyboard.press("Escape")
    await expect(window).to_have_count(0)
    content = await hall.content()
    assert (content.public_version, content.test_version) == (1, 2)

    await page.get_by_role("button", name="履歴").click()
    await window.get_by_role("button", name="1版").click()
    await window.get_by_role("button", name="この版を下書きに戻す").click()
    assert await labels(page) == ["お名前", "色"]
    assert len((await document(page, hall))["fields"]) == 2


async def test_a_form_with_problems_is_not_published(opened, hall):
    page = await opened()
    await page.get_by_role("button", name="「お名前」を消す").click()
    await page.get_by_role("button", name="「色」を消す").click()

    await page.get_by_role("button", name="公開する").click()

    await expect(page.locator("dialog[open]")).to_contain_text("まだ出せません")
    assert (await hall.content()).public_version is None


async def test_an_end_that_is_over_is_warned_about_and_published_all_the_same(opened, hall):
    page = await opened()
    await page.locator(".b-head").click()
    await page.get_by_label("受付の終わり").fill("2020-01-01T10:00")
    for place in (".b-canvas", ".b-panel"):
        await expect(page.locator(place)).to_contain_text("もう過ぎています")

    await page.get_by_role("button", name="公開する").click()
    window = page.locator("dialog[open]")
    await expect(window).to_contain_text("もう過ぎています")
    await window.get_by_role("button", name="公開する").click()

    await expect(window).to_contain_text("公開しました")
    await page.keyboard.press("Escape")
    await page.get_by_label("受付の終わり").fill("2099-01-01T10:00")
    await expect(page.locator(".b-warning")).to_have_count(0)


async def come_in_anew(page, hall, name: str) -> None:
    """In another tab of the same browser."""
    other = await page.context.new_page()
    await other.goto(f"{page.url.split('/staff')[0]}/staff/open/{await hall.link(name)}")
    await enter(other)
    await other.close()


async def test_a_page_goes_on_when_its_person_comes_in_anew_by_another_link(opened, hall):
    page = await opened()
    await come_in_anew(page, hall, "佐藤")

    await kind(page, "number").click()

    assert len((await document(page, hall))["fields"]) == 3


async def test_a_page_saves_nothing_in_the_name_of_the_next_person_at_the_browser(opened, hall):
    await hall.change_role("森", "editor")
    page = await opened()
    await come_in_anew(page, hall, "森")

    await kind(page, "number").click()

    await expect(page.locator(".b-saved")).to_have_attribute("data-state", "refused")
    assert len((await hall.draft())["document"]["fields"]) == 2


async def test_who_may_see_the_answers_is_chosen(opened, hall):
    page = await opened()
    await page.locator(".b-head").click()
    viewers = page.locator(".b-viewers")

    for name in ("佐藤", "森"):
        await viewers.get_by_label("チームか人を選ぶ").select_option(name)
        await viewers.get_by_role("button", name="加える").click()
        await expect(viewers.locator("li", has_text=name)).to_be_visible()
    await expect(viewers).to_contain_text("つぎのチームと人だけが見られます。")
    await viewers.get_by_role("button", name="森を外す").click()

    await expect(viewers.locator("li")).to_have_count(1)


async def test_on_a_telephones_screen_a_form_is_made_part_by_part(opened, hall):
    page = await opened(viewport=PHONE)
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    await page.get_by_text("質問を加える").click()
    await kind(page, "telephone").click()
    await page.get_by_role("tab", name="設定").click()
    await page.get_by_label("名前", exact=True).fill("電話")
    await page.get_by_role("tab", name="ためす").click()
    await page.get_by_role("button", name="選んだ質問から").click()
    await expect(talk(page)).to_contain_text("電話を教えてください")

    assert [one["label"] for one in (await document(page, hall))["fields"]][-1] == "電話"
    for tab in ("質問", "設定", "ためす"):
        await page.get_by_role("tab", name=tab).click()
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


async def test_what_people_wrote_stays_text(opened):
    page = await opened({**NAME, "label": "<img src=x onerror=alert(1)>"})

    await expect(page.locator(".b-label")).to_have_text("<img src=x onerror=alert(1)>")
    await expect(talk(page)).to_contain_text("<img src=x onerror=alert(1)>")
