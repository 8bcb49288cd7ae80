"""What a shelter's list entry may hold, whoever writes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from data.errors import DomainError
from data.geo.position import check_position
from data.shelters.models import CONTENT_COLUMNS, Hazard, ShelterKind

TEXT_LIMITS = {"name": 120, "kana": 120, "address": 300, "phone": 40, "serves": 500, "url": 500, "note": 2000}
MAX_CAPACITY = 1_000_000


class ContentInvalid(DomainError):
    """`facts`: column, reason (empty, too_long, not_a_url, not_a_number, unknown), limit, value."""

    code = "shelters.invalid"


def clean_content(values: Mapping[str, Any], *, is_new: bool) -> dict[str, Any]:
    """The values, trimmed and in their proper order. Positions come as latitude and longitude together.

    Raises:
        ContentInvalid, OutOfJapan: a value that cannot be.
        KeyError: a column that a shelter doesn't have, or a new one without name or position: our bug.
    """
    if unknown := set(values) - set(CONTENT_COLUMNS):
        raise KeyError(", ".join(sorted(unknown)))
    cleaned = dict(values)
    if is_new:
        check_position(values["latitude"], values["longitude"])
        cleaned.setdefault("name", "")
    elif "latitude" in values or "longitude" in values:
        check_position(values["latitude"], values["longitude"])
    for column, limit in TEXT_LIMITS.items():
        if column in cleaned:
            cleaned[column] = clean_text(column, cleaned[column], limit)
    if "name" in cleaned and not cleaned["name"]:
        raise ContentInvalid(column="name", reason="empty")
    if "hazards" in cleaned:
        cleaned["hazards"] = in_order(Hazard, cleaned["hazards"], "hazards")
    if "kinds" in cleaned:
        cleaned["kinds"] = in_order(ShelterKind, cleaned["kinds"], "kinds")
    capacity = cleaned.get("capacity")
    if capacity is not None and not 0 <= capacity <= MAX_CAPACITY:
        raise ContentInvalid(column="capacity", reason="not_a_number", limit=MAX_CAPACITY)
    return cleaned


def clean_text(column: str, text: str, limit: int) -> str:
    text = text.strip()
    if len(text) > limit:
        raise ContentInvalid(column=column, reason="too_long", limit=limit)
    if column == "url" and text and not text.startswith(("https://", "http://")):
        raise ContentInvalid(column=column, reason="not_a_url", value=text)
    return text


def in_order(kind: type[StrEnum], chosen: Iterable[str], column: str) -> list[str]:
    """The chosen values in the order of the enum."""
    wanted = set(chosen)
    if unknown := wanted - {member.value for member in kind}:
        raise ContentInvalid(column=column, reason="unknown", value=min(unknown))
    return [member.value for member in kind if member.value in wanted]
