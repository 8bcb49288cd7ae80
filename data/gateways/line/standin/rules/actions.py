"""Action objects, by the place they stand in: labels, pickers, and what only a quick reply or a rich menu may hold.

Source: Messaging API reference, "Action objects" and "Specifications of the label".
"""

from datetime import datetime
from typing import Any

from data.gateways.line.standin.rules.shape import Check, Findings, OneOf, Shape, choice, join, matching, text
from data.gateways.line.standin.rules.uris import link, web_link

DATA = text(300, least=0)
ALIAS = matching(r"[a-z0-9_-]{1,32}", "invalid richMenuAliasId")
PICKER_FORMS = {"date": "%Y-%m-%d", "time": "%H:%M", "datetime": "%Y-%m-%dT%H:%M"}
PICKER_LENGTHS = {"date": 10, "time": 5, "datetime": 16}


def picked_moment(mode: str, value: object) -> datetime | None:
    """Return the moment a picker value names, or None when it isn't in LINE's form for `mode`."""
    if not isinstance(value, str) or mode not in PICKER_FORMS or len(value) != PICKER_LENGTHS[mode]:
        return None
    try:
        moment = datetime.strptime(value.replace("t", "T"), PICKER_FORMS[mode])  # noqa: DTZ007
    except ValueError:
        return None
    if mode != "time" and not 1900 <= moment.year <= 2100:
        return None
    return moment


def _postback(value: dict[str, Any], path: str, findings: Findings) -> None:
    if "displayText" in value and "text" in value:
        findings.fault("displayText and text can't both be specified", join(path, "text"))
    if "fillInText" in value and value.get("inputOption") != "openKeyboard":
        findings.fault("fillInText needs inputOption openKeyboard", join(path, "fillInText"))


def _picker(value: dict[str, Any], path: str, findings: Findings) -> None:
    moments: dict[str, datetime] = {}
    for name in ("min", "initial", "max"):
        if name in value:
            moment = picked_moment(value["mode"], value[name])
            if moment is None:
                findings.fault("invalid format", join(path, name))
            else:
                moments[name] = moment
    if "min" in moments and "max" in moments and moments["min"] >= moments["max"]:
        findings.fault("must be greater than min", join(path, "max"))
    if "initial" in moments and not (
        moments.get("min", moments["initial"]) <= moments["initial"] <= moments.get("max", moments["initial"])
    ):
        findings.fault("must be between min and max", join(path, "initial"))


def action(label_most: int, label_required: bool, in_quick_reply: bool = False, in_rich_menu: bool = False) -> OneOf:
    """Return the table of actions for one place."""
    label: dict[str, Check] = {"type": text(20), "label": text(label_most, by_grapheme=True)}
    needed = "label " if label_required else ""
    spoken = text(300, by_grapheme=True)
    tables: dict[str, Check] = {
        "postback": Shape(
            {
                **label,
                "data": DATA,
                "displayText": spoken,
                "text": spoken,
                "inputOption": choice("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice"),
                "fillInText": spoken,
            },
            needed + "data",
            _postback,
        ),
        "message": Shape({**label, "text": spoken}, needed + "text"),
        "uri": Shape(
            {**label, "uri": link(1000), "altUri": Shape({"desktop": web_link(1000)}, "desktop")}, needed + "uri"
        ),
        "datetimepicker": Shape(
            {
                **label,
                "data": DATA,
                "mode": choice("date", "time", "datetime"),
                "initial": text(16),
                "max": text(16),
                "min": text(16),
            },
            needed + "data mode",
            _picker,
        ),
        "clipboard": Shape({**label, "clipboardText": text(1000)}, needed + "clipboardText"),
    }
    if in_quick_reply:
        for kind in ("camera", "cameraRoll", "location"):
            tables[kind] = Shape(label, "label")
    if in_rich_menu:
        tables["richmenuswitch"] = Shape({**label, "richMenuAliasId": ALIAS, "data": DATA}, "richMenuAliasId data")
    return OneOf(tables)


IN_TEMPLATE = action(20, label_required=True)
BEHIND_TEMPLATE = action(20, label_required=False)
IN_IMAGE_CAROUSEL = action(12, label_required=False)
IN_RICH_MENU = action(20, label_required=False, in_rich_menu=True)
IN_QUICK_REPLY = action(20, label_required=True, in_quick_reply=True)
ON_FLEX_BUTTON = action(40, label_required=True)
BEHIND_FLEX = action(40, label_required=False)
