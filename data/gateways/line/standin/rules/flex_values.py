"""Values inside Flex components: sizes, spaces, colours, ratios."""

from typing import Any

from data.gateways.line.standin.rules.shape import Check, Findings, Shape, choice, matching, text

_PX = r"\d+(\.\d+)?px"
_PERCENT = r"\d+(\.\d+)?%"
_STEPS = "none|xs|sm|md|lg|xl|xxl"
_SIZES = "xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl"

COLOUR = matching(r"#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})", "invalid color")
SPACE = matching(rf"{_STEPS}|{_PX}", "invalid property")
PADDING = matching(rf"{_STEPS}|{_PX}|{_PERCENT}", "invalid property")
OFFSET = matching(rf"{_STEPS}|-?{_PX}|-?{_PERCENT}", "invalid property")
LENGTH = matching(rf"{_PX}|{_PERCENT}", "invalid property")
TEXT_SIZE = matching(rf"{_SIZES}|{_PX}", "invalid property")
ICON_SIZE = matching(rf"{_SIZES}|{_PX}", "invalid property")
IMAGE_SIZE = matching(rf"{_SIZES}|full|{_PX}|{_PERCENT}", "invalid property")
BORDER = matching(rf"none|light|normal|medium|semi-bold|bold|{_PX}", "invalid property")
CORNER = matching(rf"{_STEPS}|{_PX}", "invalid property")
PX_ONLY = matching(_PX, "invalid property")
GRAVITY = choice("top", "bottom", "center")
ALIGN = choice("start", "end", "center")
SHRINK = choice("shrink-to-fit")
POSITION: dict[str, Check] = {
    "position": choice("relative", "absolute"),
    "offsetTop": OFFSET,
    "offsetBottom": OFFSET,
    "offsetStart": OFFSET,
    "offsetEnd": OFFSET,
}
GRADIENT = Shape(
    {
        "type": choice("linearGradient"),
        "angle": matching(r"\d+(\.\d+)?deg", "invalid property"),
        "startColor": COLOUR,
        "endColor": COLOUR,
        "centerColor": COLOUR,
        "centerPosition": matching(_PERCENT, "invalid property"),
    },
    "type angle startColor endColor",
)
LETTERS: dict[str, Check] = {
    "type": text(20),
    "size": TEXT_SIZE,
    "color": COLOUR,
    "weight": choice("regular", "bold"),
    "style": choice("normal", "italic"),
    "decoration": choice("none", "underline", "line-through"),
}


def aspect_ratio(value: Any, path: str, findings: Findings) -> None:
    """Accept `w:h`, each 1 to 100000, h at most three times w."""
    width, colon, height = value.partition(":") if isinstance(value, str) else ("", "", "")
    try:
        across, down = float(width), float(height)
    except ValueError:
        across = down = 0.0
    if not colon or not 1 <= across <= 100_000 or not 1 <= down <= 100_000 or down > across * 3:
        findings.fault("invalid property", path)
