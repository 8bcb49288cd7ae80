"""What the program says is made to fit: nothing left out unseen, quick replies last, and always valid."""

from __future__ import annotations

import copy
import json
import random

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.gateways.line.limits import MessagesRefused, check_messages, fit_messages, split_text
from data.gateways.line.text import grapheme_len, utf16_len
from tests.line.bending import bend
from tests.line.messages import (
    ASKING,
    BUBBLE,
    BUTTONS,
    CAROUSEL,
    COLUMN,
    CONFIRM,
    EVERY_KIND,
    FLEX,
    FLEX_CAROUSEL,
    IMAGE_CAROUSEL,
    IMAGEMAP,
    LOCATION,
    POSTBACK,
    TEXT,
    VIDEO_FLEX,
    changed,
)
from tests.line.test_text import FAMILY

SLOW = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def fitted(*messages):
    """All messages in order, over all batches."""
    return [message for batch in fit_messages(list(messages)) for message in batch]


def texts_of(value):
    """Every text of every component inside."""
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [text for item in value.values() for text in texts_of(item)]
    return [text for item in value for text in texts_of(item)] if isinstance(value, list) else []


@pytest.mark.parametrize("message", EVERY_KIND.values(), ids=list(EVERY_KIND))
def test_what_fits_is_said_as_it_is(message):
    assert fit_messages([message]) == [[message]]


def test_nothing_to_say_is_no_batch():
    assert fit_messages([]) == []


def test_six_messages_become_two_calls_in_order():
    said = [{"type": "text", "text": str(number)} for number in range(6)]

    assert fit_messages(said) == [said[:5], said[5:]]


def test_long_text_is_cut_after_a_line_and_nothing_is_lost():
    first, second = "一行目の文です。" * 400 + "\n", "二行目の文です。" * 500

    assert [one["text"] for one in fitted({"type": "text", "text": first + second})] == [first, second]


def test_without_a_line_break_text_is_cut_after_a_sentence():
    sentence = "避難所は開設しています。"
    parts = split_text(sentence * 600)

    assert all(part.endswith("。") for part in parts)
    assert "".join(parts) == sentence * 600


def test_without_a_sentence_text_is_cut_at_a_pause_and_without_that_between_graphemes():
    assert all(part.endswith("、") for part in split_text("あいう、" * 2000)[:-1])
    assert {utf16_len(part) % utf16_len(FAMILY) for part in split_text(FAMILY * 1000)} == {0}


def test_a_grapheme_longer_than_a_message_is_still_said():
    monster = "あ" + "\u0301" * 12_000

    assert "".join(split_text(monster)) == monster
    assert max(map(utf16_len, split_text(monster))) <= 5000


def test_emoji_go_with_their_place_and_the_quotation_with_the_first_part():
    words = "あ" * 4000 + "$" + "\n" + "い" * 4000 + "$"
    emojis = [{"index": 4000, "productId": "p", "emojiId": "1"}, {"index": 8002, "productId": "p", "emojiId": "2"}]
    first, second = fitted({"type": "text", "text": words, "emojis": emojis, "quoteToken": "q"})

    assert [emoji["emojiId"] for emoji in first["emojis"]] == ["1"]
    assert [emoji["index"] for emoji in second["emojis"]] == [4000]
    assert ("quoteToken" in first, "quoteToken" in second) == (True, False)


def test_quick_replies_are_gathered_on_the_very_last_message():
    other = changed(ASKING, "quickReply.items", [{"type": "action", "action": {"type": "camera", "label": "写真"}}])
    batches = fit_messages([ASKING, *[TEXT] * 4, other, TEXT])
    *before, last = [message for batch in batches for message in batch]

    assert [message for message in before if "quickReply" in message] == []
    assert [item["action"]["label"] for item in last["quickReply"]["items"]] == [
        "はい", "位置を送る", "写真を撮る", "写真を選ぶ", "写真",
    ]  # fmt: skip


def test_the_same_quick_reply_twice_is_shown_once():
    assert fitted(ASKING, ASKING)[-1]["quickReply"] == ASKING["quickReply"]


def test_a_long_text_keeps_its_quick_replies_for_the_end():
    first, second = fitted({**ASKING, "text": "あ" * 6000})

    assert "quickReply" not in first
    assert second["quickReply"] == ASKING["quickReply"]
    assert first["sender"] == second["sender"] == ASKING["sender"]


@pytest.mark.parametrize(
    ("message", "path", "limit"),
    [
        (ASKING, "quickReply.items.0.action.label", 20),
        (ASKING, "quickReply.items.0.action.displayText", 300),
        (ASKING, "sender.name", 20),
        (BUTTONS, "template.actions.0.label", 20),
        (BUTTONS, "template.defaultAction.label", 20),
        (BUTTONS, "template.title", 40),
        (BUTTONS, "altText", 1500),
        (CONFIRM, "template.actions.1.label", 20),
        (CAROUSEL, "template.columns.1.text", 60),
        (CAROUSEL, "template.columns.1.title", 40),
        (CAROUSEL, "template.columns.1.actions.0.label", 20),
        (IMAGE_CAROUSEL, "template.columns.0.action.label", 12),
        (FLEX, "altText", 1500),
        (FLEX, "contents.footer.contents.0.action.label", 40),
        (FLEX, "contents.action.label", 40),
        (IMAGEMAP, "altText", 1500),
        (IMAGEMAP, "actions.1.label", 100),
        (IMAGEMAP, "video.externalLink.label", 30),
        (LOCATION, "title", 100),
        (LOCATION, "address", 100),
    ],
)
def test_small_texts_are_shortened_with_an_ellipsis(message, path, limit):
    (said,) = fitted(changed(message, path, "長" * 2000))
    for step in path.split("."):
        said = said[int(step) if step.isdigit() else step]

    assert said == "長" * (limit - 1) + "…"


def test_labels_are_shortened_by_what_is_seen():
    (said,) = fitted(changed(BUTTONS, "template.actions.0.label", FAMILY * 30))

    assert grapheme_len(said["template"]["actions"][0]["label"]) == 20


@pytest.mark.parametrize(("message", "limit"), [(BUTTONS, 60), (CONFIRM, 240)])
def test_a_template_that_says_too_much_is_preceded_by_the_whole_text(message, limit):
    words = "避難所へ行く前に、戸締まりと火の元を確かめてください。" * 20
    before, template = fitted({**changed(message, "template.text", words), "sender": {"name": "防災係"}})

    assert before == {"type": "text", "text": words, "sender": {"name": "防災係"}}
    assert template["template"]["text"] == words[: limit - 1] + "…"


def test_columns_beyond_ten_are_continued_in_another_message():
    columns = [{**COLUMN, "text": str(number)} for number in range(23)]
    messages = fitted(changed(CAROUSEL, "template.columns", columns))

    assert [len(message["template"]["columns"]) for message in messages] == [10, 10, 3]
    assert [column["text"] for message in messages for column in message["template"]["columns"]] == [
        str(number) for number in range(23)
    ]


def test_bubbles_beyond_twelve_are_continued_in_another_message():
    bubbles = [changed(BUBBLE, "body.contents.0.text", f"避難所{number}") for number in range(30)]
    messages = fitted(changed(FLEX_CAROUSEL, "contents.contents", bubbles))

    assert [len(message["contents"]["contents"]) for message in messages] == [12, 12, 6]
    assert [bubble for message in messages for bubble in message["contents"]["contents"]] == bubbles


def test_bubbles_beyond_50_kilobytes_are_continued_in_another_message():
    bubbles = [changed(BUBBLE, "body.contents.0.text", "避" * 6000) for _ in range(5)]
    messages = fitted(changed(FLEX_CAROUSEL, "contents.contents", bubbles))

    assert [len(message["contents"]["contents"]) for message in messages] == [2, 2, 1]


def test_a_heavy_bubble_becomes_pages_with_its_head_first_and_its_foot_last():
    lines = [{"type": "text", "text": f"{number}" + "行" * 300, "wrap": True} for number in range(45)]
    (message,) = fitted(changed(FLEX, "contents.body.contents", lines))
    pages = message["contents"]["contents"]

    assert [line for page in pages for line in page["body"]["contents"]] == lines
    assert ["header" in page for page in pages] == [True] + [False] * (len(pages) - 1)
    assert ["footer" in page for page in pages] == [False] * (len(pages) - 1) + [True]


def test_one_endless_text_in_a_bubble_ends_in_an_ellipsis():
    (message,) = fitted(changed(FLEX, "contents.body.contents", [{"type": "text", "text": '避"\n' * 10_000}]))
    words = message["contents"]["body"]["contents"][0]["text"]

    assert words.endswith("…")
    assert len(orjson.dumps(message["contents"])) > 29_000  # no more was cut than had to be


def test_a_heavy_bubble_with_a_video_is_shortened_because_it_can_not_be_a_page():
    body = {"type": "box", "layout": "vertical", "contents": [{"type": "text", "text": "避" * 6000}] * 2}
    (message,) = fitted(changed(VIDEO_FLEX, "contents.body", body))

    assert message["contents"]["type"] == "bubble"


@pytest.mark.parametrize(
    ("message", "path"),
    [
        (FLEX, "contents.body.contents.0.text"),
        (LOCATION, "address"),
        (BUTTONS, "template.actions.0.label"),
        (FLEX, "altText"),
    ],
)
def test_a_record_without_a_name_does_not_silence_the_answer(message, path):
    (said,) = fitted(changed(message, path, ""))
    for step in path.split("."):
        said = said[int(step) if step.isdigit() else step]

    assert said == "-"


@pytest.mark.parametrize(
    ("message", "path", "value"),
    [
        (TEXT, "text", ""),
        (TEXT, "text", "\ud800"),
        (BUTTONS, "template.actions.0.data", "d" * 301),
        (BUTTONS, "template.actions.1.text", "あ" * 301),
        (BUTTONS, "template.actions", [POSTBACK] * 5),
        (ASKING, "quickReply.items", [{"type": "action", "action": {**POSTBACK, "data": str(n)}} for n in range(14)]),
        (FLEX, "contents.hero.url", "http://example.com/a.jpg"),
        (FLEX_CAROUSEL, "contents.contents.1.size", "giga"),
        (FLEX, "contents", None),
        (ASKING, "quickReply", []),
    ],
)
def test_what_no_cutting_mends_is_refused_by_name(message, path, value):
    with pytest.raises(MessagesRefused) as refused:
        fit_messages([changed(message, path, value)])

    assert refused.value.problems


def test_what_was_given_is_left_as_it_was():
    given_messages = [changed(BUTTONS, "template.title", "長" * 99), ASKING, FLEX_CAROUSEL, TEXT]
    before = copy.deepcopy(given_messages)
    fit_messages(given_messages)

    assert given_messages == before


def test_http_pictures_may_be_said_in_trial_mode():
    trial = changed(FLEX, "contents.hero.url", "http://127.0.0.1:8080/media/1")

    assert fit_messages([trial], allow_http=True) == [[trial]]


# Long by repetition: hypothesis need not draw thousands of characters one by one.
PIECE = st.text(st.sampled_from('aあ髙𠮟🍎👩\u200d\u3099\n\r。、 "\\🇯'), min_size=1, max_size=6)
WORDS = st.builds(lambda piece, times: piece * times, PIECE, st.sampled_from([1, 1, 2, 9, 70, 400, 1500]))


@st.composite
def said_messages(draw):
    """A message as our renderers make them, with texts of any length from anywhere."""
    kind = draw(st.sampled_from(["text", "asking", "buttons", "confirm", "carousel", "flex", "shelves", "location"]))
    words = draw(WORDS)
    if kind == "text":
        return {"type": "text", "text": words}
    if kind == "asking":
        labels = draw(st.lists(WORDS, min_size=1, max_size=4))
        items = [{"type": "action", "action": {**POSTBACK, "label": label}} for label in labels]
        return {"type": "text", "text": words, "quickReply": {"items": items}}
    if kind == "location":
        return {**LOCATION, "title": words, "address": draw(WORDS)}
    if kind == "carousel":
        count = draw(st.integers(1, 23))
        return changed(CAROUSEL, "template.columns", [{**COLUMN, "text": words, "title": draw(WORDS)}] * count)
    if kind in ("buttons", "confirm"):
        template = BUTTONS if kind == "buttons" else CONFIRM
        return changed(changed(template, "template.text", words), "template.actions.0.label", draw(WORDS))
    bubble = changed(BUBBLE, "body.contents.0.text", words)
    bubble = changed(bubble, "footer.contents.0.action.label", draw(WORDS))
    if kind == "flex":
        lines = [{"type": "text", "text": line} for line in draw(st.lists(WORDS, min_size=1, max_size=8))]
        return {**FLEX, "altText": words, "contents": changed(bubble, "body.contents", lines)}
    return changed(FLEX_CAROUSEL, "contents.contents", [bubble] * draw(st.integers(1, 15)))


@SLOW
@given(st.lists(said_messages(), min_size=1, max_size=4))
def test_whatever_is_said_comes_out_valid_and_whole(messages):
    batches = fit_messages(messages)

    for batch in batches:
        assert check_messages(batch) == []
    said = [message for batch in batches for message in batch]
    assert all("quickReply" not in message for message in said[:-1])
    if all(message["type"] == "text" for message in messages):
        spoken = "".join(message["text"] for message in messages)
        assert "".join("".join(texts_of(said)).split()) == "".join(spoken.split())


@SLOW
@given(st.text(st.sampled_from("あ𠮟🍎👩\u200d\u3099\n。、 a"), max_size=300), st.integers(8, 60))
def test_split_text_is_the_text_in_parts_that_fit(text, limit):
    parts = split_text(text, limit)

    assert max(map(utf16_len, parts)) <= limit
    assert text.startswith("".join(parts))
    assert not text[len("".join(parts)) :].strip()


def test_bent_messages_are_fitted_or_refused_and_nothing_else():
    chance = random.Random(11)
    odd = [None, True, -1, 1.5, 10**400, "", "長" * 6000, "\ud800", [], {}, [[]], {"type": []}, ["a"], [None] * 20]

    refusals = []
    for _ in range(1_500):
        messages = [bend(chance.choice(list(EVERY_KIND.values())), chance, odd), bend(TEXT, chance, odd)]
        try:
            for batch in fit_messages(messages):
                assert check_messages(batch) == []
                json.dumps(batch)
        except MessagesRefused as fault:
            refusals.append(fault.problems)
    assert 0 < len(refusals) < 1_500
    assert all(refusals)
