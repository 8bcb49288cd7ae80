"""フォーム at the staff counter: sketched, edited, tried, published, read, shared, taken out as a file."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data.attributes.starters import put_attributes
from data.audit.models import AuditRow
from data.content.models import Content
from data.forms.models import FormDraft, Submission
from data.forms.submissions import submit
from data.residents.service import meet_resident
from dialogs.attribute_starters import load_attributes
from dialogs.form import compile_form
from dialogs.form_table import filled
from staffbot.commands.forms_answers import EXPORT
from staffbot.values import read_conditions
from tests.gate.sample import NOW
from tests.imports.counter import open_counter


@pytest.fixture
def town(session, monkeypatch):
    put_attributes(session, starters=load_attributes(), now=NOW)
    return open_counter(session, monkeypatch)


@pytest.fixture
def editor(town):
    return town.member("Editor", "editor")


@pytest.fixture
def mori(town):
    return town.member("Mori", "viewer")


def sketch(editor):
    """A form of two questions, made by talking."""
    editor.says("フォーム 作成 アンケート 給食のアンケート")
    editor.says("一行の文")
    editor.says("お名前")
    editor.says("ひとつ選ぶ")
    editor.says("味はどうでしたか")
    editor.says("おいしい、ふつう")
    return editor.says("これで終わり")


def form_of(session):
    return session.scalar(select(Content).where(Content.name == "給食のアンケート"))


def document(session):
    return session.get(FormDraft, form_of(session).id).document


def answer(session, who, **answers):
    content = form_of(session)
    form = compile_form(document(session), "form")
    resident = meet_resident(session, channel="public", line_user_id=who, now=NOW)
    return submit(
        session,
        form_id=content.id,
        channel="public",
        resident_id=resident.id,
        version=content.latest_version,
        rules=form.rules,
        filled=filled(form, answers),
        now=NOW,
    )


def test_a_form_is_sketched_by_talking(session, editor):
    said = sketch(editor)

    assert "1. お名前" in said
    assert "2. 味はどうでしたか" in said
    assert "このまま出せます" in said
    assert [one["kind"] for one in document(session)["fields"]] == ["text", "choice"]
    assert document(session)["fields"][1]["options"] == ["おいしい", "ふつう"]
    # What asks already is asked as it is; a name is put into the kind's own sentence.
    form = compile_form(document(session), "form")
    assert [one.question for one in form.fields.values()] == ["お名前を教えてください。", "味はどうでしたか"]


def test_a_bound_that_is_no_number_or_no_day_is_said_to_be_none(session, editor):
    sketch(editor)
    number = form_of(session).id
    for kind, label in (("数", "人数"), ("日にち", "希望日")):
        editor.says(f"フォーム 質問追加 #{number} {kind} {label}")
        editor.says("やめる")
    editor.says(f"フォーム テスト #{number}")
    answer(session, "U-hanako", q1="花子", q2="おいしい", q3=3, q4="2026-04-20")

    for condition in ("人数>=三人ほど", "希望日>=そのうち"):
        assert f"「{condition}」という条件は分かりません" in editor.says(f"フォーム 回答 #{number} {condition}")
    for condition in ("人数>=3", "希望日<=2026-04-20"):
        assert "花子" in editor.says(f"フォーム 回答 #{number} {condition}")


def test_the_way_out_of_sketching_is_on_the_first_page_of_kinds(editor):
    editor.says("フォーム 作成 アンケート 給食のアンケート")

    assert "これで終わり" in editor.labels


def test_its_questions_are_renamed_moved_made_optional_and_dropped(session, editor):
    sketch(editor)
    number = form_of(session).id

    editor.says(f"フォーム 質問名 #{number} 1 ご住所の地区")
    editor.says(f"フォーム 質問下 #{number} 1")
    editor.says(f"フォーム 質問 #{number} 2")
    editor.taps("任意にする")
    assert [one["label"] for one in document(session)["fields"]] == ["味はどうでしたか", "ご住所の地区"]
    assert document(session)["fields"][1]["required"] is False

    said = editor.says(f"フォーム 質問削除 #{number} 1")
    assert "「味はどうでしたか」を消しました" in said
    assert "5番の質問はありません" in editor.says(f"フォーム 質問 #{number} 5")


def test_settings_are_read_and_what_is_wrong_is_refused(session, editor):
    sketch(editor)
    number = form_of(session).id

    assert "2026年12月31日 17時00分" in editor.says(f"フォーム 編集 #{number} 締切 2026-12-31T17:00")
    assert "前になっています" in editor.says(f"フォーム 編集 #{number} 受付の開始 2027-01-01")
    assert "「12月31日 17時」のように" in editor.says(f"フォーム 編集 #{number} 受付の開始 そのうち")
    said = editor.says(f"フォーム 編集 #{number} 受付数 0")
    assert "は1から" in said
    assert "limit" not in said
    editor.says(f"フォーム 編集 #{number} 受付数")
    assert "「20」" in editor.says("20件")
    editor.says(f"フォーム 編集 #{number} 1人1回 する")

    kept = document(session)
    assert (kept["closes_at"], kept["limit"], kept["once"]) == ("2026-12-31T17:00", 20, True)
    assert "opens_at" not in kept
    editor.says(f"フォーム 編集 #{number} 締切 なし")
    assert "closes_at" not in document(session)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("12月31日 17時", "2026-12-31T17:00"),
        ("明日の正午", "2026-04-11T12:00"),
        ("令和8年5月1日", "2026-05-01"),
        ("5/1 午後5時半", "2026-05-01T17:30"),
        ("2026-12-31T09:05", "2026-12-31T09:05"),
    ],
)
def test_opening_and_closing_are_read_as_people_write_them(session, editor, typed, kept):
    sketch(editor)
    number = form_of(session).id

    editor.says(f"フォーム 編集 #{number} 受付の終わり {typed}")

    assert document(session)["closes_at"] == kept


def test_it_is_tried_published_stopped_and_that_undone(session, editor):
    sketch(editor)
    form = form_of(session)

    assert "テスト用アカウントに出しました（第1版）" in editor.says(f"フォーム テスト #{form.id}")
    assert (form.test_version, form.public_version) == (1, None)
    assert "給食のアンケート" in editor.says(f"フォーム 公開 #{form.id}")
    assert form.public_version is None
    assert "公開しました" in editor.says("実行")
    assert form.public_version == 1

    editor.says(f"フォーム 停止 #{form.id}")
    assert form.public_version is None
    editor.says("元に戻す")
    session.refresh(form)
    assert form.public_version == 1


def test_what_is_not_sound_is_not_published(session, editor):
    editor.says("フォーム 作成 アンケート 給食のアンケート")
    editor.says("やめる")
    form = form_of(session)

    said = editor.says(f"フォーム 公開 #{form.id}")

    assert "まだ出せません" in said
    assert "質問を1つ以上" in said
    assert form.public_version is None


def test_answers_are_listed_narrowed_and_shown_one_by_one(session, editor, mori):
    sketch(editor)
    number = form_of(session).id
    editor.says(f"フォーム テスト #{number}")
    answer(session, "U-hanako", q1="花子", q2="おいしい")
    answer(session, "U-taro", q1="太郎", q2="ふつう")

    said = editor.says(f"フォーム 回答 #{number}")
    assert "花子・おいしい" in said
    assert "太郎・ふつう" in said
    assert "花子" not in editor.says(f"フォーム 回答 #{number} 味はどうでしたか=ふつう")
    assert "花子" in editor.says(f"フォーム 回答 #{number} 受付日=2026-04-10 花子")
    assert "花子" not in editor.says(f"フォーム 回答 #{number} 受付日>=2026-04-11")
    assert "という条件は分かりません" in editor.says(f"フォーム 回答 #{number} 色=赤")
    assert "条件" not in said
    assert "条件 味はどうでしたか=ふつう" in editor.says(f"フォーム 回答 #{number} 味はどうでしたか=ふつう")
    assert "味はどうでしたか" in editor.says("フォーム 回答詳細 #1")
    reads = session.scalars(select(AuditRow).where(AuditRow.outcome == "read")).all()
    assert reads

    assert "花子" not in mori.says(f"フォーム 回答 #{number}")


def test_the_file_holds_every_answer_under_the_questions_of_all_versions(session, editor):
    sketch(editor)
    number = form_of(session).id
    editor.says(f"フォーム テスト #{number}")
    answer(session, "U-hanako", q1="=花子,1", q2="おいしい")
    editor.says(f"フォーム 質問削除 #{number} 2")
    editor.says(f"フォーム 質問追加 #{number} 一行の文 ひとこと")
    editor.says("やめる")
    editor.says(f"フォーム テスト #{number}")
    answer(session, "U-taro", q1="太郎", q2="また来ます")

    editor.says(f"フォーム 出力 #{number}")
    (job,) = editor.jobs
    conditions = read_conditions("")
    conditions = type(conditions)((), (("#form", "=", str(number)),), 1, "")
    table = EXPORT.build(session, conditions, NOW)

    assert (job.kind, job.payload["title"]) == ("export", "給食のアンケートの答え")
    text = table.csv().data.decode("utf-8-sig").splitlines()
    assert text[0] == "番号,受付日,更新日,状態,住民番号,お名前,ひとこと"
    assert text[1].endswith('受付,1,"\'=花子,1",おいしい')
    assert text[2].endswith("受付,2,太郎,また来ます")
    assert table.rows[0][5] == "=花子,1"


def test_who_is_not_named_sees_neither_form_nor_answers(session, town, editor):
    other = town.member("Other", "editor")
    sketch(editor)
    number = form_of(session).id
    said = editor.says(f"フォーム 権限 #{number} 加える Editor")
    assert "Editor" in said

    assert "はありません" in other.says(f"フォーム #{number}")
    assert "見つかりませんでした" in other.says(f"フォーム 回答 #{number}")
    assert "給食" not in other.says("フォーム 一覧")
    assert "給食" in editor.says("フォーム 一覧")


def test_the_name_of_a_hidden_form_is_neither_offered_nor_guessed(session, town, editor):
    other = town.member("Other", "editor")
    sketch(editor)
    editor.says(f"フォーム 権限 #{form_of(session).id} 加える Editor")
    other.says("フォーム 作成 アンケート 運動会")
    other.says("やめる")

    for line in ("回答", "回答 給食のアンケート", "回答 給食のアンケー", "公開 給食", "編集 給食のあんけーと"):
        assert "味は" not in other.says(f"フォーム {line}")
        assert not any("給食" in label for label in other.labels), line
        assert "給食のアンケート" not in other.reply.replace(line.partition(" ")[2], ""), line
        other.says("やめる")
    assert "給食" not in other.says("フォーム 給食のアンケート").replace("フォーム 給食のアンケート", "")
    assert "給食のアンケート" in editor.says("フォーム 回答 給食の")


def test_each_edit_by_chat_is_taken_back_one_after_the_other(session, editor):
    sketch(editor)
    number = form_of(session).id
    saved = session.get(FormDraft, number).revision
    editor.says(f"フォーム 編集 #{number} 名前 昼食のアンケート")
    editor.says(f"フォーム 質問削除 #{number} 1")

    assert "元に戻しました" in editor.says("元に戻す")
    assert [one["label"] for one in session.get(FormDraft, number).document["fields"]] == ["お名前", "味はどうでしたか"]
    editor.says("元に戻す")
    assert session.get(Content, number).name == "給食のアンケート"
    # Who had seen the second edit must not save over what came after it.
    assert session.get(FormDraft, number).revision == saved + 4
    editor.says("元に戻す")
    assert [one["label"] for one in session.get(FormDraft, number).document["fields"]] == ["お名前"]
    editor.says("元に戻す")
    assert "給食" in editor.says("フォーム 一覧")
    assert "元に戻しました" in editor.says("元に戻す")
    assert "給食" not in editor.says("フォーム 一覧")


def test_an_edit_is_not_taken_back_over_what_somebody_did_since(session, town, editor):
    other = town.member("Other", "editor")
    sketch(editor)
    number = form_of(session).id
    editor.says(f"フォーム 編集 #{number} 受付数 20")
    other.says(f"フォーム 編集 #{number} 受付数 30")

    editor.says("元に戻す")

    assert document(session)["limit"] == 30


def test_link_duplicate_and_delete(session, editor):
    sketch(editor)
    form = form_of(session)
    said = editor.says(f"フォーム リンク #{form.id}")
    assert f"受付コード F-{form.link_code}" in said
    assert f"https://town.example/f/F-{form.link_code}" in said
    assert editor.messages[0]["type"] == "image"

    assert "来年の給食" in editor.says(f"フォーム 複製 #{form.id} 来年の給食")
    assert "もうあります" in editor.says(f"フォーム 複製 #{form.id} 来年の給食")
    editor.says(f"フォーム 削除 #{form.id}")
    assert "消しました" in editor.says("実行")
    assert "給食のアンケート" not in editor.says("フォーム 一覧")
    assert session.scalars(select(Submission)).all() == []


def test_read_only_staff_can_change_nothing(session, editor, mori):
    sketch(editor)
    number = form_of(session).id

    for line in ("作成 アンケート ほか", f"編集 #{number}", f"公開 #{number}", f"回答 #{number}", f"出力 #{number}"):
        assert "権限" in mori.says(f"フォーム {line}"), line
    assert "給食" in mori.says("フォーム 一覧")


def test_an_end_that_is_over_already_is_warned_about_wherever_it_is_met(session, editor):
    """It may be meant, so nothing is refused."""
    sketch(editor)
    number, warned = form_of(session).id, "もう過ぎています"

    assert warned not in editor.says(f"フォーム 編集 #{number} 受付の終わり 2099年1月1日")
    assert warned in editor.says(f"フォーム 編集 #{number} 受付の終わり 2020年1月1日 10時")
    assert document(session)["closes_at"] == "2020-01-01T10:00"
    for line in ("フォーム", "フォーム テスト", "フォーム 公開", "フォーム 編集"):
        assert warned in editor.says(f"{line} #{number}"), line

    editor.says("実行")
    assert warned not in editor.says(f"フォーム 編集 #{number} 受付の終わり なし")
