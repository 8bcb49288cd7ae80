"""Imagemap messages: a picture in five widths with tap boxes."""

from data.gateways.line.standin.rules.shape import Check, OneOf, Shape, listing, text, whole
from data.gateways.line.standin.rules.uris import link, media_url, web_link

_AREA = Shape({"x": whole(0), "y": whole(0), "width": whole(1), "height": whole(1)}, "x y width height")
_COMMON: dict[str, Check] = {"type": text(20), "label": text(100), "area": _AREA}

IMAGEMAP_ACTION = OneOf(
    {
        "uri": Shape({**_COMMON, "linkUri": link(1000)}, "linkUri area"),
        "message": Shape({**_COMMON, "text": text(400)}, "text area"),
        "clipboard": Shape({**_COMMON, "clipboardText": text(1000)}, "clipboardText area"),
    }
)

IMAGEMAP: dict[str, Check] = {
    "baseUrl": media_url,
    "altText": text(1500),
    "baseSize": Shape({"width": whole(1040, 1040), "height": whole(1)}, "width height"),
    "video": Shape(
        {
            "originalContentUrl": media_url,
            "previewImageUrl": media_url,
            "area": _AREA,
            "externalLink": Shape({"linkUri": web_link(1000), "label": text(30)}, "linkUri label"),
        },
        "originalContentUrl previewImageUrl area",
    ),
    "actions": listing(IMAGEMAP_ACTION, 0, 50),
}
IMAGEMAP_REQUIRED = "baseUrl altText baseSize actions"
