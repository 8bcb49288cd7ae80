"""Texts that ask nothing: a danger, a greeting, thanks, a dialog's word without a dialog, signs and numbers alone."""

from __future__ import annotations

import re
from typing import Literal

from data.faq.matcher import bare
from data.fold import fold
from dialogs.wording import Wording

Danger = Literal["", "word", "sure"]

# Longer than a cry for help.
LONGEST_CRY = 30
_NUMBERS = re.compile(r"[\W\d年月日時分人円歳才個番丁目号]+")


class SmallTalk:
    """The wording's lists of such texts, folded once."""

    def __init__(self, words: Wording) -> None:
        self._dangers: dict[str, Danger] = {fold(one): "word" for one in words.variants("resident.emergency.words")}
        self._dangers |= {fold(one): "sure" for one in words.variants("resident.emergency.sure_words")}
        self._within = re.compile("|".join(re.escape(fold(one)) for one in words.variants("resident.emergency.within")))
        self._harmless = tuple(fold(one) for one in words.variants("resident.emergency.harmless"))
        self._kinds = {
            fold(one): kind for kind, listed in words.lists("resident.small_words").items() for one in listed
        }
        for listed in words.lists("dialog.words").values():
            self._kinds |= {fold(one): "no_dialog" for one in listed}

    def danger(self, folded: str) -> Danger:
        """Whether somebody is in danger: "sure" before anything else; "word" unless it answers what was asked."""
        # In 「」 it is an answer.
        if folded[:1] == "「":
            return ""
        text = bare(folded)
        found = self._dangers.get(text, "")
        if found or len(text) > LONGEST_CRY:
            return found
        if self._within.search(text) and not any(one in text for one in self._harmless):
            return "sure"
        return ""

    def kind(self, folded: str) -> str:
        """Which kind of small talk a text is, by the name of its answer; "" when it is none."""
        text = bare(folded)
        # Hearts and faces beside the words.
        known = self._kinds.get(text) or self._kinds.get("".join(letter for letter in text if letter.isalnum()))
        if known:
            return known
        if not any(letter.isalnum() for letter in text):
            return "signs"
        return "numbers" if _NUMBERS.fullmatch(text) else ""
