"""Flex containers and components: who may stand inside whom, counts, and the size of the JSON.

LINE gives 30 KB and 50 KB without saying how it counts; here a KB is 1,000 bytes of compact UTF-8 JSON, the stricter
reading.
"""

from collections.abc import Iterator
from typing import Any

import orjson

from data.gateways.line.standin.rules.actions import BEHIND_FLEX, ON_FLEX_BUTTON
from data.gateways.line.standin.rules.flex_values import (
    ALIGN,
    BORDER,
    COLOUR,
    CORNER,
    GRADIENT,
    GRAVITY,
    ICON_SIZE,
    IMAGE_SIZE,
    LENGTH,
    LETTERS,
    PADDING,
    POSITION,
    PX_ONLY,
    SHRINK,
    SPACE,
    aspect_ratio,
)
from data.gateways.line.standin.rules.shape import (
    Check,
    Findings,
    OneOf,
    Shape,
    anything,
    boolean,
    choice,
    join,
    listing,
    text,
    whole,
)
from data.gateways.line.standin.rules.uris import media_url

BUBBLE_BYTES = 30_000
CAROUSEL_BYTES = 50_000
ANIMATED_IMAGES = 10
VIDEO_SIZES = ("kilo", "mega", "giga")

_FLEX = whole(0)
_KIND: dict[str, Check] = {"type": text(20)}
_SPAN = Shape({**LETTERS, "text": text(30_000)}, "text")


def _text_or_spans(value: dict[str, Any], path: str, findings: Findings) -> None:
    if ("text" in value) == ("contents" in value):
        findings.fault("either text or contents must be specified", join(path, "text"))


_TEXT = Shape(
    {
        **LETTERS,
        **POSITION,
        "text": text(30_000),
        "contents": listing(OneOf({"span": _SPAN}), 1, 100),
        "flex": _FLEX,
        "margin": SPACE,
        "align": ALIGN,
        "gravity": GRAVITY,
        "wrap": boolean,
        "lineSpacing": PX_ONLY,
        "maxLines": whole(0),
        "adjustMode": SHRINK,
        "scaling": boolean,
        "action": BEHIND_FLEX,
    },
    "",
    _text_or_spans,
)
_IMAGE = Shape(
    {
        **_KIND,
        **POSITION,
        "url": media_url,
        "flex": _FLEX,
        "margin": SPACE,
        "align": ALIGN,
        "gravity": GRAVITY,
        "size": IMAGE_SIZE,
        "aspectRatio": aspect_ratio,
        "aspectMode": choice("cover", "fit"),
        "backgroundColor": COLOUR,
        "action": BEHIND_FLEX,
        "animated": boolean,
    },
    "url",
)
_BUTTON = Shape(
    {
        **_KIND,
        **POSITION,
        "action": ON_FLEX_BUTTON,
        "flex": _FLEX,
        "margin": SPACE,
        "height": choice("sm", "md"),
        "style": choice("primary", "secondary", "link"),
        "color": COLOUR,
        "gravity": GRAVITY,
        "adjustMode": SHRINK,
        "scaling": boolean,
    },
    "action",
)
_ICON = Shape(
    {
        **_KIND,
        **POSITION,
        "url": media_url,
        "margin": SPACE,
        "size": ICON_SIZE,
        "aspectRatio": aspect_ratio,
        "scaling": boolean,
    },
    "url",
)
_SEPARATOR = Shape({**_KIND, "margin": SPACE, "color": COLOUR})
_FILLER = Shape({**_KIND, "flex": _FLEX})

_STACKED = OneOf({"text": _TEXT, "image": _IMAGE, "button": _BUTTON, "separator": _SEPARATOR, "filler": _FILLER})
_BASELINE = OneOf({"text": _TEXT, "icon": _ICON, "filler": _FILLER})
_CHILDREN = {"horizontal": listing(_STACKED, 0, 1000), "vertical": listing(_STACKED, 0, 1000)}
_CHILDREN["baseline"] = listing(_BASELINE, 0, 1000)

_BOX_FIELDS = Shape(
    {
        **_KIND,
        **POSITION,
        "layout": choice("horizontal", "vertical", "baseline"),
        "contents": anything,
        "backgroundColor": COLOUR,
        "borderColor": COLOUR,
        "borderWidth": BORDER,
        "cornerRadius": CORNER,
        "width": LENGTH,
        "maxWidth": LENGTH,
        "height": LENGTH,
        "maxHeight": LENGTH,
        "flex": _FLEX,
        "spacing": SPACE,
        "margin": SPACE,
        "paddingAll": PADDING,
        "paddingTop": PADDING,
        "paddingBottom": PADDING,
        "paddingStart": PADDING,
        "paddingEnd": PADDING,
        "action": BEHIND_FLEX,
        "justifyContent": choice("center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly"),
        "alignItems": choice("center", "flex-start", "flex-end"),
        "background": GRADIENT,
    },
    "layout contents",
)


def _box(value: Any, path: str, findings: Findings) -> None:
    _BOX_FIELDS(value, path, findings)
    children = _CHILDREN.get(value["layout"]) if isinstance(value.get("layout"), str) else None
    if children is not None and "contents" in value:
        children(value["contents"], join(path, "contents"), findings)


_STACKED.tables["box"] = _box
_BLOCK = OneOf({"box": _box})
_VIDEO = Shape(
    {
        **_KIND,
        "url": media_url,
        "previewUrl": media_url,
        "altContent": OneOf({"box": _box, "image": _IMAGE}),
        "aspectRatio": aspect_ratio,
        "action": BEHIND_FLEX,
    },
    "url previewUrl altContent",
)
_BLOCK_STYLE = Shape({"backgroundColor": COLOUR, "separator": boolean, "separatorColor": COLOUR})


def _bubble_whole(value: dict[str, Any], path: str, findings: Findings) -> None:
    if not any(block in value for block in ("header", "hero", "body", "footer")):
        findings.fault("At least one block must be specified", path)
    if value.get("hero", {}).get("type") == "video" and value.get("size", "mega") not in VIDEO_SIZES:
        findings.fault("a video needs a bubble of size kilo, mega or giga", join(path, "hero"))
    if len(orjson.dumps(value)) > BUBBLE_BYTES:
        findings.fault("the bubble is larger than 30 KB", path)


_BUBBLE = Shape(
    {
        **_KIND,
        "size": choice("nano", "micro", "deca", "hecto", "kilo", "mega", "giga"),
        "direction": choice("ltr", "rtl"),
        "header": _BLOCK,
        "hero": OneOf({"box": _box, "image": _IMAGE, "video": _VIDEO}),
        "body": _BLOCK,
        "footer": _BLOCK,
        "styles": Shape(dict.fromkeys(("header", "hero", "body", "footer"), _BLOCK_STYLE)),
        "action": BEHIND_FLEX,
    },
    "",
    _bubble_whole,
)


def _carousel_whole(value: dict[str, Any], path: str, findings: Findings) -> None:
    bubbles = value["contents"]
    if len({bubble.get("size", "mega") for bubble in bubbles}) > 1:
        findings.fault("all bubbles must have the same size", join(path, "contents"))
    for index, bubble in enumerate(bubbles):
        if bubble.get("hero", {}).get("type") == "video":
            findings.fault("a video can't stand in a carousel", f"{path}.contents[{index}].hero")
    if len(orjson.dumps(value)) > CAROUSEL_BYTES:
        findings.fault("the carousel is larger than 50 KB", path)


_CAROUSEL = Shape({**_KIND, "contents": listing(OneOf({"bubble": _BUBBLE}), 1, 12)}, "contents", _carousel_whole)
_CONTAINER = OneOf({"bubble": _BUBBLE, "carousel": _CAROUSEL})


def _walk(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from _walk(item)
    elif isinstance(value, list):
        for item in value:
            yield from _walk(item)


def flex_container(value: Any, path: str, findings: Findings) -> None:
    """Accept a bubble or a carousel with at most ten moving images."""
    before = len(findings.faults)
    _CONTAINER(value, path, findings)
    if len(findings.faults) == before and sum(part.get("animated") is True for part in _walk(value)) > ANIMATED_IMAGES:
        findings.fault("at most 10 images can be animated", path)
