"""What the staff pages are joined to, and how their handlers reach it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from data.audit.chain import AuditChain, AuditEntry, Outcome
from data.clock import Clock
from data.db.store import Store
from data.files.service import Files
from data.links.service import Links
from data.signin.hashing import Passwords
from data.signin.sealing import Sealer
from data.staff.rights import StaffIdentity
from data.turns.service import Turns
from dialogs.wording import Wording
from staffbot.command import Command
from staffbot.web.attempts import Attempts

CHANNEL = "console"


class PageSettings(Protocol):
    """The settings the pages need."""

    @property
    def public_url(self) -> str:
        """Where browsers reach us: `https://example.jp`, without a slash at the end."""


@dataclass(frozen=True, slots=True)
class Parts:
    """One per application, under PARTS. `attempts` counts refused links by address."""

    store: Store
    turns: Turns
    files: Files
    links: Links
    audit: AuditChain
    clock: Clock
    words: Wording
    commands: Sequence[Command]
    public_url: str
    attempts: Attempts
    passwords: Passwords
    sealer: Sealer

    @property
    def is_https(self) -> bool:
        """Whether browsers come over TLS: then cookies are secure and HSTS is sent."""
        return self.public_url.startswith("https://")

    def audit_entry(self, staff: StaffIdentity, action: str, outcome: Outcome = "done", **facts: object) -> AuditEntry:
        """A line for the audit log; `action` is the last part of a key below `console.audit`."""
        return AuditEntry(staff.id, staff.name, CHANNEL, self.words(f"console.audit.{action}"), outcome, facts)


PARTS: web.AppKey[Parts] = web.AppKey("parts", Parts)


def parts_of(request: web.Request) -> Parts:
    """The parts of the application this request came to."""
    return request.config_dict[PARTS]
