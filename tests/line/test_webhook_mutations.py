"""Ten thousand bent webhook bodies: each is read or refused, and never anything else."""

from __future__ import annotations

import json
import random

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.gateways.line.events import MalformedWebhook, Webhook, read_event, split_events
from tests.line.bending import bend
from tests.line.webhooks import KNOWN

ODD_VALUES = [
    None, True, False, 0, -1, 2**63, 2**64, -(2**70), 1.5, 1e308, "", "\x00", "\ud800", "x" * 300, "🍎", [], {}, [[]],
    [None], {"type": None}, {"type": "user"}, "message", "text", {"\ud800": "\x00"},
]  # fmt: skip

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=[]), max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


def look_at(raw: bytes) -> Webhook | None:
    """Read a body to the end; check what every reader relies on."""
    try:
        webhook = split_events(raw)
    except MalformedWebhook:
        return None
    for one in webhook.events:
        assert 1 <= len(one.key) <= 128
        assert 0 <= one.timestamp_ms <= 2**53
        assert one.source_type in ("", "user", "group", "room")
        words = [one.key, one.type, one.mode, one.line_user_id, one.group_id, one.reply_token or ""]
        incoming = read_event(one.raw)
        words += [incoming.text, incoming.postback_data, incoming.title, incoming.file_name, *incoming.params.values()]
        for text in words:
            assert "\x00" not in text
            text.encode()
        assert (incoming.latitude is None) == (incoming.kind != "location")
        orjson.loads(one.raw)
    return webhook


def test_ten_thousand_bodies_with_bent_values_are_read_or_refused():
    chance = random.Random(20_261_122)
    read = 0
    for _ in range(10_000):
        document: object = {"destination": "Ubot", "events": [known for _, known in chance.sample(KNOWN, 2)]}
        for _ in range(chance.randint(1, 3)):
            document = bend(document, chance, ODD_VALUES)
        read += look_at(json.dumps(document).encode()) is not None
    assert read > 5_000  # most are still webhooks: the bending reaches the events


def test_ten_thousand_bodies_with_bent_bytes_are_read_or_refused():
    chance = random.Random(4)
    for _ in range(10_000):
        raw = bytearray(orjson.dumps({"destination": "Ubot", "events": [chance.choice(KNOWN)[1]]}))
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(raw))
            roll = chance.random()
            if roll < 0.4:
                raw[at] = chance.randrange(256)
            elif roll < 0.7:
                del raw[at : at + chance.randint(1, 9)]
            else:
                raw[at:at] = chance.choice([b"\\ud800", b"\\u0000", b"1e999", b"NaN", b"[[", b'"', b"\xff"])
        look_at(bytes(raw))


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(JSON, st.sampled_from(KNOWN), st.data())
def test_any_json_may_stand_for_any_event_or_any_of_its_properties(value, known, data):
    _, one = known
    name = data.draw(st.sampled_from(list(one)))
    found = look_at(json.dumps({"events": [value, {**one, name: value}]}).encode())

    assert found is not None
    assert len(found.events) == 2
