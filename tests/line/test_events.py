"""Webhooks are taken apart without losing what a person said."""

from __future__ import annotations

import json

import orjson
import pytest

from data.gateways.line.events import Incoming, MalformedWebhook, read_event, split_events
from data.gateways.line.unknowns import unknown_counts
from tests.line.webhooks import HANAKO, KNOWN, MESSAGE_ID, MS, event, message


def body(*events: object, destination: str = "Ubot") -> bytes:
    return json.dumps({"destination": destination, "events": list(events)}).encode()


def only(raw: bytes):
    (found,) = split_events(raw).events
    return found


def read(one: object) -> Incoming:
    return read_event(only(body(one)).raw)


@pytest.fixture
def counted():
    before = unknown_counts()
    return lambda: {kind: count - before[kind] for kind, count in unknown_counts().items() if count != before[kind]}


def test_the_envelope_is_read():
    found = only(body(message("text", text="避難所")))

    assert found.key == "01FZ74A0TDDPYRVKNK77XKC3ZR"
    assert (found.type, found.timestamp_ms, found.mode) == ("message", MS, "active")
    assert (found.source_type, found.line_user_id, found.group_id) == ("user", HANAKO, "")
    assert found.reply_token == "757913772c4646b784d4b7ce46d12671"
    assert found.is_redelivery is False


@pytest.mark.parametrize(("kind", "known"), KNOWN, ids=[known["type"] for _, known in KNOWN])
def test_every_documented_event_is_read_and_none_counts_as_unknown(kind, known, counted):
    assert read(known).kind == kind
    assert counted() == {}


def test_what_each_kind_says():
    by_kind = {kind: read(known) for kind, known in KNOWN if kind != "other"}

    assert by_kind["text"].text == "避難所はどこですか"
    assert by_kind["text"].message_id == MESSAGE_ID
    assert by_kind["text"].quoted_message_id == "14353798921000"
    assert by_kind["text"].mark_as_read_token == "30yhdy232"
    assert by_kind["text"].raw_type == "message:text"
    assert by_kind["image"].image_set == ("E005", 1, 2)
    assert (by_kind["file"].file_name, by_kind["file"].file_size) == ("申請書.pdf", 2138)
    assert (by_kind["location"].latitude, by_kind["location"].longitude) == (38.74, 140.15)
    assert (by_kind["location"].title, by_kind["location"].address) == ("役場", "戸沢村")
    assert by_kind["sticker"].sticker == ("446", "1988", ("はい", "了解"))
    assert by_kind["postback"].postback_data == "1.choice.abc.3.2"
    assert by_kind["postback"].params == {"date": "2026-01-31"}
    assert by_kind["follow"].is_unblocked is True
    assert by_kind["unsend"].unsent_message_id == "325708"
    assert (by_kind["edited"].text, by_kind["edited"].message_id) == ("直しました", MESSAGE_ID)


def test_groups_and_rooms_are_named_and_people_in_them_too():
    group = only(body(event("join", source={"type": "group", "groupId": "C1", "userId": HANAKO})))
    room = only(body(event("join", source={"type": "room", "roomId": "R1"})))

    assert (group.source_type, group.group_id, group.line_user_id) == ("group", "C1", HANAKO)
    assert (room.source_type, room.group_id, room.line_user_id) == ("room", "R1", "")


def test_several_people_may_speak_in_one_webhook():
    webhook = split_events(body(message("text", text="1"), event("unfollow"), message("text", text="2")))

    assert webhook.destination == "Ubot"
    assert [read_event(one.raw).text for one in webhook.events] == ["1", "", "2"]


def test_the_connectivity_check_has_no_events():
    assert split_events(body()).events == []


def test_a_redelivered_event_keeps_its_key():
    first = only(body(event("follow")))
    again = only(body(event("follow", deliveryContext={"isRedelivery": True})))

    assert again.key == first.key
    assert again.is_redelivery is True


def test_an_event_without_an_id_is_known_by_its_contents_also_when_redelivered():
    named = event("follow")
    del named["webhookEventId"]
    first = only(body(named))
    again = only(body({**dict(reversed(named.items())), "deliveryContext": {"isRedelivery": True}}))
    later = only(body({**named, "timestamp": MS + 1}))

    assert first.key.startswith("sha256:")
    assert again.key == first.key
    assert later.key != first.key


@pytest.mark.parametrize("odd_id", ["", 7, None, "x" * 200])
def test_an_id_no_column_could_hold_is_not_used(odd_id):
    assert only(body(event("follow", webhookEventId=odd_id))).key.startswith("sha256:")


@pytest.mark.parametrize(
    ("written", "kept"),
    [(-5, 0), (2**60, 2**53), (1e300, 2**53), ("soon", 0), (None, 0), (True, 0), (1.5, 1)],
)
def test_instants_are_clamped(written, kept, counted):
    assert only(body(event("follow", timestamp=written))).timestamp_ms == kept
    assert counted() == {"field": 1}


@pytest.mark.parametrize("digits", ["9" * 400, "9" * 5000, "1e999", "NaN", "-Infinity"])
def test_numbers_that_are_none_hurt_nobody(digits):
    raw = body(event("follow", timestamp="HERE")).replace(b'"HERE"', digits.encode())

    assert 0 <= only(raw).timestamp_ms <= 2**53
    assert read_event(only(raw).raw).kind == "follow"


def test_nul_and_lone_surrogates_are_replaced_before_anything_is_stored():
    raw = body(message("text", text="a\x00b\ud83dc"), event("follow", source={"type": "user", "userId": "U\x00"}))

    spoken, followed = split_events(raw).events

    assert read_event(spoken.raw).text == "a\ufffdb\ufffdc"
    assert followed.line_user_id == "U\ufffd"
    assert b"\\u0000" not in spoken.raw + followed.raw


def test_a_typed_backslash_u0000_is_left_as_typed():
    assert read(message("text", text="\\u0000")).text == "\\u0000"


def test_bytes_that_are_no_utf8_and_raw_tabs_lose_nothing_else():
    raw = body(message("text", text="HERE")).replace(b"HERE", b"a\xffb\tc")

    assert read_event(only(raw).raw).text == "a\ufffdb\tc"


def test_raw_is_the_whole_event_so_that_nothing_unknown_is_lost():
    sent = message("text", text="x", invented={"deep": [1, None, "あ"]})

    assert orjson.loads(only(body(sent)).raw) == sent


@pytest.mark.parametrize(
    ("odd", "raw_type"),
    [
        (event("telepathy"), "telepathy"),
        (event("message", message={"type": "hologram", "id": "1"}), "message:hologram"),
        (event("message", message={"type": ["text"], "id": "1"}), "message:"),
        (event("message", message="hello"), "message:"),
        (event("message"), "message:"),
        (message("text", text=None), "message:text"),
        (message("location", latitude=91, longitude=0), "message:location"),
        (message("location", latitude="38", longitude=140), "message:location"),
        (event("message", message={"type": "image"}), "message:image"),
        (event("postback", postback={"data": 3}), "postback"),
        (event("postback"), "postback"),
        (event("unsend", unsend={}), "unsend"),
        (event("messageEdited", message={}), "messageEdited"),
        ({}, ""),
        (event(None), ""),
        (17, ""),
        (None, ""),
        ([], ""),
    ],
)
def test_what_makes_no_sense_is_kept_as_other_and_counted(odd, raw_type, counted):
    incoming = read(odd)

    assert (incoming.kind, incoming.raw_type) == ("other", raw_type)
    assert sum(counted().values()) >= 1


@pytest.mark.parametrize(
    ("changes", "counted_as"),
    [
        ({"source": {"type": "spaceship", "userId": HANAKO}}, "source"),
        ({"source": "me"}, "source"),
        ({"mode": "asleep"}, "mode"),
        ({"mode": None}, "mode"),
    ],
)
def test_an_unknown_envelope_costs_neither_the_event_nor_its_text(changes, counted_as, counted):
    found = only(body({**message("text", text="x"), **changes}))

    assert read_event(found.raw).text == "x"
    assert counted() == {counted_as: 1}


def test_a_new_mode_is_kept_so_that_it_can_be_told_from_active():
    assert only(body(event("follow", mode="asleep"))).mode == "asleep"
    assert only(body(event("follow", mode="standby"))).mode == "standby"


def test_absent_source_is_nobody_and_no_surprise(counted):
    found = only(
        body({key: value for key, value in event("accountLink").items() if key not in ("source", "replyToken")})
    )

    assert (found.line_user_id, found.source_type, found.reply_token) == ("", "", None)
    assert counted() == {}


@pytest.mark.parametrize(
    "raw", [b"", b"hello", b"{", b"[]", b"7", b"null", b"{}", b'{"events":{}}', b'{"events":null}']
)
def test_what_is_no_webhook_is_refused(raw):
    with pytest.raises(MalformedWebhook):
        split_events(raw)


def test_an_event_too_deep_to_write_is_cut_and_its_neighbours_are_whole():
    deep: object = "bottom"
    for _ in range(400):
        deep = [deep]
    raw = body(message("text", text="x", invented=deep), message("text", text="neighbour"))

    found, neighbour = split_events(raw).events

    assert read_event(found.raw).text == "x"
    assert read_event(neighbour.raw).text == "neighbour"


def test_endless_nesting_is_refused_at_once():
    with pytest.raises(MalformedWebhook):
        split_events(b'{"events":' + b"[" * 1_000_000)
    with pytest.raises(MalformedWebhook):
        split_events(b'{"a":NaN,"events":' + b'{"a":' * 300_000)


def test_two_megabytes_of_text_are_read():
    raw = body(message("text", text="あ" * 600_000))

    assert len(read_event(only(raw).raw).text) == 600_000
