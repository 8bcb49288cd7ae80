"""The checker finds what LINE would refuse, and points at the spot."""

from __future__ import annotations

import json
import random

import pytest

from data.gateways.line.limits import MessagesRefused, check_messages, check_rich_menu, require_valid
from tests.line.bending import bend
from tests.line.messages import (
    ABSENT,
    ASKING,
    AUDIO,
    BUBBLE,
    BUTTONS,
    CAROUSEL,
    COLUMN,
    CONFIRM,
    COUPON,
    EMOJI_TEXT,
    EVERY_KIND,
    FLEX,
    FLEX_CAROUSEL,
    IMAGE,
    IMAGE_CAROUSEL,
    IMAGEMAP,
    LOCATION,
    PICTURE,
    POSTBACK,
    RICH_MENU,
    STICKER,
    TEXT,
    TEXT_V2,
    VIDEO,
    VIDEO_FLEX,
    changed,
)
from tests.line.test_text import FAMILY

LONG_URL = "https://example.com/" + "a" * 1981  # 2,001
LONG_URI = "https://example.com/" + "a" * 981  # 1,001
LABEL = "template.actions.0.label"
DATE = "template.actions.2"
QUICK = "quickReply.items"
BODY = "contents.body.contents"
ITEM = {"type": "action", "action": POSTBACK}


@pytest.mark.parametrize("message", EVERY_KIND.values(), ids=list(EVERY_KIND))
def test_every_kind_as_documented_is_fine(message):
    assert check_messages([message]) == []


@pytest.mark.parametrize(
    ("message", "path", "value", "fault"),
    [
        # text: 5,000 UTF-16 units
        (TEXT, "text", "あ" * 5001, "too_long"),
        (TEXT, "text", "🍎" * 2501, "too_long"),
        (TEXT, "text", "", "empty"),
        (TEXT, "text", 5, "wrong_type"),
        (TEXT, "text", ABSENT, "missing"),
        (TEXT, "quickreply", {}, "unknown_property"),
        (TEXT, "type", "telegram", "unknown_type"),
        (EMOJI_TEXT, "emojis.0.index", 1, "no_placeholder"),
        (EMOJI_TEXT, "emojis.1.index", 2, "no_placeholder"),
        (EMOJI_TEXT, "emojis.0.index", -1, "out_of_range"),
        (EMOJI_TEXT, "emojis.0.productId", ABSENT, "missing"),
        (EMOJI_TEXT, "emojis.0.emojiId", "笑", "bad_format"),
        (TEXT_V2, "text", "{sob}", "no_placeholder"),
        (TEXT_V2, "text", "閉じない{", "no_placeholder"),
        (TEXT_V2, "text", "{laugh}" * 21, "too_many"),
        (TEXT_V2, "text", "あ" * 5001, "too_long"),
        (TEXT_V2, "substitution.laugh.emojiId", ABSENT, "missing"),
        (TEXT_V2, "substitution.笑", {"type": "emoji", "productId": "p", "emojiId": "1"}, "bad_format"),
        (TEXT_V2, "substitution.you", {"type": "mention", "mentionee": {"type": "all"}}, "not_allowed_here"),
        (TEXT_V2, "substitution", {f"k{i}": {"type": "emoji", "productId": "p", "emojiId": "1"} for i in range(101)},
         "too_many"),
        (TEXT_V2, "substitution", [], "wrong_type"),
        (TEXT_V2, "substitution.laugh.type", "picture", "unknown_type"),
        (STICKER, "stickerId", 1988, "bad_format"),
        (STICKER, "packageId", ABSENT, "missing"),
        # media
        (IMAGE, "originalContentUrl", "http://example.com/a.jpg", "not_https"),
        (IMAGE, "originalContentUrl", LONG_URL, "too_long"),
        (IMAGE, "originalContentUrl", "https://example.com/避難所.jpg", "bad_url"),
        (IMAGE, "originalContentUrl", "https://example.com/a b.jpg", "bad_url"),
        (IMAGE, "originalContentUrl", "https://example.com/100%", "bad_url"),
        (IMAGE, "originalContentUrl", "https:///a.jpg", "bad_url"),
        (IMAGE, "originalContentUrl", "ftp://example.com/a.jpg", "bad_url"),
        (IMAGE, "previewImageUrl", ABSENT, "missing"),
        (IMAGE, "previewImageUrl", None, "wrong_type"),
        (VIDEO, "trackingId", "x" * 101, "bad_format"),
        (VIDEO, "trackingId", "ツアー", "bad_format"),
        (AUDIO, "duration", "60000", "wrong_type"),
        (AUDIO, "duration", 0, "out_of_range"),
        (LOCATION, "title", "あ" * 101, "too_long"),
        (LOCATION, "address", "", "empty"),
        (LOCATION, "latitude", 90.5, "out_of_range"),
        (LOCATION, "longitude", float("nan"), "wrong_type"),
        (COUPON, "deliveryTag", "冬", "bad_format"),
        # imagemap
        (IMAGEMAP, "baseSize.width", 1041, "out_of_range"),
        (IMAGEMAP, "baseUrl", "http://example.com/maps/1", "not_https"),
        (IMAGEMAP, "altText", "あ" * 1501, "too_long"),
        (IMAGEMAP, "actions", [IMAGEMAP["actions"][1]] * 51, "too_many"),
        (IMAGEMAP, "actions.0.linkUri", LONG_URI, "too_long"),
        (IMAGEMAP, "actions.0.linkUri", "javascript:alert(1)", "bad_url"),
        (IMAGEMAP, "actions.1.text", "あ" * 401, "too_long"),
        (IMAGEMAP, "actions.1.label", "あ" * 101, "too_long"),
        (IMAGEMAP, "actions.2.clipboardText", "", "empty"),
        (IMAGEMAP, "actions.1.area.x", -1, "out_of_range"),
        (IMAGEMAP, "actions.1.area", ABSENT, "missing"),
        (IMAGEMAP, "actions.1.type", "postback", "unknown_type"),
        (IMAGEMAP, "video.externalLink.label", "あ" * 31, "too_long"),
        (IMAGEMAP, "video.area", ABSENT, "missing"),
        # templates: graphemes
        (BUTTONS, "altText", "🍎" * 751, "too_long"),
        (BUTTONS, "altText", ABSENT, "missing"),
        (BUTTONS, "template.type", "lottery", "unknown_type"),
        (BUTTONS, "template.text", "あ" * 61, "too_long"),
        (BUTTONS, "template.title", "あ" * 41, "too_long"),
        (BUTTONS, "template.actions", [POSTBACK] * 5, "too_many"),
        (BUTTONS, "template.actions", [], "too_few"),
        (BUTTONS, "template.imageSize", "stretch", "unknown_value"),
        (BUTTONS, "template.imageBackgroundColor", "#FFFFFF80", "bad_format"),
        (BUTTONS, LABEL, FAMILY * 21, "too_long"),
        (BUTTONS, LABEL, ABSENT, "missing"),
        (BUTTONS, LABEL, "", "empty"),
        (BUTTONS, "template.defaultAction.uri", "mailto:a@example.com", "bad_url"),
        (CONFIRM, "template.text", "あ" * 241, "too_long"),
        (CONFIRM, "template.actions", [POSTBACK], "too_few"),
        (CONFIRM, "template.actions", [POSTBACK] * 3, "too_many"),
        (CAROUSEL, "template.columns", [COLUMN] * 11, "too_many"),
        (CAROUSEL, "template.columns.1.text", "あ" * 61, "too_long"),
        (CAROUSEL, "template.columns.1.actions", [POSTBACK], "differs"),
        (CAROUSEL, "template.columns.1.title", ABSENT, "differs"),
        (CAROUSEL, "template.columns.1.thumbnailImageUrl", ABSENT, "differs"),
        (CAROUSEL, "template.columns.0.actions", [POSTBACK] * 4, "too_many"),
        (IMAGE_CAROUSEL, "template.columns.0.action.label", "あ" * 13, "too_long"),
        (IMAGE_CAROUSEL, "template.columns", [{"imageUrl": PICTURE, "action": POSTBACK}] * 11, "too_many"),
        (IMAGE_CAROUSEL, "template.columns", [], "too_few"),
        # actions
        (BUTTONS, "template.actions.0.data", "あ" * 301, "too_long"),
        (BUTTONS, "template.actions.0.data", "🍎" * 151, "too_long"),
        (BUTTONS, "template.actions.0.data", ABSENT, "missing"),
        (BUTTONS, "template.actions.0.displayText", "あ" * 301, "too_long"),
        (BUTTONS, "template.actions.0.text", "はい", "exclusive"),
        (BUTTONS, "template.actions.0.inputOption", "openFridge", "unknown_value"),
        (BUTTONS, "template.actions.0.fillInText", "名前:", "not_allowed_here"),
        (BUTTONS, "template.actions.1.text", FAMILY * 301, "too_long"),
        (BUTTONS, "template.actions.1.type", "camera", "not_allowed_here"),
        (BUTTONS, "template.actions.1.type", "explode", "unknown_type"),
        (BUTTONS, "template.actions.1", "tap", "wrong_type"),
        (BUTTONS, f"{DATE}.mode", "year", "unknown_value"),
        (BUTTONS, f"{DATE}.initial", "2026-02-30", "bad_format"),
        (BUTTONS, f"{DATE}.min", "2026-1-1", "bad_format"),
        (BUTTONS, f"{DATE}.max", "2101-01-01", "bad_format"),
        (BUTTONS, f"{DATE}.min", "2026-12-31", "out_of_range"),
        (BUTTONS, "template.actions.3.clipboardText", "あ" * 1001, "too_long"),
        # quick replies and sender
        (ASKING, QUICK, [ITEM] * 14, "too_many"),
        (ASKING, QUICK, [], "too_few"),
        (ASKING, f"{QUICK}.0.action.label", "あ" * 21, "too_long"),
        (ASKING, f"{QUICK}.1.action.label", ABSENT, "missing"),
        (ASKING, f"{QUICK}.0.imageUrl", "http://example.com/a.png", "not_https"),
        (ASKING, f"{QUICK}.0.type", "button", "unknown_type"),
        (ASKING, f"{QUICK}.0.action", {"type": "postback", "label": "a", "data": "d", "text": "a"}, "not_allowed_here"),
        (ASKING, f"{QUICK}.0.action", RICH_MENU["areas"][1]["action"], "not_allowed_here"),
        (ASKING, f"{QUICK}.0.action", {"type": "uri", "label": "a", "uri": "tel:1", "altUri": {"desktop": "tel:1"}},
         "not_allowed_here"),
        (ASKING, "sender.name", "あ" * 21, "too_long"),
        (ASKING, "sender.name", "戸沢LINE窓口", "unknown_value"),
        (ASKING, "sender.name", "Tozawa Line", "unknown_value"),
        (ASKING, "sender.iconUrl", "a.png", "bad_url"),
        # flex
        (FLEX, "altText", "", "empty"),
        (FLEX, "contents.type", "bauble", "unknown_type"),
        (FLEX, "contents.size", "tera", "unknown_value"),
        (FLEX, "contents.hero", {"type": "text", "text": "a"}, "not_allowed_here"),
        (FLEX, "contents.hero.aspectRatio", "1:4", "out_of_range"),
        (FLEX, "contents.hero.aspectRatio", "wide", "bad_format"),
        (FLEX, "contents.hero.url", "http://example.com/a.jpg", "not_https"),
        (FLEX, "contents.body.layout", "diagonal", "unknown_value"),
        (FLEX, "contents.body.spacing", "10%", "bad_format"),
        (FLEX, "contents.body.paddingAll", "-1px", "bad_format"),
        (FLEX, "contents.body.background.angle", "360deg", "bad_format"),
        (FLEX, "contents.body.background.centerPosition", "101%", "bad_format"),
        (FLEX, "contents.body.background.endColor", "blue", "bad_format"),
        (FLEX, "contents.body.background.type", "radialGradient", "unknown_type"),
        (FLEX, f"{BODY}.0", "text", "wrong_type"),
        (FLEX, "contents.body.contents", "text", "wrong_type"),
        (FLEX, f"{BODY}.0.text", "", "empty"),
        (FLEX, f"{BODY}.0.text", ABSENT, "missing"),
        (FLEX, f"{BODY}.0.wrap", "true", "wrong_type"),
        (FLEX, f"{BODY}.0.size", "50%", "bad_format"),
        (FLEX, f"{BODY}.0.size", ["lg"], "wrong_type"),
        (FLEX, f"{BODY}.0.colour", "#000000", "unknown_property"),
        (FLEX, f"{BODY}.1.contents.0.type", "text", "unknown_type"),
        (FLEX, f"{BODY}.2", {"type": "icon", "url": PICTURE}, "not_allowed_here"),
        (FLEX, f"{BODY}.2.type", "ruler", "unknown_type"),
        (FLEX, f"{BODY}.3.contents.1", {"type": "button", "action": POSTBACK}, "not_allowed_here"),
        (FLEX, "contents.footer.contents.0.action.label", ABSENT, "missing"),
        (FLEX, "contents.footer.contents.0.action.label", "あ" * 41, "too_long"),
        (FLEX, "contents.footer.contents.0.action.type", "location", "not_allowed_here"),
        (FLEX, "contents.action.label", "", "empty"),
        (FLEX, "contents.action.label", None, "wrong_type"),
        (FLEX, "contents.action.altUri", {}, "missing"),
        (FLEX, "contents.action.uri", "line:app", "bad_url"),
        (FLEX, "contents.action.altUri.desktop", "ftp://example.com/", "bad_url"),
        (FLEX, "contents.styles.footer.separator", 1, "wrong_type"),
        (FLEX, "contents", {"type": "bubble"}, "missing"),
        (FLEX_CAROUSEL, "contents.contents", [BUBBLE] * 13, "too_many"),
        (FLEX_CAROUSEL, "contents.contents", [], "too_few"),
        (FLEX_CAROUSEL, "contents.contents.1.type", "carousel", "unknown_type"),
        (FLEX_CAROUSEL, "contents.contents.1.size", "mega", "differs"),
        (FLEX_CAROUSEL, "contents.contents.1.hero", VIDEO_FLEX["contents"]["hero"], "not_allowed_here"),
            (VIDEO_FLEX, "contents.hero.altContent", {"type": "text", "text": "a"}, "not_allowed_here"),
        (VIDEO_FLEX, "contents.hero.action", POSTBACK, "not_allowed_here"),
    ],
)  # fmt: skip
def test_each_breach_is_found_at_its_spot(message, path, value, fault):
    problems = check_messages([changed(message, path, value)])

    spot = "messages[0]" + "".join(f"[{step}]" if step.isdigit() else f".{step}" for step in path.split("."))
    spots = [problem.path for problem in problems if problem.message == fault]
    assert any(found.startswith(spot) or spot.startswith(found) for found in spots)


@pytest.mark.parametrize(
    ("message", "path", "value"),
    [
        (TEXT, "text", "あ" * 5000),
        (TEXT, "text", "🍎" * 2500),
        (BUTTONS, LABEL, FAMILY * 20),
        (BUTTONS, "altText", "🍎" * 750),
        (BUTTONS, "template.text", FAMILY * 60),
        (BUTTONS, "template.actions.0.data", "🍎" * 150),
        (BUTTONS, "template.actions.1.text", FAMILY * 300),
        (LOCATION, "latitude", -90),
        (CAROUSEL, "template.columns", [COLUMN] * 10),
        (FLEX_CAROUSEL, "contents.contents", [BUBBLE] * 12),
        (ASKING, QUICK, [ITEM] * 13),
        (IMAGE, "originalContentUrl", LONG_URL[:-1]),
        (IMAGEMAP, "actions.0.linkUri", LONG_URI[:-1]),
        (BUTTONS, f"{DATE}", {**BUTTONS["template"]["actions"][2], "mode": "datetime", "initial": "2026-01-15t09:00",
                              "min": "2026-01-01T00:00", "max": "2100-12-31T23:59"}),
        (BUTTONS, f"{DATE}", {"type": "datetimepicker", "label": "時刻", "data": "", "mode": "time", "initial": "23:59",
                              "min": "00:00", "max": "23:59"}),
    ],
)  # fmt: skip
def test_the_last_that_fits_is_fine(message, path, value):
    assert check_messages([changed(message, path, value)]) == []


def test_a_video_needs_a_wide_bubble():
    (problem,) = check_messages([changed(VIDEO_FLEX, "contents.size", "micro")])

    assert (problem.path, problem.message) == ("messages[0].contents.hero", "not_allowed_here")


def test_buttons_without_picture_or_title_may_say_160_and_columns_120():
    bare = changed(changed(BUTTONS, "template.title"), "template.thumbnailImageUrl")
    column = {"text": "あ" * 120, "actions": [POSTBACK]}

    assert check_messages([changed(bare, "template.text", "あ" * 160)]) == []
    assert check_messages([changed(bare, "template.text", "あ" * 161)])[0].limit == 160
    assert check_messages([changed(CAROUSEL, "template.columns", [column])]) == []
    assert check_messages([changed(CAROUSEL, "template.columns", [{**column, "text": "あ" * 121}])])[0].limit == 120


def test_a_problem_tells_where_what_and_how_much():
    columns = [COLUMN] * 3 + [{**COLUMN, "text": FAMILY * 61}]
    (problem,) = check_messages([TEXT, changed(CAROUSEL, "template.columns", columns)])

    assert problem.path == "messages[1].template.columns[3].text"
    assert (problem.message, problem.limit, problem.actual) == ("too_long", 60, 61)


def test_a_call_takes_one_to_five_messages():
    assert check_messages([TEXT] * 5) == []
    assert [problem.message for problem in check_messages([TEXT] * 6)] == ["too_many"]
    assert [problem.message for problem in check_messages([])] == ["too_few"]
    assert [problem.message for problem in check_messages(TEXT)] == ["wrong_type"]
    assert [problem.path for problem in check_messages([TEXT, "hello"])] == ["messages[1]"]


def test_quick_replies_before_the_last_message_would_never_be_seen():
    assert [problem.message for problem in check_messages([ASKING, TEXT])] == ["not_last"]
    assert check_messages([TEXT, ASKING]) == []


def test_http_pictures_are_fine_in_trial_mode_only():
    trial = changed(IMAGE, "originalContentUrl", "http://127.0.0.1:8080/media/1")

    assert check_messages([trial], allow_http=True) == []
    assert [problem.message for problem in check_messages([trial])] == ["not_https"]


def bubble_of(size: int) -> dict:
    words = {"type": "text", "text": ""}
    bubble = {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": [words]}}
    words["text"] = "a" * (size - len(json.dumps(bubble, separators=(",", ":"))))
    return bubble


def test_a_bubble_may_weigh_30_kilobytes_and_a_carousel_50():
    def weigh(contents):
        return [(one.path, one.message) for one in check_messages([{**FLEX, "contents": contents}])]

    carousel = {"type": "carousel", "contents": [bubble_of(25_000), bubble_of(24_966)]}

    assert weigh(bubble_of(30_000)) == []
    assert weigh(bubble_of(30_001)) == [("messages[0].contents", "too_large")]
    assert weigh(carousel) == []
    assert weigh(changed(carousel, "contents.1", bubble_of(24_967))) == [("messages[0].contents", "too_large")]
    assert weigh({"type": "carousel", "contents": [bubble_of(30_001)]}) == [
        ("messages[0].contents.contents[0]", "too_large")
    ]


def test_ten_animated_pictures_move_in_one_message():
    def moving(count):
        pictures = [{"type": "image", "url": PICTURE, "animated": True}] * count
        said = {"type": "text", "text": '"animated":true'}
        body = {"type": "box", "layout": "vertical", "contents": [*pictures, said]}
        return {**FLEX, "contents": {"type": "bubble", "body": body}}

    assert check_messages([moving(10)]) == []
    assert [problem.message for problem in check_messages([moving(11)])] == ["too_many"]


def test_boxes_without_end_are_refused_and_not_followed():
    box: dict = {"type": "box", "layout": "vertical", "contents": []}
    for _ in range(3000):
        box = {"type": "box", "layout": "vertical", "contents": [box]}

    assert "too_deep" in {one.message for one in check_messages([changed(FLEX, "contents.body", box)])}


@pytest.mark.parametrize("words", ["\ud800", "a\udfffb"])
def test_text_that_can_not_be_written_is_found(words):
    assert [one.message for one in check_messages([{"type": "text", "text": words}])] == ["unencodable"]


def test_require_valid_raises_with_all_problems_at_once():
    with pytest.raises(MessagesRefused) as refused:
        require_valid([changed(TEXT, "text", ""), changed(LOCATION, "title", "")])

    assert [problem.path for problem in refused.value.problems] == ["messages[0].text", "messages[1].title"]
    require_valid([TEXT])


def test_a_documented_rich_menu_is_fine():
    assert check_rich_menu(RICH_MENU) == []


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("size.width", 799, "out_of_range"),
        ("size.width", 2501, "out_of_range"),
        ("size.height", 249, "out_of_range"),
        ("size.height", 1725, "out_of_range"),  # 2500 / 1725 < 1.45
        ("selected", ABSENT, "missing"),
        ("selected", "yes", "wrong_type"),
        ("name", "あ" * 301, "too_long"),
        ("chatBarText", FAMILY * 15, "too_long"),
        ("chatBarText", "", "empty"),
        ("areas", [RICH_MENU["areas"][0]] * 21, "too_many"),
        ("areas", [], "too_few"),
        ("areas", {}, "wrong_type"),
        ("areas.0.bounds.width", 2501, "out_of_range"),
        ("areas.1.bounds.y", 1, "out_of_range"),
        ("areas.0.bounds.x", -1, "out_of_range"),
        ("areas.0.bounds", ABSENT, "missing"),
        ("areas.0.action", {"type": "camera", "label": "写真"}, "not_allowed_here"),
        ("areas.0.action", ABSENT, "missing"),
        ("areas.1.action.richMenuAliasId", "Menu-B", "bad_format"),
        ("areas.1.action.richMenuAliasId", "b" * 33, "bad_format"),
        ("areas.1.action.data", ABSENT, "missing"),
        ("areas.1.action.label", "あ" * 21, "too_long"),
    ],
)
def test_each_breach_of_a_rich_menu_is_found(path, value, fault):
    assert fault in {problem.message for problem in check_rich_menu(changed(RICH_MENU, path, value))}


def test_rich_menu_limits_hold_to_the_last():
    menu = changed(changed(RICH_MENU, "chatBarText", FAMILY * 14), "name", "あ" * 300)
    assert check_rich_menu(menu) == []
    assert check_rich_menu(changed(RICH_MENU, "size.height", 1724)) == []
    assert check_rich_menu(changed(RICH_MENU, "size.height", 1685))[0].path == "richMenu.areas[0].bounds"
    assert check_rich_menu("menu")[0].message == "wrong_type"


def test_bent_messages_are_reported_and_never_break_the_checker():
    chance = random.Random(7)
    odd = [
        None,
        True,
        -1,
        1.5,
        float("inf"),
        10**400,
        "",
        "x" * 40,
        "\ud800",
        [],
        {},
        [[]],
        {"type": []},
        {1: 2},
        ["a"],
    ]

    for _ in range(10_000):
        message = bend(chance.choice(list(EVERY_KIND.values())), chance, odd)
        for problem in check_messages([message]):
            assert problem.path.startswith("messages[0]")
    for _ in range(2_000):
        check_rich_menu(bend(RICH_MENU, chance, odd))
