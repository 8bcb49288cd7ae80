"""A form's answers as columns: for lists, the table page, CSV and search."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data.csvtext.writing import neutralise
from data.forms.submissions import Filled
from dialogs.context import AskContext
from dialogs.fields.attachments import AttachmentKind, file_names
from dialogs.fields.choice import ChoiceKind
from dialogs.fields.field import Field
from dialogs.fields.multiple import MultipleKind
from dialogs.form_nodes import Form, Group

LINE_END = "\r\n"
BETWEEN_ITEMS = "／"  # the items of a repeating group stand in one cell
NUMBERS = frozenset({"number", "calculated"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        key: names it in filters and orders: the field's id, with its part (`home.2`) where a kind has several.
        heading: unique in its form.
        options: (value, label) of a field with a list of its own.
    """

    key: str
    heading: str
    field_id: str
    kind: str
    is_number: bool = False
    is_repeated: bool = False
    options: tuple[tuple[str, str], ...] = ()


def form_columns(form: Form) -> tuple[Column, ...]:
    """Every column of a form, in the order of its questions."""
    columns: list[Column] = []
    taken: dict[str, int] = {}
    for field, groups in form.columns():
        headings = [heading for heading, _ in field.kind.cells(field, None)]
        for part, heading in enumerate(headings):
            name = "・".join((*(group.label for group in groups), heading))
            taken[name] = taken.get(name, 0) + 1
            columns.append(
                Column(
                    key=field.id if len(headings) == 1 else f"{field.id}.{part}",
                    heading=name if taken[name] == 1 else f"{name}（{taken[name]}）",
                    field_id=field.id,
                    kind=field.kind.name,
                    is_number=field.kind.name in NUMBERS and not groups,
                    is_repeated=bool(groups),
                    options=_options(field),
                )
            )
    return tuple(columns)


def row_cells(form: Form, answers: Mapping[str, Any], context: AskContext | None = None) -> list[str]:
    """The texts of one submission, one per column. `context` names the labels of lists that live outside the form."""
    row: list[str] = []
    for field, groups in form.columns():
        values = [item.get(field.id) for item in _items(answers, groups)]
        parts = [field_cells(field, value, context) for value in values] or [field_cells(field, None, context)]
        row += [BETWEEN_ITEMS.join(filter(None, texts)) for texts in zip(*parts, strict=True)]
    return row


def filled(form: Form, answers: Mapping[str, Any], context: AskContext | None = None) -> Filled:
    """Answers ready to be kept by `data.forms.submissions`."""
    columns, cells = form_columns(form), row_cells(form, answers, context)
    kept: list[tuple[str, str, float | None]] = []
    for column, text in zip(columns, cells, strict=True):
        if text:
            value = answers.get(column.field_id)
            number = float(value) if column.is_number and isinstance(value, int | float) else None
            kept.append((column.key, text, number))
    return Filled(answers=answers, columns=kept, line=csv_line(cells))


def csv_line(cells: Sequence[str]) -> str:
    """One line of CSV without its end; no cell can be taken for a formula."""
    out = io.StringIO(newline="")
    # Only what is in the line's end makes csv quote a line break.
    csv.writer(out, lineterminator=LINE_END).writerow([neutralise(cell) for cell in cells])
    return out.getvalue().removesuffix(LINE_END)


def read_line(line: str) -> list[str]:
    """The cells of a kept line, as they are written in CSV."""
    return next(csv.reader([line]), []) if "\n" not in line else next(csv.reader(io.StringIO(line, newline="")), [])


def _items(answers: Mapping[str, Any], groups: tuple[Group, ...]) -> list[Mapping[str, Any]]:
    items = [answers]
    for group in groups:
        items = [inner for item in items for inner in item.get(group.id) or ()]
    return items


def attachments(form: Form, answers: Mapping[str, Any]) -> list[tuple[str, str, int]]:
    """Every file of one submission, in the order of its questions: heading, name, id of the stored file."""
    found: list[tuple[str, str, int]] = []
    for field, groups in form.columns():
        if isinstance(field.kind, AttachmentKind):
            heading = "・".join((*(group.label for group in groups), field.label))
            for item in _items(answers, groups):
                files = item.get(field.id) or []
                names = file_names(field.kind, files)
                found += [(heading, name, one["attachment_id"]) for name, one in zip(names, files, strict=True)]
    return found


def field_cells(field: Field, value: Any, context: AskContext | None) -> list[str]:
    """The texts of one answer, one per column of its field. `context`: see `row_cells`."""
    if isinstance(field.kind, ChoiceKind | MultipleKind) and field.settings.own is None:
        listed = value if isinstance(value, list) else [] if value is None else [value]
        if context is not None and listed:
            options = field.settings.list(context)
            listed = [options.label(one) for one in listed]
        return ["、".join(map(str, listed))]
    return [text for _, text in field.kind.cells(field, value)]


def _options(field: Field) -> tuple[tuple[str, str], ...]:
    own = getattr(field.settings, "own", None)
    return tuple((option.value, option.label) for option in own.options) if own is not None else ()
