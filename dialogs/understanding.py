"""What a text may mean, found before the writer is entered: pure matching against the snapshots."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from data.faq.matcher import FaqEntry, FaqMatcher
from data.fold import fold
from data.spots.index import SpotIndex
from dialogs.library import EMPTY_LIBRARY, Library
from dialogs.receipt import Receipt, read_receipt
from dialogs.wording import Wording

# Longer than any command or question: it is searched for keywords, not for near misses.
LONGEST_NEAR = 12
NEAR_ENOUGH = 70
SUGGESTIONS = 3
SURE_OF_INTENT = 0.7


@dataclass(frozen=True, slots=True)
class Heard:
    """Everything a text may mean outside a dialog; the engine decides by where the person is.

    Attributes:
        word: name of a top-level word ("menu", "shelters", …), "" when it is none; `rest`: what was typed after it.
        near_spots: names of spots that `rest` nearly is, when 施設 was followed by no spot's word.
        near: a top-level word (as people type it) that this nearly is.
        answer: the FAQ entry of exactly this text. `keyword`: the one whose keyword stands in it. `suggested`: nearly.
        trigger: key of the scenario that exactly this text starts. `trigger_within`: one whose trigger stands in it.
    """

    receipt: Receipt | None = None
    word: str = ""
    rest: str = ""
    answer: FaqEntry | None = None
    trigger: str = ""
    keyword: FaqEntry | None = None
    trigger_within: str = ""
    suggested: tuple[FaqEntry, ...] = ()
    near: str = ""
    near_spots: tuple[str, ...] = ()


NOTHING_HEARD = Heard()


class Listener:
    """Knows the top-level words. One per counter."""

    def __init__(self, words: Wording) -> None:
        lists = words.lists("resident.words")
        self._by_fold = {fold(alias): name for name, aliases in lists.items() for alias in aliases}
        # 施設 図書館: these words take something after them.
        self._taking = frozenset(words.variants("resident.words_with_more"))
        self._spoken = {fold(alias): aliases[0] for aliases in lists.values() for alias in aliases}

    def hear(
        self, text: str, channel: str, snapshots: Mapping[str, Any], intent: str = "", confidence: float = 0.0
    ) -> Heard:
        """Match one text. About 10 µs when it is a word, keyword or trigger, up to 1 ms when it is none of them.

        Args:
            intent, confidence: a Rasa server's reading, where there is one.
        """
        receipt = read_receipt(text)
        if receipt is not None:
            return Heard(receipt=receipt)
        folded = fold(text)
        if not folded:
            return NOTHING_HEARD
        word, rest = self._word(text, folded)
        library: Library = snapshots.get("scenarios", EMPTY_LIBRARY)
        shelf = library.shelf(channel)
        matcher: FaqMatcher | None = snapshots.get("faq", {}).get(channel)
        answer = matcher.exact(text) if matcher else None
        trigger = shelf.by_trigger.get(folded, "")
        if not trigger and confidence >= SURE_OF_INTENT:
            trigger = shelf.by_intent.get(intent, "")
        if word or answer or trigger:
            near_spots = self._near_spots(rest, channel, snapshots) if rest and word == "spots" else ()
            return Heard(word=word, rest=rest, answer=answer, trigger=trigger, near_spots=near_spots)
        keyword = matcher.contained(text) if matcher else None
        within = shelf.trigger_within(folded) or ""
        if keyword or within:
            return Heard(keyword=keyword, trigger_within=within)
        near = self._near(folded)
        # Numbers and addresses (a date, a telephone) are answers to something, never half a question.
        suggested = matcher.suggest(text, SUGGESTIONS) if matcher and not folded.isascii() else []
        return Heard(suggested=tuple(suggested), near=near)

    def _word(self, text: str, folded: str) -> tuple[str, str]:
        word = self._by_fold.get(folded)
        if word is not None:
            return word, ""
        parts = unicodedata.normalize("NFKC", text).split(None, 1)
        if len(parts) == 2:
            word = self._by_fold.get(fold(parts[0]))
            if word in self._taking:
                return word, parts[1].strip()
        return "", ""

    @staticmethod
    def _near_spots(rest: str, channel: str, snapshots: Mapping[str, Any]) -> tuple[str, ...]:
        index: SpotIndex | None = snapshots.get("spots", {}).get(channel)
        if index is None or rest in index.categories or index.search(rest, limit=1):
            return ()
        return tuple(spot.name for spot in index.suggest(rest, SUGGESTIONS))

    def _near(self, folded: str) -> str:
        if not 2 <= len(folded) <= LONGEST_NEAR:
            return ""
        found = process.extractOne(folded, self._spoken.keys(), scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH)
        return self._spoken[found[0]] if found else ""
