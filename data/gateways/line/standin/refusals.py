"""The two ways to say no: as LINE says it to a bot, and as the control face says it to a test."""

from typing import Any


class Refusal(Exception):
    """LINE refuses a call: status, message, and `details` as LINE's list of {message, property}."""

    def __init__(
        self,
        status: int,
        message: str,
        details: list[dict[str, str]] | None = None,
        headers: dict[str, str] | None = None,
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.details = details
        self.headers = headers or {}
        self.extra = extra or {}


class CannotDo(Exception):
    """What a person or a test asked the stand-in for can't be done."""

    status = 400


class Unknown(CannotDo):
    """No such channel, person or message."""

    status = 404


class NotOnScreen(CannotDo):
    """The button isn't on that person's screen."""

    status = 409
