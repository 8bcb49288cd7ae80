"""The phones page in a real browser: talking, menus, friendship, people and the clock, against a fake control face."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.view.fake_line import FakeLine
from tests.view.screens import HANAKO, MENU, SATO, card, phone, quick

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_each_phone_shows_its_account_and_the_chat_opens(phones: Page, line: FakeLine) -> None:
    await expect(phone(phones, 0).locator(".talk-name")).to_have_text("戸沢村")
    await expect(phone(phones, 1).locator(".talk-name")).to_have_text("戸沢村 職員窓口")
    await expect(phones.get_by_role("heading", name="窓口のデモ")).to_be_visible()

    chat, _ = await line.acted("open")
    assert chat in (HANAKO, SATO)


async def test_what_is_typed_is_sent_and_its_bubble_appears(phones: Page, line: FakeLine) -> None:
    box = phone(phones, 1).get_by_role("textbox", name="メッセージを入力")
    await box.fill("避難所 開設 中央公民館")
    await box.press("Enter")

    assert await line.acted("text") == (SATO, {"text": "避難所 開設 中央公民館"})
    await expect(phone(phones, 1).locator(".lv-own .lv-bubble")).to_have_text("避難所 開設 中央公民館")
    await expect(box).to_have_value("")


async def test_shift_and_enter_breaks_the_line_and_the_button_sends(phones: Page, line: FakeLine) -> None:
    box = phone(phones, 0).get_by_role("textbox", name="メッセージを入力")
    await box.fill("一行目")
    await box.press("Shift+Enter")
    await box.type("二行目")
    await phone(phones, 0).get_by_role("button", name="送信", exact=True).click()

    assert await line.acted("text") == (HANAKO, {"text": "一行目\n二行目"})


async def test_enter_while_a_word_is_being_converted_sends_nothing(phones: Page, line: FakeLine) -> None:
    box = phone(phones, 1).get_by_role("textbox", name="メッセージを入力")
    await box.fill("ひなんじょ")
    await box.evaluate(
        "e => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    await box.fill("避難所")
    await box.press("Enter")

    assert await line.acted("text") == (SATO, {"text": "避難所"})


async def test_a_lost_connection_is_said_and_mended(phones: Page, line: FakeLine) -> None:
    line.broken_screens = 2
    await line.say(HANAKO, {"type": "text", "text": "つながりました"})
    await line.say(SATO, {"type": "text", "text": "つながりました"})

    await expect(phones.get_by_text("電話の相手につながりません。").first).to_be_visible()
    await expect(phones.get_by_text("つながりました")).to_have_count(2)


async def test_a_new_message_scrolls_into_sight(phones: Page, line: FakeLine) -> None:
    for number in range(30):
        await line.say(HANAKO, {"type": "text", "text": f"お知らせ{number}"})

    await expect(phone(phones, 0).get_by_text("お知らせ29", exact=True)).to_be_in_viewport()


async def test_markup_from_the_bot_or_a_person_stays_text(phones: Page, line: FakeLine) -> None:
    line.people[0]["name"] = "<b>Hanako</b>"
    await line.say(
        HANAKO, {"type": "text", "text": "<b>a</b>"}, quick_replies=quick(type="message", label="<b>b</b>", text="b")
    )
    await line.say(HANAKO, {"type": "text", "text": "<i>b</i>"}, "person")
    await phones.reload()

    await expect(phone(phones, 0).get_by_text("<i>b</i>")).to_be_visible()
    assert await phones.locator("#phones b, #phones i").count() == 0


async def test_a_button_of_a_message_is_tapped_with_its_message(phones: Page, line: FakeLine) -> None:
    action = {"type": "postback", "label": "はい", "data": "yes"}
    message_id = await line.say(HANAKO, card(action))
    await phone(phones, 0).get_by_role("button", name="はい").click()

    assert await line.acted("tap") == (HANAKO, {"action": action, "message_id": message_id})


async def test_a_quick_reply_is_tapped_without_a_message(phones: Page, line: FakeLine) -> None:
    action = {"type": "message", "label": "あとで", "text": "あとで"}
    await line.say(HANAKO, {"type": "text", "text": "続けますか"}, quick_replies=quick(**action))
    await phone(phones, 0).get_by_role("button", name="あとで").click()

    assert await line.acted("tap") == (HANAKO, {"action": action})


async def test_a_refused_tap_says_so_on_the_phone(phones: Page, line: FakeLine) -> None:
    line.refuse_taps = True
    await line.say(HANAKO, card({"type": "postback", "label": "はい", "data": "yes"}))
    await phone(phones, 0).get_by_role("button", name="はい").click()

    await expect(phone(phones, 0).get_by_role("status")).to_have_text("この操作は、いまの画面ではできません。")


async def test_an_own_message_is_withdrawn_and_leaves_a_line(phones: Page, line: FakeLine) -> None:
    message_id = await line.say(HANAKO, {"type": "text", "text": "まちがい"}, "person")
    await phone(phones, 0).locator(".lv-own").hover()
    await phone(phones, 0).get_by_role("button", name="送信を取り消す").click()
    await phone(phones, 0).get_by_role("button", name="送信取消").click()

    assert await line.acted("unsend") == (HANAKO, {"message_id": message_id})
    await expect(phone(phones, 0).locator(".lv-notice")).to_have_text("メッセージの送信を取り消しました")
    await expect(phone(phones, 0).get_by_text("まちがい")).to_have_count(0)


async def test_the_rich_menu_lies_in_place_of_the_keyboard_and_gives_way_to_it(phones: Page, line: FakeLine) -> None:
    await line.change(HANAKO, rich_menu=MENU)
    first = phone(phones, 0)
    await expect(first.locator(".lv-menu-stage")).to_be_visible()
    await expect(first.get_by_role("textbox")).to_have_count(0)
    await first.get_by_role("button", name="次のタブ").click()
    await first.get_by_role("button", name="文字を入力する").click()
    await expect(first.get_by_role("textbox", name="メッセージを入力")).to_be_focused()
    await first.get_by_role("button", name="メニューに戻る").click()
    await expect(first.locator(".lv-menu-stage")).to_be_visible()

    assert (await line.acted("tap"))[1] == {"action": MENU["areas"][1]["action"]}  # type: ignore[index]


async def test_a_closed_rich_menu_stays_closed_when_messages_come(phones: Page, line: FakeLine) -> None:
    await line.change(HANAKO, rich_menu=MENU)
    await phone(phones, 0).get_by_role("button", name="メニュー", exact=True).click()
    await line.say(HANAKO, {"type": "text", "text": "お知らせ"})
    await expect(phone(phones, 0).get_by_text("お知らせ")).to_be_visible()

    await expect(phone(phones, 0).locator(".lv-menu-stage")).to_be_hidden()


async def test_a_postback_may_bring_up_the_keyboard_with_words(phones: Page, line: FakeLine) -> None:
    action = {"type": "postback", "label": "書く", "data": "w", "inputOption": "openKeyboard", "fillInText": "住所："}
    await line.change(HANAKO, rich_menu={**MENU, "areas": [{**MENU["areas"][0], "action": action}]})  # type: ignore[index]
    await phone(phones, 0).get_by_role("button", name="書く").click()

    await expect(phone(phones, 0).get_by_role("textbox", name="メッセージを入力")).to_have_value("住所：")


async def test_loading_dots_show_until_their_time(phones: Page, line: FakeLine) -> None:
    await line.change(HANAKO, loading_until=line.now_ms + 60_000)
    await expect(phone(phones, 0).locator(".lv-dots")).to_be_visible()
    await line.say(HANAKO, {"type": "text", "text": "できました"}, loading_until=None)

    await expect(phone(phones, 0).locator(".lv-dots")).to_have_count(0)


async def test_an_account_is_added_blocked_and_unblocked(phones: Page, line: FakeLine) -> None:
    await line.change(HANAKO, friend=False)
    first = phone(phones, 0)
    await first.get_by_role("button", name="追加", exact=True).click()
    assert (await line.acted("follow"))[0] == HANAKO
    await expect(first.locator(".strip")).to_be_hidden()
    await first.get_by_role("button", name="このトークの操作").click()
    await first.get_by_role("button", name="ブロック", exact=True).click()
    assert (await line.acted("block"))[0] == HANAKO
    await first.get_by_role("button", name="ブロック解除").click()

    assert (await line.acted("unblock"))[0] == HANAKO


async def test_another_person_takes_the_phone_and_a_new_one_joins(phones: Page, line: FakeLine) -> None:
    await line.say("public/taro", {"type": "text", "text": "Taroへのお知らせ"})
    await phone(phones, 0).get_by_label("だれの電話か").select_option("taro")
    await expect(phone(phones, 0).get_by_text("Taroへのお知らせ")).to_be_visible()
    await phone(phones, 0).get_by_label("だれの電話か").select_option(label="新しい人を加える…")
    await phone(phones, 0).get_by_label("名前").fill("Jiro")
    await phone(phones, 0).get_by_role("button", name="加える").click()

    await expect(phone(phones, 0).get_by_label("だれの電話か")).to_have_value("person4")
    assert line.people[-1] == {"key": "person4", "name": "Jiro"}


async def test_phones_can_be_added_and_put_away(phones: Page) -> None:
    more = phones.get_by_role("button", name="電話を増やす")
    await more.click()
    await more.click()
    await expect(phones.locator(".phone")).to_have_count(4)
    await expect(more).to_be_hidden()
    await phones.get_by_role("button", name="この電話をしまう").last.click()

    await expect(phones.locator(".phone")).to_have_count(3)
    await expect(more).to_be_visible()


async def test_the_clock_shows_japans_time_and_moves(phones: Page, line: FakeLine) -> None:
    face = phones.locator(".clock-face")
    await expect(face).to_have_text(re.compile(r"2025/11/22\(土\) 12:00:\d\d"))
    await phones.get_by_role("button", name="＋1日").click()

    assert (await line.acted("clock"))[1] == {"advance_seconds": 86400}
    await expect(face).to_have_text(re.compile(r"2025/11/23\(日\) 12:00:\d\d"))


async def test_the_clock_is_set_to_a_moment(phones: Page, line: FakeLine) -> None:
    await phones.get_by_label("日時を決める").fill("2026-01-31T09:00")
    await phones.get_by_role("button", name="合わせる").click()

    assert (await line.acted("clock"))[1] == {"set": "2026-01-31T09:00"}


async def test_a_small_screen_shows_one_phone_at_a_time(phones: Page) -> None:
    await phones.set_viewport_size({"width": 375, "height": 720})
    await expect(phone(phones, 0)).to_be_visible()
    await expect(phone(phones, 1)).to_be_hidden()
    await phones.get_by_role("button", name="職員 Sato").click()

    await expect(phone(phones, 1)).to_be_visible()
    await expect(phone(phones, 0)).to_be_hidden()
    assert await phones.evaluate("document.documentElement.scrollWidth") == 375
    assert (await phone(phones, 1).bounding_box() or {})["width"] == 375


async def test_escape_closes_a_sheet_and_the_focus_returns(phones: Page) -> None:
    opener = phone(phones, 0).get_by_role("button", name="写真を送る")
    await opener.click()
    await expect(phones.get_by_role("dialog")).to_be_visible()
    await phones.keyboard.press("Escape")

    await expect(phones.get_by_role("dialog")).to_have_count(0)
    await expect(opener).to_be_focused()
