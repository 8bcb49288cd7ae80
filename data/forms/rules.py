"""Who may answer a form, when, and how often: the settings of its document that services hold to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

FormKind = Literal["preference", "survey", "application", "reservation", "report"]
FORM_KINDS: tuple[FormKind, ...] = ("preference", "survey", "application", "reservation", "report")
MOST_ACCEPTED = 1_000_000
USUAL_SORT = 100


@dataclass(frozen=True, slots=True)
class FormRules:
    """Attributes:
    kind: "" for a form that belongs to a scenario and stores nothing by itself.
    opens_at, closes_at: aware UTC instants, the first and the last at which an answer is taken; None: no bound.
    limit: accepted answers at most, per channel; None: any number.
    sort: the place in the lists, small numbers first; then by when they close.
    once: one answer per person. editable: one's own answer may be corrected while answers are taken.
    withdrawable: one's own answer may be taken back. listed: shown in the lists; else reached only by its link.
    """

    kind: FormKind | Literal[""] = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    limit: int | None = None
    once: bool = False
    editable: bool = False
    withdrawable: bool = True
    listed: bool = True
    sort: int = USUAL_SORT

    @property
    def is_stored(self) -> bool:
        """Whether its answers are kept as submissions."""
        return self.kind != ""
