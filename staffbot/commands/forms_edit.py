"""フォーム 編集: a draft changed in the chat, question by question and setting by setting."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

from data.content.models import Content
from data.csvtext.values import read_flag
from data.errors import InvalidAnswer
from data.forms.service import FormNameTaken
from dialogs.fields.palette import kind_label
from dialogs.fields.reading.times import read_date_time
from dialogs.form_check import check_form
from dialogs.form_editing import Place, places
from dialogs.talk import Card, Choice, Row, Say, Speech
from dialogs.wording import load_wording
from staffbot import asking
from staffbot.args import item_arg
from staffbot.binding import Bound
from staffbot.command import Arg, Call, Option, Reply, command
from staffbot.commands.editing import EMPTY_WORDS, shortened
from staffbot.commands.forms import FORMS
from staffbot.commands.forms_shown import (
    NAME,
    document_of,
    form_of,
    problems_of,
    problems_text,
    shown_moment,
    warnings_text,
)
from staffbot.commands.forms_undo import save_undoably
from staffbot.listing import next_choice, page_of
from staffbot.page_link import builder_card
from staffbot.values import read_conditions

WORDS = load_wording()
TEXTS, MOMENTS, NUMBERS, FLAGS = (
    ("title", "summary", "intro", "contact", "url", "done"),
    ("opens_at", "closes_at"),
    ("limit",),
    ("once", "editable", "withdrawable", "listed"),
)
USUAL = {"once": False, "editable": False, "withdrawable": True, "listed": True}
ITEMS = (*TEXTS, *MOMENTS, *NUMBERS, *FLAGS)
ITEM = item_arg(
    Option(WORDS(f"forms_staff.item.{key}"), key, tuple(WORDS.variants(f"forms_staff.item_words.{key}")))
    for key in ITEMS
)


@command(
    FORMS,
    "編集",
    aliases=("へんしゅう", "変更", "修正", "直す"),
    args=(NAME, ITEM, Arg("value", "text", "新しい内容", required=False, max_length=5000, again=(FormNameTaken,))),
    right="forms:write",
    undoable=True,
    help="質問や、受付の期間などを直します。公開するまで住民には出ません。",
    example="フォーム 編集 #3 受付の終わり 12月31日 17時",
)
def edit(call: Call) -> Reply:
    form = form_of(call)
    key, value = call.args.get("item"), call.args.get("value")
    if key is None:
        page = read_conditions(value or "").page
        speech = editing_card(call, form, page)
        if page == 1:
            speech.utterances.insert(0, builder_card(call, form.id))
        return Reply(speech)
    if value is None:
        now = _shown(document_of(call, form).get(key)) or call.words("editing.none")
        told = call.words("editing.now", label=WORDS(f"forms_staff.item.{key}"), name=form.name, now=now)
        arg = next(arg for arg in call.command.args if arg.name == "value")
        speech = asking.begin(call, Bound(values=call.args, open=[arg]))
        speech.utterances.insert(0, Say("\n".join([told, call.words(f"forms_staff.hint.{_sort(key)}")])))
        return Reply(speech)
    read = _read(key, value, call.today)
    if read is None and value.strip() not in EMPTY_WORDS:
        said = call.words(f"forms_staff.unreadable.{_sort(key)}")
        return Reply(Speech([Say(said)], [_again(call, form, key)]), outcome="refused")
    changed = deepcopy(document_of(call, form))
    if read is None:
        changed.pop(key, None)
    else:
        changed[key] = read
    wrong = [one for one in check_form(changed) if one.key in (MOMENTS if key in MOMENTS else (key,)) and not one.place]
    if wrong:
        return Reply(Speech([Say(wrong[0].sentence)], [_again(call, form, key)]), outcome="refused")
    undo = save_undoably(call, form, changed)
    label = WORDS(f"forms_staff.item.{key}")
    said = call.words("forms_staff.set", label=label, now=_shown(read) or call.words("editing.none"))
    if key in MOMENTS:
        said = "\n".join(filter(None, (said, warnings_text(call, changed))))
    return Reply(Speech([Say(said)], [edit_choice(call, form)]), undo, audit_note=label)


def editing_card(call: Call, form: Content, number: int) -> Speech:
    """Every question with a button, the settings, and what is wrong."""
    words, document = call.words, document_of(call, form)
    page = page_of(places(document), number)
    rows = [_question_row(call, form, place) for place in page.items]
    line = f"フォーム 編集 #{form.id}"
    choices = [Choice(words("forms_staff.add_question"), "text", text=f"フォーム 質問追加 #{form.id}", style="primary")]
    call.turn.tracker.pop("next", None)
    if not page.is_last:
        choices.append(next_choice(call, line, page.number + 1))
    problems = problems_of(call, form)
    sound = warnings_text(call, document) or words("forms_staff.sound")
    note = problems_text(call, problems, document) if problems else sound
    questions = Card(words("forms_staff.editing", title=form.name), rows=tuple(rows), choices=tuple(choices), note=note)
    settings = Card(
        words("forms_staff.settings"),
        rows=tuple(
            Row(
                WORDS(f"forms_staff.item.{key}"),
                shortened(_shown(document.get(key, USUAL.get(key)))) or words("editing.none"),
                Choice(words("editing.mend"), "text", text=f"{line} {WORDS(f'forms_staff.item.{key}')}"),
            )
            for key in ITEMS
        ),
    )
    ways = [Choice(verb, "text", text=f"フォーム {verb} #{form.id}") for verb in ("テスト", "公開")]
    return Speech([questions, settings], ways)


def _question_row(call: Call, form: Content, place: Place) -> Row:
    node = place.node
    marks = [kind_label(str(node.get("kind")), WORDS)]
    if node.get("required") is False:
        marks.append(call.words("forms_staff.is_optional"))
    if "show" in node or isinstance(node.get("required"), dict):
        marks.append(call.words("forms_staff.is_conditional"))
    label = f"{'　' * place.depth}{place.number}. {node.get('label') or ''}"
    open_it = Choice(call.words("editing.mend"), "text", text=f"フォーム 質問 #{form.id} {place.number}")
    return Row(label, "・".join(marks), open_it, is_record=True)


def _sort(key: str) -> str:
    return "moment" if key in MOMENTS else "number" if key in NUMBERS else "flag" if key in FLAGS else "text"


def _read(key: str, typed: str, today: date) -> Any:
    """The setting; None for what empties it, or can't be read."""
    text = typed.strip()
    if key in FLAGS:
        return {"する": True, "しない": False, "出す": True, "出さない": False}.get(text, read_flag(text))
    if text in EMPTY_WORDS:
        return None
    if key in MOMENTS:
        return _moment(text, today)
    if key in NUMBERS:
        digits = text.replace(",", "").removesuffix("件")
        return int(digits) if digits.isdecimal() and len(digits) <= 7 else None
    return text


def _moment(text: str, today: date) -> str | None:
    """12月31日 17時, 明日, 2026-12-31T17:00 as the document writes it; None for no day, or no hour."""
    try:
        day, hour = read_date_time(text.replace("T", " "), today)
    except InvalidAnswer:
        return None
    return day.isoformat() if hour is None else f"{day.isoformat()}T{hour:%H:%M}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return WORDS("forms_staff.yes" if value else "forms_staff.no")
    if isinstance(value, int):
        return f"{value:,}"
    return shown_moment(value) if value else ""


def _again(call: Call, form: Content, key: str) -> Choice:
    line = f"フォーム 編集 #{form.id} {WORDS(f'forms_staff.item.{key}')}"
    return Choice(call.words("editing.again"), "text", text=line)


def edit_choice(call: Call, form: Content) -> Choice:
    return Choice(call.words("forms_staff.go_on"), "text", text=f"フォーム 編集 #{form.id}")
