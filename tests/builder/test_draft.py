"""The draft through the page's requests: saved, guarded, published, copied."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from data.audit.models import AuditRow
from data.forms.models import Submission
from data.staff.objects import share
from data.staff.rights import StaffIdentity
from staffbot.web.builder.drafts import ONE_WORK
from tests.builder.house import COLOUR, NAME


async def actions(hall) -> list[tuple[str, str]]:
    """What the audit log calls what was done to forms, with its outcome."""
    rows = await hall.look(lambda session: session.execute(select(AuditRow.action, AuditRow.outcome)).all())
    return [(row.action, row.outcome) for row in rows if row.action.startswith("フォーム")]


async def save(visitor, document, revision):
    return await visitor.asks("PUT", "/draft", {"document": document, "revision": revision})


async def test_the_draft_is_read_with_its_problems_and_where_the_form_stands(hall, sato):
    status, found = await sato.asks("GET", "/draft")

    assert status == 200
    assert [one["id"] for one in found["document"]["fields"]] == ["name", "colour"]
    assert (found["revision"], found["problems"], found["state"]["stage"]) == (1, [], "draft")


async def test_a_change_is_saved_and_its_problems_come_back_marked_at_the_question(hall, sato):
    document = (await hall.draft())["document"]
    document["fields"][1]["options"] = []

    status, found = await save(sato, document, 1)

    assert (status, found["revision"], found["savedBy"]) == (200, 2, "佐藤")
    assert [one["place"] for one in found["problems"]] == ["colour"]
    assert (await hall.draft())["document"]["fields"][1]["options"] == []


async def test_checking_keeps_nothing(hall, sato):
    status, found = await sato.asks("POST", "/check", {"document": {"fields": []}})

    assert status == 200
    assert found["problems"]
    assert (await hall.draft())["revision"] == 1


async def test_the_second_person_gets_the_firsts_work_instead_of_writing_over_it(hall, sato, second):
    await save(sato, {"title": "運動会", "fields": [NAME]}, 1)

    status, found = await save(second, {"title": "運動会", "fields": [COLOUR]}, 1)

    assert status == 409
    assert [one["id"] for one in found["theirs"]["document"]["fields"]] == ["name"]
    assert (found["theirs"]["revision"], found["theirs"]["savedBy"]) == (2, "佐藤")
    assert [one["id"] for one in (await hall.draft())["document"]["fields"]] == ["name"]
    assert (await save(second, {"title": "運動会", "fields": [COLOUR]}, 2))[0] == 200


async def test_each_sees_that_the_other_has_the_form_open(hall, sato, second):
    await sato.asks("GET", "/state?page=a")
    _, seen = await second.asks("GET", "/state?page=b")
    _, alone = await sato.asks("GET", "/state?page=a")
    hall.clock.move(timedelta(minutes=1))
    _, later = await sato.asks("GET", "/state?page=a")

    assert (seen["others"], alone["others"], later["others"]) == (["佐藤"], ["森"], [])


async def test_ones_own_second_page_is_told_and_a_closed_page_is_gone(sato):
    await sato.asks("GET", "/state?page=a")
    _, twice = await sato.asks("GET", "/state?page=b")
    await sato.asks("DELETE", "/state?page=a")
    _, once = await sato.asks("GET", "/state?page=b")

    assert (twice["others"], twice["isTwice"], once["isTwice"]) == ([], True, False)


async def test_one_time_of_work_is_one_line_in_the_audit_log(hall, sato, second):
    for revision in (1, 2, 3):
        await save(sato, {"title": "運動会", "fields": [NAME], "note": str(revision)}, revision)
    assert await actions(hall) == [("フォーム 編集（画面）", "done")]

    await save(second, {"title": "運動会", "fields": []}, 4)
    hall.clock.move(ONE_WORK + timedelta(seconds=1))
    await save(second, {"title": "運動会", "fields": [NAME]}, 5)
    assert len(await actions(hall)) == 3


async def test_who_may_only_look_can_neither_open_nor_change_anything(hall, mori):
    for method, path, body in (
        ("GET", "", None),
        ("GET", "/draft", None),
        ("PUT", "/draft", {"document": {"fields": []}, "revision": 1}),
        ("POST", "/check", {"document": {}}),
        ("POST", "/publish", {"channel": "test", "revision": 1}),
        ("POST", "/copy", {"document": {}, "title": "x"}),
        ("GET", "/state?page=a", None),
        ("GET", "/versions", None),
        ("GET", "/viewers", None),
        ("POST", "/viewers", {"way": "all"}),
        ("POST", "/preview", {"document": {"fields": [NAME]}, "until": ""}),
    ):
        mori.csrf = mori.csrf or (await csrf_of(mori))
        status, found = await mori.asks(method, path, body)
        assert (status, found["say"]) == (403, "この操作をする権限がありません。"), (method, path)

    assert (await hall.draft())["revision"] == 1
    assert {outcome for _, outcome in await actions(hall)} == {"no_right"}


async def csrf_of(visitor) -> str:
    page = await (await visitor.get("/staff/console")).text()
    return page.split('"csrf": "')[1].split('"')[0]


async def test_a_form_limited_to_others_does_not_exist(hall, sato, second):
    await hall.store.write(
        lambda session: share(
            session, kind="form", object_id=hall.form, by=_everybody(hall), staff_id=hall.people["佐藤"]
        )
    )

    for method, path, body in (("GET", "/draft", None), ("PUT", "/draft", {"document": {}, "revision": 1})):
        assert (await second.asks(method, path, body))[0] == 404
    assert (await sato.asks("GET", "/draft"))[0] == 200


def _everybody(hall):
    return StaffIdentity(hall.people["佐藤"], "佐藤", "administrator", frozenset({"teams:all"}))


async def test_an_unknown_form_is_not_found(sato):
    sato.form = 999
    assert (await sato.asks("GET", "/draft"))[0] == 404


async def test_a_write_without_the_pages_own_token_is_refused(hall, sato):
    status, _ = await sato.asks("PUT", "/draft", {"document": {}, "revision": 1}, **{"X-CSRF-Token": "x"})

    assert status == 403
    assert (await hall.draft())["revision"] == 1


@pytest.mark.parametrize(
    "body",
    [{}, {"document": []}, {"document": {}}, {"document": {}, "revision": "1"}, {"document": {}, "revision": True}],
)
async def test_a_body_of_another_shape_is_refused(sato, body):
    assert (await sato.asks("PUT", "/draft", body))[0] == 400


async def test_a_form_too_large_is_refused_before_it_is_read_or_kept(hall, sato, monkeypatch):
    monkeypatch.setattr("staffbot.web.builder.parts.MOST_BYTES", 500)
    assert (await save(sato, {"fields": [], "note": "あ" * 500}, 1))[0] == 413

    monkeypatch.setattr("data.forms.service.LONGEST_DOCUMENT", 300)
    status, found = await save(sato, {"fields": [], "note": "a" * 300}, 1)
    assert (status, found["code"]) == (409, "forms.document_refused")
    assert (await hall.draft())["revision"] == 1


async def test_a_name_taken_is_told_and_nothing_is_kept(hall, sato):
    await hall.make("お祭り")

    status, found = await save(sato, {"title": "お祭り", "fields": []}, 1)

    assert (status, found["code"]) == (409, "forms.name_taken")
    assert (await hall.draft())["document"]["title"] == "運動会"


async def test_publishing_to_test_and_to_everybody_makes_versions(hall, sato):
    status, tried = await sato.asks("POST", "/publish", {"channel": "test", "revision": 1})
    assert (status, tried["version"], tried["state"]["stage"]) == (200, 1, "test")
    assert (await hall.content()).public_version is None

    status, shown = await sato.asks("POST", "/publish", {"channel": "public", "revision": 1})
    assert (status, shown["state"]["stage"], shown["state"]["hasChanges"]) == (200, "public", False)
    assert ("フォーム 公開（画面）", "done") in await actions(hall)


async def test_only_what_was_shown_is_published(hall, sato, second):
    await save(second, {"title": "運動会", "fields": [COLOUR]}, 1)

    status, found = await sato.asks("POST", "/publish", {"channel": "public", "revision": 1})

    assert (status, found["code"]) == (409, "forms.draft_conflict")
    assert (await hall.content()).public_version is None


async def test_a_form_with_problems_is_not_published(hall, sato):
    await save(sato, {"title": "運動会", "fields": []}, 1)

    status, found = await sato.asks("POST", "/publish", {"channel": "test", "revision": 2})

    assert (status, len(found["problems"])) == (409, 1)
    assert (await hall.content()).test_version is None


async def test_publishing_to_everybody_asks_for_the_right_again(hall, sato):
    await hall.change_role("佐藤", "operator")

    assert (await sato.asks("POST", "/publish", {"channel": "public", "revision": 1}))[0] == 403
    assert (await hall.content()).public_version is None


async def test_ones_own_work_becomes_another_form_that_the_same_people_see(hall, sato, second):
    await hall.store.write(
        lambda session: share(
            session, kind="form", object_id=hall.form, by=_everybody(hall), staff_id=hall.people["佐藤"]
        )
    )

    status, found = await sato.asks("POST", "/copy", {"document": {"fields": [NAME]}, "title": " わたしの "})
    made = int(found["path"].rsplit("/", 1)[1])

    assert status == 201
    assert (await hall.content(made)).name == "わたしの"
    second.form = made
    assert (await second.asks("GET", "/draft"))[0] == 404


async def test_earlier_versions_are_listed_and_read(hall, sato):
    await sato.asks("POST", "/publish", {"channel": "public", "revision": 1})
    await save(sato, {"title": "運動会", "fields": [NAME]}, 1)
    await sato.asks("POST", "/publish", {"channel": "test", "revision": 2})

    _, found = await sato.asks("GET", "/versions")
    _, first = await sato.asks("GET", "/versions/1")

    assert [(one["number"], one["savedBy"], one["isTest"], one["isPublic"]) for one in found["versions"]] == [
        (2, "佐藤", True, False),
        (1, "佐藤", False, True),
    ]
    assert [one["id"] for one in first["document"]["fields"]] == ["name", "colour"]
    assert (await sato.asks("GET", "/versions/9"))[0] == 404


async def test_who_may_see_a_form_is_changed_and_its_author_cannot_lock_themselves_out(hall, sato):
    me, other = hall.people["佐藤"], hall.people["森"]

    status, _ = await sato.asks("POST", "/viewers", {"way": "add", "staffId": other})
    assert status == 409
    await sato.asks("POST", "/viewers", {"way": "add", "staffId": me})
    _, both = await sato.asks("POST", "/viewers", {"way": "add", "staffId": other})
    _, one = await sato.asks("POST", "/viewers", {"way": "drop", "staffId": other})
    _, everybody = await sato.asks("POST", "/viewers", {"way": "all"})

    assert [viewer["name"] for viewer in both["viewers"]] == ["佐藤", "森"]
    assert [viewer["name"] for viewer in one["viewers"]] == ["佐藤"]
    assert everybody["isLimited"] is False
    assert (await sato.asks("POST", "/viewers", {"way": "burn"}))[0] == 400


async def test_trying_a_form_stores_no_answer(hall, sato):
    document = {"kind": "survey", "title": "運動会", "fields": [NAME]}
    _, begun = await sato.asks("POST", "/preview", {"document": document, "until": "", "page": "a"})
    _, answered = await sato.asks("POST", "/preview/say", {"text": "花子", "page": "a"})
    _, sent = await sato.asks("POST", "/preview/say", {"text": "送信", "page": "a"})

    assert (begun["place"], answered["place"], sent["place"]) == ("name", "review", "")
    assert "受け付けました" in str(sent["messages"])
    assert await hall.look(lambda session: session.scalar(select(Submission.id))) is None
    assert (await hall.draft())["revision"] == 1


async def test_the_telephone_of_one_page_is_not_anothers(hall, sato, second):
    document = {"kind": "survey", "title": "運動会", "fields": [NAME]}
    await sato.asks("POST", "/preview", {"document": document, "until": "", "page": "a"})

    assert (await sato.asks("POST", "/preview/say", {"text": "花子", "page": "b"}))[0] == 410
    assert (await second.asks("POST", "/preview/say", {"text": "花子", "page": "a"}))[0] == 410


async def test_a_form_with_problems_is_not_tried(sato):
    status, found = await sato.asks("POST", "/preview", {"document": {"fields": []}, "until": "", "page": "a"})

    assert (status, found["say"]) == (422, "直すところがあるため、まだためせません。")
