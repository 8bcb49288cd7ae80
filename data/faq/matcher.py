"""Which entry a text means: exactly, by a keyword in it, or nearly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import ahocorasick
import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz

from data.fold import fold

_KANJI = re.compile("[々〇一-鿿]")
_TWO_KANJI_AND_KANA = re.compile("[一-鿿]{2}[ぁ-ゟー]*")
# Around a question, not in it: ごみの日は？ asks for ごみの日は.
PUNCTUATION = "。、.,!?・…「」『』()[]【】\"'☆★♪"
MAX_CANDIDATES = 100
MAX_TEXT = 200  # of what is looked for nearly: beyond that it is a letter, not a question
LONG_TEXT = 1.6  # times the keyword: then the keyword may stand, misspelt, somewhere in the text
PART, SAME_HEAD = 75.0, 66.0
SURE = 64.0  # of 100; tuned on the sample town's questions against small talk (tests/faq/test_matcher.py)


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """An entry as a turn sees it. `question` is its heading."""

    id: int
    question: str
    keywords: tuple[str, ...]
    answer: str
    url: str
    category: str


@dataclass(frozen=True, slots=True)
class FaqMatch:
    """What a text found. `entry` is None for "suggested" (then `suggestions` has 1 to 5) and "nothing"."""

    kind: Literal["exact", "contained", "suggested", "nothing"]
    entry: FaqEntry | None = None
    suggestions: tuple[FaqEntry, ...] = ()


def bare(text: str) -> str:
    """Folded, without the punctuation around it."""
    return fold(text).strip(PUNCTUATION)


def bigrams(folded: str) -> list[str]:
    """Its pairs of neighbouring letters, each once, in their order."""
    return list(dict.fromkeys(folded[start : start + 2] for start in range(len(folded) - 1)))


@lru_cache(maxsize=32)
def _telling_pairs(text: str) -> tuple[str, ...]:
    """Its pairs of letters with a kanji; a text is compared with many keywords in a row."""
    return tuple(pair for pair in bigrams(text) if _KANJI.search(pair))


def likeness(text: str, keyword: str) -> float:
    """From 0 to 100: how like a (folded) text is to a keyword, to have it misspelt in it, or to be part of it."""
    has_kanji = _KANJI.search(text) is not None
    if has_kanji and not any(pair in keyword for pair in _telling_pairs(text)):
        # 犬を飼いたい and 水を使いたい have but their endings in common.
        return 0.0
    score = fuzz.ratio(text, keyword)
    if len(keyword) >= 4 and len(text) > LONG_TEXT * len(keyword):
        # A longer text has more chances to hold something similar by accident.
        score = max(score, 0.85 * fuzz.partial_ratio(keyword, text))
    if not has_kanji:
        # Kana and letters say less each: こんにちは is no こんびに.
        score *= 0.85
    if len(text) >= (2 if has_kanji else 3) and _is_telling(text, keyword):
        return max(score, PART)
    if len(text) <= 8 and text[:2] == keyword[:2] and _TWO_KANJI_AND_KANA.fullmatch(text):
        # The rest in kana, because somebody doesn't know how to write it: 児童てあて.
        return max(score, SAME_HEAD)
    return score


def _is_telling(text: str, keyword: str) -> bool:
    """Whether a text is the beginning or more than half of a keyword: 通報 says too little of 緊急通報."""
    return keyword.startswith(text) or (2 * len(text) > len(keyword) and text in keyword)


class FaqMatcher:
    """An immutable matcher over one channel's entries. The earlier entry wins where two claim the same words."""

    def __init__(self, entries: Sequence[FaqEntry]) -> None:
        self.entries = tuple(entries)
        self._owners: dict[str, int] = {}
        for number, entry in enumerate(entries):
            for keyword in (*entry.keywords, entry.question):
                if folded := bare(keyword):
                    self._owners.setdefault(folded, number)
        self._words = tuple(self._owners)
        self._word_owners = tuple(self._owners.values())
        self._inside = ahocorasick.Automaton()
        postings: dict[str, list[int]] = {}
        for number, word in enumerate(self._words):
            # A single character (市, 水) stands in too many words to mean anything there.
            if len(word) > 1:
                self._inside.add_word(word, number)
            for pair in bigrams(word):
                postings.setdefault(pair, []).append(number)
        self._inside.make_automaton()
        self._postings: dict[str, npt.NDArray[np.int32]] = {
            pair: np.array(numbers, dtype=np.int32) for pair, numbers in postings.items()
        }

    def exact(self, text: str) -> FaqEntry | None:
        """The entry one of whose keywords, or whose question, is this text."""
        return self._exact(bare(text))

    def contained(self, text: str) -> FaqEntry | None:
        """The entry of the longest keyword that stands in the text; of several, of the first one in it."""
        return self._contained(bare(text))

    def suggest(self, text: str, limit: int = 3) -> list[FaqEntry]:
        """Entries whose keywords are like the text, the most alike first; none when nothing is."""
        return self._suggest(bare(text), limit)

    def match(self, text: str, limit: int = 3) -> FaqMatch:
        """Exact, else contained, else at most `limit` suggestions, else nothing."""
        folded = bare(text)
        if entry := self._exact(folded):
            return FaqMatch("exact", entry)
        if entry := self._contained(folded):
            return FaqMatch("contained", entry)
        if found := self._suggest(folded, limit):
            return FaqMatch("suggested", None, tuple(found))
        return FaqMatch("nothing")

    def _exact(self, folded: str) -> FaqEntry | None:
        number = self._owners.get(folded)
        return None if number is None else self.entries[number]

    def _contained(self, folded: str) -> FaqEntry | None:
        if not len(self._inside):
            return None
        best, longest = -1, 0
        for _, number in self._inside.iter(folded):
            if (length := len(self._words[number])) > longest:
                best, longest = number, length
        return None if best < 0 else self.entries[self._word_owners[best]]

    def _suggest(self, folded: str, limit: int) -> list[FaqEntry]:
        if len(folded) > MAX_TEXT:
            return []
        scored = [
            (-score, number)
            for number in self._candidates(folded)
            if (score := likeness(folded, self._words[number])) >= SURE
        ]
        owners = dict.fromkeys(self._word_owners[number] for _, number in sorted(scored))
        return [self.entries[owner] for owner in list(owners)[:limit]]

    def _candidates(self, folded: str) -> Iterable[int]:
        """The words that share most pairs of letters with the text, at most MAX_CANDIDATES."""
        shared = [found for pair in bigrams(folded) if (found := self._postings.get(pair)) is not None]
        if not shared:
            return []
        counts = np.bincount(np.concatenate(shared))
        numbers = np.flatnonzero(counts)
        if numbers.size > MAX_CANDIDATES:
            # Ties go to the earlier word, so that the answer never depends on chance.
            order = np.argsort(-counts[numbers], kind="stable")[:MAX_CANDIDATES]
            numbers = numbers[order]
        candidates: list[int] = numbers.tolist()
        return candidates
