"""Rich menu objects.

Source: Messaging API reference, "Rich menu object" and "Requirements for rich menu image".
"""

from __future__ import annotations

from typing import Any

from data.gateways.line.limits import numbers
from data.gateways.line.limits.action import RICH_MENU, check_action
from data.gateways.line.limits.problem import Path, Problem, Report
from data.gateways.line.limits.scalar import flag, text, whole_number
from data.gateways.line.limits.shape import Shape, each

LEAST_RATIO = 1.45  # width / height

_SIZE = Shape({"width": whole_number(800, 2500), "height": whole_number(250, 2500)}, required=("width", "height"))
_BOUNDS = Shape(
    {"x": whole_number(), "y": whole_number(), "width": whole_number(1), "height": whole_number(1)},
    required=("x", "y", "width", "height"),
)
_AREA = Shape({"bounds": _BOUNDS.check, "action": None}, required=("bounds", "action"))
_MENU = Shape(
    {
        "size": _SIZE.check,
        "selected": flag(),
        "name": text(numbers.RICH_MENU_NAME_GRAPHEMES, graphemes=True),
        "chatBarText": text(numbers.CHAT_BAR_GRAPHEMES, graphemes=True),
        "areas": None,
    },
    required=("size", "selected", "name", "chatBarText", "areas"),
)


def check_rich_menu(menu: Any) -> list[Problem]:
    """Everything LINE would refuse in a rich menu object. Its picture is checked where pictures are."""
    report = Report()
    if not _MENU.check(menu, "richMenu", report) or "areas" not in menu:
        return report.problems
    width, height = _size_of(menu.get("size"))
    if width and height and width / height < LEAST_RATIO:
        report.add(("richMenu", "size"), "out_of_range", LEAST_RATIO, round(width / height, 3))
    areas = each(menu["areas"], ("richMenu", "areas"), report, most=numbers.RICH_MENU_AREAS)
    for path, area in areas:
        if not _AREA.check(area, path, report):
            continue
        if "action" in area:
            check_action(area["action"], (path, "action"), report, RICH_MENU)
        if width and height:
            _check_inside(area.get("bounds"), (path, "bounds"), report, width, height)
    return report.problems


def _size_of(size: Any) -> tuple[int, int]:
    """(0, 0) when the size itself was reported."""
    found = Report()
    if not _SIZE.check(size, "", found) or found.problems:
        return 0, 0
    return size["width"], size["height"]


def _check_inside(bounds: Any, path: Path, report: Report, width: int, height: int) -> None:
    found = Report()
    if not _BOUNDS.check(bounds, "", found) or found.problems:
        return
    if bounds["x"] + bounds["width"] > width or bounds["y"] + bounds["height"] > height:
        report.add(path, "out_of_range", [width, height])
