"""Rich menu objects: every property required, the picture's shape, tap boxes inside it."""

from typing import Any

from data.gateways.line.standin.rules.actions import IN_RICH_MENU
from data.gateways.line.standin.rules.shape import Findings, Shape, boolean, listing, text, whole

LEAST_RATIO = 1.45


def _ratio(value: dict[str, Any], path: str, findings: Findings) -> None:
    if value["width"] / value["height"] < LEAST_RATIO:
        findings.fault("the aspect ratio must be 1.45 or more", path)


def _inside(value: dict[str, Any], path: str, findings: Findings) -> None:
    size = value["size"]
    for index, area in enumerate(value["areas"]):
        bounds = area["bounds"]
        if bounds["x"] + bounds["width"] > size["width"] or bounds["y"] + bounds["height"] > size["height"]:
            findings.fault("must be inside the rich menu", f"areas[{index}].bounds")


RICH_MENU = Shape(
    {
        "size": Shape({"width": whole(800, 2500), "height": whole(250)}, "width height", _ratio),
        "selected": boolean,
        "name": text(300, by_grapheme=True),
        "chatBarText": text(14, by_grapheme=True),
        "areas": listing(
            Shape(
                {
                    "bounds": Shape(
                        {"x": whole(0), "y": whole(0), "width": whole(1), "height": whole(1)}, "x y width height"
                    ),
                    "action": IN_RICH_MENU,
                },
                "bounds action",
            ),
            1,
            20,
        ),
    },
    "size selected name chatBarText areas",
    _inside,
)
