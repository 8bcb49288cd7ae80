"""IDOR, made from the declarations and the router: what is not yours is answered as what does not exist."""

from __future__ import annotations

import re

import pytest
from aiohttp import ClientSession, CookieJar
from sqlalchemy import select

from data.attributes.starters import put_attributes
from data.content.models import Content
from data.forms.models import Submission
from data.forms.service import create_form, get_draft, publish_form
from data.forms.submissions import submit
from data.links.service import LIFETIMES
from data.residents.models import Resident
from data.residents.service import meet_resident
from data.staff.models import StaffMember
from data.staff.objects import share
from data.staff.rights import ROLES, StaffIdentity
from data.teams.models import Team
from dialogs.attribute_starters import load_attributes
from dialogs.form import compile_form
from dialogs.form_table import filled
from staffbot.commands import COMMANDS
from staffbot.registry import SHOW
from tests.console.test_whole import link_in
from tests.counters import Town, open_town
from tests.gate.sample import NOW
from tests.imports.counter import open_counter

MISSING = 987654
SECRET = "部外秘の調査"
ANSWER = "秘密の回答"
DOCUMENT = {"title": SECRET, "fields": [{"id": "name", "kind": "text", "label": "お名前"}]}
# Their first argument names a record, by number or name.
NAMING = [one for one in COMMANDS if one.args and one.args[0].kind in ("ref", "name") and one.noun.word != "設定"]
# A prepared import is its sender's own, and no form.
OF_FORMS = [one for one in NAMING if one.right.startswith("forms:") and not one.verb.startswith("取込")]


def line_of(one, number: int) -> str:
    """The command about a record: its example, with this number in the place of the one there."""
    start = one.noun.word if one.verb == SHOW else one.phrase
    rest = one.example.removeprefix(start).strip()
    after = re.sub(r"^\S+", "", rest, count=1)
    return f"{start} #{number}{after}"


def alike(said: str, number: int) -> str:
    """An answer without the number that was asked for."""
    return re.sub(rf"#{number}\b", "#N", said)


def hide(session) -> tuple[int, int]:
    """A form with an answer that only one team sees: (form, answer)."""
    chief = session.scalar(select(StaffMember).where(StaffMember.role == "administrator"))
    by = StaffIdentity(chief.id, chief.name, chief.role, rights=ROLES["administrator"])
    form = create_form(session, title=SECRET, kind="survey", now=NOW, document=dict(DOCUMENT), staff_id=chief.id)
    version = publish_form(session, form_id=form.id, channel="public", now=NOW, staff_id=chief.id)
    compiled = compile_form(get_draft(session, form_id=form.id, now=NOW).document, "form")
    resident = meet_resident(session, channel="public", line_user_id="U-1", now=NOW)
    made = submit(
        session,
        form_id=form.id,
        channel="public",
        resident_id=resident.id,
        version=version.number,
        rules=compiled.rules,
        filled=filled(compiled, {"name": ANSWER}),
        now=NOW,
    )
    team = Team(name="調査班", name_key="調査班")
    session.add(team)
    session.flush()
    share(session, kind="form", object_id=form.id, by=by, team_id=team.id)
    return form.id, made.id


@pytest.fixture
def town(session, monkeypatch):
    put_attributes(session, starters=load_attributes(), now=NOW)
    town = open_counter(session, monkeypatch)
    town.member("Chief", "administrator")
    return town


@pytest.mark.parametrize("one", NAMING, ids=lambda one: one.phrase)
def test_without_the_right_a_record_there_is_answered_as_one_there_is_not(town, session, one):
    hide(session)
    there = session.scalar(select(Resident.id)) or 1
    nobody = town.member("Nobody", "nobody")
    answers = []
    for number in (1, there, MISSING):
        nobody.tracker = {}
        answers.append(alike(nobody.says(line_of(one, number)), number))

    assert len(set(answers)) == 1, answers
    assert (not one.right) or "権限では使えません" in answers[0]
    assert SECRET not in answers[0]


@pytest.mark.parametrize("one", OF_FORMS, ids=lambda one: one.phrase)
def test_a_form_of_another_team_and_its_answers_are_as_if_they_were_not(town, session, one):
    form, answer = hide(session)
    number = answer if one.args[0].kind == "ref" and one.verb == "回答詳細" else form
    editor = town.member("Editor", "editor")
    answers = []
    for asked in (number, MISSING):
        editor.tracker = {}
        answers.append(alike(editor.says(line_of(one, asked)), asked))

    assert answers[0] == answers[1]
    assert SECRET not in answers[0]
    assert ANSWER not in answers[0]


@pytest.mark.parametrize("one", OF_FORMS, ids=lambda one: one.phrase)
def test_the_chief_does_find_it(town, session, one):
    """The proof that the test above asks about something that is there."""
    form, answer = hide(session)
    number = answer if one.verb == "回答詳細" else form
    chief = town.member("Second", "administrator")
    answers = []
    for asked in (number, MISSING):
        chief.tracker = {}
        answers.append(alike(chief.says(line_of(one, asked)), asked))

    assert answers[0] != answers[1]


def test_its_name_leads_nowhere_either(town, session):
    hide(session)
    editor = town.member("Editor", "editor")
    for one in OF_FORMS:
        if one.args[0].kind != "name":
            continue
        answers = []
        for name in (SECRET, "ありえない調査"):
            editor.tracker = {}
            answers.append(editor.says(f"{one.phrase} {name}").replace(name, "NAME"))
        assert answers[0] == answers[1], one.phrase
    for line in ("フォーム 一覧", f"フォーム 一覧 {SECRET}"):
        editor.tracker = {}
        assert re.search(r"1件もありません|ありません", said := editor.says(line)), said
        assert f"#1 {SECRET}" not in said
        assert SECRET not in said.replace(f"条件 {SECRET}", "")


# Addresses


async def signed_in(town: Town, key: str) -> tuple[ClientSession, dict[str, str]]:
    """A browser, and the headers of its page's own requests."""
    person = town.person(key, "staff")
    await person.says("コンソール")
    base = town.standin.channel("staff").webhook_url.removesuffix("/line/staff")
    browser = ClientSession(base, cookie_jar=CookieJar(unsafe=True))
    page = await (await browser.post(link_in(await person.replies()))).text()
    token = re.search(r'"csrf": "(\w+)"', page)[1]
    return browser, {"X-CSRF-Token": token, "Accept": "application/json"}


def numbered_routes(town: Town) -> list[tuple[str, str]]:
    """(method, address) of every route of the pages with a record's number in it."""
    found = set()
    for route in town.program.web_app.router.routes():
        pattern = str(getattr(route.resource.get_info().get("pattern"), "pattern", ""))
        path = route.resource.canonical
        if path.startswith("/staff/") and r">\d" in pattern and route.method in ("GET", "POST", "PUT", "DELETE"):
            found.add((route.method, path))
    return sorted(found)


BODIES = [
    {},
    {"document": DOCUMENT, "revision": 1, "title": "写し", "channel": "test", "way": "all", "page": "p", "text": "x"},
]


@pytest.mark.parametrize("role", ["編集担当", "閲覧のみ"])
async def test_every_number_in_an_address_is_answered_alike(sqlite_template, tmp_path, role):
    async with open_town(sqlite_template.copy(tmp_path), tmp_path) as town:
        form, _ = await town.program.store.write(hide)
        sato = town.person("sato", "staff")
        await sato.says(f"職員 編集 森 権限 {role}")
        browser, headers = await signed_in(town, "mori")
        routes = numbered_routes(town)
        assert ("GET", "/staff/builder/{form}/draft") in routes
        async with browser:
            for method, path in routes:
                for body in BODIES:
                    for table in ("forms", "answers", "residents") if "{table}" in path else ("",):
                        told = []
                        for number in (form, MISSING):
                            address = re.sub(r"\{number[^}]*\}", "1", path).replace("{table}", table)
                            address = re.sub(r"\{(form|of)[^}]*\}", str(number), address)
                            extra = {} if method == "GET" else {"json": body}
                            answer = await browser.request(method, address, headers=headers, **extra)
                            page = await answer.text()
                            assert SECRET not in page
                            told.append((answer.status, re.sub(rf'(?<=[#/ ]){number}(?=[/,}}"\s])', "N", page)))
                        if "/preview/say" not in path:
                            assert told[0] == told[1], (method, path, table)
        kept = await town.program.store.view(
            lambda session: (session.get(Content, form).name, session.scalar(select(Submission.form_id)))
        )
        assert kept == (SECRET, form)


@pytest.mark.parametrize("purpose", list(LIFETIMES))
async def test_a_token_works_at_its_own_door_only(hall, visitor, purpose):
    """The same answer as for a token nobody made, wherever else it is shown."""
    doors = {"console": "enter", "page": "open", "file": "files", "once": "once"}
    await visitor.enters(await hall.house.link("森"))
    token = await hall.house.link("佐藤", purpose=purpose, payload={"file_id": 1, "path": "/staff/manual"})
    unknown = "0" * len(token)
    for of, door in doors.items():
        if of == purpose:
            continue
        told = []
        for shown in (token, unknown):
            answer = await visitor.get(f"/staff/{door}/{shown}", allow_redirects=False)
            told.append((answer.status, await answer.text()))
        assert told[0] == told[1], (purpose, door)
