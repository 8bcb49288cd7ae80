"""Answers of forms, for 個人情報. What was applied for, booked or reported is the town's record and stays, unlinked."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from data.content.models import Content, ContentVersion
from data.forms.models import FormCount, Submission, SubmissionCell, SubmissionChange
from data.privacy.holding import Held, Provider, Whose, how_many

# Kinds of forms whose answers are documents of the town, to be kept for the period its rules name.
KEPT_KINDS = frozenset({"application", "reservation", "report"})


def submissions_of(session: Session, whose: Whose) -> list[tuple[Submission, Content, str]]:
    """(answers, form, kind of the form in the version answered), the oldest first."""
    rows = session.execute(
        select(Submission, Content, ContentVersion.document)
        .join(Content, Content.id == Submission.form_id)
        .join(
            ContentVersion,
            (ContentVersion.content_id == Submission.form_id) & (ContentVersion.number == Submission.version),
            isouter=True,
        )
        .where(Submission.resident_id == whose.resident_id)
        .order_by(Submission.id)
    )
    return [(one, form, str((document or {}).get("kind", ""))) for one, form, document in rows]


def kept_attachments(session: Session, whose: Whose) -> set[int]:
    """Files that belong to answers which stay."""
    kept = (one.answers for one, _, kind in submissions_of(session, whose) if kind in KEPT_KINDS)
    return {number for answers in kept for number in _attachments(answers)}


def _attachments(part: Any) -> Iterator[int]:
    if isinstance(part, dict):
        if isinstance(part.get("attachment_id"), int):
            yield part["attachment_id"]
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _attachments(inner)


def _of(whose: Whose) -> Select[Any]:
    return select(Submission.id).where(Submission.resident_id == whose.resident_id)


def _holds(session: Session, whose: Whose) -> Held:
    if not how_many(session, _of(whose)):
        return Held(0)
    found = submissions_of(session, whose)
    return Held(len(found), kept=sum(kind in KEPT_KINDS for *_, kind in found))


def _gives(session: Session, whose: Whose) -> list[dict[str, Any]]:
    return [
        {
            "form": form.name,
            "key": form.key,
            "version": one.version,
            "at": one.submitted_at,
            "changed_at": one.updated_at,
            "status": one.status,
            "cells": next(csv.reader([one.line]), []) if one.line else [],
            "answers": one.answers,
        }
        for one, form, _ in submissions_of(session, whose)
    ]


def _forgets(session: Session, whose: Whose, now: datetime) -> int:
    found = submissions_of(session, whose)
    for one, _, kind in found:
        if kind in KEPT_KINDS:
            session.execute(update(Submission).where(Submission.id == one.id).values(resident_id=None))
            continue
        if one.status == "accepted":
            session.execute(
                update(FormCount)
                .where(FormCount.form_id == one.form_id, FormCount.channel == one.channel, FormCount.accepted > 0)
                .values(accepted=FormCount.accepted - 1)
            )
        for table in (SubmissionCell, SubmissionChange):
            session.execute(delete(table).where(table.submission_id == one.id))
        session.execute(delete(Submission).where(Submission.id == one.id))
    session.expire_all()
    return len(found)


FORMS = Provider("forms", ("submission",), _holds, _forgets, _gives)
