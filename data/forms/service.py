"""Make, edit and publish forms. Their versions are `data/content`'s; whether a document is sound is asked before."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from data.content.models import Content, ContentVersion
from data.content.service import (
    ContentNotFound,
    ResidentChannel,
    delete_content,
    document_digest,
    find_version,
    get_content,
    hide_content,
    new_content,
    save_version,
    select_contents,
    show_version,
)
from data.db.documents import dump_document, load_document
from data.errors import DomainError
from data.forms.models import FormDraft, Submission
from data.forms.rules import FormKind
from data.ids import new_dialog_id

LONGEST_DOCUMENT = 1_000_000

Stage = Literal["draft", "test", "public"]


class FormNotFound(DomainError):
    """`facts["number"]` is no form, or a deleted one."""

    code = "forms.not_found"


class FormNameTaken(DomainError):
    """Another form is called `facts["title"]`."""

    code = "forms.name_taken"


class DraftConflict(DomainError):
    """Somebody saved the draft since: `facts` holds its `revision`, `saved_at` and `staff_id` (None: the program)."""

    code = "forms.draft_conflict"


class DocumentRefused(DomainError):
    """A draft that can't even be kept: no JSON object, or larger than `facts["limit"]` characters."""

    code = "forms.document_refused"


@dataclass(frozen=True, slots=True)
class FormState:
    """Where a form stands.

    Attributes:
        stage: "public" when residents see it, "test" when only the test account does, else "draft".
        has_changes: the draft holds more than what is shown at that stage.
        answers: accepted ones on the public account.
    """

    stage: Stage
    has_changes: bool
    answers: int


def create_form(
    session: Session,
    *,
    title: str,
    kind: FormKind,
    now: datetime,
    document: Mapping[str, Any] | None = None,
    staff_id: int | None = None,
) -> Content:
    """A new form with a draft and no version; nothing of it is shown yet.

    Args:
        document: what the draft begins with; its id, kind and title are set here.

    Raises:
        FormNameTaken: another form has this title.
    """
    _check_title(session, title)
    key = _free_key(session)
    begun = {"fields": [], **deepcopy(dict(document or {})), "id": key, "kind": kind, "title": title}
    content = new_content(session, kind="form", key=key, name=title, now=now)
    session.add(FormDraft(form_id=content.id, document=begun, revision=1, saved_at=now, staff_id=staff_id))
    session.flush()
    return content


def get_form(session: Session, *, form_id: int) -> Content:
    """Raises FormNotFound."""
    try:
        content = get_content(session, content_id=form_id)
    except ContentNotFound:
        raise FormNotFound(number=form_id) from None
    if content.kind != "form":
        raise FormNotFound(number=form_id)
    return content


def select_forms() -> Select[Content]:
    """All forms, by name."""
    return select_contents("form")


def get_draft(session: Session, *, form_id: int, now: datetime) -> FormDraft:
    """The draft; of a form that has none yet (a shipped one) one is made of its newest version. Raises FormNotFound."""
    content = get_form(session, form_id=form_id)
    draft = session.get(FormDraft, form_id)
    version = find_version(session, content_id=form_id, number=content.latest_version)
    if draft is None:
        document = deepcopy(version.document) if version is not None else {"id": content.key, "fields": []}
        draft = FormDraft(form_id=form_id, document=document, revision=1, saved_at=now)
        session.add(draft)
        session.flush()
    return draft


def read_document(session: Session, *, form_id: int) -> tuple[str, dict[str, Any]]:
    """(name, the draft or else the newest version), reading only. Raises FormNotFound."""
    content = get_form(session, form_id=form_id)
    draft = session.get(FormDraft, form_id)
    if draft is not None:
        return content.name, draft.document
    version = find_version(session, content_id=form_id, number=content.latest_version)
    return content.name, version.document if version is not None else {"id": content.key, "fields": []}


def save_draft(
    session: Session,
    *,
    form_id: int,
    document: Mapping[str, Any],
    revision: int,
    now: datetime,
    staff_id: int | None = None,
) -> FormDraft:
    """Keep the draft whole, sound or not.

    Args:
        revision: of the draft this one was made from.

    Raises:
        DraftConflict: somebody saved it since; nothing is kept.
        FormNameTaken: it has another form's title.
        DocumentRefused: it is no JSON object, or too large.
    """
    content = get_form(session, form_id=form_id)
    draft = get_draft(session, form_id=form_id, now=now)
    kept = {**_plain(document), "id": content.key}
    title = str(kept.get("title") or "").strip()
    if title and title != content.name:
        _check_title(session, title, but=form_id)
    saved = session.execute(
        update(FormDraft)
        .where(FormDraft.form_id == form_id, FormDraft.revision == revision)
        .values(document=kept, revision=revision + 1, saved_at=now, staff_id=staff_id)
    )
    if saved.rowcount != 1:  # type: ignore[attr-defined]
        raise DraftConflict(revision=draft.revision, saved_at=draft.saved_at, staff_id=draft.staff_id)
    if title:
        content.name = title[:200]
    session.flush()
    session.refresh(draft)
    return draft


def publish_form(
    session: Session, *, form_id: int, channel: ResidentChannel, now: datetime, staff_id: int | None = None
) -> ContentVersion:
    """Make the draft an unchanging version and show it on the test account, or on both.

    The caller has checked that the draft compiles. Dialogs begun stay with the version they began with.
    """
    draft = get_draft(session, form_id=form_id, now=now)
    content = get_form(session, form_id=form_id)
    version = save_version(
        session,
        kind="form",
        key=content.key,
        name=content.name,
        document=deepcopy(draft.document),
        now=now,
        staff_id=staff_id,
    )
    show_version(session, content_id=form_id, channel="test", number=version.number)
    if channel == "public":
        show_version(session, content_id=form_id, channel="public", number=version.number)
    session.flush()
    return version


def stop_form(session: Session, *, form_id: int) -> Content:
    """Show it nowhere; its answers and versions stay. Raises FormNotFound."""
    content = get_form(session, form_id=form_id)
    hide_content(session, content_id=form_id, channel="public")
    hide_content(session, content_id=form_id, channel="test")
    session.flush()
    return content


def delete_form(session: Session, *, form_id: int, now: datetime) -> Content:
    """Take it out of every list; what was answered stays kept. Raises FormNotFound."""
    get_form(session, form_id=form_id)
    content = delete_content(session, content_id=form_id, now=now)
    session.flush()
    return content


def duplicate_form(
    session: Session, *, form_id: int, title: str, now: datetime, staff_id: int | None = None
) -> Content:
    """A new form with the same draft, without answers. Raises FormNotFound, FormNameTaken."""
    document = get_draft(session, form_id=form_id, now=now).document
    kind: FormKind = document.get("kind") or "survey"
    return create_form(session, title=title, kind=kind, now=now, document=document, staff_id=staff_id)


def form_state(session: Session, content: Content) -> FormState:
    """Where it stands, for lists and cards."""
    stage: Stage = "public" if content.public_version else "test" if content.test_version else "draft"
    shown = content.public_version or content.test_version
    draft = session.get(FormDraft, content.id)
    has_changes = draft is not None
    if draft is not None and shown:
        version = find_version(session, content_id=content.id, number=shown)
        has_changes = version is None or version.digest != document_digest(draft.document)
    return FormState(stage, has_changes, count_answers(session, form_id=content.id))


def count_answers(session: Session, *, form_id: int, channel: str = "public") -> int:
    """Accepted answers of one channel."""
    counted = select(func.count()).where(
        Submission.form_id == form_id, Submission.channel == channel, Submission.status == "accepted"
    )
    return session.scalar(counted) or 0


def find_form_named(session: Session, title: str) -> Content | None:
    """The form of exactly this title; None when there is none."""
    return session.scalar(select_contents("form").where(Content.name == title))


def _plain(document: Mapping[str, Any]) -> dict[str, Any]:
    """A copy, certain to be JSON of a reasonable size."""
    try:
        text = dump_document(dict(document)) if isinstance(document, Mapping) else ""
        if text and len(text) <= LONGEST_DOCUMENT:
            kept: dict[str, Any] = load_document(text)
            return kept
    except (TypeError, ValueError):
        pass
    raise DocumentRefused(limit=LONGEST_DOCUMENT)


def _check_title(session: Session, title: str, *, but: int = 0) -> None:
    found = find_form_named(session, title)
    if found is not None and found.id != but:
        raise FormNameTaken(title=title, number=found.id)


def _free_key(session: Session) -> str:
    while True:
        key = f"form_{new_dialog_id()}"
        if session.scalar(select(Content.id).where(Content.kind == "form", Content.key == key)) is None:
            return key
