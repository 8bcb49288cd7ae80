"""Whatever people send, in whatever order: an answer within LINE's limits, no fault, and nobody is stuck."""

from __future__ import annotations

import itertools
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.resident.talking import Person, actions_of

WORDS = (
    "メニュー 避難所 避難行動 施設 状況 続ける よくある質問 どれでもない 戻る やめる あとで "
    "最初から スキップ 「戻る」 「避難所」 ごみの出し方 施設案内 わが家の防災メモ 洪水 家や建物の中 地震 燃えるごみ "
    "はい いいえ 役場 3人 0233-00-0100 昨日 送信 "
    "できあがり 修正 非難 ムササビ 施設_図書館 続ける_ごみの出し方 受付コード_F-ZZZZZZZZ 避難所_洪水 "
)
LONG = ("a" * 6000, "🍎" * 2600)
EVENTS = st.one_of(
    st.sampled_from(WORDS.split()).map(lambda word: ("says", word.replace("_", " "))),
    st.sampled_from(LONG).map(lambda word: ("says", word)),
    st.text(max_size=60).map(lambda word: ("says", word)),
    st.integers(0, 40).map(lambda number: ("taps", number)),
    st.integers(0, 5).map(lambda number: ("taps an old one", number)),
    st.tuples(st.floats(-90, 90), st.floats(-180, 180)).map(lambda place: ("is at", place)),
    st.sampled_from(["image", "video", "audio", "file", "sticker", "other"]).map(lambda kind: ("sends", kind)),
    st.sampled_from([1, 31, 60 * 25]).map(lambda minutes: ("waits", minutes)),
    st.text(max_size=20).map(lambda data: ("posts back", data)),
    st.sampled_from(["follow", "unfollow"]).map(lambda kind: ("sends", kind)),
)
people = itertools.count(100)


def do(person, event):
    what, how = event
    if what == "says":
        person.says(how)
        assert person.messages
    elif what == "is at":
        person.sends_location(*how)
        assert person.messages
    elif what == "sends":
        person.sends(how, message_id=str(next(people)))
    elif what == "waits":
        person.town.wait(minutes=how)
    elif what == "posts back":
        person.sends("postback", postback_data=how)
    else:
        answers = person.history if what == "taps an old one" else person.history[-1:]
        said = [
            action
            for messages in answers
            for action in actions_of(messages)
            if action["type"] in ("message", "postback")
        ]
        if said:
            action = said[how % len(said)]
            if action["type"] == "message":
                person.says(action["text"])
            else:
                person.sends("postback", postback_data=action["data"])
            assert person.messages


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(EVENTS, max_size=25))
def test_nobody_is_stuck_whatever_happens(town, events):
    person = Person(town, f"U{next(people):032d}")

    for event in events:
        do(person, event)

    assert len(json.dumps(person.tracker)) < 40_000
    person.says("やめる")
    person.says("やめる")
    person.says("やめる")
    person.says("メニュー")
    assert "できること" in person.messages[0]["altText"] or "dialog" in person.tracker
