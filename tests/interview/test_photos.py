"""Photos in the middle of a form: fetched by jobs while the dialog waits."""

import pytest

from data.gateways.line.events import Incoming
from tests.interview.talker import Talker, form_of

FORM = """
id: report
title: 通報
review: false
fields:
  - {id: photos, kind: photo, label: 写真, max: 3}
  - {id: place, kind: location, label: 場所}
  - {id: when, kind: datetime, label: いつ, required: false}
"""
JOB = Incoming("job", raw_type="fetch_content")


@pytest.fixture
def taro():
    return Talker(form_of(FORM))


def photo(number):
    return Incoming("image", message_id=str(number), image_set=("set", number, 3))


def arrived(taro, number, **changes):
    for_whom = f"dialog00:{changes.pop('path', 'photos')}"
    fetched = {
        "attachment_id": f"a{number}",
        "size": 10,
        "sniffed_type": "image/jpeg",
        "file_name": "",
        "for": for_whom,
    }
    return taro.sends(JOB, {**fetched, **changes})


def test_a_photo_is_ordered_and_the_dialog_waits(taro):
    assert taro.sends(photo(1)) == "waiting"

    (job,) = taro.step.jobs
    assert (job.kind, job.payload) == (
        "fetch_content",
        {"message_id": "1", "file_name": "", "for": "dialog00:photos"},
    )
    assert taro.interview.is_waiting
    assert taro.messages == []
    taro.says("まだですか")
    assert taro.text == "ただいま確認中です。少しお待ちください。"


def test_three_photos_sent_together_are_told_once_when_all_have_come(taro):
    for number in (1, 2, 3):
        assert taro.sends(photo(number)) == "waiting"

    arrived(taro, 1)
    assert taro.messages == []
    arrived(taro, 2)
    assert taro.messages == []
    arrived(taro, 3)

    assert "場所" in taro.text
    assert [one["attachment_id"] for one in taro.state["answers"]["photos"]] == ["a1", "a2", "a3"]


def test_fewer_photos_are_enough_when_decided(taro):
    taro.sends(photo(1))
    arrived(taro, 1)
    assert "写真を1枚受け取りました" in taro.text
    assert "決定（1つ）" in taro.quick_replies

    taro.taps("決定（1つ）")

    assert "場所" in taro.text


def test_a_photo_that_could_not_be_fetched_is_asked_for_again(taro):
    taro.sends(photo(1))

    arrived(taro, 1, error="gone")

    assert taro.text.startswith("写真が受け取れませんでした。もう一度送ってください。")
    assert not taro.interview.is_waiting


def test_going_back_while_waiting_ends_the_waiting():
    taro = Talker(
        form_of(
            "id: form\ntitle: 題\nfields:\n  - {id: name, kind: text, label: 名前}\n"
            "  - {id: photos, kind: photo, label: 写真}\n"
        )
    )
    taro.says("太郎")
    taro.sends(photo(1))
    taro.says("戻る")

    assert not taro.interview.is_waiting
    taro.says("次郎")
    assert "写真を送ってください" in taro.text
    assert arrived(taro, 1) == "asked"
    assert taro.messages == [], "the photo was left behind"


def test_dialog_words_work_while_waiting(taro):
    taro.sends(photo(1))

    assert taro.says("やめる") == "left"


def test_a_result_nobody_waits_for_says_nothing(taro):
    assert arrived(taro, 1) == "asked"
    assert taro.messages == []
    taro.sends(photo(1))
    arrived(taro, 1, path="other")
    assert taro.messages == []
    assert taro.interview.is_waiting


def test_a_fourth_photo_does_not_answer_the_next_question(taro):
    for number in (1, 2, 3, 4):
        taro.sends(photo(number))
    for number in (1, 2, 3):
        arrived(taro, number)
    assert not taro.interview.is_waiting

    arrived(taro, 4)

    assert len(taro.state["answers"]["photos"]) == 3
    assert taro.state["asking"] == "place"


def test_a_location_answers_where_it_is_asked_for(taro):
    assert not taro.interview.takes(Incoming("location", latitude=38.7, longitude=140.1))
    taro.sends(photo(1))
    arrived(taro, 1)
    taro.says("決定")
    here = Incoming("location", latitude=38.7, longitude=140.1, address="古口")
    assert taro.interview.takes(here)

    taro.sends(here)

    assert "いつ" in taro.text


def test_a_date_without_time_asks_for_the_time(taro):
    taro.sends(photo(1))
    arrived(taro, 1)
    taro.says("決定")
    taro.sends(Incoming("location", latitude=38.7, longitude=140.1, address="古口"))
    taro.says("今日")
    assert "何時ですか" in taro.text

    assert taro.says("3時半") == "submitted"
    assert taro.step.answers["when"] == "2026-11-22T03:30"
