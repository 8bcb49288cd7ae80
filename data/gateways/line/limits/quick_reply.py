"""Quick replies and the sender's name: what any kind of message may carry."""

from __future__ import annotations

from typing import Any

from data.gateways.line.limits import numbers
from data.gateways.line.limits.action import QUICK_REPLY, check_action
from data.gateways.line.limits.problem import Path, Report
from data.gateways.line.limits.scalar import text
from data.gateways.line.limits.shape import Shape, each
from data.gateways.line.limits.url import check_media_url


def check_quick_reply(value: Any, path: Path, report: Report) -> None:
    """1 to 13 buttons, each with an action that may stand here."""
    if _QUICK_REPLY.check(value, path, report) and "items" in value:
        for item_path, item in each(value["items"], (path, "items"), report, most=numbers.QUICK_REPLIES):
            if _ITEM.check(item, item_path, report) and "action" in item:
                if "altUri" in (item["action"] if isinstance(item["action"], dict) else ()):
                    report.add(((item_path, "action"), "altUri"), "not_allowed_here")
                check_action(item["action"], (item_path, "action"), report, QUICK_REPLY)
            if isinstance(item, dict) and item.get("type") != "action":
                report.add((item_path, "type"), "unknown_type", ["action"])


def check_sender(value: Any, path: Path, report: Report) -> None:
    """A name of at most 20 characters without the word LINE, and an icon."""
    if _SENDER.check(value, path, report) and "line" in str(value.get("name")).lower():
        report.add((path, "name"), "unknown_value")


_QUICK_REPLY = Shape({"items": None}, required=("items",))
_ITEM = Shape({"imageUrl": check_media_url, "action": None}, required=("action",))
_SENDER = Shape({"name": text(numbers.SENDER_NAME), "iconUrl": check_media_url})
COMMON = {"quickReply": check_quick_reply, "sender": check_sender}
