"""Forms as services: drafts two people edit, limits that hold, histories, lists and their filters."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.forms import submissions
from data.forms.listing import Filter, select_submissions
from data.forms.rules import FormRules
from data.forms.service import (
    DocumentRefused,
    DraftConflict,
    FormNameTaken,
    FormNotFound,
    create_form,
    delete_form,
    duplicate_form,
    form_state,
    get_draft,
    get_form,
    publish_form,
    save_draft,
    stop_form,
)
from data.forms.submissions import (
    AnsweredAlready,
    FormFull,
    FormNotYetOpen,
    FormOver,
    NotEditable,
    SubmissionNotFound,
    accepted_count,
    accepted_counts,
    changes_of,
    find_own,
    own_submission,
    own_submissions,
    revise,
    submit,
    withdraw,
)
from data.residents.service import meet_resident
from dialogs.form import compile_form
from dialogs.form_table import filled
from tests.gate.sample import NOW

FIELDS = [
    {"id": "area", "kind": "choice", "label": "地区", "options": ["古口", "角川", "津谷"]},
    {"id": "people", "kind": "number", "label": "人数"},
    {"id": "voice", "kind": "text", "label": "ひとこと", "required": False},
]
SURVEY = FormRules(kind="survey")


@pytest.fixture
def form(session):
    return create_form(session, title="調査", kind="survey", document={"fields": FIELDS}, now=NOW, staff_id=1)


@pytest.fixture
def hanako(session):
    return meet_resident(session, channel="public", line_user_id="U-hanako", now=NOW).id


@pytest.fixture
def taro(session):
    return meet_resident(session, channel="public", line_user_id="U-taro", now=NOW).id


def ready(**answers):
    form = compile_form({"id": "form", "title": "調査", "fields": FIELDS}, "test")
    return filled(form, answers)


def answer(session, form, who, rules=SURVEY, at=NOW, channel="public", **answers):
    return submit(
        session,
        form_id=form.id,
        channel=channel,
        resident_id=who,
        version=1,
        rules=rules,
        filled=ready(**(answers or {"area": "古口", "people": 1})),
        now=at,
    )


def test_of_two_who_edit_one_draft_the_second_is_told_and_overwrites_nothing(session, form):
    draft = get_draft(session, form_id=form.id, now=NOW)
    seen = draft.revision
    save_draft(
        session, form_id=form.id, document={"title": "調査", "fields": FIELDS}, revision=seen, staff_id=1, now=NOW
    )

    with pytest.raises(DraftConflict) as conflict:
        save_draft(
            session, form_id=form.id, document={"title": "調査", "fields": []}, revision=seen, staff_id=2, now=NOW
        )

    assert conflict.value.facts["staff_id"] == 1
    assert conflict.value.facts["revision"] == seen + 1
    assert get_draft(session, form_id=form.id, now=NOW).document["fields"] == FIELDS


def test_a_draft_keeps_its_key_and_refuses_what_is_no_document(session, form):
    draft = get_draft(session, form_id=form.id, now=NOW)
    saved = save_draft(
        session, form_id=form.id, document={"id": "other", "title": "新しい調査"}, revision=draft.revision, now=NOW
    )

    assert saved.document["id"] == form.key
    assert form.name == "新しい調査"
    for bad in ([], {"fields": {object()}}, {"note": "あ" * 1_000_001}):
        with pytest.raises(DocumentRefused):
            save_draft(session, form_id=form.id, document=bad, revision=saved.revision, now=NOW)


def test_names_are_unique_among_forms(session, form):
    with pytest.raises(FormNameTaken):
        create_form(session, title="調査", kind="survey", now=NOW)
    other = create_form(session, title="別の調査", kind="survey", now=NOW)
    draft = get_draft(session, form_id=other.id, now=NOW)
    with pytest.raises(FormNameTaken):
        save_draft(session, form_id=other.id, document={"title": "調査"}, revision=draft.revision, now=NOW)


def test_versions_never_change_and_the_state_tells_of_unpublished_changes(session, form):
    first = publish_form(session, form_id=form.id, channel="test", now=NOW)
    assert (form_state(session, form).stage, form_state(session, form).has_changes) == ("test", False)
    draft = get_draft(session, form_id=form.id, now=NOW)
    save_draft(
        session, form_id=form.id, document={**draft.document, "fields": FIELDS[:1]}, revision=draft.revision, now=NOW
    )
    assert form_state(session, form).has_changes
    second = publish_form(session, form_id=form.id, channel="public", now=NOW)

    assert (first.number, second.number) == (1, 2)
    assert len(first.document["fields"]) == 3
    assert (form.test_version, form.public_version) == (2, 2)
    stop_form(session, form_id=form.id)
    assert form_state(session, form).stage == "draft"
    delete_form(session, form_id=form.id, now=NOW)
    with pytest.raises(FormNotFound):
        get_form(session, form_id=form.id)


def test_a_copy_has_the_draft_and_no_answers(session, form, hanako):
    answer(session, form, hanako)

    copy = duplicate_form(session, form_id=form.id, title="写し", now=NOW)

    document = get_draft(session, form_id=copy.id, now=NOW).document
    assert (document["fields"], document["title"], document["id"]) == (FIELDS, "写し", copy.key)
    assert form_state(session, copy).answers == 0
    assert copy.link_code != form.link_code


def test_the_limit_holds_and_a_withdrawn_answer_frees_its_place(session, form, hanako, taro):
    rules = FormRules(kind="survey", limit=1)
    first = answer(session, form, hanako, rules)

    with pytest.raises(FormFull):
        answer(session, form, taro, rules)
    withdraw(session, submission_id=first.id, resident_id=hanako, rules=rules, now=NOW)
    answer(session, form, taro, rules)

    assert accepted_count(session, form_id=form.id, channel="public") == 1
    assert [one.id for one in own_submissions(session, resident_id=hanako)] == []


def test_the_last_moment_counts_and_the_one_after_does_not(session, form, hanako):
    rules = FormRules(kind="survey", closes_at=NOW)
    answer(session, form, hanako, rules)
    with pytest.raises(FormOver):
        answer(session, form, hanako, rules, at=NOW + timedelta(seconds=1))


def test_once_is_once(session, form, hanako, taro):
    rules = FormRules(kind="survey", once=True)
    answer(session, form, hanako, rules)
    answer(session, form, taro, rules)

    with pytest.raises(AnsweredAlready):
        answer(session, form, hanako, rules)


def test_a_correction_keeps_what_was_before(session, form, hanako, taro):
    rules = FormRules(kind="survey", editable=True, closes_at=NOW + timedelta(days=1))
    kept = answer(session, form, hanako, rules, area="古口", people=2)
    change = {"submission_id": kept.id, "filled": ready(area="角川", people=2), "rules": rules}

    with pytest.raises(SubmissionNotFound):
        revise(session, resident_id=taro, now=NOW, **change)
    with pytest.raises(FormOver):
        revise(session, resident_id=hanako, now=NOW + timedelta(days=2), **change)
    with pytest.raises(NotEditable):
        revise(session, resident_id=hanako, now=NOW, **{**change, "rules": SURVEY})
    revise(session, resident_id=hanako, now=NOW, **change)
    revise(session, resident_id=hanako, now=NOW, **change)

    assert kept.answers["area"] == "角川"
    assert [one.answers["area"] for one in changes_of(session, submission_id=kept.id)] == ["古口"]
    found = session.scalars(select_submissions(form.id, filters=[Filter("area", "=", "角川")])).all()
    assert found == [kept]
    assert session.scalars(select_submissions(form.id, filters=[Filter("area", "=", "古口")])).all() == []


def test_each_form_and_each_account_has_places_of_its_own(session, form, hanako, taro):
    rules = FormRules(kind="survey", limit=1, once=True)
    other = create_form(session, title="別の調査", kind="survey", document={"fields": FIELDS}, now=NOW, staff_id=1)
    tester = meet_resident(session, channel="test", line_user_id="U-hanako", now=NOW).id
    kept = answer(session, form, hanako, rules)
    answer(session, other, hanako, rules)
    answer(session, form, tester, rules, channel="test")

    withdraw(session, submission_id=kept.id, resident_id=hanako, rules=rules, now=NOW)

    counts = [accepted_counts(session, form_ids=[form.id, other.id], channel=channel) for channel in ("public", "test")]
    assert counts == [{form.id: 0, other.id: 1}, {form.id: 1}]
    assert accepted_counts(session, form_ids=[other.id], channel="public") == {other.id: 1}
    assert [accepted_count(session, form_id=form.id, channel=channel) for channel in ("public", "test")] == [0, 1]
    answer(session, form, hanako, rules)


def test_who_asked_while_a_place_was_left_is_refused_once_it_is_gone(session, form, hanako, taro, monkeypatch):
    rules = FormRules(kind="survey", limit=1)
    answer(session, form, hanako, rules)
    monkeypatch.setattr(submissions, "check_open", lambda *_, **__: None)

    with pytest.raises(FormFull):
        answer(session, form, taro, rules)

    assert own_submissions(session, resident_id=taro) == []


def test_the_first_moment_counts_and_the_one_before_does_not(session, form, hanako):
    rules = FormRules(kind="survey", opens_at=NOW)
    with pytest.raises(FormNotYetOpen):
        answer(session, form, hanako, rules, at=NOW - timedelta(seconds=1))

    assert answer(session, form, hanako, rules).status == "accepted"


@pytest.mark.parametrize(
    ("rules", "late", "is_kept"),
    [
        (FormRules(kind="survey", closes_at=NOW), 0, False),
        (FormRules(kind="survey", closes_at=NOW), 1, True),
        (FormRules(kind="survey", withdrawable=False), 0, True),
        (FormRules(kind="survey"), 10**6, False),
    ],
)
def test_an_answer_is_taken_back_while_the_form_allows_it(session, form, hanako, rules, late, is_kept):
    kept = answer(session, form, hanako, rules)
    taking_back = {"submission_id": kept.id, "resident_id": hanako, "rules": rules}
    now = NOW + timedelta(seconds=late)

    if is_kept:
        with pytest.raises(NotEditable):
            withdraw(session, now=now, **taking_back)
        assert (own_submissions(session, resident_id=hanako), kept.status) == ([kept], "accepted")
        return
    withdraw(session, now=now, **taking_back)
    with pytest.raises(SubmissionNotFound):
        withdraw(session, now=now, **taking_back)

    assert (kept.status, accepted_count(session, form_id=form.id, channel="public")) == ("withdrawn", 0)
    assert [(one.by, one.what) for one in changes_of(session, submission_id=kept.id)] == [("resident", "withdrawn")]


def test_an_answer_nobody_gave_is_not_found(session, form, hanako):
    with pytest.raises(SubmissionNotFound):
        own_submission(session, submission_id=99, resident_id=hanako)


def test_what_was_taken_back_does_not_count_as_answered(session, form, hanako):
    rules = FormRules(kind="survey", once=True)
    other = create_form(session, title="別の調査", kind="survey", document={"fields": FIELDS}, now=NOW, staff_id=1)
    kept = answer(session, form, hanako, rules)
    answer(session, other, hanako, rules)
    withdraw(session, submission_id=kept.id, resident_id=hanako, rules=rules, now=NOW)

    assert find_own(session, form_id=form.id, resident_id=hanako) is None
    assert answer(session, form, hanako, rules).status == "accepted"


def test_a_correction_is_taken_to_the_last_moment_and_touches_one_answer(session, form, hanako, taro):
    rules = FormRules(kind="survey", editable=True, closes_at=NOW)
    hers, his = answer(session, form, hanako, rules), answer(session, form, taro, rules)

    revise(
        session, submission_id=hers.id, resident_id=hanako, filled=ready(area="角川", people=1), rules=rules, now=NOW
    )
    revise(session, submission_id=his.id, filled=ready(area="古口", people=1), version=2, now=NOW + timedelta(days=1))
    revise(session, submission_id=his.id, filled=ready(area="津谷", people=1), now=NOW + timedelta(days=1))

    assert ((hers.answers["area"], hers.version), (his.answers["area"], his.version)) == (("角川", 1), ("津谷", 2))
    assert [one.what for one in changes_of(session, submission_id=his.id)] == ["revised", "revised"]
    for area, found in (("角川", [hers]), ("津谷", [his]), ("古口", [])):
        assert session.scalars(select_submissions(form.id, filters=[Filter("area", "=", area)])).all() == found
