"""The phones page in a real browser: places, pictures, files, dates and links, against a fake control face."""

import pytest
from playwright.async_api import Page, expect

from tests.view.fake_line import FakeLine
from tests.view.screens import HANAKO, SATO, card, phone, quick

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_place_is_chosen_by_clicking_the_map(phones: Page, line: FakeLine) -> None:
    await line.say(
        HANAKO, {"type": "text", "text": "どこですか"}, quick_replies=quick(type="location", label="位置情報を送る")
    )
    await phone(phones, 0).get_by_role("button", name="位置情報を送る").click()
    box = await phones.locator(".map").bounding_box()
    assert box is not None
    await phones.mouse.click(box["x"] + box["width"] / 2 + 50, box["y"] + box["height"] / 2 - 100)
    await phones.get_by_role("button", name="この場所を送る").click()

    chat, place = await line.acted("location")
    assert chat == HANAKO
    assert set(place) == {"latitude", "longitude"}
    assert place["latitude"] == pytest.approx(38.7376 + 100 * 12 / 111_320, abs=2e-4)
    assert place["longitude"] == pytest.approx(140.1436 + 50 * 12 / 86_830, abs=2e-4)


async def test_a_place_of_the_town_goes_with_its_name(phones: Page, line: FakeLine) -> None:
    await phone(phones, 0).get_by_role("button", name="そのほかを送る").click()
    await phone(phones, 0).get_by_role("button", name="位置情報", exact=True).click()
    await phones.get_by_role("button", name="古口駅").click()
    await phones.get_by_role("button", name="この場所を送る").click()

    _, place = await line.acted("location")
    assert (place["title"], place["latitude"], place["longitude"]) == ("古口駅", 38.7393, 140.1213)


async def test_typed_coordinates_are_sent_and_nonsense_is_not(phones: Page, line: FakeLine) -> None:
    await phone(phones, 0).get_by_role("button", name="そのほかを送る").click()
    await phone(phones, 0).get_by_role("button", name="位置情報", exact=True).click()
    send = phones.get_by_role("button", name="この場所を送る")
    await phones.get_by_label("緯度").fill("北")
    await expect(send).to_be_disabled()
    await phones.get_by_label("緯度").fill("38.7")
    await phones.get_by_label("経度").fill("140.1")
    await send.click()

    _, place = await line.acted("location")
    assert place == {"latitude": 38.7, "longitude": 140.1}


async def test_dragging_the_map_sets_no_pin(phones: Page, line: FakeLine) -> None:
    await phone(phones, 0).get_by_role("button", name="そのほかを送る").click()
    await phone(phones, 0).get_by_role("button", name="位置情報", exact=True).click()
    box = await phones.locator(".map").bounding_box()
    assert box is not None
    await phones.mouse.move(box["x"] + 100, box["y"] + 100)
    await phones.mouse.down()
    await phones.mouse.move(box["x"] + 160, box["y"] + 140, steps=4)
    await phones.mouse.up()
    await phones.get_by_role("button", name="この場所を送る").click()

    _, place = await line.acted("location")
    assert place["title"] == "戸沢村役場"


async def test_sample_pictures_go_together_in_the_order_chosen(phones: Page, line: FakeLine) -> None:
    await line.say(
        HANAKO, {"type": "text", "text": "写真を"}, quick_replies=quick(type="cameraRoll", label="写真を選ぶ")
    )
    await phone(phones, 0).get_by_role("button", name="写真を選ぶ").click()
    await phones.get_by_role("button", name="倒れた木").click()
    await phones.get_by_role("button", name="道路の穴").click()
    await phones.get_by_role("button", name="2枚を送信").click()

    chat, files = await line.acted("image")
    assert chat == HANAKO
    assert [(name, kind) for name, kind, _ in files] == [("photo-2.jpg", "image/jpeg"), ("photo-1.jpg", "image/jpeg")]
    assert all(size > 5_000 for _, _, size in files)


async def test_ones_own_files_go_by_their_kind(phones: Page, line: FakeLine) -> None:
    await phone(phones, 0).get_by_role("button", name="写真を送る").click()
    files = [
        {"name": "a.png", "mimeType": "image/png", "buffer": b"\x89PNG"},
        {"name": "b.mp4", "mimeType": "video/mp4", "buffer": b"film"},
    ]
    await phones.get_by_label("この端末の写真や動画", exact=True).set_input_files(files)  # type: ignore[arg-type]

    assert (await line.acted("image"))[1] == [("a.png", "image/png", 4)]
    assert (await line.acted("video"))[1] == [("b.mp4", "video/mp4", 4)]


async def test_a_file_is_uploaded_from_the_panel(phones: Page, line: FakeLine) -> None:
    await phone(phones, 1).get_by_role("button", name="そのほかを送る").click()
    async with phones.expect_file_chooser() as chooser:
        await phone(phones, 1).get_by_role("button", name="ファイル", exact=True).click()
    await (await chooser.value).set_files([{"name": "避難所.csv", "mimeType": "text/csv", "buffer": b"a,b"}])

    assert await line.acted("file") == (SATO, [("避難所.csv", "text/csv", 3)])


async def test_a_date_is_picked_within_its_bounds(phones: Page, line: FakeLine) -> None:
    bounds = {"initial": "2025-12-01t10:00", "min": "2025-12-01t09:00", "max": "2025-12-24t17:00"}
    action = {"type": "datetimepicker", "label": "日時", "data": "when", "mode": "datetime", **bounds}
    message_id = await line.say(HANAKO, card(action))
    await phone(phones, 0).get_by_role("button", name="日時", exact=True).click()
    box = phones.locator("input[type=datetime-local][data-first]")
    await expect(box).to_have_value("2025-12-01T10:00")
    await expect(box).to_have_attribute("max", "2025-12-24T17:00")
    send = phones.locator(".sheet").get_by_role("button", name="送信")
    await box.fill("2025-12-25T10:00")
    await expect(send).to_be_disabled()
    await box.fill("2025-12-24T10:30")
    await send.click()

    assert await line.acted("tap") == (
        HANAKO,
        {"action": action, "message_id": message_id, "value": "2025-12-24T10:30"},
    )


async def test_a_link_button_opens_a_new_tab(phones: Page, line: FakeLine) -> None:
    address = str(phones.url).rstrip("/") + "/img/10x10/06C755.png"
    await line.say(HANAKO, card({"type": "uri", "label": "地図", "uri": address}))
    async with phones.context.expect_page() as opened:
        await phone(phones, 0).get_by_role("button", name="地図").click()

    assert (await opened.value).url == address
    assert (await line.acted("tap"))[1]["action"]["uri"] == address


async def test_a_link_that_is_a_script_opens_nothing(phones: Page, line: FakeLine) -> None:
    await line.say(HANAKO, card({"type": "uri", "label": "地図", "uri": "javascript:window.stolen=1"}))
    await phone(phones, 0).get_by_role("button", name="地図").click()
    await line.acted("tap")

    assert len(phones.context.pages) == 1
    assert await phones.evaluate("window.stolen") is None


async def test_a_telephone_button_says_whom_it_would_call(phones: Page, line: FakeLine) -> None:
    await line.say(HANAKO, card({"type": "uri", "label": "電話", "uri": "tel:0233-72-2111"}))
    await phone(phones, 0).get_by_role("button", name="電話").click()

    await expect(phone(phones, 0).get_by_role("status")).to_have_text("電話をかけます：0233-72-2111")


async def test_a_message_link_opens_the_chat_with_its_text_typed(phones: Page, line: FakeLine) -> None:
    await line.say(
        HANAKO, {"type": "text", "text": "https://line.me/R/oaMessage/%40tozawastaff/?%E7%99%BB%E9%8C%B2%20ABCD"}
    )
    await phone(phones, 0).get_by_role("link").click()

    await expect(phone(phones, 0).locator(".talk-name")).to_have_text("戸沢村 職員窓口")
    await expect(phone(phones, 0).get_by_role("textbox", name="メッセージを入力")).to_have_value("登録 ABCD")
    assert not [act for act in line.acts if act[1] == "text"]


async def test_the_clipboard_gets_the_text(phones: Page, line: FakeLine) -> None:
    await phones.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await line.say(HANAKO, card({"type": "clipboard", "label": "写す", "clipboardText": "受付 #128"}))
    await phone(phones, 0).get_by_role("button", name="写す").click()
    await line.acted("tap")

    assert await phones.evaluate("navigator.clipboard.readText()") == "受付 #128"
