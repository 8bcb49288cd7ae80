"""From what a counter says to LINE messages, within LINE's limits."""

import orjson
import pytest

from data.gateways.line.limits import MessagesRefused, check_messages
from dialogs.render.card import bubble_of
from dialogs.render.line import render
from dialogs.talk import (
    Authored,
    ButtonBook,
    Card,
    Carousel,
    Choice,
    Picture,
    Place,
    Pressed,
    Row,
    Say,
    Speech,
    press_data,
    read_press,
)


@pytest.fixture
def book():
    return ButtonBook("q", "abcdefgh", 3)


def answers(*labels):
    return [Choice(label, value=label) for label in labels]


def texts_in(part):
    """Every text component below a Flex part."""
    if isinstance(part, list):
        return [text for item in part for text in texts_in(item)]
    if not isinstance(part, dict):
        return []
    own = [part] if part.get("type") == "text" else []
    return own + [text for value in part.values() for text in texts_in(value)]


def test_quick_replies_stand_under_the_last_message_only(book):
    first, last = render(Speech([Say("一"), Say("二")], answers("はい", "いいえ")), book)

    assert first == {"type": "text", "text": "一"}
    assert [item["action"]["label"] for item in last["quickReply"]["items"]] == ["はい", "いいえ"]


def test_an_answer_button_carries_a_number_and_no_words(book):
    (message,) = render(Speech([Say("どちらですか")], answers("古口", "角川")), book)

    actions = [item["action"] for item in message["quickReply"]["items"]]
    pressed = read_press(actions[1]["data"])
    assert actions[1] == {"type": "postback", "label": "角川", "data": "1.q.abcdefgh.3.1", "displayText": "角川"}
    assert (pressed.kind, pressed.dialog_id, pressed.revision, book.values[pressed.number]) == (
        "q",
        "abcdefgh",
        3,
        "角川",
    )


def test_an_answer_may_say_more_than_its_label(book):
    (message,) = render(Speech([Say("？")], [Choice("修正", value=1, text="「お名前」を修正")]), book)

    assert message["quickReply"]["items"][0]["action"]["displayText"] == "「お名前」を修正"


def test_answer_buttons_without_a_book_are_our_own_fault():
    with pytest.raises(ValueError, match="book"):
        render(Speech([Say("？")], answers("はい")), None)


def test_every_kind_of_choice_becomes_its_action(book):
    choices = [
        Choice("メニュー", "text"),
        Choice("開設", "text", text="避難所 開設 中央公民館"),
        Choice("地図", "uri", uri="https://example.jp/map"),
        Choice("位置情報を送る", "location"),
        Choice("写真をとる", "camera"),
        Choice("写真を選ぶ", "camera_roll"),
        Choice("日付", "date", value="pick", initial="2026-11-22", earliest="2026-11-01", latest="2026-12-31"),
        Choice("時刻", "time", value="pick"),
        Choice("日時", "datetime", value="pick", earliest="2026-11-01T00:00"),
    ]

    (message,) = render(Speech([Say("？")], choices), book)

    actions = [item["action"] for item in message["quickReply"]["items"]]
    assert actions[:6] == [
        {"type": "message", "label": "メニュー", "text": "メニュー"},
        {"type": "message", "label": "開設", "text": "避難所 開設 中央公民館"},
        {"type": "uri", "label": "地図", "uri": "https://example.jp/map"},
        {"type": "location", "label": "位置情報を送る"},
        {"type": "camera", "label": "写真をとる"},
        {"type": "cameraRoll", "label": "写真を選ぶ"},
    ]
    assert actions[6] == {
        "type": "datetimepicker",
        "label": "日付",
        "data": "1.q.abcdefgh.3.0",
        "mode": "date",
        "initial": "2026-11-22",
        "min": "2026-11-01",
        "max": "2026-12-31",
    }
    assert [action["mode"] for action in actions[7:]] == ["time", "datetime"]
    assert check_messages([message]) == []


def test_the_thirteenth_quick_reply_stays_and_the_fourteenth_makes_a_card(book):
    labels = [f"選択{number}" for number in range(1, 15)]
    (thirteen,) = render(Speech([Say("？")], answers(*labels[:13])), book)
    say, card = render(Speech([Say("？")], [*answers(*labels), Choice("場所", "location")]), book)

    assert len(thirteen["quickReply"]["items"]) == 13
    assert [text["text"] for text in texts_in(card["contents"])] == labels
    assert [item["action"]["type"] for item in card["quickReply"]["items"]] == ["location"]
    assert check_messages([say, card]) == []


def test_a_long_label_is_cut_between_letters_and_told_whole_as_said(book):
    label = "👨‍👩‍👧‍👦" * 25

    (message,) = render(Speech([Say("？")], answers(label)), book)

    action = message["quickReply"]["items"][0]["action"]
    assert action["label"] == "👨‍👩‍👧‍👦" * 19 + "…"
    assert action["displayText"] == label
    assert check_messages([message]) == []


def full_card():
    return Card(
        "中央公民館",
        "ここから350mです。",
        rows=(Row("住所", "古口字古口270"), Row("電話", "", Choice("修正", value=["edit", "phone"]))),
        choices=(
            Choice("地図を見る", "uri", uri="https://example.jp/", style="primary"),
            Choice("ほかの避難所をさがす" * 3, value=1),
            Choice("閉じる", value=2, style="link"),
        ),
        badge="開設中",
        image_url="https://example.jp/a.jpg",
        note="訓練です。",
    )


def test_a_card_shows_all_its_parts_and_everything_wraps(book):
    (message,) = render(Speech([full_card()]), book)

    texts = texts_in(message["contents"])
    assert [text["text"] for text in texts] == [
        "開設中",
        "中央公民館",
        "ここから350mです。",
        "住所",
        "古口字古口270",
        "電話",
        "－",
        "修正",
        "訓練です。",
        "地図を見る",
        "ほかの避難所をさがす" * 3,
        "閉じる",
    ]
    assert all(text["wrap"] and text["scaling"] for text in texts)
    assert message["altText"] == "中央公民館"
    assert message["contents"]["hero"]["url"] == "https://example.jp/a.jpg"
    assert book.values == [["edit", "phone"], 1, 2]
    assert check_messages([message]) == []


def test_location_and_camera_can_not_stand_on_a_card(book):
    with pytest.raises(ValueError, match="quick reply"):
        render(Speech([Card("？", choices=(Choice("場所", "location"),))]), book)


def test_thirteen_cards_become_two_carousels_with_continuous_numbers(book):
    cards = tuple(Card(f"避難所{number}", choices=(Choice("くわしく", value=number),)) for number in range(13))

    first, second = render(Speech([Carousel(cards, alt="近くの避難所")]), book)

    assert len(first["contents"]["contents"]) == 12
    assert second["contents"]["type"] == "bubble"
    assert first["altText"] == second["altText"] == "近くの避難所"
    assert book.values == list(range(13))
    assert check_messages([first, second]) == []


def test_a_carousel_is_split_before_it_gets_too_heavy(book):
    cards = tuple(Card(f"題{number}", "あ" * 2000) for number in range(12))

    messages = render(Speech([Carousel(cards)]), book)

    assert len(messages) == 2
    assert all(len(orjson.dumps(message["contents"])) <= 50_000 for message in messages)
    assert check_messages(messages) == []


def test_a_card_too_heavy_for_one_bubble_goes_on_in_the_next(book):
    rows = tuple(Row(f"項目{number}", "あ" * 200, Choice("修正", value=number)) for number in range(40))
    card = Card("確認", "本文", rows=rows, choices=(Choice("送信", value="send"),), badge="1", note="注")

    messages = render(Speech([card]), book)

    shown = [text["text"] for message in messages for text in texts_in(message["contents"])]
    assert [text for text in shown if text.startswith("項目")] == [f"項目{number}" for number in range(40)]
    assert (shown.count("本文"), shown.count("送信"), shown.count("注")) == (1, 1, 1)
    assert book.values == [*range(40), "send"]
    assert check_messages(messages) == []


def test_a_notification_tells_the_title_or_what_else_there_is(book):
    def alt_of(card):
        return render(Speech([card]), book)[0]["altText"]

    assert alt_of(Card("題", alt="知らせ")) == "知らせ"
    assert alt_of(Card("題", "文")) == "題"
    assert alt_of(Card("", "文")) == "文"
    assert alt_of(Card("", choices=(Choice("はい", value=1), Choice("いいえ", value=2)))) == "はい・いいえ"
    assert len(alt_of(Card("題", alt="あ" * 2000))) == 1500


def test_places_and_pictures_and_authored_messages(book):
    sticker = {"type": "sticker", "packageId": "446", "stickerId": "1988"}
    speech = Speech(
        [
            Place("中央公民館" * 30, "", 38.73, 140.12),
            Picture("https://example.jp/a.jpg"),
            Picture("https://example.jp/a.jpg", "https://example.jp/b.jpg"),
            Authored(sticker),
        ],
        [Choice("はい", "text")],
    )

    place, picture, small, authored = render(speech, book)

    assert (len(place["title"]), len(place["address"]), place["latitude"]) == (100, 100, 38.73)
    assert picture["previewImageUrl"] == "https://example.jp/a.jpg"
    assert small["previewImageUrl"] == "https://example.jp/b.jpg"
    assert authored["quickReply"]["items"]
    assert "quickReply" not in sticker, "the author's own message must stay as it was"


def test_an_authored_message_that_line_refuses_is_told(book):
    with pytest.raises(MessagesRefused):
        render(Speech([Authored({"type": "text"})]), book)


def test_pictures_at_http_addresses_are_for_trials_only(book):
    speech = Speech([Picture("http://127.0.0.1/a.jpg")])

    with pytest.raises(MessagesRefused):
        render(speech, book)
    assert render(speech, book, allow_http=True)[0]["originalContentUrl"] == "http://127.0.0.1/a.jpg"


def test_a_text_longer_than_a_message_goes_on_in_the_next(book):
    messages = render(Speech([Say("あ" * 6000)], answers("はい")), book)

    assert "".join(message["text"] for message in messages) == "あ" * 6000
    assert ["quickReply" in message for message in messages] == [False, True]


def test_nothing_said_is_no_message(book):
    assert render(Speech(), book) == []
    assert render(Speech([Say("")], answers("はい")), book) == []


def test_a_record_is_read_by_its_name_first_and_an_answer_by_what_it_says():
    def sizes(row):
        lines = bubble_of(Card("一覧", rows=(row,)), None)["body"]["contents"][-1]["contents"]
        return [(line["text"], line["size"]) for line in lines]

    assert sizes(Row("#1 中央公民館", "開設中", is_record=True)) == [("#1 中央公民館", "md"), ("開設中", "sm")]
    assert sizes(Row("お名前", "花子")) == [("お名前", "sm"), ("花子", "md")]


def test_a_button_that_needs_no_memory_carries_its_own_data():
    choice = Choice("続ける", "press", value=press_data("k", "ab12", 0), text="「お弁当」を続ける")

    action = bubble_of(Card("題", choices=(choice,)), None)["footer"]["contents"][0]["action"]

    assert action == {
        "type": "postback",
        "label": "続ける",
        "data": "1.k.ab12.0.0",
        "displayText": "「お弁当」を続ける",
    }
    assert read_press(action["data"]) == Pressed("k", "ab12", 0, 0)
