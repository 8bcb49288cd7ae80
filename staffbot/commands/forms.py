"""フォーム: made, tried, published, stopped."""

from __future__ import annotations

from data.clock import TOKYO
from data.content.models import Content
from data.content.service import TOPIC
from data.forms.service import (
    FormNameTaken,
    count_answers,
    create_form,
    delete_form,
    duplicate_form,
    form_state,
    publish_form,
    select_forms,
    stop_form,
)
from data.staff.objects import visible
from data.undo import RowChange, UndoNote, snapshot_row
from dialogs.form_editing import places
from dialogs.talk import Card, Choice, Row, Say, Speech
from staffbot import asking
from staffbot.binding import Bound
from staffbot.command import Arg, Call, Conditions, Named, Noun, Preview, Reply, command
from staffbot.commands.forms_shown import (
    KIND,
    NAME,
    OBJECT,
    document_of,
    form_of,
    form_speech,
    kind_of,
    problems_of,
    problems_text,
    state_text,
    warnings_text,
)
from staffbot.commands.forms_undo import made_form
from staffbot.gate import at
from staffbot.listing import list_speech, page_of


def _state(call: Call) -> list[Row]:
    forms = call.session.scalars(visible(select_forms(), call.staff, OBJECT, Content.id)).all()
    counts = {"public": 0, "test": 0, "draft": 0}
    for form in forms:
        counts["public" if form.public_version else "test" if form.test_version else "draft"] += 1
    return [
        Row(call.words(f"forms_staff.stage.{stage}"), call.words("forms_staff.count", count=count))
        for stage, count in counts.items()
        if count or stage == "public"
    ]


FORMS = Noun(
    "フォーム",
    feature="forms",
    help="アンケートや希望登録などのフォームを作り、答えを見ます。",
    aliases=("ふぉーむ", "アンケート", "様式"),
    state=_state,
    state_right="forms:read",
)
TITLE = Arg("title", "title", "フォームの名前", example="運動会のアンケート", max_length=60, again=(FormNameTaken,))


@command(
    FORMS,
    "一覧",
    aliases=("いちらん", "リスト"),
    args=(Arg("conditions", "conditions", "条件", required=False, example="公開"),),
    right="forms:read",
    help="フォームを一覧にします。種類や状態、言葉でしぼれます。",
    example="フォーム 一覧 アンケート",
)
def list_all(call: Call) -> Reply:
    words, conditions = call.words, call.args.get("conditions", Conditions())
    found = []
    for form in call.session.scalars(visible(select_forms(), call.staff, OBJECT, Content.id)):
        document = document_of(call, form)
        state = form_state(call.session, form)
        count = words("forms_staff.answers", count=state.answers)
        line = "・".join([kind_of(document), state_text(call, state), count])
        if all(word in f"{form.name}{line}" for word in conditions.words):
            found.append((form, line))
    page = page_of(found, conditions.page)
    rows = [
        Row(f"#{form.id} {form.name}", line, Choice(words("forms_staff.open"), "text", text=f"フォーム #{form.id}"))
        for form, line in page.items
    ]
    first = () if page.total or not call.may("forms:write") else (Choice("作成", "text", text="フォーム 作成"),)
    return Reply(
        list_speech(call, words("forms_staff.list"), page, rows, conditions=conditions, choices=first, table="forms")
    )


@command(
    FORMS,
    "#N",
    args=(Arg("number", "ref", "番号"),),
    right="forms:read",
    help="フォームを一つ、くわしく見ます。",
    example="フォーム #3",
)
def show(call: Call) -> Reply:
    return Reply(form_speech(call, form_of(call, call.args["number"])))


@command(
    FORMS,
    "作成",
    aliases=("さくせい", "新規", "追加", "つくる", "作る"),
    args=(KIND, TITLE),
    right="forms:write",
    undoable=True,
    help="フォームを作ります。つづけて、質問をひとつずつ聞きます。",
    example="フォーム 作成 アンケート 運動会のアンケート",
)
def create(call: Call) -> Reply:
    form = create_form(
        call.session, title=call.args["title"], kind=call.args["kind"], now=call.now, staff_id=call.staff.id
    )
    speech = ask_question(call, form)
    speech.utterances.insert(0, Say(call.words("forms_staff.created", title=form.name)))
    return Reply(speech, made_form(call, form), audit_note=f"#{form.id}")


def ask_question(call: Call, form: Content) -> Speech:
    """Go on with the next question of a form being sketched."""
    adding = call.desk.registry.by_phrase("フォーム 質問追加")
    assert adding is not None
    named = {"form": Named(form.id, form.name)}
    wanted = [arg for arg in adding.args if arg.name == "kind"]
    return asking.begin(at(call, adding, dict(named)), Bound(values=named, open=wanted))


@command(
    FORMS,
    "複製",
    aliases=("ふくせい", "コピー"),
    args=(NAME, Arg("title", "text", "新しい名前", required=False, max_length=60, again=(FormNameTaken,))),
    right="forms:write",
    undoable=True,
    help="フォームをもとに、もう一つ作ります。答えは写しません。",
    example="フォーム 複製 #3 来年のアンケート",
)
def duplicate(call: Call) -> Reply:
    form = form_of(call)
    title = call.args.get("title") or call.words("forms_staff.copy_of", title=form.name)[:60]
    copy = duplicate_form(call.session, form_id=form.id, title=title, now=call.now, staff_id=call.staff.id)
    speech = form_speech(call, copy)
    speech.utterances.insert(0, Say(call.words("forms_staff.duplicated", title=copy.name)))
    return Reply(speech, made_form(call, copy), audit_note=f"#{copy.id}")


@command(
    FORMS,
    "テスト",
    aliases=("てすと", "試す"),
    args=(NAME,),
    right="forms:write",
    help="いまの下書きを、テスト用アカウントに出します。",
    example="フォーム テスト #3",
)
def to_test(call: Call) -> Reply:
    form = form_of(call)
    problems = problems_of(call, form)
    if problems:
        return _refused(call, form)
    version = publish_form(call.session, form_id=form.id, channel="test", now=call.now, staff_id=call.staff.id)
    said = call.words("forms_staff.tested", title=form.name, number=version.number, code=f"F-{form.link_code}")
    choices = [Choice("公開", "text", text=f"フォーム 公開 #{form.id}"), _card_choice(call, form)]
    said = "\n".join(filter(None, (said, warnings_text(call, document_of(call, form)))))
    return Reply(Speech([Say(said)], choices), audit_note=f"v{version.number}")


def _publication(call: Call) -> Preview | None:
    form = form_of(call)
    document = document_of(call, form)
    if problems_of(call, form):
        return None
    state = form_state(call.session, form)
    words = call.words
    rows = [
        Row(words("forms_staff.label.kind"), kind_of(document)),
        Row(words("forms_staff.label.questions"), words("forms_staff.questions", count=len(places(document)))),
        Row(words("forms_staff.label.state"), state_text(call, state)),
    ]
    is_tried = form.test_version is not None and not form_state(call.session, form).has_changes
    untried = "" if is_tried or form.public_version else call.words("forms_staff.not_tried")
    note = "\n".join(filter(None, (warnings_text(call, document), untried)))
    card = Card(call.words("forms_staff.publishing", title=form.name), rows=tuple(rows), note=note)
    draft_revision = {"revision": form.latest_version, "document": document}
    return Preview(Speech([card]), {"id": form.id, **draft_revision})


@command(
    FORMS,
    "公開",
    aliases=("こうかい",),
    args=(NAME,),
    right="forms:publish",
    dangerous=True,
    preview=_publication,
    help="いまの下書きを、住民に出します。",
    example="フォーム 公開 #3",
)
def publish(call: Call) -> Reply:
    form = form_of(call)
    if problems_of(call, form):
        return _refused(call, form)
    version = publish_form(call.session, form_id=form.id, channel="public", now=call.now, staff_id=call.staff.id)
    said = call.words("forms_staff.published", title=form.name, number=version.number)
    choices = [Choice("リンク", "text", text=f"フォーム リンク #{form.id}"), _card_choice(call, form)]
    return Reply(Speech([Say(said)], choices), audit_note=f"v{version.number}", is_final=True)


@command(
    FORMS,
    "停止",
    aliases=("ていし", "止める", "終了"),
    args=(NAME,),
    right="forms:publish",
    undoable=True,
    help="受け付けをやめます。これまでの答えは残ります。",
    example="フォーム 停止 #3",
)
def stop(call: Call) -> Reply:
    form = form_of(call)
    if form.public_version is None and form.test_version is None:
        said = call.words("forms_staff.stopped_already", title=form.name)
        return Reply(Speech([Say(said)], [_card_choice(call, form)]))
    before = snapshot_row(form)
    stop_form(call.session, form_id=form.id)
    speech = Speech([Say(call.words("forms_staff.stopped", title=form.name))], [_card_choice(call, form)])
    return Reply(speech, _undo(form.id, before, snapshot_row(form)))


def _removal(call: Call) -> Preview:
    form = form_of(call)
    answers = count_answers(call.session, form_id=form.id)
    state = form_state(call.session, form)
    rows = (
        Row(call.words("forms_staff.label.state"), state_text(call, state)),
        Row(call.words("forms_staff.label.answers"), call.words("forms_staff.answers", count=answers)),
        Row(call.words("forms_staff.label.made"), call.words("kept.began", at=form.created_at.astimezone(TOKYO))),
    )
    card = Card(call.words("forms_staff.removing", title=form.name), call.words("forms_staff.removing_text"), rows=rows)
    return Preview(Speech([card]), {"id": form.id, "answers": answers, "stage": state.stage})


@command(
    FORMS,
    "削除",
    aliases=("さくじょ", "消す"),
    args=(NAME,),
    right="forms:publish",
    dangerous=True,
    preview=_removal,
    undoable=True,
    help="フォームを一覧から消します。",
    example="フォーム 削除 #3",
)
def remove(call: Call) -> Reply:
    form = form_of(call)
    before = snapshot_row(form)
    delete_form(call.session, form_id=form.id, now=call.now)
    said = call.words("forms_staff.removed", title=form.name)
    return Reply(Speech([Say(said)]), _undo(form.id, before, snapshot_row(form)))


def _refused(call: Call, form: Content) -> Reply:
    document = document_of(call, form)
    text = problems_text(call, problems_of(call, form), document)
    said = call.words("forms_staff.not_sound", title=form.name, problems=text)
    choices = [Choice("編集", "text", text=f"フォーム 編集 #{form.id}"), _card_choice(call, form)]
    return Reply(Speech([Say(said)], choices), outcome="refused")


def _card_choice(call: Call, form: Content) -> Choice:
    return Choice(call.words("forms_staff.open"), "text", text=f"フォーム #{form.id}")


def _undo(form_id: int, before: dict[str, object], after: dict[str, object]) -> UndoNote:
    return UndoNote((RowChange(Content.__tablename__, form_id, before, after),), topics=(TOPIC,))
