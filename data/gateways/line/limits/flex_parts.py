"""The properties of Flex containers and components.

Source: Messaging API reference, "Flex Message", and "Flex Message layout" for sizes.
"""

from __future__ import annotations

from typing import Any

from data.gateways.line.limits.problem import Path, Report
from data.gateways.line.limits.scalar import any_text, flag, matching, one_of, whole_number
from data.gateways.line.limits.shape import Shape, type_of
from data.gateways.line.limits.url import check_media_url

_PX, _PERCENT = r"\d+(?:\.\d+)?px", r"\d+(?:\.\d+)?%"
_SPACES = ("none", "xs", "sm", "md", "lg", "xl", "xxl")
_SIZES = ("xxs", "xs", "sm", "md", "lg", "xl", "xxl", "3xl", "4xl", "5xl")

_COLOR = matching("#[0-9A-Fa-f]{6}", "#[0-9A-Fa-f]{8}")
_SPACE = matching(_PX, words=_SPACES)
_SPACE_OR_PERCENT = matching(_PX, _PERCENT, words=_SPACES)
# Not documented, but LINE's own samples move things up and left.
_OFFSET = matching(f"-?{_PX}", f"-?{_PERCENT}", words=_SPACES)
_LENGTH = matching(_PX, _PERCENT)
_FONT_SIZE = matching(_PX, words=_SIZES)
# 1 to 100000 each; that the height is at most three times the width is checked apart.
_RATIO = matching(r"(?:[1-9]\d{0,4}|100000)(?:\.\d+)?:(?:[1-9]\d{0,4}|100000)(?:\.\d+)?")

_PLACED = {
    "flex": whole_number(0, 1000),
    "margin": _SPACE,
    "position": one_of("relative", "absolute"),
    "offsetTop": _OFFSET,
    "offsetBottom": _OFFSET,
    "offsetStart": _OFFSET,
    "offsetEnd": _OFFSET,
}
_ICON_PLACED = {name: rule for name, rule in _PLACED.items() if name != "flex"}
_GRAVITY = {"gravity": one_of("top", "bottom", "center")}
_ALIGN = {"align": one_of("start", "end", "center")}
_WORDS = {
    "size": _FONT_SIZE,
    "color": _COLOR,
    "weight": one_of("regular", "bold"),
    "style": one_of("normal", "italic"),
    "decoration": one_of("none", "underline", "line-through"),
}
_ADJUST = {"adjustMode": one_of("shrink-to-fit"), "scaling": flag()}

_GRADIENT = Shape(
    {
        "angle": matching(r"(?:[12]?\d?\d|3[0-5]\d)(?:\.\d+)?deg"),
        "startColor": _COLOR,
        "endColor": _COLOR,
        "centerColor": _COLOR,
        "centerPosition": matching(r"(?:\d{1,2}(?:\.\d+)?|100(?:\.0+)?)%"),
    },
    required=("angle", "startColor", "endColor"),
)


def _check_background(value: Any, path: Path, report: Report) -> None:
    if _GRADIENT.check(value, path, report) and type_of(value) != "linearGradient":
        report.add((path, "type"), "unknown_type", ["linearGradient"])


COMPONENTS = {
    "box": Shape(
        {
            **_PLACED,
            "layout": one_of("horizontal", "vertical", "baseline"),
            "contents": None,
            "action": None,
            "spacing": _SPACE,
            "backgroundColor": _COLOR,
            "borderColor": _COLOR,
            "borderWidth": matching(_PX, words=("none", "light", "normal", "medium", "semi-bold", "bold")),
            "cornerRadius": _SPACE,
            "width": _LENGTH,
            "maxWidth": _LENGTH,
            "height": _LENGTH,
            "maxHeight": _LENGTH,
            "paddingAll": _SPACE_OR_PERCENT,
            "paddingTop": _SPACE_OR_PERCENT,
            "paddingBottom": _SPACE_OR_PERCENT,
            "paddingStart": _SPACE_OR_PERCENT,
            "paddingEnd": _SPACE_OR_PERCENT,
            "justifyContent": one_of(
                "center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly"
            ),
            "alignItems": one_of("center", "flex-start", "flex-end"),
            "background": _check_background,
        },
        required=("layout", "contents"),
    ),
    "button": Shape(
        {
            **_PLACED,
            **_GRAVITY,
            **_ADJUST,
            "action": None,
            "color": _COLOR,
            "style": one_of("primary", "secondary", "link"),
            "height": one_of("sm", "md"),
        },
        required=("action",),
    ),
    "image": Shape(
        {
            **_PLACED,
            **_GRAVITY,
            **_ALIGN,
            "url": check_media_url,
            "action": None,
            "size": matching(_PX, _PERCENT, words=(*_SIZES, "full")),
            "aspectRatio": _RATIO,
            "aspectMode": one_of("fit", "cover"),
            "backgroundColor": _COLOR,
            "animated": flag(),
        },
        required=("url",),
    ),
    "video": Shape(
        {
            "url": check_media_url,
            "previewUrl": check_media_url,
            "altContent": None,
            "action": None,
            "aspectRatio": _RATIO,
        },
        required=("url", "previewUrl", "altContent"),
    ),
    "icon": Shape(
        {
            **_ICON_PLACED,
            "url": check_media_url,
            "size": _FONT_SIZE,
            "aspectRatio": _RATIO,
            "scaling": flag(),
        },
        required=("url",),
    ),
    "text": Shape(
        {
            **_PLACED,
            **_GRAVITY,
            **_ALIGN,
            **_WORDS,
            **_ADJUST,
            "text": any_text(),
            "contents": None,
            "action": None,
            "wrap": flag(),
            "lineSpacing": matching(_PX),
            "maxLines": whole_number(),
        }
    ),
    "span": Shape({**_WORDS, "text": any_text()}),
    "separator": Shape({"margin": _SPACE, "color": _COLOR}),
    "filler": Shape({"flex": whole_number(0, 1000)}),
}

_BLOCK_STYLE = Shape({"backgroundColor": _COLOR, "separator": flag(), "separatorColor": _COLOR})
_STYLES = Shape(dict.fromkeys(("header", "hero", "body", "footer"), _BLOCK_STYLE.check))
BUBBLE = Shape(
    {
        "size": one_of("nano", "micro", "deca", "hecto", "kilo", "mega", "giga"),
        "direction": one_of("ltr", "rtl"),
        "header": None,
        "hero": None,
        "body": None,
        "footer": None,
        "styles": _STYLES.check,
        "action": None,
    }
)
CAROUSEL = Shape({"contents": None}, required=("contents",))
