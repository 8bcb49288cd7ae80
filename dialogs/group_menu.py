"""Changing how many items a repeating group has, from the review: one more, or one less."""

from __future__ import annotations

from typing import Any

from data.fold import fold
from dialogs.chooser import present
from dialogs.context import AskContext
from dialogs.form_nodes import Form, Group
from dialogs.interview_state import State, add_item, remove_item
from dialogs.journey import Walk
from dialogs.talk import Choice, Speech
from dialogs.wording import Wording

ADD, REMOVE, KEEP = "add", "remove", "keep"
Meaning = Any  # ["add"], ["remove", number from 0], ["keep"], or {"page": n} of the chooser


class GroupMenu:
    """The menu of one group, at `base`: the path of the group without its items."""

    def __init__(self, form: Form, state: State, found: Walk, base: str) -> None:
        self._group: Group = form.groups[base.rsplit(".", 1)[-1]]
        self._state = state
        self._base = base
        self._count = len(found.live[base])

    def speech(self, context: AskContext, lead: str = "") -> Speech:
        """How many there are, and what can be done."""
        text = context.words("dialog.group_menu", label=self._group.label, count=self._count)
        page = (self._state["draft"] or {}).get("page", 0)
        return present(f"{lead}\n\n{text}" if lead else text, self._choices(context.words), context.words, page)

    def read(self, text: str, words: Wording) -> Meaning | None:
        """A choice typed instead of tapped; None when it is none of them."""
        folded = fold(text)
        return next((choice.value for choice in self._choices(words) if fold(choice.label) == folded), None)

    def choose(self, meaning: Meaning) -> bool:
        """Do it. False when the menu is to be shown again: another page of it."""
        state = self._state
        if isinstance(meaning, dict):
            state["draft"] = meaning
            return False
        if meaning[0] == ADD:  # beyond the most there may be, the walk doesn't look
            add_item(state, self._base, self._count)
            state["review"] = 0
        elif meaning[0] == REMOVE and self._count > self._group.fewest and meaning[1] < self._count:
            remove_item(state, self._base, self._group, self._count, meaning[1])
            state["review"] = 0
        return True

    def _choices(self, words: Wording) -> list[Choice]:
        choices: list[Choice] = []
        if self._count < self._group.most:
            choices.append(Choice(words("dialog.add_item"), value=[ADD]))
        if self._count > self._group.fewest:
            choices += [
                Choice(words("dialog.remove_item", item=self._group.item_name(number)), value=[REMOVE, number])
                for number in range(self._count)
            ]
        return [*choices, Choice(words("dialog.label.keep"), value=[KEEP])]


def group_base(asking: str | None) -> str | None:
    """The group whose menu is open; None when a question is."""
    return asking[:-2] if asking is not None and asking.endswith(".*") else None
