"""Answers as a list: filtered, searched and sorted in the database, as a value that pages and exports share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from data.fold import fold
from data.forms.models import CELL_LETTERS, Submission, SubmissionCell

FilterOperator = Literal["=", "contains", ">=", "<=", "empty", "any_of"]
OWN_ORDERS = {"submitted_at": Submission.submitted_at, "updated_at": Submission.updated_at, "id": Submission.id}


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on a column (a key of `dialogs.form_table.form_columns`).

    `value` is a text; a number for >= and <= of numbers; a sequence of texts for "any_of"; True or False for "empty".
    """

    column: str
    operator: FilterOperator
    value: str | float | bool | Sequence[str] = ""


Period = tuple[datetime | None, datetime | None]


def select_submissions(
    form_id: int,
    *,
    channel: str = "public",
    filters: Sequence[Filter] = (),
    search: str = "",
    submitted: Period = (None, None),
    updated: Period = (None, None),
    status: str = "accepted",
    order: str = "-submitted_at",
) -> Select[Submission]:
    """The answers of one form.

    Args:
        search: words that must all stand somewhere in the answers, however they are spelt.
        submitted, updated: from (included) until (excluded), aware instants.
        status: "accepted", "withdrawn" or "" for both.
        order: "submitted_at", "updated_at", "id" or a column's key; with "-" in front the other way round.
    """
    chosen = select(Submission).where(Submission.form_id == form_id, Submission.channel == channel)
    if status:
        chosen = chosen.where(Submission.status == status)
    for column, (begin, end) in ((Submission.submitted_at, submitted), (Submission.updated_at, updated)):
        if begin is not None:
            chosen = chosen.where(column >= begin)
        if end is not None:
            chosen = chosen.where(column < end)
    for word in search.split():
        chosen = chosen.where(Submission.folded.contains(fold(word), autoescape=True))
    for one in filters:
        chosen = chosen.where(_holds(form_id, one))
    return _ordered(chosen, form_id, order)


def _holds(form_id: int, one: Filter) -> ColumnElement[bool]:
    cell = aliased(SubmissionCell)
    here = and_(cell.form_id == form_id, cell.column == one.column)
    if one.operator == "empty":
        filled = exists().where(cell.submission_id == Submission.id, cell.column == one.column)
        return ~filled if one.value else filled
    return Submission.id.in_(select(cell.submission_id).where(here, _compared(cell, one)))


def _compared(cell: type[SubmissionCell], one: Filter) -> ColumnElement[bool]:
    value = one.value
    if one.operator in (">=", "<="):
        if isinstance(value, int | float) and not isinstance(value, bool):
            return cell.number >= value if one.operator == ">=" else cell.number <= value
        return cell.text >= _folded(value) if one.operator == ">=" else cell.text <= _folded(value)
    if one.operator == "contains":
        return cell.text.contains(_folded(value), autoescape=True)
    if one.operator == "any_of":
        values = value if isinstance(value, list | tuple) else [value]
        return or_(*(cell.text == _folded(each) for each in values))
    return cell.text == _folded(value)


def _ordered(chosen: Select[Submission], form_id: int, order: str) -> Select[Submission]:
    name, is_down = order.removeprefix("-"), order.startswith("-")
    column = OWN_ORDERS.get(name)
    if column is not None:
        last = Submission.id.desc() if is_down else Submission.id.asc()
        return chosen.order_by(column.desc() if is_down else column.asc(), last)
    cell = aliased(SubmissionCell)
    joined = and_(cell.submission_id == Submission.id, cell.column == name, cell.form_id == form_id)
    keys = [cell.number, cell.text]
    # Those without an answer come last, whichever way round: engines differ in where they put NULL.
    missing = cell.submission_id.is_(None)
    return chosen.outerjoin(cell, joined).order_by(
        missing, *(key.desc() if is_down else key.asc() for key in keys), Submission.id.desc()
    )


def _folded(value: object) -> str:
    return fold(str(value))[:CELL_LETTERS]
