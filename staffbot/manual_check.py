"""What `main.py check` finds in the manual: commands and buttons there are none of, links and pictures to nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from data.fold import fold
from dialogs.faults import ContentError
from dialogs.manual import FOLDER, Chapter, load_manual
from dialogs.wording import Wording
from staffbot.operating.line import parser
from staffbot.parser import read_line
from staffbot.registry import Registry
from staffbot.town_settings import SETTINGS

PICTURES = Path(__file__).parent / "web" / "static" / "manual"
ROOT = Path(__file__).parent.parent


def check_manual(words: Wording, registry: Registry, folder: Path = FOLDER) -> tuple[int, list[str]]:
    """How many chapters there are, and what is wrong with them, each with file and line."""
    try:
        found = load_manual(folder)
    except ContentError as error:
        return 0, [f"{error.source}: {words.fault(fault)}" for fault in error.faults]
    wrong = [fault for chapter in found for fault in check_chapter(words, registry, chapter, found)]
    listed = {f"{chapter.key}.md" for chapter in found}
    wrong += [words("check.manual.unlisted", file=path.name) for path in folder.glob("*.md") if path.name not in listed]
    return len(found), wrong


def check_chapter(words: Wording, registry: Registry, chapter: Chapter, all: Sequence[Chapter]) -> Iterator[str]:
    """What is wrong in one chapter. `all`: the manual, for its links."""
    place = f"{FOLDER.relative_to(ROOT) / chapter.key}.md"
    for noun in chapter.nouns:
        if registry.noun_words.get(fold(noun)) is None:
            yield words("check.manual.noun", place=place, noun=noun)
    for line, text in chapter.quoted():
        if not _is_command(words, registry, text) and text not in _sentences(words):
            yield words("check.manual.quoted", place=f"{place}:{line}", text=text)
    for line, text in chapter.typed():
        if text not in _server_commands():
            yield words("check.manual.typed", place=f"{place}:{line}", text=text)
    for line, target in chapter.linked():
        if not _leads_somewhere(chapter, target, all):
            yield words("check.manual.link", place=f"{place}:{line}", text=target)
    for line, name in chapter.pictures():
        if not (PICTURES / name).is_file() or Path(name).name != name:
            yield words("check.manual.picture", place=f"{place}:{line}", text=name)


def _is_command(words: Wording, registry: Registry, text: str) -> bool:
    """A noun alone, or a command as the reference writes it; what takes anything must be given what there is."""
    line = read_line(registry, text)
    if line.is_loose or line.noun is None:
        return False
    if line.command is None or line.command.verb:
        return line.is_noun_alone or (line.command is not None and text.startswith(line.noun.word))
    if not line.rest:
        return True
    names = {words(f"staff.settings.names.{spec.name}") for spec in SETTINGS} | set(registry.noun_words)
    takes = line.command.args and line.command.args[0].kind in ("name", "conditions")
    return not takes or any(fold(line.rest).startswith(fold(name)) for name in names)


def _leads_somewhere(chapter: Chapter, target: str, all: Sequence[Chapter]) -> bool:
    """To a chapter that everybody sees who sees this one."""
    found = next((one for one in all if f"#{one.key}" == target), None)
    return found is not None and (not found.nouns or (bool(chapter.nouns) and set(chapter.nouns) <= set(found.nouns)))


@cache
def _sentences(words: Wording) -> frozenset[str]:
    """What stands on a button, in a title, or is understood: everything that is worded without places to fill."""
    lists = (
        variant for prefix in ("resident", "dialog", "staff") for one in words.lists(prefix).values() for variant in one
    )
    return frozenset(lists) | {words(key) for key in words if not words.placeholders(key)}


@cache
def _server_commands() -> frozenset[str]:
    return frozenset(name for action in parser()._actions if action.choices for name in action.choices)
