"""The manual as one person sees it: the chapters they have a use for, and the reference made of the declarations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from data.staff.rights import StaffIdentity
from dialogs.manual import Chapter, load_manual
from staffbot.cards import usage
from staffbot.command import Arg, Call, Command, Noun
from staffbot.page_link import page_link
from staffbot.registry import SHOW, Registry
from staffbot.rights_named import right_label

PAGE = "/staff/manual"
PAGE_RIGHT = "console:open"
REFERENCE = "ref"
MOST_OPTIONS = 12


@dataclass(frozen=True, slots=True)
class ArgFacts:
    """One argument as a line of the reference. `kind`: the last part of a key below `manual.kind`."""

    label: str
    kind: str
    required: bool
    example: str
    options: tuple[str, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class CommandFacts:
    """One command of the reference. `right`: as people call it, "" for what everybody may do."""

    usage: str
    help: str
    example: str
    right: str
    args: tuple[ArgFacts, ...]
    dangerous: bool
    undoable: bool
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NounFacts:
    """One noun of the reference, with those of its commands that this person may use. `key`: its place on the page."""

    key: str
    word: str
    help: str
    aliases: tuple[str, ...]
    commands: tuple[CommandFacts, ...]


def reference(registry: Registry, staff: StaffIdentity) -> list[NounFacts]:
    """The nouns and commands this person may use, in the order of the menu."""
    found = []
    for noun in registry.nouns:
        commands = registry.allowed(staff, noun)
        if commands:
            facts = tuple(_command_facts(registry, command) for command in commands)
            found.append(NounFacts(reference_key(noun), noun.word, noun.help, noun.aliases, facts))
    return found


def chapters(registry: Registry, staff: StaffIdentity) -> list[Chapter]:
    """The chapters this person has a use for."""
    return [chapter for chapter in load_manual() if _is_for(registry, staff, chapter)]


def reference_key(noun: Noun) -> str:
    """Where a noun's commands stand on the page."""
    return f"{REFERENCE}-{noun.word}"


def place_of(registry: Registry, staff: StaffIdentity, noun: Noun | None) -> str:
    """The path that opens the manual at the chapter about this noun; where there is none, at its commands."""
    if noun is None:
        return PAGE
    about = [chapter for chapter in chapters(registry, staff) if noun.word in chapter.nouns]
    about.sort(key=lambda chapter: not chapter.title.startswith(noun.word))
    return f"{PAGE}#{quote(about[0].key if about else reference_key(noun))}"


def manual_link(call: Call, noun: Noun | None) -> str:
    """A link to it, as to every page."""
    return page_link(call, place_of(call.desk.registry, call.staff, noun))


def _is_for(registry: Registry, staff: StaffIdentity, chapter: Chapter) -> bool:
    nouns = [noun for noun in registry.nouns if noun.word in chapter.nouns]
    return not chapter.nouns or any(registry.may_see(staff, noun) for noun in nouns)


def _command_facts(registry: Registry, command: Command) -> CommandFacts:
    return CommandFacts(
        usage=usage(command).replace(SHOW, f"#{command.args[0].label}") if command.verb == SHOW else usage(command),
        help=command.help,
        example=command.example,
        right=right_label(registry, command.right) if command.right else "",
        args=tuple(_arg_facts(arg) for arg in command.args),
        dangerous=command.dangerous,
        undoable=command.undoable,
        aliases=command.aliases,
    )


def _arg_facts(arg: Arg) -> ArgFacts:
    labels: Sequence[str] = [option.label for option in arg.options]
    shown = tuple(labels[:MOST_OPTIONS])
    return ArgFacts(arg.label, arg.kind, arg.required, arg.example, shown, len(labels) > len(shown))
