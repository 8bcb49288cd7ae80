"""One mail, and what a gateway for mail promises."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mail:
    """`message_id` (`<…@…>`) is the same for every attempt: a mailbox can tell a repetition by it."""

    to: str
    subject: str
    body: str
    message_id: str


class MailGateway(Protocol):
    """The way out. `is_set_up`: False when mails would have nowhere to go."""

    @property
    def is_set_up(self) -> bool: ...

    async def send(self, mail: Mail) -> None:
        """Hand one mail over.

        Raises:
            GatewayError: the server said no, or did not answer; `retryable` says whether later may be better.
        """


def as_message(mail: Mail, sender: str) -> EmailMessage:
    """UTF-8 text. Line breaks in a header are refused by EmailMessage itself, so they are taken out before."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.to
    message["Subject"] = " ".join(mail.subject.split())
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body, charset="utf-8", cte="base64")
    return message
