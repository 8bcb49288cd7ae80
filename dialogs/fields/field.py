"""One question of a form, compiled once and never changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dialogs.condition import Condition, Scope

if TYPE_CHECKING:
    from dialogs.fields.kind import FieldKind


@dataclass(frozen=True, slots=True)
class Field:
    """What a kind of question needs to ask, read and show one field.

    Attributes:
        id: unique in its form; `kind`: the code that asks and reads it.
        question, help, example: as the author wrote them; `body` is all three, ready to be said.
        required: always required. `require_when`: required under a condition only.
        settings: whatever the kind made of its own keys.
        attribute: key of the resident attribute its answer is written to; "" for none.
        may_fall: an answer can cease to stand when an earlier one changes (`FieldKind.stands`).
        line: where the author wrote it; None when it came from a page.
    """

    id: str
    kind: FieldKind
    label: str
    question: str = ""
    help: str = ""
    example: str = ""
    body: str = ""
    required: bool = True
    require_when: Condition | None = None
    show_when: Condition | None = None
    settings: Any = None
    may_fall: bool = False
    attribute: str = ""
    line: int | None = None
    document: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def is_required(self, scope: Scope) -> bool:
        """Whether an answer must be given, in the light of the earlier ones."""
        return self.required or (self.require_when is not None and self.require_when(scope))
