"""Taking back what was done to a form's draft. What somebody changed after it stays: then nothing is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.content.models import Content
from data.forms.models import FormDraft
from data.forms.service import get_draft, save_draft
from data.undo import RowChange, UndoNote, snapshot_row
from staffbot.command import Call

# What must still be so for a draft to be put back; when and by whom it was saved need not.
_COMPARED = ("form_id", "document")


def save_undoably(call: Call, form: Content, document: Mapping[str, Any]) -> UndoNote:
    """Save the draft over the one that is there."""
    draft = get_draft(call.session, form_id=form.id, now=call.now)
    before, content_before = snapshot_row(draft), snapshot_row(form)
    save_draft(
        call.session,
        form_id=form.id,
        document=document,
        revision=draft.revision,
        now=call.now,
        staff_id=call.staff.id,
    )
    changes = [RowChange(FormDraft.__tablename__, form.id, before, _left(draft))]
    if form.name != content_before["name"]:
        changes.append(RowChange(Content.__tablename__, form.id, content_before, snapshot_row(form)))
    return UndoNote(tuple(changes))


def made_form(call: Call, form: Content) -> UndoNote:
    """A form that was not there before: taken back, it is gone, unless something came to rest on it."""
    draft = get_draft(call.session, form_id=form.id, now=call.now)
    return UndoNote(
        (
            RowChange(Content.__tablename__, form.id, None, snapshot_row(form)),
            RowChange(FormDraft.__tablename__, form.id, None, _left(draft)),
        )
    )


def _left(draft: FormDraft) -> dict[str, Any]:
    row = snapshot_row(draft)
    return {name: row[name] for name in _COMPARED}
