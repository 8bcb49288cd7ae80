"""What a text may mean, found before the writer is entered: pure matching against the snapshots."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from data.faq.matcher import FaqEntry, FaqMatcher
from data.fold import fold
from data.shelters.index import ShelterIndex
from data.spots.index import SpotIndex
from dialogs.library import EMPTY_LIBRARY, Library, Shelf
from dialogs.receipt import Receipt, read_receipt
from dialogs.resident_words import ResidentWords
from dialogs.small_talk import Danger, SmallTalk
from dialogs.wording import Wording

SUGGESTIONS = 3
EVACUATION = "evacuation"  # the scenario of 避難行動
SURE_OF_INTENT = 0.7


class Heard(Struct, frozen=True):
    """Everything a text may mean outside a dialog; the engine decides by where the person is.

    Attributes:
        word: name of a top-level word ("menu", "shelters", …), "" when it is none; `rest`: what was typed after it.
        danger: somebody is in danger; "sure" is answered before anything else.
        small: the kind of small talk it is.
        near_spots: names of spots that `rest` nearly is, when 施設 was followed by no spot's word.
        near: a top-level word or trigger (as people type it) that this nearly is, or that stands in it.
        answer: the FAQ entry of exactly this text. `keyword`: the one whose keyword stands in it. `suggested`: nearly.
        trigger: key of the scenario that exactly this text starts. `trigger_within`: one whose trigger stands in it.
        spot: the words by which a spot is called so.
    """

    receipt: Receipt | None = None
    word: str = ""
    rest: str = ""
    danger: Danger = ""
    small: str = ""
    answer: FaqEntry | None = None
    trigger: str = ""
    keyword: FaqEntry | None = None
    trigger_within: str = ""
    spot: str = ""
    suggested: tuple[FaqEntry, ...] = ()
    near: str = ""
    near_spots: tuple[str, ...] = ()


NOTHING_HEARD = Heard()
# Emoji, their skin colours, joiners and glyph choices: 避難所😭 is 避難所.
_PICTURES = re.compile("[\U0001f000-\U0001faff\u2600-\u26ff\u2700-\u27bf\u2b50\u2b55\ufe0e\ufe0f\u200d\u20e3]+")


def without_pictures(text: str) -> str:
    """A text without its emoji; as it is when it has nothing else."""
    return _PICTURES.sub("", text).strip() or text


class Listener:
    """Knows the top-level words. One per counter."""

    def __init__(self, words: Wording) -> None:
        self._words = ResidentWords(words)
        self._small_talk = SmallTalk(words)

    def hear(
        self,
        text: str,
        channel: str,
        snapshots: Mapping[str, Any],
        intent: str = "",
        confidence: float = 0.0,
        *,
        briefly: bool = False,
    ) -> Heard:
        """Match one text. About 10 µs when it is a word, keyword or trigger, up to 1 ms when it is none of them.

        Args:
            intent, confidence: a Rasa server's reading, where there is one.
            briefly: leave out what is only asked for outside dialogs: what stands in the text, and what it nearly is.
        """
        receipt = read_receipt(text)
        if receipt is not None:
            return Heard(receipt=receipt)
        text = without_pictures(text)
        folded = fold(text)
        if not folded:
            return Heard(small="signs")
        word, rest = self._words.exact(text, folded)
        library: Library = snapshots.get("scenarios", EMPTY_LIBRARY)
        shelf = library.shelf(channel)
        matcher: FaqMatcher | None = snapshots.get("faq", {}).get(channel)
        answer = matcher.exact(text) if matcher else None
        trigger = shelf.named(folded)
        if not trigger and confidence >= SURE_OF_INTENT:
            trigger = shelf.by_intent.get(intent, "")
        if word or answer or trigger:
            near_spots = self._near_spots(rest, channel, snapshots) if rest and word == "spots" else ()
            return Heard(word=word, rest=rest, answer=answer, trigger=trigger, near_spots=near_spots)
        danger = self._small_talk.danger(folded)
        if danger:
            return Heard(danger=danger, keyword=matcher.contained(text) if matcher else None)
        small = self._small_talk.kind(folded)
        if small:
            return Heard(small=small)
        bare = self._words.bare(folded)
        word, rest = self._words.loose(bare)
        trigger = "" if word else shelf.named(bare)
        if word or trigger:
            return Heard(word=word, rest=rest, trigger=trigger)
        if briefly:
            return NOTHING_HEARD
        place = self._words.place(bare)
        shelters: ShelterIndex | None = snapshots.get("shelters")
        if place and shelters is not None and (shelters.find(place) or shelters.at(place)):
            return Heard(word="shelters", rest=place)
        return self._loosely(text, folded, bare, shelf, matcher, snapshots.get("spots", {}).get(channel))

    def _loosely(
        self, text: str, folded: str, bare: str, shelf: Shelf, matcher: FaqMatcher | None, spots: SpotIndex | None
    ) -> Heard:
        """What stands in the text, and what it nearly is."""
        keyword = matcher.contained(text) if matcher else None
        within = shelf.trigger_within(folded) or ""
        if keyword or within:
            # 地震の避難所 has an answer about earthquakes, and means the shelters all the same.
            return Heard(keyword=keyword, trigger_within=within, near=self._words.within(folded) if keyword else "")
        if spots is not None and spots.is_called(bare):
            return Heard(spot=text.strip() if bare == folded else bare)
        # Numbers and addresses (a date, a telephone) are answers to something, never half a question.
        suggested = matcher.suggest(text, SUGGESTIONS) if matcher and not folded.isascii() else []
        near = self._words.disaster(bare) if EVACUATION in shelf.scenarios else ""
        return Heard(suggested=tuple(suggested), near=near or self._words.near(folded, shelf.spoken))

    @staticmethod
    def _near_spots(rest: str, channel: str, snapshots: Mapping[str, Any]) -> tuple[str, ...]:
        index: SpotIndex | None = snapshots.get("spots", {}).get(channel)
        if index is None or rest in index.categories or index.search(rest, limit=1):
            return ()
        return tuple(spot.name for spot in index.suggest(rest, SUGGESTIONS))
