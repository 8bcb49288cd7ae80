"""Take answers, let people correct and take back their own, and hold to the form's rules while doing so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from data.errors import DomainError
from data.fold import fold
from data.forms.models import CELL_LETTERS, FormCount, Submission, SubmissionCell, SubmissionChange
from data.forms.rules import FormRules

MOST_SHOWN = 20


class FormClosed(DomainError):
    """No answer is taken now; what follows says why."""

    code = "forms.closed"


class FormNotYetOpen(FormClosed):
    """Answers are taken from `facts["opens_at"]` on."""

    code = "forms.not_yet"


class FormOver(FormClosed):
    """The last answer was taken at `facts["closes_at"]`."""

    code = "forms.over"


class FormFull(FormClosed):
    """`facts["limit"]` answers were accepted, and no more are."""

    code = "forms.full"


class AnsweredAlready(DomainError):
    """One answer per person, and this person gave theirs as `facts["submission_id"]`."""

    code = "forms.answered_already"


class SubmissionNotFound(DomainError):
    """No such answer of this person, or it was withdrawn."""

    code = "forms.submission_not_found"


class NotEditable(DomainError):
    """The form doesn't let this answer be corrected or withdrawn (any more)."""

    code = "forms.not_editable"


@dataclass(frozen=True, slots=True)
class Filled:
    """Answers ready to be kept.

    Attributes:
        answers: nested by repeating groups, only those that count.
        columns: (column key, text, number or None), only those that aren't empty.
        line: every column of the version as one line of CSV, without a line end.
    """

    answers: Mapping[str, Any]
    columns: Sequence[tuple[str, str, float | None]]
    line: str


def check_open(session: Session, *, form_id: int, channel: str, rules: FormRules, now: datetime) -> None:
    """Raises:
    FormClosed: not yet, over, or full.
    """
    if rules.opens_at is not None and now < rules.opens_at:
        raise FormNotYetOpen(opens_at=rules.opens_at)
    if rules.closes_at is not None and now > rules.closes_at:
        raise FormOver(closes_at=rules.closes_at)
    if rules.limit is not None and accepted_count(session, form_id=form_id, channel=channel) >= rules.limit:
        raise FormFull(limit=rules.limit)


def accepted_count(session: Session, *, form_id: int, channel: str) -> int:
    """Accepted answers, as the limit counts them."""
    counted = select(FormCount.accepted).where(FormCount.form_id == form_id, FormCount.channel == channel)
    return session.scalar(counted) or 0


def submit(
    session: Session,
    *,
    form_id: int,
    channel: str,
    resident_id: int,
    version: int,
    rules: FormRules,
    filled: Filled,
    now: datetime,
) -> Submission:
    """Keep one person's answers.

    Args:
        rules: of the version shown now, whichever version was answered.

    Raises:
        FormClosed: not yet, over, or full: of two who want the last place one gets it.
        AnsweredAlready: once per person.
    """
    earlier = find_own(session, form_id=form_id, resident_id=resident_id) if rules.once else None
    if earlier is not None:
        raise AnsweredAlready(submission_id=earlier.id)
    check_open(session, form_id=form_id, channel=channel, rules=rules, now=now)
    _count_in(session, form_id=form_id, channel=channel, rules=rules)
    submission = Submission(
        form_id=form_id,
        channel=channel,
        resident_id=resident_id,
        version=version,
        status="accepted",
        answers=dict(filled.answers),
        line=filled.line,
        folded=fold(filled.line),
        submitted_at=now,
        updated_at=now,
        revision=1,
    )
    session.add(submission)
    session.flush()
    _put_cells(session, submission, filled)
    return submission


def revise(
    session: Session,
    *,
    submission_id: int,
    filled: Filled,
    now: datetime,
    resident_id: int | None = None,
    rules: FormRules | None = None,
    version: int | None = None,
    by: str = "resident",
) -> Submission:
    """Replace the answers; what they were is kept in the history. The same answers again change nothing.

    Args:
        resident_id, rules: given when it is the resident who corrects: whose it must be, and what the form allows.
        version: the version the new answers are given in; the submission's own when None.

    Raises:
        SubmissionNotFound: not theirs, or withdrawn.
        NotEditable: the form doesn't allow it.
        FormClosed: its time is over.
    """
    submission = _of(session, submission_id, resident_id)
    if rules is not None:
        if not rules.editable:
            raise NotEditable()
        if rules.closes_at is not None and now > rules.closes_at:
            raise FormOver(closes_at=rules.closes_at)
    if submission.answers == filled.answers and version in (None, submission.version):
        return submission
    _remember(session, submission, by, "revised", now)
    submission.answers = dict(filled.answers)
    submission.line, submission.folded = filled.line, fold(filled.line)
    submission.version = version or submission.version
    submission.updated_at = now
    submission.revision += 1
    session.flush()
    session.execute(delete(SubmissionCell).where(SubmissionCell.submission_id == submission_id))
    _put_cells(session, submission, filled)
    return submission


def withdraw(session: Session, *, submission_id: int, resident_id: int, rules: FormRules, now: datetime) -> Submission:
    """Take one's own answer back; its place is free again. It stays kept, as withdrawn.

    Raises:
        SubmissionNotFound: not theirs, or withdrawn before.
        NotEditable: the form doesn't allow it, or its time is over.
    """
    submission = _of(session, submission_id, resident_id)
    if not rules.withdrawable or (rules.closes_at is not None and now > rules.closes_at):
        raise NotEditable()
    _remember(session, submission, "resident", "withdrawn", now)
    submission.status = "withdrawn"
    submission.updated_at = now
    submission.revision += 1
    session.execute(
        update(FormCount)
        .where(FormCount.form_id == submission.form_id, FormCount.channel == submission.channel, FormCount.accepted > 0)
        .values(accepted=FormCount.accepted - 1)
    )
    session.flush()
    return submission


def find_own(session: Session, *, form_id: int, resident_id: int) -> Submission | None:
    """This person's latest accepted answer to a form; None when there is none."""
    return session.scalar(
        select(Submission)
        .where(Submission.form_id == form_id, Submission.resident_id == resident_id, Submission.status == "accepted")
        .order_by(Submission.id.desc())
        .limit(1)
    )


def own_submission(session: Session, *, submission_id: int, resident_id: int) -> Submission:
    """One's own answer. Raises SubmissionNotFound."""
    return _of(session, submission_id, resident_id)


def accepted_counts(session: Session, *, form_ids: Sequence[int], channel: str) -> dict[int, int]:
    """form id -> accepted answers, of those that have any."""
    counted = select(FormCount.form_id, FormCount.accepted).where(
        FormCount.form_id.in_(form_ids), FormCount.channel == channel
    )
    return {row.form_id: row.accepted for row in session.execute(counted)}


def own_submissions(session: Session, *, resident_id: int, limit: int = MOST_SHOWN) -> Sequence[Submission]:
    """A person's accepted answers, the newest first."""
    return session.scalars(
        select(Submission)
        .where(Submission.resident_id == resident_id, Submission.status == "accepted")
        .order_by(Submission.id.desc())
        .limit(limit)
    ).all()


def changes_of(session: Session, *, submission_id: int) -> Sequence[SubmissionChange]:
    """Its history, the oldest first."""
    return session.scalars(
        select(SubmissionChange).where(SubmissionChange.submission_id == submission_id).order_by(SubmissionChange.id)
    ).all()


def _of(session: Session, submission_id: int, resident_id: int | None) -> Submission:
    submission = session.get(Submission, submission_id)
    if submission is None or submission.status != "accepted":
        raise SubmissionNotFound(number=submission_id)
    if resident_id is not None and submission.resident_id != resident_id:
        raise SubmissionNotFound(number=submission_id)
    return submission


def _count_in(session: Session, *, form_id: int, channel: str, rules: FormRules) -> None:
    """One more. The WHERE lets only as many through as there may be, however many ask at once."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(
        dialect.insert(FormCount).values(form_id=form_id, channel=channel, accepted=0).on_conflict_do_nothing()
    )
    counted = update(FormCount).where(FormCount.form_id == form_id, FormCount.channel == channel)
    if rules.limit is not None:
        counted = counted.where(FormCount.accepted < rules.limit)
    taken = session.scalar(counted.values(accepted=FormCount.accepted + 1).returning(FormCount.accepted))
    if taken is None:
        raise FormFull(limit=rules.limit)


def _put_cells(session: Session, submission: Submission, filled: Filled) -> None:
    if filled.columns:
        session.execute(
            insert(SubmissionCell),
            [
                {
                    "submission_id": submission.id,
                    "form_id": submission.form_id,
                    "column": column,
                    "text": fold(text)[:CELL_LETTERS],
                    "number": number,
                }
                for column, text, number in filled.columns
            ],
        )


def _remember(session: Session, submission: Submission, by: str, what: str, now: datetime) -> None:
    session.add(
        SubmissionChange(submission_id=submission.id, by=by, what=what, answers=submission.answers, changed_at=now)
    )
