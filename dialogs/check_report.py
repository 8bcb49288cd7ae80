"""The report of `main.py check`: settings, what is right, what to look at, what is wrong, and the hosts called."""

from __future__ import annotations

from collections.abc import Iterable

from data.checking import Finding, check_backups, check_settings
from data.clock import Clock
from data.db.looking import look_at_home, reading
from data.gateways.hosts import outside_hosts
from data.settings import Settings, describe, try_settings
from data.staff.service import holders_of
from dialogs.checking import check_content, check_published, refusals_without_words
from dialogs.wording import Wording


class Report:
    """Gathers what the checks find, for whoever runs the program.

    Attributes:
        wrong: a sentence each; any of them makes `check` fail.
    """

    def __init__(self, words: Wording) -> None:
        self._words = words
        self._settings: list[str] = []
        self._found: list[str] = []
        self._hosts: list[str] = []
        self.wrong: list[str] = []

    def town(self) -> None:
        """The settings of this process, its HOME and database. Touches nothing."""
        settings, faults = try_settings()
        self.wrong += [str(fault) for fault in faults]
        if settings is None:
            return
        self._show(settings)
        self.add(check_settings(settings))
        look = look_at_home(settings)
        self.add(look.findings)
        if not look.is_current or look.keys is None:
            return
        with reading(settings, look.keys) as session:
            if holders_of(session, "staff:write"):
                self.right("check.staff.some", count=len(holders_of(session, "")))
            else:
                self.add([Finding("warning", "staff.none")])
            count, spoilt = check_published(session, self._words)
        self.add([check_backups(settings.home, Clock(settings.clock_file).now())])
        self.wrong += spoilt
        if not spoilt:
            self.right("check.published.sound", count=count)

    def content(self) -> None:
        """What is shipped: scenarios, forms, and a sentence for every refusal."""
        good, bad = check_content()
        for sentence in good:
            self._line("right", sentence)
        missing = refusals_without_words(self._words)
        if not missing:
            self.right("check.wording", count=sum(1 for _ in self._words))
        self.wrong += bad + missing

    def add(self, findings: Iterable[Finding]) -> None:
        """Findings in words."""
        for one in findings:
            facts = dict(one.facts)
            for name in ("channel", "other"):
                if name in facts:
                    facts[name] = self._words(f"check.channel.{facts[name]}")
            sentence = self._words(f"check.{one.code}", **facts)
            if one.level == "wrong":
                self.wrong.append(sentence)
            else:
                self._line(one.level, sentence)

    def right(self, key: str, **facts: object) -> None:
        """Something that is as it should be, by its wording key."""
        self._line("right", self._words(key, **facts))

    def said(self) -> str:
        """What goes to stdout."""
        words, parts = self._words, []
        for name, lines in (("settings", self._settings), ("findings", self._found), ("hosts", self._hosts)):
            if lines:
                parts.append("\n".join([words(f"check.headline.{name}"), *lines]))
        if not self.wrong:
            parts.append(words("check.all_right"))
        return "\n\n".join(parts)

    def complaints(self) -> str:
        """What goes to stderr; "" when nothing is wrong."""
        if not self.wrong:
            return ""
        lines = [self._words("check.wrong", sentence=sentence) for sentence in self.wrong]
        return "\n".join([self._words("check.some_wrong", count=len(lines)), *lines])

    def _show(self, settings: Settings) -> None:
        words = self._words
        for one in describe(settings):
            value = words("check.hidden") if one.is_hidden else one.value or words("check.empty")
            source = words(f"check.source.{one.source}")
            self._settings.append(words("check.setting", name=one.name, value=value, source=source))
        for host in outside_hosts(settings):
            what, keeps = words(f"check.hosts.{host.name}"), words(f"check.keeps.{host.keeps}")
            self._hosts.append(words("check.host", host=host.host, what=what, keeps=keeps))

    def _line(self, level: str, sentence: str) -> None:
        self._found.append(self._words(f"check.{level}", sentence=sentence))
