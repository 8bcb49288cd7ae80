"""How the town's settings are typed and shown: one entry for each of `data.town.service.DEFAULTS`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from data.errors import DomainError
from data.fold import fold
from dialogs.wording import Wording
from staffbot.values import take_distance, take_number

# Three figures; # and four; ten with an area code; eleven for mobiles; ten for 0120 and 0570.
_NUMBER = re.compile(r"1[0-9]{2}|#[0-9]{4}|0[1-9][0-9]{8}|0[5789]0[0-9]{8}")


class BadSetting(DomainError):
    """The value can't be read or lies outside the limits. `facts`: example, and least and most where there are."""

    code = "staff.bad_setting"


@dataclass(frozen=True, slots=True)
class TownSettingSpec:
    """One setting. `least`, `most`: bounds of numbers and metres, lengths of texts.

    A "message" may be empty: then the wording's own is said.
    `is_vital`: lives may hang on it, so it is changed only on 「実行」.
    """

    name: str
    kind: Literal["text", "message", "metres", "number", "switch", "phone"]
    least: int = 0
    most: int = 0
    example: str = ""
    is_vital: bool = False


SETTINGS: tuple[TownSettingSpec, ...] = (
    TownSettingSpec("town_name", "text", 1, 40, "戸沢村"),
    TownSettingSpec("greeting", "message", 1, 500, "友だち追加ありがとうございます。"),
    TownSettingSpec("shelter_radius_m", "metres", 100, 10_000, "3km"),
    TownSettingSpec("spot_radius_m", "metres", 100, 50_000, "10km"),
    TownSettingSpec("hide_unopened_shelters", "switch", example="オン"),
    TownSettingSpec("drill", "switch", example="オン"),
    TownSettingSpec("idle_minutes", "number", 5, 1440, "30"),
    TownSettingSpec("aside_hours", "number", 1, 720, "24"),
    TownSettingSpec("forget_days", "number", 1, 365, "30"),
    TownSettingSpec("access_log_days", "number", 7, 1095, "90"),
    TownSettingSpec("parked_days", "number", 1, 365, "30"),
    TownSettingSpec("escalation_minutes", "number", 1, 1440, "15"),
    TownSettingSpec("conversation_log_days", "number", 30, 3650, "400"),
    TownSettingSpec("emergency_contact", "phone", example="119", is_vital=True),
    TownSettingSpec("pin_idle_hours", "number", 0, 720, "12"),
    TownSettingSpec("pin_required", "switch", example="オン"),
)


def read_value(words: Wording, spec: TownSettingSpec, text: str) -> Any:
    """The typed value as it is stored.

    Raises:
        BadSetting: it can't be that kind, or is outside the limits.
    """
    text = text.strip()
    value: Any = None
    standard = words.variants("staff.settings.standard_words") if spec.kind == "message" else ()
    if fold(text) in {fold(word) for word in standard}:
        value = ""
    elif spec.kind in ("text", "message"):
        value = text if spec.least <= len(text) <= spec.most else None
    elif spec.kind == "phone":
        value = _diallable(text)
    elif spec.kind == "switch":
        folded = fold(text)
        for is_on, key in ((True, "on"), (False, "off")):
            if folded in {fold(word) for word in words.variants(f"staff.settings.{key}_words")}:
                value = is_on
    else:
        taken = take_distance(text) if spec.kind == "metres" else take_number(text)
        if taken is not None and not taken[1] and spec.least <= taken[0] <= spec.most:
            value = taken[0]
    if value is None:
        raise BadSetting(example=spec.example, limits=_limits(words, spec))
    return value


def shown_value(words: Callable[..., str], spec: TownSettingSpec, value: Any) -> str:
    """A stored value as people read it."""
    if spec.kind == "switch":
        return words("staff.settings.on" if value else "staff.settings.off")
    if spec.kind == "metres":
        return f"{value / 1000:g} km" if value >= 1000 else f"{value} m"
    if spec.kind == "message":
        return str(value) or words("staff.settings.standard")
    return str(value)


def _diallable(text: str) -> str | None:
    """A number any telephone reaches: 119, #7119, or one with its area code; hyphens stay where they were typed."""
    plain = re.sub(r"[‐‑‒–—―−ー－]", "-", unicodedata.normalize("NFKC", text)).strip()
    is_grouped = re.fullmatch(r"[0-9]+(?:-[0-9]+)*|#[0-9]{4}", plain) is not None
    digits = plain.replace("-", "")
    return plain if is_grouped and _NUMBER.fullmatch(digits) is not None else None


def _limits(words: Wording, spec: TownSettingSpec) -> str:
    if spec.kind == "switch":
        return ""
    if spec.kind == "phone":
        return words("staff.settings.phone")
    if spec.kind in ("text", "message"):
        return words("staff.settings.length", most=spec.most)
    least, most = (shown_value(words, spec, bound) for bound in (spec.least, spec.most))
    return words("staff.settings.bounds", least=least, most=most)
