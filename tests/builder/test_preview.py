"""The telephone's engine: real turns in a database of their own, which forgets."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.dispatcher import ResidentCounter
from data.clock import FixedClock
from data.content.models import Content
from data.db.snapshots import Snapshots
from data.forms.models import Submission
from data.forms.service import create_form
from data.preview.jobs import SAMPLES
from data.preview.room import PreviewRoom
from data.preview.rooms import IDLE_SECONDS, MOST_ROOMS, PreviewRooms
from data.preview.template import COPIED, PreviewTemplate
from data.residents.models import Resident
from data.residents.service import meet_resident
from dialogs.actions import make_runner
from dialogs.engine import DialogEngine
from dialogs.faults import ContentError
from dialogs.fields.palette import palette
from dialogs.form_preview import FormPreview, compile_draft, preview_snapshots
from dialogs.sources import snapshot_sources
from dialogs.wording import load_wording
from tests.counters import readable

WORDS = load_wording()
NOW = datetime(2026, 11, 10, 1, 0, tzinfo=UTC)


class Bench:
    """A town's database, and trials made from it."""

    def __init__(self, session: Session) -> None:
        runner = make_runner()
        self.counter = ResidentCounter(DialogEngine(runner, WORDS), WORDS)
        self.snapshots = Snapshots(snapshot_sources(runner))
        self.form = create_form(session, title="ためし", kind="survey", now=NOW).id
        meet_resident(session, channel="public", line_user_id="U1", now=NOW)
        session.commit()
        self.snapshots.reload(session)
        self.template = PreviewTemplate(session)
        self.databases = []

    def trial(self, *fields, counter=None, jobs=SAMPLES, **more) -> FormPreview:
        form = compile_draft({"kind": "survey", "title": "ためし", "fields": list(fields), **more}, "form_x", WORDS)
        database = self.template.copy()
        self.databases.append(database)
        room = PreviewRoom(
            database,
            counter=counter or self.counter,
            clock=FixedClock(NOW),
            snapshots=preview_snapshots(self.snapshots.view(), form, self.form),
            jobs=jobs,
        )
        return FormPreview(form, room, FixedClock(NOW).today)


@pytest.fixture
def bench(session) -> Bench:
    return Bench(session)


def field(kind: str, id: str = "q", **more):
    return {"id": id, "kind": kind, "label": id, **more}


def said(messages) -> str:
    return "\n".join(readable(message) for message in messages)


def test_a_draft_is_answered_like_a_form_and_its_answers_lie_in_its_own_database_alone(bench, session):
    trial = bench.trial(field("text", "name"))

    trial.begin()
    trial.hear({"kind": "text", "text": "花子"})
    assert trial.place == "review"
    assert "受け付けました" in said(trial.hear({"kind": "text", "text": "送信"}))

    with bench.databases[0].session() as own:
        assert own.scalars(select(Submission.answers)).all() == [{"name": "花子"}]
    assert session.scalar(select(Submission.id)) is None


def test_a_preview_knows_the_town_and_no_resident(bench):
    with bench.template.copy().session() as own:
        assert own.scalar(select(Content.id)) == bench.form
        assert own.scalar(select(Resident.id)) is None
    assert "residents" not in preview_snapshots(bench.snapshots.view(), compile_draft(_one(), "form_x"), 1)
    assert not {"resident", "tracker", "submission", "staff_member"} & set(COPIED)


def _one():
    return {"kind": "survey", "title": "ためし", "fields": [field("text")]}


def test_two_trials_know_nothing_of_each_other(bench):
    first, second = bench.trial(field("text", "a")), bench.trial(field("text", "a"))
    first.begin()

    assert second.place == ""
    assert "みほん" not in said(second.hear({"kind": "text", "text": "みほん"})) or second.place == ""


@pytest.mark.parametrize("kind", [one["kind"] for one in palette(WORDS) if one["is_asked"]])
def test_every_kind_of_question_is_answered_by_its_sample(bench, kind):
    more = {"words": [{"word": "ひみつ", "label": "会員"}]} if kind == "member_keyword" else {}
    template = next(one["template"] for one in palette(WORDS) if one["kind"] == kind)
    trial = bench.trial(field("text", "before"), {**template, "id": "q", **more}, field("text", "after"))

    trial.begin("after")

    assert trial.place == "after"


@pytest.mark.parametrize(
    "question",
    [
        field("text", letters="katakana", min=7, max=8),
        field("text", letters="digits", min=3),
        field("number", min=18, max=20),
        field("number", max=-3),
        field("multiple", options=["あ", "い", "う"], min=2),
        field("date", earliest="today+10", latest="today+20"),
        field("date", latest="2020-01-01"),
        field("birth_date", max_age=6),
        field("birth_date", min_age=65),
        field("time", earliest="08:30", latest="09:00"),
        field("file", accept=["excel"]),
        field("photo", min=2, max=3),
        field("choice", options=[{"value": "x", "label": "エックス"}]),
    ],
)
def test_samples_keep_to_the_limits_of_a_question(bench, question):
    trial = bench.trial(question, field("text", "after"))

    trial.begin("after")

    assert trial.place == "after"


def test_walking_stops_at_a_question_inside_a_group_and_counts_its_samples(bench):
    group = {"id": "g", "kind": "group", "label": "子", "max": 3, "fields": [field("text", "in_group")]}
    trial = bench.trial(field("text", "a"), group, field("text", "z"))

    trial.begin("in_group")
    assert (trial.place, trial.walked > 0) == ("in_group", True)

    trial = bench.trial(field("text", "a"), group, field("text", "z"))
    trial.begin("z")
    assert trial.place == "z"


def test_a_draft_is_tried_whenever_it_opens_or_has_closed(bench):
    for times in ({"opens_at": "2030-01-01"}, {"closes_at": "2020-01-01"}):
        trial = bench.trial(field("text", "a"), **times)
        trial.begin()
        assert trial.place == "a"


def test_a_job_is_answered_at_once_by_a_sample_or_as_if_nobody_were_there(bench):
    trial = bench.trial(field("photo"))
    trial.begin()
    trial.hear({"kind": "image", "message_id": "1"})
    assert trial.place == "review"

    trial = bench.trial(field("photo"), jobs={})
    trial.begin()
    trial.hear({"kind": "image", "message_id": "1"})
    assert trial.place == "q"


class Broken:
    """A counter with a fault of ours."""

    def prepare(self, *args, **more):
        return None

    def is_answering(self, turn):
        return False

    def handle(self, session, turn):
        raise RuntimeError("broken")

    def apology(self, reference):
        return [{"type": "text", "text": f"申し訳ありません {reference}"}]


def test_a_fault_is_an_apology_and_the_trial_goes_on(bench):
    trial = bench.trial(field("text"), counter=Broken())

    assert "申し訳ありません" in said(trial.begin())
    assert "申し訳ありません" in said(trial.hear({"kind": "text", "text": "もう一度"}))


def test_a_draft_with_problems_does_not_compile():
    with pytest.raises(ContentError):
        compile_draft({"fields": []}, "form_x", WORDS)


class Kept:
    def __init__(self) -> None:
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True


def test_twenty_rooms_at_most_and_the_one_unused_longest_goes():
    clock = FixedClock(NOW)
    rooms: PreviewRooms[Kept] = PreviewRooms(clock.real)
    kept = [Kept() for _ in range(MOST_ROOMS + 1)]
    for number, one in enumerate(kept[:-1]):
        rooms.put(number, one)
    rooms.get(0)

    rooms.put("new", kept[-1])

    assert len(rooms) == MOST_ROOMS
    assert [one.is_closed for one in kept[:3]] == [False, True, False]


def test_a_room_closes_after_half_an_hour_without_a_word_and_any_word_keeps_it():
    clock = FixedClock(NOW, real=0)
    rooms: PreviewRooms[Kept] = PreviewRooms(lambda: clock._real)
    kept, idle = Kept(), Kept()
    rooms.put("kept", kept)
    rooms.put("idle", idle)
    clock._real = IDLE_SECONDS - 1
    assert rooms.get("kept") is kept
    clock._real = IDLE_SECONDS

    assert rooms.get("idle") is None
    assert (idle.is_closed, rooms.get("kept")) == (True, kept)


def test_a_key_has_one_room_and_closing_closes_all():
    rooms: PreviewRooms[Kept] = PreviewRooms(lambda: 0.0)
    first, second = Kept(), Kept()
    rooms.put("a", first)
    rooms.put("a", second)
    assert (first.is_closed, len(rooms)) == (True, 1)

    rooms.close()
    assert (second.is_closed, len(rooms)) == (True, 0)
