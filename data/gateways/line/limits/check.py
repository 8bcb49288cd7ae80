"""The one checker of LINE's limits: what an author wrote, before it is saved or sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from data.gateways.line.limits import numbers
from data.gateways.line.limits.flex import check_flex
from data.gateways.line.limits.imagemap import check_imagemap
from data.gateways.line.limits.plain import PLAIN_CHECKS
from data.gateways.line.limits.problem import MessagesRefused, Path, Problem, Report
from data.gateways.line.limits.shape import type_of
from data.gateways.line.limits.template import check_template
from data.gateways.line.limits.text_v2 import check_text_v2

_CHECKS: dict[str, Callable[[dict[str, Any], Path, Report], object]] = {
    **PLAIN_CHECKS,
    "textV2": check_text_v2,
    "imagemap": check_imagemap,
    "template": check_template,
    "flex": check_flex,
}


def check_messages(messages: Any, *, allow_http: bool = False) -> list[Problem]:
    """Everything LINE would refuse, or would not show, in the messages of one call. Empty: all is well.

    Args:
        messages: what would be the call's `messages`.
        allow_http: take http media addresses as well: for trial mode, whose stand-in serves them.
    """
    if not isinstance(messages, list):
        return [Problem("messages", "wrong_type", "array")]
    report = Report(allow_http=allow_http)
    count = len(messages)
    if count > numbers.MESSAGES_PER_CALL:
        report.add("messages", "too_many", numbers.MESSAGES_PER_CALL, count)
    elif count == 0:
        report.add("messages", "too_few", 1, 0)
    for index, message in enumerate(messages):
        if is_small_text(message):
            continue
        path = ("messages", index)
        check = _CHECKS.get(type_of(message))
        if check is not None:
            check(message, path, report)
        elif isinstance(message, dict):
            report.add((path, "type"), "unknown_type", sorted(_CHECKS), type_of(message)[:40])
        else:
            report.add(path, "wrong_type", "object")
        if index < count - 1 and isinstance(message, dict) and "quickReply" in message:
            report.add((path, "quickReply"), "not_last")
    if not _is_encodable(messages):
        for index, message in enumerate(messages):
            if not _is_encodable(message):
                report.add(("messages", index), "unencodable")
    return report.problems


def require_valid(messages: Any, *, allow_http: bool = False) -> None:
    """Raises:
    MessagesRefused: LINE would refuse these messages; see its `problems`.
    """
    problems = check_messages(messages, allow_http=allow_http)
    if problems:
        raise MessagesRefused(problems)


def is_small_text(message: Any) -> bool:
    """True for the commonest message, a bare text that is surely short enough and can be written as UTF-8."""
    if type(message) is not dict or len(message) != 2 or message.get("type") != "text":
        return False
    words = message.get("text")
    if type(words) is not str or not 0 < len(words) <= numbers.TEXT // 2:
        return False
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_encodable(value: Any) -> bool:
    try:
        orjson.dumps(value)
    except TypeError:
        return False
    return True
