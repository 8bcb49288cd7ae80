"""One call waiting for the writer, and how it is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import DBAPIError

from data.db.faults import DiskFull


class StoreClosed(Exception):
    """The store was closed before this call could run."""


class Call:
    """A plain function to run in the writer, with the future of whoever waits for it (None: nobody).

    `light`: a millisecond or so, such as an inbox row or a resident's turn.
    """

    __slots__ = ("args", "by_key", "error", "first", "fn", "future", "kwargs", "light", "person", "result", "topics")

    def __init__(
        self,
        fn: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        future: asyncio.Future[Any] | None,
        *,
        first: bool = False,
        by_key: bool = False,
        person: str = "",
        light: bool = False,
    ) -> None:
        self.fn = fn
        self.args = args
        self.kwargs = kwargs
        self.future = future
        self.first = first
        self.by_key = by_key
        self.person = person
        self.light = light or by_key
        self.result: Any = None
        self.error: BaseException | None = None
        self.topics: set[str] = set()

    @property
    def abandoned(self) -> bool:
        """Nobody waits any more: it need not begin."""
        return self.future is not None and self.future.cancelled()

    def answer(self) -> None:
        """Tell the waiting one. Only in the event loop's thread, only after the COMMIT."""
        if self.future is None or self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


def readable(fault: BaseException, path: object) -> BaseException:
    """A full disk by its own name; anything else as it is."""
    words = str(fault.orig) if isinstance(fault, DBAPIError) else str(fault)
    if "database or disk is full" not in words:
        return fault
    full = DiskFull(path=path)
    full.__cause__ = fault
    return full
