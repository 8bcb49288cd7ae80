"""Imagemaps: a picture with places to tap, perhaps a video on it.

Source: Messaging API reference, "Imagemap message".
"""

from __future__ import annotations

from typing import Any

from data.gateways.line.limits import numbers
from data.gateways.line.limits.problem import Path, Report
from data.gateways.line.limits.quick_reply import COMMON
from data.gateways.line.limits.scalar import text, whole_number
from data.gateways.line.limits.shape import Shape, each, type_of
from data.gateways.line.limits.url import check_action_uri, check_media_url

_AREA = Shape(
    {"x": whole_number(), "y": whole_number(), "width": whole_number(1), "height": whole_number(1)},
    required=("x", "y", "width", "height"),
)
_BASE_SIZE = Shape(
    {"width": whole_number(numbers.IMAGEMAP_WIDTH, numbers.IMAGEMAP_WIDTH), "height": whole_number(1)},
    required=("width", "height"),
)
_LABEL = text(numbers.IMAGEMAP_LABEL)
_ACTIONS = {
    "uri": Shape({"label": _LABEL, "linkUri": check_action_uri, "area": _AREA.check}, required=("linkUri", "area")),
    "message": Shape(
        {"label": _LABEL, "text": text(numbers.IMAGEMAP_TEXT), "area": _AREA.check}, required=("text", "area")
    ),
    "clipboard": Shape(
        {"label": _LABEL, "clipboardText": text(numbers.CLIPBOARD), "area": _AREA.check},
        required=("clipboardText", "area"),
    ),
}
_LINK = Shape({"linkUri": check_action_uri, "label": text(numbers.IMAGEMAP_LINK_LABEL)}, required=("linkUri", "label"))
_VIDEO = Shape(
    {
        "originalContentUrl": check_media_url,
        "previewImageUrl": check_media_url,
        "area": _AREA.check,
        "externalLink": _LINK.check,
    },
    required=("originalContentUrl", "previewImageUrl", "area"),
)
_IMAGEMAP = Shape(
    {
        **COMMON,
        "baseUrl": check_media_url,
        "altText": text(numbers.ALT_TEXT),
        "baseSize": _BASE_SIZE.check,
        "video": _VIDEO.check,
        "actions": None,
    },
    required=("baseUrl", "altText", "baseSize", "actions"),
)


def check_imagemap(message: dict[str, Any], path: Path, report: Report) -> None:
    """A base picture 1040 wide, at most 50 actions of the imagemap's own three kinds."""
    _IMAGEMAP.check(message, path, report)
    if "actions" not in message:
        return
    actions = each(message["actions"], (path, "actions"), report, most=numbers.IMAGEMAP_ACTIONS, least=0)
    for action_path, action in actions:
        kind = type_of(action)
        if kind in _ACTIONS:
            _ACTIONS[kind].check(action, action_path, report)
        else:
            report.add((action_path, "type"), "unknown_type", sorted(_ACTIONS), kind[:40])
