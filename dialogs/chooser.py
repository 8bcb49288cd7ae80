"""The one presenter of choices: quick replies, pages of a card when there are many, and a search by typing."""

from __future__ import annotations

from collections.abc import Sequence

from data.gateways.line.limits.numbers import LABEL_GRAPHEMES, QUICK_REPLIES
from data.gateways.line.text import grapheme_len
from dialogs.talk import Card, Choice, Say, Speech
from dialogs.wording import Wording

PER_PAGE = 10
# From here on looking through pages is tiresome, and typing part of the name is offered first.
SEARCHED_FROM = 31


def fits_quick_replies(choices: Sequence[Choice]) -> bool:
    """Whether all can be quick replies with their whole labels readable."""
    return len(choices) <= QUICK_REPLIES and all(
        len(choice.label) <= LABEL_GRAPHEMES or grapheme_len(choice.label) <= LABEL_GRAPHEMES for choice in choices
    )


def present(text: str, choices: Sequence[Choice], words: Wording, page: int = 0, *, is_long: bool = False) -> Speech:
    """Ask one to choose among `choices`.

    Args:
        text: the question.
        page: which ten are shown, from 0, when they don't fit quick replies. The buttons that turn the page are
            answers with the value `{"page": n}`.
        is_long: the list is known not to fit quick replies (spares measuring it each time).
    """
    if not is_long and fits_quick_replies(choices):
        return Speech([Say(text)], list(choices))
    pages = -(-len(choices) // PER_PAGE)
    page = min(max(page, 0), pages - 1)
    first = page * PER_PAGE
    shown = tuple(choices[first : first + PER_PAGE])
    note = ""
    turns: list[Choice] = []
    if pages > 1:
        note = words("dialog.page", first=first + 1, last=first + len(shown), total=len(choices))
        if page > 0:
            turns.append(Choice(words("dialog.previous_page"), value={"page": page - 1}, style="link"))
        if page < pages - 1:
            turns.append(Choice(words("dialog.next_page"), value={"page": page + 1}, style="link"))
    if len(choices) >= SEARCHED_FROM:
        text += "\n" + words("dialog.search_by_typing")
    card = Card("", note=note, choices=(*shown, *turns), alt=text)
    return Speech([Say(text), card])
