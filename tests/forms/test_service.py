"""Forms as services: drafts two people edit, limits that hold, histories, lists and their filters."""

from __future__ import annotations

from datetime import timedelta

import pytest

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
    FormOver,
    NotEditable,
    SubmissionNotFound,
    accepted_count,
    changes_of,
    own_submissions,
    revise,
    submit,
    withdraw,
)
from data.residents.service import meet_resident
from dialogs.form import compile_form
from dialogs.form_table import filled, form_columns
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


def answer(session, form, who, rules=SURVEY, at=NOW, **answers):
    return submit(
        session,
        form_id=form.id,
        channel="public",
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


def test_answers_are_filtered_searched_and_sorted(session, form, hanako):
    for number, (area, people, voice) in enumerate(
        [("古口", 3, "ありがとう"), ("角川", 10, None), ("津谷", 2, "カタカナ")]
    ):
        given = {"area": area, "people": people} | ({"voice": voice} if voice else {})
        answer(session, form, hanako, at=NOW + timedelta(days=number), **given)

    def found(**chosen):
        return [one.answers["area"] for one in session.scalars(select_submissions(form.id, **chosen))]

    assert found() == ["津谷", "角川", "古口"]
    assert found(order="people") == ["津谷", "古口", "角川"]
    assert found(order="-people") == ["角川", "古口", "津谷"]
    assert found(order="voice") == ["古口", "津谷", "角川"]
    assert found(order="-voice") == ["津谷", "古口", "角川"]
    assert found(filters=[Filter("people", ">=", 3)], order="id") == ["古口", "角川"]
    assert found(filters=[Filter("area", "any_of", ["古口", "津谷"])], order="id") == ["古口", "津谷"]
    assert found(filters=[Filter("voice", "empty", True)]) == ["角川"]
    assert found(filters=[Filter("voice", "contains", "ｶﾀｶﾅ")]) == ["津谷"]
    assert found(search="かたかな") == ["津谷"]
    assert found(submitted=(NOW + timedelta(days=1), NOW + timedelta(days=2))) == ["角川"]
    assert found(channel="test") == []


def test_columns_and_cells_go_together():
    form = compile_form(
        {
            "id": "form",
            "title": "題",
            "fields": [
                {"id": "home", "kind": "address", "label": "住所"},
                {
                    "id": "children",
                    "kind": "group",
                    "label": "お子さん",
                    "max": 3,
                    "fields": [{"id": "name", "kind": "text", "label": "名前"}],
                },
                {"id": "same", "kind": "text", "label": "名前"},
                {"id": "twin", "kind": "text", "label": "名前"},
            ],
        },
        "test",
    )
    home = {"postal_code": "9996401", "area": "山形県最上郡戸沢村古口", "street": "270", "building": ""}

    ready = filled(form, {"home": home, "children": [{"name": "一"}, {"name": "二"}], "same": "三\n四"})

    assert [column.key for column in form_columns(form)] == [
        "home.0", "home.1", "home.2", "home.3", "name", "same", "twin",
    ]  # fmt: skip
    headings = [column.heading for column in form_columns(form)]
    assert headings[4:] == ["お子さん・名前", "名前", "名前（2）"]
    assert ready.line == '999-6401,山形県最上郡戸沢村古口,270,,一／二,"三\n四",'
    assert [key for key, _, _ in ready.columns] == ["home.0", "home.1", "home.2", "name", "same"]
