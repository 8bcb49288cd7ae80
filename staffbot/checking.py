"""`main.py check`: everything that can be wrong before anybody talks, the staff commands among it."""

from __future__ import annotations

from data.staff.rights import RIGHTS
from dialogs.check_report import Report
from dialogs.checking import place_of
from dialogs.wording import Wording, load_wording
from staffbot.commands import COMMANDS, REGISTRY
from staffbot.manual_check import check_manual
from staffbot.parser import read_line


def check_all(*, content_only: bool) -> tuple[str, str]:
    """(for stdout, for stderr); the latter is "" when nothing is wrong. Makes and changes nothing.

    Args:
        content_only: only what is shipped, without the settings and HOME of this machine.
    """
    import staffbot.web.pages  # noqa: F401  its refusals are known once it is loaded

    report = Report(load_wording())
    if not content_only:
        report.town()
    report.content()
    count, wrong = check_commands(load_wording())
    report.wrong += wrong
    if not wrong:
        report.right("check.commands", count=count)
    count, wrong = check_manual(load_wording(), REGISTRY)
    report.wrong += wrong
    if not wrong:
        report.right("check.manual.sound", count=count)
    return report.said(), report.complaints()


def check_commands(words: Wording) -> tuple[int, list[str]]:
    """How many commands there are, and what is wrong with them, each with file and line.

    That each has help and an example is a condition of its declaration (`staffbot.command.command`).
    """
    found = []
    for command in COMMANDS:
        place = place_of(command.run)
        if command.right and command.right not in RIGHTS:
            found.append(words("check.command.right", place=place, command=command.phrase, right=command.right))
        if read_line(REGISTRY, command.example).command is not command:
            facts = {"command": command.phrase, "example": command.example}
            found.append(words("check.command.example", place=place, **facts))
    return len(COMMANDS), found
