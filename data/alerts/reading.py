"""One thing watched, as it was found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Reading:
    """Attributes:
    name: which thing: a name below `alerts.causes`, with the channel behind a colon where there are several
        ("line:public").
    facts: JSON for the sentences. mark: names the very occurrence, "" when it has none.
    """

    name: str
    is_well: bool
    facts: dict[str, Any] = field(default_factory=dict)
    mark: str = ""
