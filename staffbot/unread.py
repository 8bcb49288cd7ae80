"""What is said to a line that can't be read, or not all of it: what may have been meant, as buttons."""

from __future__ import annotations

from collections.abc import Callable

from data.gateways.line.limits.numbers import SAID_GRAPHEMES
from data.gateways.line.text import is_over_graphemes
from data.staff.rights import StaffIdentity
from dialogs.talk import Card, Choice, Say, Speech
from staffbot import cards
from staffbot.binding import Bound
from staffbot.command import Call, Command, Noun
from staffbot.desk import Desk
from staffbot.parser import Line, Suggestion

SHOWN_TEXT = 60
SUGGESTED = 6


class Unread:
    """For one person. `make_call`: the person's call of a command."""

    def __init__(self, desk: Desk, staff: StaffIdentity, make_call: Callable[[Command], Call]) -> None:
        self._desk = desk
        self._staff = staff
        self._words = desk.words
        self._make_call = make_call

    def said(self, near: tuple[Suggestion, ...], text: str, noun: Noun | None = None) -> Speech:
        """The text back, and what it may have meant: lines to tap, or the noun's card."""
        buttons = [
            Choice(typable(one), "text", text=typable(one))
            for one in near
            if (
                self._staff.may(one.command.right)
                if one.command
                else self._desk.registry.may_see(self._staff, one.noun)
            )
        ][:SUGGESTED]
        typed = text.strip()
        typed = typed if len(typed) <= SHOWN_TEXT else typed[:SHOWN_TEXT] + "…"
        if buttons:
            perhaps = self._words("staff.unknown.perhaps")
            card = Card(perhaps, choices=tuple(buttons), alt=perhaps)
            return Speech([Say(self._words("staff.unknown.text", text=typed)), card], [self._menu(), self._help(noun)])
        if noun is not None:
            card_speech = cards.noun_card(self._make_call(self._desk.registry.of_noun(noun)[0]), noun)
            lead = Say(self._words("staff.unknown.verb", text=typed, noun=noun.word))
            return Speech([lead, *card_speech.utterances], card_speech.choices)
        return Speech([Say(self._words("staff.unknown.nothing", text=typed))], [self._menu(), self._help(None)])

    def one_by_one(self, lines: tuple[Suggestion, ...]) -> Speech:
        """Several records in one line: each is a command of its own."""
        card = Card(
            self._words("staff.unknown.one_by_one"),
            text=self._words("staff.unknown.one_by_one_text"),
            choices=tuple(Choice(typable(one), "text", text=typable(one)) for one in lines),
        )
        return Speech([card], [self._menu()])

    def surplus(self, command: Command, text: str, bound: Bound) -> Speech:
        """More was typed than the command takes: nothing is done."""
        kept = (
            text.rstrip()[: -len(bound.surplus)].rstrip() if text.rstrip().endswith(bound.surplus) else command.phrase
        )
        speech = self.said((Suggestion(kept, command.noun, command),), text, command.noun)
        speech.utterances[0] = Say(self._words("staff.unknown.surplus", text=bound.surplus[:SHOWN_TEXT]))
        return speech

    def _menu(self) -> Choice:
        return Choice(self._words("staff.menu.word"), "text", text=self._words("staff.menu.word"))

    def _help(self, noun: Noun | None) -> Choice:
        word = self._words("staff.help.word")
        return Choice(word, "text", text=f"{word} {noun.word}" if noun is not None else word)


def instead(command: Command, line: Line, bound: Bound) -> tuple[Suggestion, ...]:
    """For 設定 NAME …: names like what was typed, and verbs like it."""
    found = [
        Suggestion(f"{command.phrase} {named.name}", command.noun, command)
        for doubt in bound.doubts.values()
        for named in doubt.candidates
    ]
    return (*found, *line.near)


def typable(suggestion: Suggestion) -> str:
    """The line a button types; LINE takes no long ones, so then only noun and verb."""
    if not is_over_graphemes(suggestion.text, SAID_GRAPHEMES):
        return suggestion.text
    return suggestion.command.phrase if suggestion.command is not None else suggestion.noun.word
