"""The FAQ list in our own layout."""

from __future__ import annotations

from collections.abc import Mapping

from data.csvtext.writing import Cell
from data.faq.models import Faq

VISIBLE_ON_LABELS: Mapping[str, str] = {"both": "公開", "test": "テスト"}


def faq_cells(faq: Faq) -> list[Cell]:
    """One row, in the order of COLUMNS."""
    return [
        faq.code,
        faq.question,
        "、".join(faq.keywords),
        faq.answer,
        faq.category,
        faq.url,
        VISIBLE_ON_LABELS[faq.visible_on],
        1 if faq.enabled else 0,
    ]
