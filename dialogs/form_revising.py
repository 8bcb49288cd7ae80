"""One answer of a kept submission read anew from typed text, as the chat reads it, and the whole worked out again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from data.forms.submissions import Filled
from dialogs.context import AskContext
from dialogs.fields.field import Field
from dialogs.fields.kind import StillAnswering
from dialogs.form_answers import flat_answers, passed_over
from dialogs.form_nodes import Form
from dialogs.form_table import filled
from dialogs.journey import submission, walk

# Kinds whose answer is one typed text. The others (places, pictures, several steps) are corrected in the chat.
TYPED = frozenset(
    {
        "text",
        "long_text",
        "number",
        "choice",
        "multiple",
        "yes_no",
        "date",
        "time",
        "datetime",
        "birth_date",
        "telephone",
        "email",
        "member_keyword",
    }
)
# Typed too, but looked up outside before they are taken.
LOOKED_UP = frozenset({"corporate_number"})


class NotRevised(Exception):
    """The answer can't be changed so.

    `reason`: "not_asked" (its question doesn't show with the other answers), "needed", "not_whole" (it takes several
    steps), "leads_on" (the question `label` would have to be asked then), "few_items" and "many_items" (of a group).
    """

    def __init__(self, reason: str, label: str = "") -> None:
        super().__init__(reason, label)
        self.reason = reason
        self.label = label


def is_typed(field: Field, groups: tuple[Any, ...]) -> bool:
    """Whether a cell of this field can be changed in a table: one text, and not one of several items."""
    return field.kind.name in TYPED | LOOKED_UP and not groups


def revised(form: Form, answers: Mapping[str, Any], field_id: str, text: str, context: AskContext) -> Filled:
    """The submission with one answer changed; empty text takes it away.

    Args:
        answers: nested, as they are kept.

    Raises:
        InvalidAnswer: the text can't be read.
        NotRevised: see there.
        NeedsJob: it takes what the job finds out, as `context.result`.
    """
    flat = flat_answers(form, answers)
    field = form.fields[field_id]
    found = walk(form, flat, passed_over(form, flat, context.today), context.today)
    question = found.question_at(field_id)
    if question is None:
        raise NotRevised("not_asked")
    if text.strip():
        flat[field_id] = read_text(field, text, replace(context, scope=question.scope))
    elif question.is_required:
        raise NotRevised("needed")
    else:
        flat.pop(field_id, None)
    after = walk(form, flat, passed_over(form, flat, context.today), context.today)
    if after.next is not None:
        raise NotRevised("leads_on", after.next.field.label)
    return filled(form, submission(form, after), context)


def read_text(field: Field, text: str, context: AskContext) -> Any:
    """What the chat makes of a typed answer. Raises as `revised`; NotRevised when it takes more than one text."""
    try:
        return field.kind.revise(field, text, context)
    except StillAnswering:
        raise NotRevised("not_whole") from None
