"""A form's own file: taken in as a draft after it was shown, refused with its lines, given out and taken in again."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from data.content.models import Content
from data.forms.importing import find_form_file, keep_form_file, take_form_file
from data.forms.models import FormDraft
from data.imports.service import ImportApplied, ImportNotFound, staged_import
from dialogs.form_file import differences, read_form_file, write_form_file
from dialogs.wording import load_wording
from dialogs.yamltext import plain, read_yaml, write_yaml
from staffbot.commands.forms_import import is_own_file
from staffbot.values import read_conditions
from tests.gate.sample import NOW

FORM = """kind: survey
title: 給食のアンケート
limit: 20
fields:
  - id: taste
    kind: choice
    label: 味
    options: [おいしい, ふつう]
  - id: voice
    kind: text
    label: ひとこと
    required: false
"""
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


async def draft(town, title="給食のアンケート"):
    """The form's draft as stored; None when there is no such form."""

    def find(session):
        form = session.scalar(select(Content).where(Content.name == title, Content.deleted_at.is_(None)))
        return None if form is None else session.get(FormDraft, form.id).document

    return await town.program.store.view(find)


async def send(sato, text, name="kyushoku.yaml"):
    await sato.says("フォーム 取込")
    return await sato.sends_file(name, text.encode() if isinstance(text, str) else text)


async def test_who_sends_something_else_is_told_what_is_taken(town, sato):
    await sato.says("フォーム 取込")

    assert "フォームのファイル（YAMLかJSON）を送ってください" in await sato.says("これです")
    await sato.says("やめる")
    await sato.says("職員 取込")
    assert "CSVファイルを送ってください" in await sato.says("これです")


async def test_a_file_is_shown_first_and_becomes_a_draft_on_run(town, sato):
    shown = await send(sato, FORM)

    assert "新しいフォームの下書きを作る" in shown
    assert "味、ひとこと" in shown
    assert "2問" in shown
    assert await draft(town) is None
    assert "下書きを作りました" in await sato.taps("実行")
    kept = await draft(town)
    assert kept["limit"] == 20
    assert [one["id"] for one in kept["fields"]] == ["taste", "voice"]
    assert "アンケート" not in (await town.person("hanako", "public").says("アンケート 給食")).replace(
        "給食のアンケート", ""
    )


async def test_the_same_name_again_changes_that_draft_and_says_what(town, sato):
    await send(sato, FORM)
    await sato.taps("実行")
    assert "同じです" in await send(sato, FORM)

    changed = FORM.replace("limit: 20", "limit: 30").replace("[おいしい, ふつう]", "[おいしい]")
    shown = await send(sato, changed.replace("id: voice", "id: more"))
    for line in ("の下書きを入れ替える", "加わる質問\nひとこと", "なくなる質問\nひとこと", "変わる質問\n味", "受付数"):
        assert line in shown, line
    assert (await draft(town))["limit"] == 20
    await sato.taps("実行")
    assert (await draft(town))["limit"] == 30

    await sato.says("元に戻す")
    assert (await draft(town))["limit"] == 20
    await sato.says("元に戻す")
    assert await draft(town) is None


async def test_faults_are_told_with_their_lines_and_nothing_is_taken(town, sato):
    wrong = (
        FORM.replace("limit: 20", "limit: 0").replace("kind: text", "kind: test").replace("[おいしい, ふつう]", "[]")
    )

    said = await send(sato, wrong)

    assert "直すところが3件ある" in said
    assert re.search(r"^3行目 ", said, re.M)
    assert re.search(r"^8行目 「taste」：", said, re.M)
    assert re.search(r"^10行目 「voice」：質問の種類「test」", said, re.M)
    twice = await send(sato, FORM.replace("id: voice", "id: taste"))
    assert re.search(r"^9行目 「taste」：.*2回", twice, re.M)
    assert await draft(town) is None
    assert "2行目" in await send(sato, "title: [\n}")
    assert "文字として読み取れません" in await send(sato, b"\x00\xff\xfe\x80\x81" * 9)
    assert "フォームの形になっていません" in await send(sato, "- 1")
    assert "kind（フォームの種類）がありません" in await send(
        sato, FORM.replace("kind: survey\n", "").replace("limit: 20\n", "")
    )
    assert "actionは" in await send(sato, f"{FORM}submit: {{action: reports.send}}\n")
    assert await draft(town) is None


async def test_a_given_out_form_comes_back_as_it_was(town, sato):
    await send(sato, FORM)
    await sato.taps("実行")
    await sato.says("フォーム 出力 給食のアンケート 形式=フォーム")

    assert (
        "「給食のアンケート」のフォーム" in await sato.last_reply()
        or "給食のアンケートのフォーム" in await sato.last_reply()
    )
    assert "ファイルを受け取る" in await sato.labels()
    document = await draft(town)
    assert read_form_file(write_form_file(document)).document == document
    await sato.says("フォーム テスト 給食のアンケート")
    await sato.says("フォーム 出力 給食のアンケート")
    assert "フォームのファイル" in await sato.labels()


@settings(max_examples=150, deadline=None)
@given(JSON)
def test_any_json_written_as_yaml_is_read_as_it_was(document):
    assert plain(read_yaml(write_yaml({"a": document}), "test")) == {"a": document}


@pytest.mark.parametrize(
    "text", ['{"title": "あ",\t"kind": "survey"}', '{\n\t"title": "\\ud83d\\ude00", "kind": "survey"}']
)
def test_json_that_is_no_yaml_is_read_too(text):
    document = text.replace('"kind"', '"fields": [{"id": "a", "kind": "text", "label": "あ"}], "kind"')

    assert read_form_file(document).faults == ()


@pytest.mark.parametrize("text", ["", "[" * 3000, "{" + '"a":{' * 2000, "a: &x [*x]", "\x07", "title: 1\nfields: [1]"])
def test_no_text_is_too_odd_to_be_refused(text):
    assert read_form_file(text).faults != ()


def test_what_is_other_is_told_by_id():
    before = read_form_file(FORM).document
    after = {**before, "fields": before["fields"][::-1]}

    assert differences(before, after).is_reordered
    assert differences(before, dict(before)).is_empty


def test_a_kept_file_is_its_senders_for_a_day_and_taken_once(session):
    from datetime import timedelta

    number = keep_form_file(session, document={"title": "あ"}, staff_id=1, file_name="a.yaml", now=NOW)

    with pytest.raises(ImportNotFound):
        find_form_file(session, number=number, staff_id=2, now=NOW)
    with pytest.raises(ImportNotFound):
        find_form_file(session, number=number, staff_id=1, now=NOW + timedelta(hours=25))
    with pytest.raises(ImportNotFound):  # it is nobody's list
        staged_import(session, import_id=number, now=NOW)
    assert take_form_file(session, number=number, staff_id=1, now=NOW) == {"title": "あ"}
    with pytest.raises(ImportApplied):
        take_form_file(session, number=number, staff_id=1, now=NOW)


def test_the_words_for_a_forms_own_file():
    words = load_wording().variants("forms_staff.file.form_words")

    assert all(is_own_file(read_conditions(f"形式={word}")) for word in words)
    assert not is_own_file(read_conditions("形式=Excel"))
