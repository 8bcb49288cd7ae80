"""フォーム 取込: a form's file becomes a draft, shown first. フォーム 出力 NAME 形式=フォーム gives such a file out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.content.models import Content
from data.fold import fold
from data.forms.importing import DOCUMENT, find_form_file, take_form_file
from data.forms.rules import FORM_KINDS
from data.forms.service import create_form, select_forms
from data.staff.objects import visible
from dialogs.form_editing import places
from dialogs.form_file import Differences, differences
from dialogs.talk import Card, Choice, Row, Say, Speech
from dialogs.wording import load_wording
from staffbot.command import Arg, Call, Conditions, JobResult, Preview, Reply, command
from staffbot.commands.editing import shortened
from staffbot.commands.forms import FORMS
from staffbot.commands.forms_shown import OBJECT, document_of, kind_of
from staffbot.commands.forms_undo import made_form, save_undoably
from staffbot.exports import FORM, give_file
from staffbot.form_jobs import READ, WRITE
from staffbot.imports import APPLY
from staffbot.taking import taking_command

WORDS = load_wording()
SHOWN = 8
OWN_FILE = frozenset(map(fold, WORDS.variants("forms_staff.file.form_words")))


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would do. `form`: whose draft it changes, None for a new form. `refused`: why it can't be taken."""

    document: dict[str, Any]
    form: Content | None
    differences: Differences
    refused: str = ""


def _plan(call: Call, document: dict[str, Any]) -> Plan:
    """A file is of the form with its id, else of the one with its name; forms hidden from this person are no forms."""
    shown = call.session.scalars(visible(select_forms(), call.staff, OBJECT, Content.id)).all()
    by_key = next((form for form in shown if form.key == document.get("id")), None)
    form = by_key or next((form for form in shown if form.name == document.get("title")), None)
    before = document_of(call, form) if form is not None else {}
    after = {**document, "id": form.key} if form is not None else document
    return Plan(after, form, differences(before, after), _refusal(call, before, after, is_new=form is None))


def _refusal(call: Call, before: Mapping[str, Any], after: Mapping[str, Any], *, is_new: bool) -> str:
    if after.get("kind") not in FORM_KINDS and (is_new or before.get("kind")):
        return call.words("content.form.no_kind", known="・".join(FORM_KINDS))
    # What is done with the answers is the program's own; a file may only keep it.
    if _action(after) and _action(after) != _action(before):
        return call.words("content.form.own_action")
    return ""


def _preview(call: Call) -> Preview:
    kept = find_form_file(call.session, number=call.args["number"], staff_id=call.staff.id, now=call.now)
    plan = _plan(call, kept.plan[DOCUMENT])
    facts = {"file": kept.id, "form": plan.form.id if plan.form is not None else 0}
    before = document_of(call, plan.form) if plan.form is not None else {}
    return Preview(Speech([_card(call, plan, kept.file_name)]), {**facts, "before": before})


@command(
    FORMS,
    APPLY,
    args=(Arg("number", "ref", "取込の番号"),),
    right="forms:write",
    dangerous=True,
    preview=_preview,
    undoable=True,
    is_listed=False,
    help="確かめたフォームのファイルを、下書きにします。",
    example=f"{FORMS.word} {APPLY} #1",
)
def take_now(call: Call) -> Reply:
    words = call.words
    document = take_form_file(call.session, number=call.args["number"], staff_id=call.staff.id, now=call.now)
    plan = _plan(call, document)
    if plan.refused:
        return Reply(Speech([Say(plan.refused)]), outcome="refused")
    if plan.form is not None:
        form, told = plan.form, "changed_draft"
        undo = save_undoably(call, form, plan.document)
    else:
        form, told = _made(call, plan.document), "made"
        undo = made_form(call, form)
    said = words(f"forms_staff.file.{told}", title=form.name)
    opens = [Choice(verb, "text", text=f"フォーム {verb} #{form.id}") for verb in ("編集", "テスト")]
    return Reply(Speech([Say(said)], opens), undo, audit_note=f"#{form.id}")


def _read(call: Call, result: JobResult) -> Reply:
    found, words = result.found, call.words
    if "faults" in found:
        lines, count = list(found["faults"]), int(found["count"])
        more = [words("forms_staff.more_problems", count=count - len(lines))] if count > len(lines) else []
        said = "\n".join([words("forms_staff.file.faults", count=count), *lines, *more])
        return Reply(Speech([Say(said)]), outcome="refused", audit_note=lines[0])
    number = int(found["number"])
    kept = find_form_file(call.session, number=number, staff_id=call.staff.id, now=call.now)
    plan = _plan(call, kept.plan[DOCUMENT])
    if plan.refused:
        return Reply(Speech([Say(plan.refused)]), outcome="refused", audit_note=plan.refused)
    if plan.form is not None and plan.differences.is_empty:
        said = words("forms_staff.file.same", title=plan.form.name)
        card = Choice(words("forms_staff.open"), "text", text=f"フォーム #{plan.form.id}")
        return Reply(Speech([Say(said)], [card]))
    return Reply(Speech(), then=(take_now, {"number": number}))


take = taking_command(
    FORMS,
    READ,
    _read,
    label="フォームのファイル（YAMLかJSON）",
    ask=WORDS("forms_staff.file.ask"),
    right="forms:write",
    help="フォームのファイル（YAMLかJSON）を下書きにします。実行の前に内容を確かめられます。",
)


def is_own_file(conditions: Conditions) -> bool:
    """Whether 形式=フォーム was among an export's conditions: the form itself, not its answers."""
    return any(fold(item) == fold(FORM) and fold(value) in OWN_FILE for item, _, value in conditions.items)


def order_own_file(call: Call, form: Content) -> Reply:
    """Order the form's own file; the command's `on_result` is `give_own_file`."""
    title = call.words("forms_staff.file.title", title=form.name)
    payload = {"form_id": form.id, "staff_id": call.staff.id}
    call.order_job(WRITE, payload, keep={"title": title, "line": f"フォーム 出力 #{form.id}", "form_id": form.id})
    return Reply(Speech(), audit_note=title)


def give_own_file(call: Call, result: JobResult) -> Reply:
    """The finished file as a link; beside a file of answers, the form itself is one tap away."""
    reply = give_file(call, result)
    if result.kind != WRITE and "file_id" in result.found:
        line = f"フォーム 出力 #{call.args['form'].id} {FORM}={WORDS('forms_staff.file.form')}"
        reply.speech.choices.append(Choice(call.words("forms_staff.file.also"), "text", text=line))
    return reply


def _made(call: Call, document: dict[str, Any]) -> Content:
    title, kind = str(document["title"]), document["kind"]
    return create_form(call.session, title=title, kind=kind, document=document, now=call.now, staff_id=call.staff.id)


def _card(call: Call, plan: Plan, file_name: str) -> Card:
    words, form, found = call.words, plan.form, plan.differences
    does = words("forms_staff.file.makes") if form is None else words("forms_staff.file.changes", number=form.id)
    rows = [
        Row(words("staff.import.file_name"), file_name or "－"),
        Row(words("forms_staff.file.does"), does),
        Row(words("forms_staff.label.kind"), kind_of(plan.document)),
        Row(words("forms_staff.label.questions"), words("forms_staff.questions", count=len(places(plan.document)))),
    ]
    lists = {"added": found.added, "removed": found.removed, "changed": found.changed}
    if form is None:
        lists = {"added": found.added}
    else:
        lists["settings"] = tuple(_setting(key) for key in found.settings)
    rows += [Row(words(f"forms_staff.file.{name}"), _listed(call, listed)) for name, listed in lists.items() if listed]
    if form is not None and found.is_reordered:
        rows.append(Row(words("forms_staff.file.order"), words("forms_staff.file.reordered")))
    note = words("forms_staff.file.note")
    return Card(words("forms_staff.file.taking", title=plan.document["title"]), rows=tuple(rows), note=note)


def _listed(call: Call, names: tuple[str, ...]) -> str:
    more = call.words("staff.import.and_more", count=len(names) - SHOWN) if len(names) > SHOWN else ""
    return shortened("、".join(names[:SHOWN])) + more


def _setting(key: str) -> str:
    name = f"forms_staff.item.{key}"
    return WORDS(name) if name in WORDS else WORDS("forms_staff.file.other_setting")


def _action(document: Mapping[str, Any]) -> str:
    submit = document.get("submit")
    return str(submit.get("action") or "") if isinstance(submit, Mapping) else ""
