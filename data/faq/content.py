"""What an FAQ entry may hold, whoever writes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from data.errors import DomainError
from data.faq.matcher import bare
from data.faq.models import CONTENT_COLUMNS
from data.fold import fold
from data.gateways.line.text import is_over_utf16

MAX_ANSWER_UTF16 = 5000  # a LINE text message
MAX_KEYWORDS = 50
MAX_KEYWORD = 100
TEXT_LIMITS = {"question": 200, "category": 60, "url": 1000}
VISIBLE_ON = ("both", "test")


class FaqInvalid(DomainError):
    """`facts`: column, reason (empty, too_long, too_many, not_a_url, unknown), limit, value."""

    code = "faq.invalid"


def clean_content(values: Mapping[str, Any], *, is_new: bool) -> dict[str, Any]:
    """The values, trimmed; a new entry without a question is headed by its first keyword.

    Raises:
        FaqInvalid: a value that cannot be.
        KeyError: a column an entry doesn't have, or a new one without keywords or answer: our bug.
    """
    if unknown := set(values) - set(CONTENT_COLUMNS):
        raise KeyError(", ".join(sorted(unknown)))
    cleaned = dict(values)
    if is_new:
        cleaned = {"question": "", "category": "", "url": "", "visible_on": "both", "enabled": True, **cleaned}
    for column, limit in TEXT_LIMITS.items():
        if column in cleaned:
            cleaned[column] = cleaned[column].strip()
            if len(cleaned[column]) > limit:
                raise FaqInvalid(column=column, reason="too_long", limit=limit)
    if cleaned.get("url") and not cleaned["url"].startswith(("https://", "http://")):
        raise FaqInvalid(column="url", reason="not_a_url", value=cleaned["url"][:100])
    if "keywords" in cleaned:
        cleaned["keywords"] = clean_keywords(cleaned["keywords"])
    if is_new or "answer" in cleaned:
        cleaned["answer"] = clean_answer(cleaned["answer"])
    if cleaned.get("visible_on", "both") not in VISIBLE_ON:
        raise FaqInvalid(column="visible_on", reason="unknown", value=cleaned["visible_on"])
    if is_new:
        cleaned["question"] = cleaned["question"] or cleaned["keywords"][0]
    return cleaned


def clean_keywords(keywords: Iterable[str]) -> list[str]:
    """Trimmed, each once (spellings that are matched alike are one), in their order.

    Raises:
        FaqInvalid: none, too many, or one too long.
    """
    cleaned: dict[str, str] = {}
    for keyword in keywords:
        if folded := bare(keyword):
            cleaned.setdefault(folded, keyword.strip())
        if len(keyword.strip()) > MAX_KEYWORD:
            raise FaqInvalid(column="keywords", reason="too_long", limit=MAX_KEYWORD)
    if not cleaned:
        raise FaqInvalid(column="keywords", reason="empty")
    if len(cleaned) > MAX_KEYWORDS:
        raise FaqInvalid(column="keywords", reason="too_many", limit=MAX_KEYWORDS)
    return list(cleaned.values())


def clean_answer(answer: str) -> str:
    """Trimmed.

    Raises:
        FaqInvalid: empty, or more than a LINE text message holds.
    """
    answer = answer.strip()
    if not answer:
        raise FaqInvalid(column="answer", reason="empty")
    if is_over_utf16(answer, MAX_ANSWER_UTF16):
        raise FaqInvalid(column="answer", reason="too_long", limit=MAX_ANSWER_UTF16)
    return answer


def searched_text(content: Mapping[str, Any]) -> str:
    """What staff search an entry by."""
    return fold("|".join([content["question"], *content["keywords"], content["answer"], content["category"]]))
