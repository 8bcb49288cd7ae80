"""Forms as staff are shown them, and how they are found by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from data.attributes.service import load_catalog
from data.clock import TOKYO
from data.content.models import Content
from data.content.service import find_version
from data.forms.rules import FORM_KINDS
from data.forms.service import FormNotFound, FormState, form_state, get_draft, get_form, select_forms
from data.staff.objects import may_see, visible
from dialogs.form_check import Problem, check_form, form_warnings
from dialogs.form_editing import places
from dialogs.talk import Card, Choice, Row, Speech
from dialogs.wording import load_wording
from staffbot.command import Arg, Call, Named, Option
from staffbot.lookup import SmallLookup, viewer

WORDS = load_wording()
OBJECT = "form"
SHOWN_PROBLEMS = 8
KIND_LABELS = {kind: WORDS(f"forms_staff.kind.{kind}") for kind in FORM_KINDS}
COLOURS = {"public": "#1B7F3B", "test": "#1F5FA8", "draft": "#5B6770"}


def _read(session: Session) -> Iterable[tuple[Named, Sequence[str]]]:
    staff = viewer(session)
    if staff is None:
        return
    for form in session.scalars(visible(select_forms(), staff, OBJECT, Content.id)):
        yield Named(form.id, form.name), ()


FORM = SmallLookup(_read)
NAME = Arg("form", "name", "フォームの名前", lookup=FORM, example="#3")
KIND = Arg(
    "kind",
    "choice",
    "種類",
    options=tuple(
        Option(label, kind, tuple(WORDS.variants(f"forms_staff.kind_words.{kind}")))
        for kind, label in KIND_LABELS.items()
    ),
)


def form_of(call: Call, form_id: int | None = None) -> Content:
    """The form a command is about. Raises FormNotFound, also when this person may not see it."""
    wanted = call.args["form"].id if form_id is None else form_id
    form = get_form(call.session, form_id=wanted)
    if not may_see(call.session, call.staff, OBJECT, form.id):
        raise FormNotFound(number=wanted)
    return form


def document_of(call: Call, form: Content) -> dict[str, Any]:
    """The draft, as it is now."""
    return get_draft(call.session, form_id=form.id, now=call.now).document


def shown_document(session: Session, form: Content) -> dict[str, Any]:
    """The newest version; empty when nothing was ever published."""
    version = find_version(session, content_id=form.id, number=form.latest_version)
    return version.document if version is not None else {}


def problems_of(call: Call, form: Content) -> list[Problem]:
    """What keeps the draft from being published."""
    return check_form(document_of(call, form), load_catalog(call.session))


def warnings_text(call: Call, document: dict[str, Any]) -> str:
    """What keeps nothing from being published but is hardly meant; "" for nothing."""
    return "\n".join(one.sentence for one in form_warnings(document, call.now))


def problems_text(call: Call, problems: Sequence[Problem], document: dict[str, Any]) -> str:
    """The problems, each with the question it is about."""
    names = {str(place.node.get("id")): (place.number, place.node.get("label") or "") for place in places(document)}
    lines = []
    for problem in problems[:SHOWN_PROBLEMS]:
        number, label = names.get(problem.place, (0, ""))
        at = call.words("forms_staff.at", number=number, label=label) if number else ""
        lines.append(f"{at}{problem.sentence}")
    if len(problems) > SHOWN_PROBLEMS:
        lines.append(call.words("forms_staff.more_problems", count=len(problems) - SHOWN_PROBLEMS))
    return "\n".join(lines)


def kind_of(document: dict[str, Any]) -> str:
    """希望登録, アンケート, …; of a form that belongs to a scenario, that."""
    return KIND_LABELS.get(document.get("kind", ""), WORDS("forms_staff.kind.none"))


def form_speech(call: Call, form: Content) -> Speech:
    """One form: where it stands, and what this person may do with it."""
    words = call.words
    document, state = document_of(call, form), form_state(call.session, form)
    problems = check_form(document, load_catalog(call.session))
    verbs = ["編集", "テスト", "公開", "回答", "リンク", "出力", "複製", "権限"]
    verbs.append("停止" if state.stage != "draft" else "削除")
    commands = [call.desk.registry.by_phrase(f"フォーム {verb}") for verb in verbs]
    buttons = tuple(
        Choice(one.verb, "text", text=f"{one.phrase} #{form.id}")
        for one in commands
        if one is not None and call.may(one.right)
    )
    rows = [
        Row(words("forms_staff.label.kind"), kind_of(document)),
        Row(words("forms_staff.label.questions"), words("forms_staff.questions", count=len(places(document)))),
        Row(words("forms_staff.label.answers"), words("forms_staff.answers", count=state.answers)),
    ]
    rows += [
        Row(words(f"forms_staff.item.{key}"), shown_moment(document[key]))
        for key in ("opens_at", "closes_at")
        if document.get(key)
    ]
    if document.get("limit"):
        rows.append(Row(words("forms_staff.item.limit"), words("forms_staff.answers", count=document["limit"])))
    note = problems_text(call, problems, document) if problems else warnings_text(call, document)
    return Speech(
        [
            Card(
                form.name,
                text=str(document.get("summary") or ""),
                rows=tuple(rows),
                choices=buttons,
                badge=state_text(call, state),
                badge_colour=COLOURS[state.stage],
                note=note,
            )
        ]
    )


def state_text(call: Call, state: FormState) -> str:
    """公開中, テスト中, 下書き; with what was changed since."""
    stage = call.words(f"forms_staff.stage.{state.stage}")
    if state.has_changes and state.stage != "draft":
        return call.words("forms_staff.changed_since", stage=stage)
    return stage


def shown_moment(value: object) -> str:
    """2026-12-01T09:00 as people read it."""
    text = str(value)
    try:
        if len(text) == 10:
            day = date.fromisoformat(text)
            return f"{day.year}年{day.month}月{day.day}日"
        at = datetime.fromisoformat(text).replace(tzinfo=TOKYO)
        return f"{at.year}年{at.month}月{at.day}日 {at.hour}時{at.minute:02d}分"
    except ValueError:
        return text
