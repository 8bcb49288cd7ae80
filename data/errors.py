"""The three ways a thing can fail on purpose. Anything else is our bug."""

from __future__ import annotations

from typing import Any, ClassVar


class DomainError(Exception):
    """A rule said no. Expected, never logged as a fault.

    `code` names the rule ("shelters.not_found"); `facts` holds what the sentence needs (names, numbers, dates).
    `dialogs/wording/` turns the code into one sentence for residents and one for staff.
    """

    code: ClassVar[str] = "error"

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code, facts)
        self.facts = facts


class InvalidAnswer(Exception):
    """A field could not read what was typed; the same question is asked again with a hint.

    `reason` is a wording key below `fields.<kind>` ("too_long"); `facts` fills its placeholders.
    """

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason, facts)
        self.reason = reason
        self.facts = facts


class GatewayError(Exception):
    """An outside system broke its promise. Retryable ones are tried again with the same retry key."""

    def __init__(self, message: str, *, retryable: bool) -> None:
        super().__init__(message)
        self.retryable = retryable
