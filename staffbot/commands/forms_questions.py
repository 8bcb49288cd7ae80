"""The questions of a draft, added and changed one by one in the chat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from data.content.models import Content
from data.csvtext.values import read_words
from dialogs.fields.palette import kind_label
from dialogs.form_check import check_form
from dialogs.form_editing import (
    WITH_OPTIONS,
    moved,
    place_at,
    places,
    renamed,
    with_question,
    with_required,
    without,
)
from dialogs.talk import Card, Choice, Row, Say, Speech
from dialogs.wording import load_wording
from staffbot import asking
from staffbot.binding import Bound
from staffbot.command import Arg, Call, Option, Reply, command
from staffbot.commands.editing import shortened
from staffbot.commands.forms import FORMS, ask_question
from staffbot.commands.forms_edit import edit_choice, editing_card
from staffbot.commands.forms_shown import NAME, document_of, form_of
from staffbot.commands.forms_undo import save_undoably

WORDS = load_wording()
MOVES = (("rename", "質問名"), ("up", "質問上"), ("down", "質問下"))
DONE = "done"
# What the chat offers; the builder page has them all.
SKETCHED = (
    "text", "long_text", "choice", "multiple", "yes_no", "number", "date", "birth_date", "telephone", "email",
    "address", "photo", "file", "consent", "heading",
)  # fmt: skip
NUMBER = Arg("number", "number", "質問の番号", least=1, most=500)
QUESTION_KIND = Arg(
    "kind",
    "choice",
    "質問の種類",
    ask=WORDS("forms_staff.ask_kind"),
    options=(
        # First: the list has several pages, and the way out belongs on the one that is seen.
        Option(WORDS("forms_staff.sketch_done"), DONE, tuple(WORDS.variants("forms_staff.sketch_done_words"))),
        *(Option(kind_label(kind, WORDS), kind) for kind in SKETCHED),
    ),
)


@command(
    FORMS,
    "質問",
    aliases=("しつもん",),
    args=(NAME, NUMBER),
    right="forms:write",
    is_listed=False,
    help="質問を一つ見て、直します。",
    example="フォーム 質問 #3 2",
)
def question(call: Call) -> Reply:
    form = form_of(call)
    place = place_at(document_of(call, form), call.args["number"])
    if place is None:
        return _no_such(call, form)
    node, number = place.node, place.number
    required = node.get("required", True)
    words, line = call.words, f"#{form.id} {number}"
    verbs = [(name, f"フォーム {verb} {line}") for name, verb in MOVES]
    if isinstance(required, bool) and node.get("kind") not in ("group", "heading", "calculated"):
        verb = "フォーム 質問任意" if required else "フォーム 質問必須"
        verbs.append(("optional" if required else "required", f"{verb} {line}"))
    verbs.append(("drop", f"フォーム 質問削除 {line}"))
    rows = [Row(words("forms_staff.label.kind"), kind_label(str(node.get("kind")), WORDS))]
    for key in ("ask", "help"):
        if node.get(key):
            rows.append(Row(words(f"palette.property.{key}"), shortened(str(node[key]))))
    if node.get("options"):
        labels = [one if isinstance(one, str) else one.get("label") or one.get("value") for one in node["options"]]
        rows.append(Row(words("palette.property.options"), shortened("、".join(map(str, labels)))))
    card = Card(
        f"{number}. {node.get('label')}",
        rows=tuple(rows),
        choices=tuple(Choice(words(f"forms_staff.question.{name}"), "text", text=text) for name, text in verbs),
    )
    return Reply(Speech([card], [edit_choice(call, form)]))


@command(
    FORMS,
    "質問追加",
    aliases=("しつもんついか",),
    args=(
        NAME,
        QUESTION_KIND,
        Arg("label", "keyword", "聞くこと", ask=WORDS("forms_staff.ask_label"), required=False, max_length=1000),
        Arg("options", "text", "選択肢", ask=WORDS("forms_staff.ask_options"), required=False, max_length=3000),
    ),
    right="forms:write",
    undoable=True,
    help="質問を一つ、終わりに加えます。選択肢は「=」の後に並べます。",
    example="フォーム 質問追加 #3 ひとつ選ぶ お住まいの地区 = 古口、角川",
)
def add_question(call: Call) -> Reply:
    form = form_of(call)
    kind, label = call.args["kind"], call.args.get("label", "")
    if kind == DONE:
        speech = editing_card(call, form, 1)
        speech.utterances.insert(0, Say(call.words("forms_staff.sketched")))
        return Reply(speech)
    options = list(dict.fromkeys(read_words(call.args.get("options", ""))))
    if not label or (kind in WITH_OPTIONS and not options):
        wanted = "label" if not label else "options"
        return Reply(asking.begin(call, Bound(call.args, [arg for arg in call.command.args if arg.name == wanted])))
    changed = with_question(document_of(call, form), kind, " ".join(label.split("\n")), options)
    added = places(changed)[-1]
    wrong = [one for one in check_form(changed) if one.place == added.node["id"]]
    if wrong:
        return Reply(Speech([Say(wrong[0].sentence)], [edit_choice(call, form)]), outcome="refused")
    undo = save_undoably(call, form, changed)
    speech = ask_question(call, form)
    said = call.words("forms_staff.question_added", number=added.number, label=added.node["label"])
    speech.utterances.insert(0, Say(said))
    return Reply(speech, undo, audit_note=added.node["label"])


@command(
    FORMS,
    "質問名",
    args=(NAME, NUMBER, Arg("label", "text", "新しい聞き方", max_length=1000)),
    right="forms:write",
    undoable=True,
    is_listed=False,
    help="質問の名前を変えます。",
    example="フォーム 質問名 #3 2 お住まいの地区",
)
def rename_question(call: Call) -> Reply:
    label = " ".join(call.args["label"].split())
    return _change(call, lambda document, number: renamed(document, number, label), "renamed")


@command(
    FORMS,
    "質問上",
    args=(NAME, NUMBER),
    right="forms:write",
    undoable=True,
    is_listed=False,
    help="質問を一つ上へ動かします。",
    example="フォーム 質問上 #3 2",
)
def question_up(call: Call) -> Reply:
    return _change(call, lambda document, number: moved(document, number, -1), "moved")


@command(
    FORMS,
    "質問下",
    args=(NAME, NUMBER),
    right="forms:write",
    undoable=True,
    is_listed=False,
    help="質問を一つ下へ動かします。",
    example="フォーム 質問下 #3 2",
)
def question_down(call: Call) -> Reply:
    return _change(call, lambda document, number: moved(document, number, 1), "moved")


@command(
    FORMS,
    "質問必須",
    args=(NAME, NUMBER),
    right="forms:write",
    undoable=True,
    is_listed=False,
    help="必ず答えてもらう質問にします。",
    example="フォーム 質問必須 #3 2",
)
def question_required(call: Call) -> Reply:
    return _change(call, lambda document, number: with_required(document, number, True), "required")


@command(
    FORMS,
    "質問任意",
    args=(NAME, NUMBER),
    right="forms:write",
    undoable=True,
    is_listed=False,
    help="答えなくてもよい質問にします。",
    example="フォーム 質問任意 #3 2",
)
def question_optional(call: Call) -> Reply:
    return _change(call, lambda document, number: with_required(document, number, False), "optional")


@command(
    FORMS,
    "質問削除",
    args=(NAME, NUMBER),
    right="forms:write",
    undoable=True,
    is_listed=False,
    help="質問を一つ消します。",
    example="フォーム 質問削除 #3 2",
)
def question_removed(call: Call) -> Reply:
    return _change(call, without, "dropped")


def _change(call: Call, change: Callable[[dict[str, Any], int], dict[str, Any]], told: str) -> Reply:
    form = form_of(call)
    document = document_of(call, form)
    place = place_at(document, call.args["number"])
    if place is None:
        return _no_such(call, form)
    undo = save_undoably(call, form, change(document, call.args["number"]))
    speech = editing_card(call, form, (place.number - 1) // 10 + 1)
    speech.utterances.insert(0, Say(call.words(f"forms_staff.question_{told}", label=str(place.node.get("label")))))
    return Reply(speech, undo, audit_note=str(place.node.get("label")))


def _no_such(call: Call, form: Content) -> Reply:
    said = call.words("forms_staff.no_question", number=call.args["number"])
    return Reply(Speech([Say(said)], [edit_choice(call, form)]), outcome="refused")
