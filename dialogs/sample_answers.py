"""An answer that fits a question, for walking quickly through a form that is being tried."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from dialogs.fields.field import Field
from dialogs.wording import Wording

Event = dict[str, Any]  # the fields of `Incoming`

_LETTERS = {"katakana": "ミホン", "hiragana": "みほん", "digits": "1", "ascii": "sample"}
_SAMPLES = {
    "telephone": "0233-72-2111",
    "email": "mihon@example.jp",
    "postal_code": "999-6401",
    "address": "999-6401",
    "corporate_number": "株式会社見本建設",
}


def sample_event(field: Field, words: Wording, today: date) -> Event:
    """What one may say to this question. Answers that take several steps go on with their buttons.

    Args:
        today: civil date in Asia/Tokyo.
    """
    document, kind = field.document, field.kind.name
    if kind in ("text", "long_text"):
        return _said(_text(document, words))
    if kind == "number":
        return _said(_number(document))
    if kind in ("yes_no", "consent"):
        return _said(words.variants("dialog.yes")[0])
    if kind in ("choice", "multiple"):
        return _said(_labels(document, int(document.get("min") or 1) if kind == "multiple" else 1))
    if kind in ("date", "datetime"):
        day = _day(document, today)
        return _said(f"{day.isoformat()} {document.get('from') or '10:00'}" if kind == "datetime" else day.isoformat())
    if kind == "time":
        return _said(str(document.get("earliest") or "10:00"))
    if kind == "birth_date":
        age = max(int(document.get("min_age") or 0), min(35, int(document.get("max_age") or 35)))
        return _said(date(today.year - age - 1, 12, 31).isoformat())
    if kind == "location":
        return {"kind": "location", "latitude": 38.7377, "longitude": 140.1436, "address": "山形県最上郡戸沢村"}
    if kind == "photo":
        return {"kind": "image", "message_id": "1"}
    if kind == "file":
        return {"kind": "file", "message_id": "1", "file_name": _file_name(document), "file_size": 120_000}
    if kind == "member_keyword":
        first: Any = next(iter(document.get("words") or ()), "")
        return _said(str(first.get("word") if isinstance(first, Mapping) else first))
    return _said(_SAMPLES.get(kind, words("builder.sample.text")))


def _said(text: str) -> Event:
    return {"kind": "text", "text": text}


def _text(document: Mapping[str, Any], words: Wording) -> str:
    sample = _LETTERS.get(str(document.get("letters")), words("builder.sample.text"))
    least, most = int(document.get("min") or 1), int(document.get("max") or 100)
    return (sample * (least // len(sample) + 1))[: max(least, min(most, len(sample)))]


def _number(document: Mapping[str, Any]) -> str:
    least, most = document.get("min"), document.get("max")
    if least is not None:
        return str(max(least, 1) if most is None or most >= 1 else least)
    return str(1 if most is None or most >= 1 else most)


def _labels(document: Mapping[str, Any], count: int) -> str:
    found = [one for one in document.get("options") or () if not isinstance(one, Mapping) or "show" not in one]
    labels = [str(one.get("label") or one.get("value")) if isinstance(one, Mapping) else str(one) for one in found]
    return "、".join(labels[: max(1, count)])


def _day(document: Mapping[str, Any], today: date) -> date:
    earliest, latest = (_read_day(document.get(key), today) for key in ("earliest", "latest"))
    return earliest or (latest if latest is not None and latest < today else today)


def _read_day(written: Any, today: date) -> date | None:
    """`today`, `today+30`, `today-7`, or an ISO date."""
    text = str(written or "").replace(" ", "")
    try:
        if text.startswith("today"):
            return today + timedelta(days=int(text[5:] or 0))
        return date.fromisoformat(text)
    except ValueError:
        return None


def _file_name(document: Mapping[str, Any]) -> str:
    first = next(iter(document.get("accept") or ()), "pdf")
    ending = {"image": "jpg", "word": "docx", "excel": "xlsx", "powerpoint": "pptx", "office": "docx", "text": "txt"}
    return f"mihon.{ending.get(str(first), str(first))}"
