"""The arguments a command may declare, and the values a handler gets for them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from sqlalchemy.orm import Session

from data.errors import DomainError

ArgKind = Literal[
    "name",  # a record found through `lookup`; value: Named
    "number",  # 45, 45人, 1,200; value: int
    "ref",  # #12 or 12; value: int
    "keyword",  # raw text up to the first = or ＝ (all of it when there is none); value: str
    "text",  # the raw rest, line breaks kept, so only as the last; value: str
    "word",  # one word up to the next space; value: str
    "title",  # a new name, spaces and all, up to where the next argument (a choice) begins; value: str
    "choice",  # one of `options`; value: the option's value
    "distance",  # 3km, 500m, 1.5キロ; value: whole metres
    "date",  # 今日, 明日, 4/10, 4月10日, 2026-04-10; value: datetime.date
    "month",  # 2026-04, 4月, 今月; value: the month's first date
    "place",  # 38.73862,140.14352, or a location sent from a phone; value: {"latitude", "longitude", "address"}
    "file",  # never typed: sent as a file; value: FileRef
    "photo",  # sent as a photo or a picture's file, or its address typed; value: FileRef or str
    "conditions",  # what narrows a list, and 2ページ; value: Conditions
]


@dataclass(frozen=True, slots=True)
class Named:
    """A record as people name it. `note` tells two of the same name apart (an address, a role)."""

    id: int
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file somebody sent: either still with LINE (`message_id`) or already ours (`attachment_id`).

    `is_photo`: sent as a photo, or named like a picture; what it is in truth shows when it is read.
    """

    name: str
    message_id: str = ""
    attachment_id: int | None = None
    is_photo: bool = False


class NameLookup(Protocol):
    """How the names of one kind of record are found. Keys are folded by `data.fold.fold`.

    `staffbot.lookup.SmallLookup` makes one from a function that lists all records, for tables up to a few hundred rows.
    """

    def exact(self, session: Session, keys: Collection[str]) -> Sequence[tuple[str, Named]]:
        """(key, record) for each record one of whose names, folded, is in `keys`. At most 80 keys are asked for."""

    def near(self, session: Session, key: str, limit: int) -> Sequence[tuple[bool, Named]]:
        """Records like `key`, best first: (True, record) when a name contains it, (False, record) when only similar."""

    def by_id(self, session: Session, id: int) -> Named | None:
        """The record of `#N`."""

    def some(self, session: Session, limit: int) -> Sequence[Named]:
        """The first `limit` records in the order staff know, to choose from."""


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a `choice` argument: what is shown and typed, other ways of typing it, and what the handler gets."""

    label: str
    value: Any
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arg:
    """One argument. `name` is its key in `call.args`; `label` is what people call it.

    Attributes:
        required: a missing required one is asked for; a missing optional one is not in `call.args`.
        ask: the question; made from the label when empty.
        example: shown with the question and when the answer can't be read.
        lookup: of kind `name`. options: of kind `choice`. least, most: bounds of `number` (and metres of `distance`).
        max_length: of `text`, `word`, `title`, `keyword`, in characters.
        known: raises a DomainError when the value names no record; asked before more arguments are asked for.
        again: rules whose no is about this argument: it is asked for once more, and the rest is kept.
    """

    name: str
    kind: ArgKind
    label: str
    required: bool = True
    ask: str = ""
    example: str = ""
    lookup: NameLookup | None = None
    options: tuple[Option, ...] = ()
    least: int | None = None
    most: int | None = None
    max_length: int = 2000
    known: Callable[[Session, Any], object] | None = None
    again: tuple[type[DomainError], ...] = ()


def item_arg(options: Iterable[Option]) -> Arg:
    """Which part of a record 編集 changes; without it the record's parts are shown."""
    return Arg("item", "choice", "項目", required=False, options=tuple(options))


@dataclass(frozen=True, slots=True)
class Conditions:
    """`状態=開設中 会議室 2ページ`, taken apart.

    Attributes:
        words: what is not of the form `item=value`, as typed.
        items: (item, operator, value) with operator one of = >= <=.
        page: from 1.
        text: the conditions as typed, without the page: to write 「次へ」 and exports with.
    """

    words: tuple[str, ...] = ()
    items: tuple[tuple[str, str, str], ...] = ()
    page: int = 1
    text: str = ""

    def item(self, name: str) -> str | None:
        """The value of the first `name=value`, or None."""
        return next((value for key, operator, value in self.items if key == name and operator == "="), None)
