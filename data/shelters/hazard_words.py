"""The eight hazards as towns call them, in headers and cells: がけ崩れ・土石流・地すべり, 大規模火災."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from data.csvtext import header_key
from data.shelters.columns import HAZARD_LABELS, LANDSLIDE_LABELS, LSC_HAZARDS
from data.shelters.models import Hazard

_PREFIX = "災害種別"
_JOINTS = re.compile(r"及び|および|又は|または|[\s_・、,，./()「」:：-]")
_TWINS = (
    *(("がけ", "崖"), ("くずれ", "崩れ"), ("すべり", "滑り")),
    *(("はん濫", "氾濫"), ("はんらん", "氾濫")),
)
_ALIASES: Mapping[Hazard, tuple[str, ...]] = {
    Hazard.flood: ("洪水氾濫", "河川洪水", "河川氾濫", "外水氾濫", "洪水浸水"),
    Hazard.landslide: (
        *LANDSLIDE_LABELS,
        "土砂",
        "土砂崩れ",
        "崖崩れ",
        "土石流",
        "地滑り",
        "崖崩れ地滑り",
        "土石流地滑り",
    ),
    Hazard.storm_surge: ("高潮災害", "高潮浸水"),
    Hazard.earthquake: ("地震災害", "大地震"),
    Hazard.tsunami: ("津波災害", "津波浸水"),
    Hazard.fire: ("大規模火災", "大規模な火災", "大規模火事", "大火", "大火災", "火災", "火事", "地震火災"),
    Hazard.inland_flood: ("内水", "内水浸水", "内水氾濫浸水"),
    Hazard.volcano: ("火山", "火山噴火", "噴火", "火山災害", "火山活動"),
}


def _plain(text: str) -> str:
    plain = header_key(text).removeprefix(_PREFIX)
    for one, other in _TWINS:
        plain = plain.replace(one, other)
    return _JOINTS.sub("", plain)


_MEANT: Mapping[str, Hazard] = {
    _plain(name): hazard for hazard in Hazard for name in (HAZARD_LABELS[hazard], *_ALIASES[hazard])
} | dict(LSC_HAZARDS)


# Every word that may stand as a hazard's header.
HAZARD_HEADERS = frozenset(header_key(name) for hazard in Hazard for name in (HAZARD_LABELS[hazard], *_ALIASES[hazard]))


def hazard_named(text: str) -> Hazard | None:
    """The hazard of a header or a word in a cell, LINE SMART CITY's numbers included; None: it is none."""
    return _MEANT.get(_plain(text))


def hazard_columns(headers: Iterable[str]) -> dict[Hazard, str]:
    """hazard -> header key. Of several headers for one hazard that of the published formats counts, else the first."""
    found: dict[Hazard, str] = {}
    for key in headers:
        hazard = None if key.isdecimal() else hazard_named(key)
        if hazard is not None and (hazard not in found or key in _published(hazard)):
            found[hazard] = key
    return found


def _published(hazard: Hazard) -> tuple[str, str]:
    label = HAZARD_LABELS[hazard]
    return header_key(label), header_key(f"{_PREFIX}_{label}")


def is_hazard_header(header: str) -> bool:
    """Whether a header says that its column is about a hazard, known or not."""
    return header_key(header).startswith(f"{_PREFIX}_")
