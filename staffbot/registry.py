"""The declared nouns and commands, indexed by what people type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from data.fold import fold
from data.staff.rights import StaffIdentity
from staffbot.command import Command, Noun

SHOW = "#N"

T = TypeVar("T")


class Registry:
    """Built once from the lists in `staffbot/commands/__init__.py`.

    Attributes:
        nouns: in the order of the menu.
        noun_words: folded word or alias -> noun.
        verb_words: noun's word -> folded verb or alias -> command. Not in it: show (`#N`) and commands without a verb,
            unless by an alias (設定 変える).
    """

    def __init__(self, nouns: Sequence[Noun], commands: Iterable[Command]) -> None:
        """Raises:
        ValueError: two nouns, or two verbs of one noun, fold to the same word.
        """
        self.nouns = tuple(nouns)
        self.commands = tuple(commands)
        self.noun_words: dict[str, Noun] = {}
        self.verb_words: dict[str, dict[str, Command]] = {noun.word: {} for noun in nouns}
        self._verbless: dict[str, Command] = {}
        self._shows: dict[str, Command] = {}
        for noun in nouns:
            for word in (noun.word, *noun.aliases):
                _put(self.noun_words, fold(word), noun)
        for command in self.commands:
            if command.verb == SHOW:
                _put(self._shows, command.noun.word, command)
            elif not command.verb:
                _put(self._verbless, command.noun.word, command)
                for word in command.aliases:
                    _put(self.verb_words[command.noun.word], fold(word), command)
            else:
                for word in (command.verb, *command.aliases):
                    _put(self.verb_words[command.noun.word], fold(word), command)
        self._of_noun = {
            noun.word: tuple(command for command in self.commands if command.noun is noun) for noun in self.nouns
        }
        self._by_phrase = {command.phrase: command for command in self.commands}

    def of_noun(self, noun: Noun) -> tuple[Command, ...]:
        """Its commands, in the order declared."""
        return self._of_noun[noun.word]

    def verbs_of(self, noun: Noun) -> Mapping[str, Command]:
        """Folded verb or alias -> command."""
        return self.verb_words[noun.word]

    def show_of(self, noun: Noun) -> Command | None:
        """The command for `noun #N`."""
        return self._shows.get(noun.word)

    def verbless_of(self, noun: Noun) -> Command | None:
        """The command that takes what follows the noun when it is no verb."""
        return self._verbless.get(noun.word)

    def by_phrase(self, phrase: str) -> Command | None:
        """A command by `避難所 開設`: how trackers and old buttons name it."""
        return self._by_phrase.get(phrase)

    def allowed(self, staff: StaffIdentity, noun: Noun) -> tuple[Command, ...]:
        """The noun's listed commands that this person may use."""
        return tuple(command for command in self.of_noun(noun) if command.is_listed and staff.may(command.right))

    def may_see(self, staff: StaffIdentity, noun: Noun) -> bool:
        """Whether any of its commands is this person's to use."""
        return any(staff.may(command.right) for command in self.of_noun(noun))


def _put(words: dict[str, T], word: str, value: T) -> None:
    if words.setdefault(word, value) is not value:
        raise ValueError(f"{word!r} is declared twice")
