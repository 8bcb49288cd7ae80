"""Every kind of LINE message in a real browser, 375 px wide, under the strict policy of our pages."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.view.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVIL = "<b>太字</b><script>window.stolen = 1</script><img src=x onerror='window.stolen = 1'>"
EVERY_WORD = """element => [element.textContent, ...[...element.querySelectorAll("*")].map(
    one => [...one.attributes].map(attribute => attribute.value).join(" "))].join(" ")"""
MARKS = ["text", "sticker", "image", "video", "audio", "file", "location", "imagemap", "template", "flex", "coupon"]


def flex(*contents: dict[str, Any], **body: Any) -> dict[str, Any]:
    box = {"type": "box", "layout": "vertical", "contents": list(contents), **body}
    return {"type": "flex", "altText": "見本", "contents": {"type": "bubble", "body": box}}


async def draw(page: Page, *messages: dict[str, Any], size: str | None = None) -> None:
    rows = [{"from": "bot", "message": message} for message in messages]
    await page.evaluate("([rows, size]) => window.draw(rows, size)", [rows, size])


async def pressed(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await page.evaluate("window.pressed")
    return found


async def box_of(page: Page, selector: str) -> dict[str, float]:
    box = await page.locator(selector).first.bounding_box()
    assert box is not None
    return dict(box)


@pytest.mark.parametrize("kind", MARKS)
async def test_every_kind_of_message_is_drawn(gallery: Page, kind: str) -> None:
    box = await gallery.locator(f".lv-message[data-kind={kind}]").first.bounding_box()

    assert box is not None
    assert box["width"] > 30
    assert box["height"] > 20


async def test_nothing_is_wider_than_the_telephone(gallery: Page) -> None:
    assert await gallery.evaluate("document.documentElement.scrollWidth") == 375


async def test_an_unknown_message_and_a_broken_one_are_calm_grey_boxes(gallery: Page) -> None:
    broken = {"type": "template", "altText": "x", "template": {"type": "wheel"}}
    await draw(gallery, {"type": "hologram"}, broken, {"type": "flex", "contents": {"type": "cube"}}, {})

    await expect(gallery.locator(".lv-unknown")).to_have_text(["表示できないメッセージです"] * 4)


@pytest.mark.parametrize(
    "message",
    [
        {"type": "text", "text": EVIL},
        {"type": "location", "title": EVIL, "address": EVIL, "latitude": 38.7, "longitude": 140.1},
        {"type": "sticker", "packageId": EVIL, "stickerId": "1", "text": EVIL},
        {"type": "file", "fileName": EVIL, "fileSize": 1},
        {"type": "image", "originalContentUrl": "javascript:alert(1)", "previewImageUrl": EVIL},
        {"type": "coupon", "couponId": EVIL},
        {
            "type": "template",
            "template": {"type": "confirm", "text": EVIL, "actions": [{"type": "message", "label": EVIL}]},
        },
        {"type": "template", "template": {"type": "buttons", "title": EVIL, "text": EVIL, "actions": []}},
        {
            "type": "imagemap",
            "baseUrl": EVIL,
            "altText": EVIL,
            "baseSize": {"width": 1040, "height": 500},
            "actions": [],
        },
        flex({"type": "text", "text": EVIL}, {"type": "text", "contents": [{"type": "span", "text": EVIL}]}),
        flex({"type": "button", "action": {"type": "uri", "label": EVIL, "uri": "javascript:alert(1)"}}),
        flex({"type": "text", "text": EVIL, "color": "red;} body{display:none}", "size": "1px;background:url(x)"}),
    ],
    ids=lambda message: message["type"],
)
async def test_markup_in_any_text_stays_text(gallery: Page, message: dict[str, Any]) -> None:
    await draw(gallery, message)

    chat = gallery.locator("#chat")
    assert await chat.locator("b, script, [onerror], [style*=url]").count() == 0
    assert await gallery.evaluate("window.stolen") is None
    if message["type"] != "image":
        assert "<b>太字</b>" in await chat.evaluate(EVERY_WORD)


async def test_links_in_a_text_open_elsewhere_without_telling_who_sent_them(gallery: Page) -> None:
    await draw(gallery, {"type": "text", "text": "https://example.com/a か 0233-72-2111"})

    links = gallery.locator(".lv-text a")
    assert [await link.get_attribute("href") for link in await links.all()] == [
        "https://example.com/a",
        "tel:0233722111",
    ]
    await expect(links.first).to_have_attribute("rel", "noopener noreferrer")
    await expect(links.first).to_have_attribute("target", "_blank")


async def test_a_tapped_button_hands_over_its_action_as_it_stands(gallery: Page) -> None:
    await gallery.get_by_role("button", name="状況を見る").click()

    action = {"type": "postback", "label": "状況を見る", "data": "1.r.128.0.1", "displayText": "状況を見る"}
    assert await pressed(gallery) == [action]


@pytest.mark.parametrize(
    "name", ["はい", "予約する", "日時を変える", "やめる", "写真1", "洪水", "地震", "取り下げる", "枠の全体を押す"]
)
async def test_every_kind_of_button_can_be_clicked_with_the_mouse(gallery: Page, name: str) -> None:
    await gallery.locator("#chat").get_by_role("button", name=name, exact=True).first.click()

    (action,) = await pressed(gallery)
    assert action["label"] == name


async def test_buttons_work_by_keyboard(gallery: Page) -> None:
    await gallery.get_by_role("button", name="はい", exact=True).focus()
    await gallery.keyboard.press("Enter")
    await gallery.get_by_role("button", name="枠の全体を押す").focus()
    await gallery.keyboard.press("Space")

    assert [action["label"] for action in await pressed(gallery)] == ["はい", "枠の全体を押す"]


async def test_a_button_inside_a_tappable_box_performs_only_its_own_action(gallery: Page) -> None:
    inner = {"type": "button", "action": {"type": "message", "label": "中", "text": "中"}}
    outer = {"type": "message", "label": "外", "text": "外"}
    await draw(gallery, flex({"type": "box", "layout": "vertical", "contents": [inner], "action": outer}))
    await gallery.get_by_role("button", name="中", exact=True).click()

    assert [action["text"] for action in await pressed(gallery)] == ["中"]


async def test_the_first_of_overlapping_areas_gets_the_tap(gallery: Page) -> None:
    area = {"x": 0, "y": 0, "width": 1040, "height": 520}
    actions = [{"type": "message", "label": name, "text": name, "area": area} for name in ("上", "下")]
    size = {"width": 1040, "height": 520}
    await draw(
        gallery, {"type": "imagemap", "baseUrl": "/img/imagemap", "altText": "x", "baseSize": size, "actions": actions}
    )
    box = await box_of(gallery, ".lv-imagemap")
    await gallery.mouse.click(box["x"] + 40, box["y"] + 40)

    assert [action["text"] for action in await pressed(gallery)] == ["上"]


async def test_a_picture_opens_large(gallery: Page) -> None:
    await gallery.get_by_role("button", name="写真を大きく見る").first.click()

    assert await gallery.evaluate("window.opened") == [{"url": "/img/800x600/5FA8A0.png", "kind": "image"}]


async def test_a_picture_whose_address_is_a_script_opens_nothing(gallery: Page) -> None:
    await draw(
        gallery, {"type": "image", "originalContentUrl": "javascript:window.stolen=1", "previewImageUrl": "/x.png"}
    )
    await gallery.get_by_role("button", name="写真を大きく見る").click()

    assert await gallery.evaluate("window.opened") == []


async def test_a_message_that_cannot_be_drawn_leaves_the_others_standing(gallery: Page) -> None:
    half_written = {
        "type": "flex",
        "altText": "x",
        "contents": {"type": "bubble", "body": {"type": "box", "contents": [None]}},
    }
    await draw(gallery, half_written, {"type": "text", "text": "つぎ"}, {"type": "template", "template": None})

    await expect(gallery.get_by_text("つぎ")).to_be_visible()


async def test_a_carousel_scrolls_by_wheel_arrow_keys_and_dragging(gallery: Page) -> None:
    track = gallery.locator(".lv-flex-carousel .lv-track")
    await track.scroll_into_view_if_needed()
    box = await track.bounding_box()
    assert box is not None
    x, y = box["x"] + 150, box["y"] + 100

    async def left(past: int) -> None:
        await until(gallery, f"document.querySelector('.lv-flex-carousel .lv-track').scrollLeft > {past}")

    await gallery.mouse.move(x, y)
    await gallery.mouse.wheel(0, 120)
    await left(50)
    await track.evaluate("element => element.scrollTo({left: 0, behavior: 'instant'})")
    await track.focus()
    await gallery.keyboard.press("ArrowRight")
    await left(200)
    await track.evaluate("element => element.scrollTo({left: 0, behavior: 'instant'})")
    await gallery.mouse.move(x, y)
    await gallery.mouse.down()
    await gallery.mouse.move(x - 60, y)
    await gallery.mouse.move(x - 140, y)
    await left(100)
    await gallery.mouse.up()
    await until(gallery, "!document.querySelector('.lv-dragging')")

    assert await pressed(gallery) == []


async def test_a_drag_that_ends_on_a_button_is_no_tap(gallery: Page) -> None:
    button = gallery.locator(".lv-flex-carousel").get_by_role("button", name="地図").first
    await button.scroll_into_view_if_needed()
    box = await button.bounding_box()
    assert box is not None
    await gallery.mouse.move(box["x"] + 90, box["y"] + 20)
    await gallery.mouse.down()
    await gallery.mouse.move(box["x"] + 60, box["y"] + 20)
    await gallery.mouse.move(box["x"] + 30, box["y"] + 20)
    await gallery.mouse.up()
    dragged = await pressed(gallery)
    await button.click()

    assert dragged == []
    assert len(await pressed(gallery)) == 1


async def test_the_next_card_of_a_carousel_shows_at_the_edge(gallery: Page) -> None:
    cards = gallery.locator(".lv-flex-carousel .lv-flex")
    first, second = await cards.nth(0).bounding_box(), await cards.nth(1).bounding_box()

    assert first is not None
    assert second is not None
    assert first["width"] == 260
    assert second["x"] < 375 < second["x"] + second["width"]
    assert first["height"] == second["height"]


async def test_space_in_a_row_is_shared_as_flex_says(gallery: Page) -> None:
    def part(share: int) -> dict[str, Any]:
        return {"type": "box", "layout": "vertical", "height": "20px", "flex": share, "contents": []}

    row = {"type": "box", "layout": "horizontal", "contents": [part(1), part(3)]}
    await draw(gallery, flex(row, paddingAll="none"))
    boxes = gallery.locator(".lv-fx-horizontal > .lv-fx-box")
    widths = [(await boxes.nth(index).bounding_box() or {"width": 0})["width"] for index in (0, 1)]

    assert widths == [75, 225]


async def test_text_wraps_only_when_asked_and_stops_at_its_last_line(gallery: Page) -> None:
    long = "とても長い文です。" * 12
    await draw(
        gallery,
        flex(
            {"type": "text", "text": long},
            {"type": "text", "text": long, "wrap": True, "maxLines": 2},
            {"type": "text", "text": long, "wrap": True},
            {"type": "text", "text": "一\n二", "wrap": True},
            {"type": "text", "text": "一\n二"},
        ),
    )
    words = gallery.locator(".lv-fx-words")
    heights = [(await words.nth(index).bounding_box() or {"height": 0})["height"] for index in range(5)]

    line = heights[0]
    assert heights[1] == pytest.approx(2 * line, abs=1)
    assert heights[2] > 5 * line
    assert heights[3] == pytest.approx(2 * line, abs=1)
    assert heights[4] == pytest.approx(line, abs=1)


async def test_letters_that_must_fit_shrink_until_they_do(gallery: Page) -> None:
    await draw(gallery, flex({"type": "text", "text": "縮めて収める文です" * 3, "adjustMode": "shrink-to-fit"}))

    words = "document.querySelector('.lv-fx-words')"
    await until(gallery, f"{words}.scrollWidth <= {words}.clientWidth")


async def test_a_larger_letter_setting_enlarges_texts_and_scaling_parts_only(gallery: Page) -> None:
    parts = [{"type": "text", "text": "あ", "scaling": True}, {"type": "text", "text": "あ"}]
    await draw(gallery, {"type": "text", "text": "あ"}, flex(*parts), size="extraLarge")
    sizes = await gallery.evaluate(
        "[...document.querySelectorAll('.lv-text, .lv-fx-text')].map(e => parseFloat(getComputedStyle(e).fontSize))"
    )

    assert sizes == [pytest.approx(20.25), 21.6, 16]


async def test_a_missing_picture_says_so(gallery: Page) -> None:
    await expect(gallery.get_by_text("画像を表示できません").first).to_be_visible()


async def test_own_bubbles_stand_right_in_green_and_the_bots_left_in_white(gallery: Page) -> None:
    own, their = await box_of(gallery, ".lv-own .lv-bubble"), await box_of(gallery, ".lv-their .lv-bubble")
    colour_of = "side => getComputedStyle(document.querySelector(`.lv-${side} .lv-bubble`)).backgroundColor"
    colours = await gallery.evaluate(f"['own', 'their'].map({colour_of})")

    assert own["x"] + own["width"] > 355
    assert their["x"] < 60
    assert colours == ["rgb(141, 224, 85)", "rgb(255, 255, 255)"]


async def test_quick_replies_are_buttons_with_pictures_of_their_own(gallery: Page) -> None:
    await gallery.get_by_role("button", name="位置情報を送る").click()

    assert [action["type"] for action in await pressed(gallery)] == ["location"]
    assert await gallery.locator(".lv-quick svg.lv-pill-icon").count() == 2


async def test_the_rich_menu_opens_closes_and_is_tapped_by_place(gallery: Page) -> None:
    stage = gallery.locator(".lv-menu-stage")
    await stage.scroll_into_view_if_needed()
    box = await stage.bounding_box()
    assert box is not None
    await gallery.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.75)
    bar = gallery.get_by_role("button", name="メニュー", exact=True)
    await bar.click()
    await expect(stage).to_be_hidden()
    await expect(bar).to_have_attribute("aria-expanded", "false")
    await bar.click()
    await expect(stage).to_be_visible()
    await gallery.get_by_role("button", name="文字を入力する").click()

    first, last = await pressed(gallery)
    assert first["label"] == "項目5"
    assert last == "keyboard"
