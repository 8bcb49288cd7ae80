"""What a list's table page is made of: its declaration, and what it is asked and answers with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from data.clock import TOKYO
from data.errors import DomainError
from data.staff.rights import StaffIdentity
from data.tables.cells import CellKind
from data.tables.query import Query
from data.tables.sheet import Rows, Sheet, SheetRow
from data.tables.shelf import Shelf
from data.turns.turn import Notice
from dialogs.wording import Wording, load_wording
from staffbot.command import Conditions

# How the page lets a cell be changed; "" not at all.
Editor = Literal["", "line", "long", "number", "day", "days", "choice", "choices", "parts"]
WORDS = load_wording()


class NoTable(DomainError):
    """There is no such list, or this person may not see it: both look the same."""

    code = "tables.no_table"


class ConditionUnknown(DomainError):
    """The conditions can't be read. `facts`: said, a sentence for people."""

    code = "tables.condition_unknown"


class RowGone(DomainError):
    """The row isn't there any more."""

    code = "tables.row_gone"


class RowChanged(DomainError):
    """Somebody changed the row since it was shown; nothing was written over. `facts`: who, revision."""

    code = "tables.row_changed"


class CellRefused(DomainError):
    """Not a value for this cell. `facts`: said, a sentence for people."""

    code = "tables.cell_refused"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        heading: as people read it, unique in its table.
        editor: how a cell is changed, for those who may. options: of the editors "choice" and "choices".
        is_shown: without being chosen.
    """

    key: str
    heading: str
    kind: CellKind = "text"
    editor: Editor = ""
    options: tuple[str, ...] = ()
    is_shown: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for which list. `of`: the number of the thing whose list it is (a form), 0 where there is none."""

    staff: StaffIdentity
    now: datetime
    shelf: Shelf
    snapshots: Mapping[str, Any]
    words: Wording
    of: int = 0
    conditions: Conditions = field(default_factory=Conditions)

    @property
    def today(self) -> date:
        """In Asia/Tokyo."""
        return self.now.astimezone(TOKYO).date()


@dataclass(slots=True)
class Opened:
    """A list, ready to be asked.

    Attributes:
        among: only rows of these numbers are of the list; None: all of the sheet's.
        begin: what is wanted as long as the person says nothing else; the list's conditions are in it, or in `among`.
        is_conditional: the conditions were taken into `begin`, and need not be carried on.
        note: said beside the list ("the newest 20,000").
        renew: reads rows once more before they are shown, for sheets that outlive a request.
        follow: reads what the sheet hasn't got yet; it must have been called before the sheet is asked.
        warm: the same before somebody asks. first: (session, query, start, size) -> (how many, rows) without the
            sheet, or None when it takes the sheet.
    """

    title: str
    columns: tuple[Column, ...]
    sheet: Sheet
    among: Rows | None = None
    begin: Query = field(default_factory=Query)
    is_conditional: bool = False
    note: str = ""
    renew: Callable[[Session, Sequence[int]], None] | None = None
    follow: Callable[[Session], None] | None = None
    warm: Callable[[Session], None] | None = None
    first: Callable[[Session, Query, int, int], tuple[int, list[SheetRow]] | None] | None = None

    def asked(self, session: Session) -> Sheet:
        """The sheet, up to date."""
        if self.follow is not None:
            self.follow(session)
        return self.sheet


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell to be changed.

    Attributes:
        revision: of the row as it was shown. before: the cell as it was shown; None when the page doesn't say.
        value: instead of `text`, what a panel of several fields sends (`dialogs.form_panel`).
        result: what was looked up for it outside, when the first try said so (NeedsJob).
    """

    row: int
    column: str
    text: str
    revision: int
    before: str | None = None
    value: Any = None
    result: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """What became of a change.

    Attributes:
        notices: who else hears of it. said: a sentence for who changed it.
        change: a number by which `TableKind.undo` takes it back; 0: it is undone by changing the cell again.
    """

    notices: tuple[Notice, ...] = ()
    said: str = ""
    change: int = 0


@dataclass(frozen=True, slots=True)
class Past:
    """One change in a row's history. `what`: lines of what it was before and after."""

    at: datetime
    who: str
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableKind:
    """One list of the system as a table page.

    Attributes:
        key: its place in the address. noun: what one row is, as staff type it.
        phrase: the command whose answers lead to the page. row_phrase: what is typed to see one row, with `{id}`.
        open: reads the list; never in the writer, for it may take seconds. columns: its columns alone, anywhere.
        change_phrase: what is typed to change a row that can't be changed here, by those with `change_right`.
        right, export_right, edit_right: "" for an export or edit that nobody does here.
        undo: (session, asked, row, `Edited.change`) takes a change back. panel: (session, asked, row, column) -> the
            fields of an answer in several parts, as JSON.
        read_of: (session, asked, rows shown) -> (noun, numbers) of the personal records on them: who looks at these is
            written down. None: nothing personal is shown.
        has_object: the list belongs to something, whose number stands in the address.
        takes_conditions: the command's conditions can be typed on the page, too.
    """

    key: str
    noun: str
    phrase: str
    right: str
    open: Callable[[Session, Asked], Opened]
    columns: Callable[[Session, Asked], tuple[Column, ...]]
    export_right: str = ""
    edit_right: str = ""
    edit: Callable[[Session, Asked, Edit], Edited] | None = None
    undo: Callable[[Session, Asked, int, int], Edited] | None = None
    panel: Callable[[Session, Asked, int, str], dict[str, Any]] | None = None
    history: Callable[[Session, Asked, int], list[Past]] | None = None
    row_phrase: str = ""
    change_phrase: str = ""
    change_right: str = ""
    read_of: Callable[[Session, Asked, Sequence[int]], tuple[str, list[int]]] | None = None
    has_object: bool = False
    takes_conditions: bool = True


def always(columns: tuple[Column, ...]) -> Callable[[Session, Asked], tuple[Column, ...]]:
    """For lists whose columns are the same for everybody and ever."""
    return lambda session, asked: columns


def sheet_of(columns: Sequence[Column], rows: Sequence[tuple[int, int, Sequence[Any]]]) -> Sheet:
    """A list in memory. `rows`: (number, revision, cells in the columns' order)."""
    sheet = Sheet([(column.key, column.kind) for column in columns])
    sheet.put(SheetRow(row_id, revision, [text_of(cell) for cell in cells]) for row_id, revision, cells in rows)
    return sheet


def text_of(cell: Any) -> str:
    """A cell as it is shown, filtered and sorted."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.astimezone(TOKYO).isoformat(" ", "minutes")[:16]
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, list | tuple):
        return "、".join(map(str, cell))
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
