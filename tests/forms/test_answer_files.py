"""The files that came with an answer, as staff get at them."""

from __future__ import annotations

import pytest

from data.files.models import StoredFile
from data.forms.service import create_form, publish_form
from data.forms.submissions import submit
from data.links.models import SingleLink
from data.residents.service import meet_resident
from dialogs.form import compile_form
from dialogs.form_table import filled
from tests.gate.sample import NOW
from tests.imports.counter import open_counter

FORM = {
    "title": "倒木の届け",
    "fields": [
        {"id": "place", "kind": "text", "label": "場所"},
        {"id": "photos", "kind": "photo", "label": "写真", "max": 3},
        {
            "id": "trees",
            "kind": "group",
            "label": "木",
            "max": 3,
            "fields": [{"id": "paper", "kind": "file", "label": "書類"}],
        },
    ],
}


@pytest.fixture
def town(session, monkeypatch):
    return open_counter(session, monkeypatch)


@pytest.fixture
def editor(town):
    return town.member("Editor", "editor")


def kept(session, name, kind="image/jpeg"):
    """A stored file, and how an answer names it: a photo out of LINE has no name of its own."""
    file = StoredFile(
        public_id=f"p{name}",
        purpose="attachment",
        name=name,
        content_type=kind,
        size=9,
        owner="public:U",
        stored_at=NOW,
    )
    session.add(file)
    session.flush()
    return file, {"attachment_id": file.id, "file_name": "" if name[0].isdigit() else name, "size": 9, "type": kind}


@pytest.fixture
def answered(session):
    """Two photos, the first with a name, and a paper in a repeating group; their stored files in that order."""
    content = create_form(session, title=FORM["title"], kind="survey", document=FORM, now=NOW)
    version = publish_form(session, form_id=content.id, channel="public", now=NOW)
    form = compile_form(version.document, "form")
    files = [kept(session, "峠.jpg"), kept(session, "5398.jpg"), kept(session, "図.pdf", "application/pdf")]
    one, two, paper = (named for _, named in files)
    submit(
        session,
        form_id=content.id,
        channel="public",
        resident_id=meet_resident(session, channel="public", line_user_id="U-hanako", now=NOW).id,
        version=version.number,
        rules=form.rules,
        filled=filled(form, {"place": "峠道", "photos": [one, two], "trees": [{"paper": [paper]}]}),
        now=NOW,
    )
    return [file for file, _ in files]


def given(session):
    """The file of the newest link."""
    return session.query(SingleLink).order_by(SingleLink.id.desc()).first().payload["file_id"]


def test_each_file_of_an_answer_is_one_tap_away(session, editor, answered):
    said = editor.says("フォーム 回答詳細 #1")
    assert "峠.jpg、写真2" in said
    assert "木・書類" in said

    for which, file in enumerate(answered, start=1):
        card = editor.says(f"フォーム 回答ファイル #1 {which}")
        assert "ファイルを受け取る" in card
        assert given(session) == file.id
    assert "フォーム 回答ファイル #1 1" in [one.get("text") for one in editor_actions(editor)]


def editor_actions(editor):
    editor.says("フォーム 回答詳細 #1")
    return editor.actions


def test_a_file_that_is_none_or_gone_is_told_kindly(session, editor, answered):
    assert "4番目のファイルはありません" in editor.says("フォーム 回答ファイル #1 4")
    session.delete(answered[0])
    session.flush()
    assert "もう残っていません" in editor.says("フォーム 回答ファイル #1 1")


def test_who_may_not_read_answers_gets_no_file(town, session, answered):
    mori = town.member("Mori", "viewer")

    mori.says("フォーム 回答ファイル #1 1")

    assert session.query(SingleLink).count() == 0
