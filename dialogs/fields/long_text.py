"""Free text of several lines: what happened, a wish, a remark."""

from __future__ import annotations

from typing import ClassVar

from dialogs.fields.text import TextKind


class LongTextKind(TextKind):
    """Line breaks are kept."""

    name: ClassVar[str] = "long_text"
    keys = frozenset({"min", "max"})
    default_longest: ClassVar[int] = 2000
    most_longest: ClassVar[int] = 5000  # a LINE message holds no more

    def _joined(self, text: str) -> str:
        return text
