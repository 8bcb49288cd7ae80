"""What the staff counter is built with, once, by `main.py`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from data.audit.chain import AuditChain
from data.fold import fold
from data.links.service import Links
from data.signin.sealing import Sealer
from dialogs.wording import Wording
from staffbot.registry import Registry


@dataclass(frozen=True)
class Desk:
    """Attributes:
    public_url: without a slash at its end. staff_basic_id, public_basic_id: of these accounts
    (`@abc1234x`), "" when unknown.
    mails_go: there is a mail server; keeps_mails: only its stand-in.
    version: the program's own, for 設定 状態. allow_http: pictures may lie at http addresses (trial mode only).
    """

    registry: Registry
    words: Wording
    chain: AuditChain
    links: Links
    sealer: Sealer
    public_url: str
    staff_basic_id: str = ""
    public_basic_id: str = ""
    version: str = ""
    allow_http: bool = False
    mails_go: bool = False
    keeps_mails: bool = False

    @property
    def pictures_url(self) -> str:
        """Where LINE may fetch our pictures; "" when it can't: it takes https only."""
        return self.public_url if self.allow_http or self.public_url.startswith("https://") else ""

    @cached_property
    def leave_words(self) -> frozenset[str]:
        """Folded words that mean やめる."""
        return folded_words(self.words, "dialog.words.leave")

    @cached_property
    def run_words(self) -> frozenset[str]:
        """Folded words that mean 実行."""
        return folded_words(self.words, "staff.confirm.run_words")

    @cached_property
    def next_words(self) -> frozenset[str]:
        """Folded words that mean 次へ."""
        return folded_words(self.words, "staff.list.next_words")


def folded_words(words: Wording, key: str) -> frozenset[str]:
    """A list of words as it is matched."""
    return frozenset(fold(word) for word in words.variants(key))
