"""What is held of one resident, and what a deletion leaves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from data.attributes.answers import set_values
from data.attributes.starters import put_attributes
from data.audit.chain import AuditChain, AuditEntry
from data.audit.models import AuditPayload
from data.audit.verify import verify_chain
from data.content.models import Content, ContentVersion
from data.db.models import Base
from data.faq.models import UnansweredQuestion
from data.faq.unanswered import log_unanswered
from data.files.models import StoredFile
from data.files.privacy import UNLINKED
from data.forms.models import FormCount, Submission, SubmissionCell, SubmissionChange
from data.ids import new_public_id
from data.privacy.holding import Whose
from data.privacy.links import look_at_link, make_link
from data.privacy.service import REST_JOB, erase_resident, forget_rest, give_all, holdings
from data.residents.models import Resident
from data.residents.service import meet_resident
from data.turns import privacy as turns_privacy
from data.turns.jobs import Job
from data.turns.models import ConversationLine, InboxRow, JobRow, OutboxRow
from data.turns.trackers import write_tracker
from dialogs.attribute_starters import load_attributes

NOW = datetime(2026, 4, 10, 3, tzinfo=UTC)
HANAKO, TARO = "U" + "1" * 32, "U" + "2" * 32
SECRET = "ひみつの住所"


def person(session, user_id, channel="public") -> Whose:
    resident = meet_resident(session, channel=channel, line_user_id=user_id, now=NOW)
    return Whose(channel, user_id, resident.id)


def say(session, whose, text=SECRET):
    session.add(
        ConversationLine(
            at=NOW,
            channel=whose.channel,
            line_user_id=whose.line_user_id,
            message_id="1",
            said=text,
            answered="はい",
            place="",
        )
    )
    session.flush()


def answer(session, whose, kind, *, attachment=None, status="accepted"):
    form = session.scalar(sa.select(Content).where(Content.key == kind))
    if form is None:
        form = Content(kind="form", key=kind, name=kind, latest_version=1, public_version=1, created_at=NOW)
        session.add(form)
        session.flush()
        session.add(
            ContentVersion(
                content_id=form.id, number=1, document={"kind": kind}, digest=kind, origin="staff", saved_at=NOW
            )
        )
    count = session.get(FormCount, (form.id, whose.channel))
    if count is None:
        count = FormCount(form_id=form.id, channel=whose.channel, accepted=0)
        session.add(count)
    count.accepted += status == "accepted"
    files = [{"attachment_id": attachment}] if attachment else []
    one = Submission(
        form_id=form.id,
        channel=whose.channel,
        resident_id=whose.resident_id,
        version=1,
        status=status,
        answers={"where": SECRET, "photos": files},
        line=SECRET,
        submitted_at=NOW,
        updated_at=NOW,
    )
    session.add(one)
    session.flush()
    return one


def file_of(session, whose, name):
    one = StoredFile(
        public_id=new_public_id(),
        purpose="attachment",
        name=name,
        content_type="image/jpeg",
        size=1,
        owner=whose.owner,
        stored_at=NOW,
    )
    session.add(one)
    session.flush()
    return one


def furnish(session, whose):
    """Something of every kind."""
    put_attributes(session, starters=load_attributes(), now=NOW)
    set_values(session, whose.resident_id, {"name": SECRET}, by="resident", now=NOW)
    answer(session, whose, "survey")
    file_of(session, whose, "photo")
    log_unanswered(session, channel=whose.channel, text=SECRET, line_user_id=whose.line_user_id, now=NOW)
    say(session, whose)
    write_tracker(
        session,
        whose.channel,
        whose.line_user_id,
        {"aside": [{"title": "メモ", "slots": {}, "frames": [{"q": {"answers": {"a": SECRET}}}]}]},
    )
    parked = {"channel": whose.channel, "line_user_id": whose.line_user_id}
    session.add(
        InboxRow(
            **parked,
            event_key=whose.owner,
            timestamp_ms=1,
            received_at=1.0,
            state=2,
            payload=SECRET.encode(),
            fault=SECRET,
        )
    )
    session.add(
        OutboxRow(
            **parked,
            token_at=0,
            retry_key="r",
            messages=SECRET,
            state=3,
            attempts=1,
            next_at=0,
            made_at=0,
            resent=0,
        )
    )
    session.flush()


def words_left(session) -> list[str]:
    """Tables in which the secret still stands somewhere."""
    found = []
    for table in Base.metadata.sorted_tables:
        for row in session.execute(sa.select(table)):
            if SECRET in str(tuple(row)) or SECRET.encode() in [
                bytes(x) for x in row if isinstance(x, (bytes, memoryview))
            ]:
                found.append(table.name)
    return found


def test_every_kind_that_is_there_is_shown_and_given(session):
    hanako = person(session, HANAKO)
    furnish(session, hanako)

    found = {one.name for one in holdings(session, hanako)}
    given = give_all(session, hanako)

    assert found == {"profile", "history", "files", "forms", "dialogs", "questions", "talk", "undelivered"}
    assert all(given[name] for name in found - {"undelivered"})
    assert SECRET in str(given)


def test_nothing_is_shown_of_somebody_else(session):
    furnish(session, person(session, HANAKO))

    assert holdings(session, person(session, TARO)) == []
    assert SECRET not in str(give_all(session, person(session, TARO)))


def test_a_deletion_leaves_no_word_and_no_resident(session):
    hanako, taro = person(session, HANAKO), person(session, TARO)
    furnish(session, hanako)
    say(session, taro, "たろうの話")

    counts = erase_resident(session, hanako, now=NOW)
    write_tracker(session, "public", HANAKO, {})
    session.flush()

    assert set(words_left(session)) == set()
    assert session.get(Resident, hanako.resident_id) is None
    assert counts["talk"] == 1
    assert session.get(Resident, taro.resident_id) is not None
    assert [one.said for one in session.scalars(sa.select(ConversationLine))] == ["たろうの話"]


def test_a_deletion_takes_nothing_of_anybody_else(session):
    hanako, others = person(session, HANAKO), [person(session, TARO), person(session, HANAKO, "test")]
    tokens = {}
    for whose in (hanako, *others):
        furnish(session, whose)
        for kind in ("application", "survey"):
            one = answer(session, whose, kind)
            session.add(SubmissionCell(submission_id=one.id, column="q1", form_id=one.form_id, text=SECRET))
            session.add(
                SubmissionChange(submission_id=one.id, by="resident", what="revised", answers={}, changed_at=NOW)
            )
        tokens[whose] = make_link(session, file_id=7, whose=whose, now=NOW)
    before = [(holdings(session, whose), give_all(session, whose)) for whose in others]
    kept = {
        table: session.scalars(
            sa.select(table.submission_id)
            .join(Submission, Submission.id == table.submission_id)
            .join(Content, Content.id == Submission.form_id)
            .where((Submission.resident_id != hanako.resident_id) | (Content.key == "application"))
            .order_by(table.submission_id)
        ).all()
        for table in (SubmissionCell, SubmissionChange)
    }

    erase_resident(session, hanako, now=NOW)

    assert [(holdings(session, whose), give_all(session, whose)) for whose in others] == before
    for table, ids in kept.items():
        assert session.scalars(sa.select(table.submission_id).order_by(table.submission_id)).all() == ids
    for whose in others:
        look_at_link(session, tokens[whose], now=NOW)
    counted = sa.select(Content.key, FormCount.channel, FormCount.accepted).join(
        Content, Content.id == FormCount.form_id
    )
    assert {tuple(row) for row in session.execute(counted)} == {
        ("survey", "public", 2),
        ("survey", "test", 2),
        ("application", "public", 2),
        ("application", "test", 1),
    }


def test_the_other_channel_is_another_resident(session):
    public, test = person(session, HANAKO), person(session, HANAKO, "test")
    say(session, public)
    say(session, test)

    erase_resident(session, public, now=NOW)

    assert [one.channel for one in session.scalars(sa.select(ConversationLine))] == ["test"]
    assert session.get(Resident, test.resident_id) is not None


@pytest.mark.parametrize("kind", ["application", "reservation", "report"])
def test_documents_of_the_town_stay_without_the_person_and_with_their_files(session, kind):
    hanako = person(session, HANAKO)
    kept, gone = file_of(session, hanako, "kept"), file_of(session, hanako, "gone")
    one = answer(session, hanako, kind, attachment=kept.id)
    survey = answer(session, hanako, "survey", attachment=gone.id)

    [forms] = [holding for holding in holdings(session, hanako) if holding.name == "forms"]
    erase_resident(session, hanako, now=NOW)

    assert (forms.held.count, forms.held.kept) == (2, 1)
    assert session.get(Submission, one.id).resident_id is None
    assert session.get(Submission, survey.id) is None
    assert (kept.owner, kept.expires_at) == (UNLINKED, None)
    assert (gone.owner, gone.expires_at) == (UNLINKED, NOW)


def test_a_deleted_answer_gives_its_place_back_and_a_withdrawn_one_had_none(session):
    hanako = person(session, HANAKO)
    one = answer(session, hanako, "survey")
    answer(session, hanako, "survey", status="withdrawn")
    answer(session, person(session, TARO), "survey")

    erase_resident(session, hanako, now=NOW)

    assert session.get(FormCount, (one.form_id, "public")).accepted == 1


def test_what_others_asked_too_stays_theirs(session):
    hanako, taro = person(session, HANAKO), person(session, TARO)
    for whose in (hanako, taro):
        log_unanswered(session, channel="public", text="図書館は", line_user_id=whose.line_user_id, now=NOW)
    log_unanswered(session, channel="public", text=SECRET, line_user_id=HANAKO, now=NOW)

    erase_resident(session, hanako, now=NOW)

    assert [one.text for one in session.scalars(sa.select(UnansweredQuestion))] == ["図書館は"]
    assert [one.count for one in session.scalars(sa.select(UnansweredQuestion))] == [1]


def test_the_audit_log_forgets_whom_it_was_about_and_stays_whole(session):
    hanako = person(session, HANAKO)
    chain = AuditChain(b"k" * 32)
    about = [("住民", hanako.resident_id)]
    number = chain.append(
        session, AuditEntry(1, "佐藤", "staff", "住民 設定", "done", {"args": SECRET}, about), now=NOW
    )
    other = chain.append(session, AuditEntry(1, "佐藤", "staff", "避難所 開設", "done", {"args": "体育館"}), now=NOW)

    erase_resident(session, hanako, now=NOW)

    assert session.get(AuditPayload, number).body == ""
    assert "体育館" in session.get(AuditPayload, other).body
    assert verify_chain(session, chain).is_sound
    assert SECRET not in str(words_left(session))


async def test_a_long_log_is_deleted_to_its_end_by_a_job_and_later_lines_stay(store, monkeypatch):
    monkeypatch.setattr(turns_privacy, "BITE", 3)

    def begin(session):
        whose = person(session, HANAKO)
        for number in range(10):
            say(session, whose, f"{number}")
        erase_resident(session, whose, now=NOW)
        [job] = session.scalars(sa.select(JobRow).where(JobRow.kind == REST_JOB))
        say(session, whose, "そのあと")
        return Job(job.id, job.kind, job.payload, "public", "", None, 0.0, 1)

    job = await store.write(begin)
    done = await forget_rest(store)(job)

    assert done == {"lines": 7}
    rows = await store.read(sa.select(ConversationLine.said))
    assert [row[0] for row in rows] == ["そのあと"]
