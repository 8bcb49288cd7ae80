"""The mail server's stand-in for trials and tests: it keeps the newest mails and sends nothing."""

from __future__ import annotations

from collections import deque

from data.errors import GatewayError
from data.gateways.mail.mail import Mail

KEPT = 200


class DeskMailGateway:
    """`kept`: what was handed over, the newest last. `refusals`: raised one by one, before mails are taken again."""

    def __init__(self) -> None:
        self.kept: deque[Mail] = deque(maxlen=KEPT)
        self.refusals: list[GatewayError] = []

    @property
    def is_set_up(self) -> bool:
        return True

    async def send(self, mail: Mail) -> None:
        """Keep it, or fail as told."""
        if self.refusals:
            raise self.refusals.pop(0)
        self.kept.append(mail)
