"""A heading or explanation: said before the next question, never answered."""

from __future__ import annotations

from typing import Any, ClassVar

from dialogs.fields.field import Field
from dialogs.fields.kind import FieldKind


class HeadingKind(FieldKind):
    """Its `ask` is what is said; the label is for the builder and the printed form."""

    name: ClassVar[str] = "heading"
    takes = frozenset()
    has_answer = False
    is_asked = False

    def cells(self, field: Field, value: Any) -> list[tuple[str, str]]:
        return []
