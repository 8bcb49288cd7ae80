"""Checks that every staff command can be found, learned and used. For `main.py check`."""

from __future__ import annotations

from data.staff.rights import RIGHTS
from dialogs.checking import place_of
from dialogs.wording import Wording
from staffbot.commands import COMMANDS, REGISTRY
from staffbot.parser import read_line


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
