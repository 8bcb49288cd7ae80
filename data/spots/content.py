"""What a spot's list entry may hold, whoever writes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from data.errors import DomainError
from data.fold import fold
from data.geo.position import check_position
from data.spots.models import CONTENT_COLUMNS

TEXT_LIMITS = {
    "name": 120,
    "kana": 120,
    "category": 60,
    "address": 300,
    "text": 2000,
    "url": 1000,
    "phone": 40,
    "image_url": 1000,
}
MAX_KEYWORDS = 50
MAX_KEYWORD = 100
MAX_SORT = 1_000_000
VISIBLE_ON = ("both", "test")
# This machine itself is for trials; elsewhere nothing is fetched from it (data/gateways/pictures).
PICTURES_AT = ("https://", "http://127.0.0.1:", "http://localhost:")


class SpotInvalid(DomainError):
    """`facts`: column, limit, value, reason: empty, too_long, too_many, not_a_url, not_https, not_a_number, unknown."""

    code = "spots.invalid"


def clean_content(values: Mapping[str, Any], *, is_new: bool) -> dict[str, Any]:
    """The values, trimmed. Positions come as latitude and longitude together.

    Raises:
        SpotInvalid, OutOfJapan: a value that cannot be.
        KeyError: a column that a spot doesn't have, or a new one without name or position: our bug.
    """
    if unknown := set(values) - set(CONTENT_COLUMNS):
        raise KeyError(", ".join(sorted(unknown)))
    cleaned = dict(values)
    if is_new or "latitude" in values or "longitude" in values:
        check_position(values["latitude"], values["longitude"])
    for column, limit in TEXT_LIMITS.items():
        if column in cleaned:
            cleaned[column] = cleaned[column].strip()
            if len(cleaned[column]) > limit:
                raise SpotInvalid(column=column, reason="too_long", limit=limit)
    if (is_new or "name" in cleaned) and not cleaned["name"]:
        raise SpotInvalid(column="name", reason="empty")
    if cleaned.get("url") and not cleaned["url"].startswith(("https://", "http://")):
        raise SpotInvalid(column="url", reason="not_a_url", value=cleaned["url"][:100])
    if cleaned.get("image_url") and not cleaned["image_url"].startswith(PICTURES_AT):
        raise SpotInvalid(column="image_url", reason="not_https", value=cleaned["image_url"][:100])
    if "keywords" in cleaned:
        cleaned["keywords"] = clean_keywords(cleaned["keywords"])
    if not 0 <= cleaned.get("sort", 0) <= MAX_SORT:
        raise SpotInvalid(column="sort", reason="not_a_number", limit=MAX_SORT)
    if cleaned.get("visible_on", "both") not in VISIBLE_ON:
        raise SpotInvalid(column="visible_on", reason="unknown", value=cleaned["visible_on"])
    return cleaned


def clean_keywords(keywords: Iterable[str]) -> list[str]:
    """Trimmed, each once (spellings that fold alike are one), in their order.

    Raises:
        SpotInvalid: too many, or one too long.
    """
    cleaned: dict[str, str] = {}
    for keyword in keywords:
        if len(keyword.strip()) > MAX_KEYWORD:
            raise SpotInvalid(column="keywords", reason="too_long", limit=MAX_KEYWORD)
        if folded := fold(keyword):
            cleaned.setdefault(folded, keyword.strip())
    if len(cleaned) > MAX_KEYWORDS:
        raise SpotInvalid(column="keywords", reason="too_many", limit=MAX_KEYWORDS)
    return list(cleaned.values())
