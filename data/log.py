"""JSON log lines on stderr. Nobody's words, names or numbers in them: ids, kinds, counts and reference numbers only."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# What must never be logged, whatever a caller passes.
PRIVATE = frozenset({"text", "said", "answered", "message", "messages", "name", "address", "phone", "token", "body"})


def set_up_log(level: str, *, to_console: bool = False) -> None:
    """Configure structlog and the standard library's logging once, at the start.

    Args:
        to_console: for people at a terminal (the demo) instead of JSON.
    """
    number = getattr(logging, level.upper())
    render: Any = structlog.dev.ConsoleRenderer() if to_console else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            drop_private,
            structlog.processors.format_exc_info,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    form = "%(levelname)s %(name)s %(message)s"
    logging.basicConfig(level=max(number, logging.WARNING), stream=sys.stderr, format=form)


def drop_private(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take out what must not be there, and say that something was."""
    for key in PRIVATE & event.keys():
        event[key] = "(not logged)"
    return event
