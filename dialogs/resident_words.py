"""The resident's top-level words as people type them: with a request around them, with more behind, nearly."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process

from data.fold import fold
from dialogs.wording import Wording

# Around a word, not in it. Not 「」: in them a word is an answer.
MARKS = "。、.,!?・…~ー"
# Longer than any command with a request around it.
LONGEST_LOOSE = 40
LONGEST_NEAR = 12
NEAR_ENOUGH = 70
# One wrong letter of three: 避難書.
NEAR_ENOUGH_OF_THREE = 66
# Shorter words stand in too many sentences to be meant there.
SHORTEST_WITHIN = 3


class ResidentWords:
    """The wording's top-level words, folded once."""

    def __init__(self, words: Wording) -> None:
        lists = words.lists("resident.words")
        self._by_fold = {fold(alias): name for name, aliases in lists.items() for alias in aliases}
        # 施設 図書館: these words take something after them.
        self._taking = frozenset(words.variants("resident.words_with_more"))
        self._spoken = {fold(alias): aliases[0] for aliases in lists.values() for alias in aliases}
        self._shelters = _longest_first(lists["shelters"])
        self._within = [word for word in _longest_first(self._spoken) if len(word) >= SHORTEST_WITHIN]
        self._before = _longest_first(words.variants("resident.around.before"))
        self._after = _longest_first(words.variants("resident.around.after"))
        self._of_place = _longest_first(words.variants("resident.around.place"))
        self._disasters = frozenset(map(fold, words.variants("resident.disasters")))
        self._evacuation = lists["evacuation"][0]
        self._hazards = {
            fold(alias): aliases[0]
            for hazard, aliases in words.lists("shelters.hazard_words").items()
            for alias in (*aliases, words(f"shelters.hazard.{hazard}"))
        }

    def exact(self, text: str, folded: str) -> tuple[str, str]:
        """(name of the word, what was typed after it); ("", "") when the text is none."""
        word = self._by_fold.get(folded) or self._by_fold.get(folded.strip(MARKS))
        if word is not None:
            return word, ""
        parts = unicodedata.normalize("NFKC", text).split(None, 1)
        if len(parts) == 2:
            word = self._by_fold.get(fold(parts[0]))
            if word in self._taking:
                return word, self._rest(parts[1].strip())
        return "", ""

    def bare(self, folded: str) -> str:
        """Without what people put around a thing they ask for: 近くの…, …を教えてください, …はどこですか."""
        text = folded.strip(MARKS)
        if len(text) > LONGEST_LOOSE:
            return text
        while True:
            head = tail = ""
            if text.startswith(self._before):
                head = next((word for word in self._before if len(word) < len(text) and text.startswith(word)), "")
                text = text[len(head) :]
            if text.endswith(self._after):
                tail = next((word for word in self._after if len(word) < len(text) and text.endswith(word)), "")
            if not head and not tail:
                return text
            text = text[: len(text) - len(tail)].strip(MARKS)

    def loose(self, bare: str) -> tuple[str, str]:
        """The word that a text without its surroundings is; 洪水の避難所 is the shelters for that hazard."""
        word = self._by_fold.get(bare)
        if word is not None:
            return word, ""
        for shelters in self._shelters:
            if shelters in bare:
                before, _, after = bare.partition(shelters)
                hazard = self._hazard(after if not before else before if not after else "")
                return ("shelters", hazard) if hazard else ("", "")
        return "", ""

    def place(self, bare: str) -> str:
        """What stands before の避難所: 古口の避難所, 古口の近くの避難所; "" when nothing does."""
        for shelters in self._shelters:
            if bare.endswith(shelters):
                before = bare.removesuffix(shelters)
                link = next((link for link in self._of_place if before.endswith(link)), "")
                return before.removesuffix(link) if link else ""
        return ""

    def disaster(self, bare: str) -> str:
        """避難行動, as people type it, for the bare name of a disaster; "" for anything else."""
        return self._evacuation if bare in self._disasters or bare in self._hazards else ""

    def near(self, folded: str, more: Mapping[str, str]) -> str:
        """The word, as people type it, that a text nearly is or that stands in it; "" when none.

        Args:
            more: folded -> spoken, of other words to look for.
        """
        text = folded.strip(MARKS)
        if 2 <= len(text) <= LONGEST_NEAR:
            spoken = {**self._spoken, **more}
            enough = NEAR_ENOUGH_OF_THREE if len(text) == 3 else NEAR_ENOUGH
            found = process.extractOne(text, spoken.keys(), scorer=fuzz.ratio, score_cutoff=enough)
            if found:
                return spoken[found[0]]
        return self.within(text)

    def within(self, folded: str) -> str:
        """The word, as people type it, that stands in a text; "" when none."""
        return next((self._spoken[word] for word in self._within if word in folded), "")

    def _rest(self, rest: str) -> str:
        """What was typed after a word; nothing when it only asks for the word itself."""
        bare = self.bare(fold(rest))
        if not bare or bare in self._after:
            return ""
        return self._hazard(bare) or rest

    def _hazard(self, text: str) -> str:
        """The hazard, as people type it, that 洪水のとき or 洪水で使う means; "" when none."""
        for hazard in self._hazards:
            if text.startswith(hazard) and (text == hazard or text[len(hazard) :] in self._after):
                return self._hazards[hazard]
        return ""


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(map(fold, words)), key=len, reverse=True))
