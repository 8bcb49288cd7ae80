"""Template messages: buttons, confirm, carousel, image carousel."""

from typing import Any

from data.gateways.line.standin.rules.actions import BEHIND_TEMPLATE, IN_IMAGE_CAROUSEL, IN_TEMPLATE
from data.gateways.line.standin.rules.counting import graphemes
from data.gateways.line.standin.rules.shape import Check, Findings, OneOf, Shape, choice, join, listing, matching, text
from data.gateways.line.standin.rules.uris import media_url

TEXT_BESIDE_PICTURE = 60
HEX_COLOUR = matching(r"#[0-9A-Fa-f]{6}", "invalid color")
_KIND: dict[str, Check] = {"type": text(20)}
_PICTURE_STYLE = {
    "imageAspectRatio": choice("rectangle", "square"),
    "imageSize": choice("cover", "contain"),
}


def _short_beside_picture(value: dict[str, Any], path: str, findings: Findings) -> None:
    if ("title" in value or "thumbnailImageUrl" in value) and graphemes(value["text"]) > TEXT_BESIDE_PICTURE:
        findings.fault(f"Length must be between 0 and {TEXT_BESIDE_PICTURE}", join(path, "text"))


def _columns_alike(value: dict[str, Any], path: str, findings: Findings) -> None:
    columns = value["columns"]
    for name in ("thumbnailImageUrl", "title"):
        if len({name in column for column in columns}) > 1:
            findings.fault(f"{name} must be in all columns or in none", join(path, "columns"))
    if len({len(column["actions"]) for column in columns}) > 1:
        findings.fault("the number of actions must be the same in all columns", join(path, "columns"))


_FACE: dict[str, Check] = {
    "thumbnailImageUrl": media_url,
    "imageBackgroundColor": HEX_COLOUR,
    "title": text(40, by_grapheme=True),
    "defaultAction": BEHIND_TEMPLATE,
}
_COLUMN = Shape(
    {**_FACE, "text": text(120, by_grapheme=True), "actions": listing(IN_TEMPLATE, 1, 3)},
    "text actions",
    _short_beside_picture,
)

TEMPLATE = OneOf(
    {
        "buttons": Shape(
            {
                **_KIND,
                **_FACE,
                **_PICTURE_STYLE,
                "text": text(160, by_grapheme=True),
                "actions": listing(IN_TEMPLATE, 1, 4),
            },
            "text actions",
            _short_beside_picture,
        ),
        "confirm": Shape(
            {**_KIND, "text": text(240, by_grapheme=True), "actions": listing(IN_TEMPLATE, 2, 2)}, "text actions"
        ),
        "carousel": Shape({**_KIND, **_PICTURE_STYLE, "columns": listing(_COLUMN, 1, 10)}, "columns", _columns_alike),
        "image_carousel": Shape(
            {
                **_KIND,
                "columns": listing(
                    Shape({"imageUrl": media_url, "action": IN_IMAGE_CAROUSEL}, "imageUrl action"), 1, 10
                ),
            },
            "columns",
        ),
    }
)
