"""What is wrong with a piece of content (form, scenario, wording), with the line it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend.

    Attributes:
        code: a wording key below `content.` ("form.duplicate_id"); `facts` fills its placeholders.
        where: the id of the field or node; "" when the whole document is meant.
        line: line number from 1, None when the document has no lines (it came from a page).
    """

    code: str
    where: str = ""
    line: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line is not None else ""
        subject = f"{self.where}: " if self.where else ""
        facts = "".join(f" {name}={value!r}" for name, value in self.facts.items())
        return f"{place}{subject}{self.code}{facts}"


class ContentError(Exception):
    """A document can't be used. `faults` holds all that was found, in reading order."""

    def __init__(self, source: str, faults: list[Fault]) -> None:
        super().__init__("\n".join(f"{source}: {fault}" for fault in faults))
        self.source = source
        self.faults = faults


class FaultList:
    """Collects the faults of one document, so that its author sees all of them at once."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.found: list[Fault] = []

    def add(self, code: str, where: str = "", line: int | None = None, /, **facts: Any) -> None:
        self.found.append(Fault(code, where, line, facts))

    @contextmanager
    def about(self, key: str) -> Iterator[None]:
        """Faults noted meanwhile are about this setting, unless they say another themselves."""
        before = len(self.found)
        yield
        for fault in self.found[before:]:
            fault.facts.setdefault("key", key)

    def raise_if_any(self) -> None:
        """Raises:
        ContentError: at least one fault was added.
        """
        if self.found:
            raise ContentError(self.source, sorted(self.found, key=lambda fault: fault.line or 0))
