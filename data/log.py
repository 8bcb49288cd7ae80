"""JSON log lines on stderr. Nobody's words, names or numbers in them: ids, kinds, counts and reference numbers only."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

from data.errors import GatewayError

# What must never be logged, whatever a caller passes.
PRIVATE = frozenset({"text", "said", "answered", "message", "messages", "name", "address", "phone", "token", "body"})
# Their words tell of disks, networks and LINE. Any other exception may quote what a person said.
SPEAKING = (OSError, GatewayError)
CHAIN = 5

Event = MutableMapping[str, Any]


def set_up_log(level: str, *, to_console: bool = False) -> None:
    """Configure structlog and the standard library's logging once, at the start.

    Args:
        to_console: for people at a terminal (the demo) instead of JSON.
    """
    number = getattr(logging, level.upper())
    as_json = structlog.processors.JSONRenderer(ensure_ascii=False)  # a sentence for the operator is in Japanese
    render: Any = structlog.dev.ConsoleRenderer() if to_console else as_json
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        drop_private,
        name_exceptions,
    ]
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    libraries = logging.StreamHandler(sys.stderr)
    libraries.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, first_line, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[libraries])


def drop_private(logger: Any, method: str, event: Event) -> Event:
    """Take out what must not be there, and say that something was."""
    for key in PRIVATE & event.keys():
        event[key] = "(not logged)"
    return event


def name_exceptions(logger: Any, method: str, event: Event) -> Event:
    """`exc_info` as kinds of exceptions and places in the program; the whole of a turn's fault is kept in the inbox."""
    given = event.pop("exc_info", None)
    if isinstance(given, BaseException):
        fault: BaseException | None = given
    elif isinstance(given, tuple):
        fault = given[1]
    else:
        fault = sys.exc_info()[1] if given else None
    if fault is not None:
        event["exception"] = "\n".join(_told(fault))
    return event


def first_line(logger: Any, method: str, event: Event) -> Event:
    """asyncio writes what a task failed with, quotations and all, below its first line."""
    event["event"] = str(event["event"]).partition("\n")[0]
    return event


def _told(fault: BaseException) -> list[str]:
    lines: list[str] = []
    one: BaseException | None = fault
    for _ in range(CHAIN):
        if one is None:
            break
        lines += [*_frames(one.__traceback__), _kind(one)]
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return lines


def _frames(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]


def _kind(fault: BaseException) -> str:
    kind = f"{type(fault).__module__}.{type(fault).__qualname__}"
    if isinstance(fault, SPEAKING):
        return f"{kind}: {fault}"
    state = getattr(fault, "sqlstate", None)
    return f"{kind} {state}" if state else kind
