"""The words every dialog understands: 戻る, やめる, あとで, 最初から, スキップ. In 「」 they are answers."""

from __future__ import annotations

from functools import cache, lru_cache

from msgspec.structs import replace

from data.fold import fold
from data.gateways.line.events import Incoming
from dialogs.wording import Wording

# As telephones and careful writers end a sentence: やめる。 戻る！
_END_MARKS = "。.!"


class DialogWords:
    """The wording's dialog words, folded once."""

    def __init__(self, words: Wording) -> None:
        self._by_fold = {
            fold(alias): name for name, aliases in words.lists("dialog.words").items() for alias in aliases
        }
        interrupting = {fold(word) for word in words.variants("dialog.interrupting")}
        self._quotable = self._by_fold.keys() | interrupting
        # Spaces between the letters don't count, so a word may be typed somewhat longer than it is.
        self._longest = 2 * max(map(len, self._by_fold))
        self._first_letters = {"", *(word[0] for word in self._by_fold)}

    def find(self, text: str) -> str | None:
        """back, leave, later, restart or skip, when the text is exactly that word, whatever mark ends it."""
        # Nearly every answer fails here, which spares it the folding.
        if len(text) > self._longest or _fold_letter(text.lstrip()[:1]) not in self._first_letters:
            return None
        return self._by_fold.get(fold(text).rstrip(_END_MARKS))

    def unquoted(self, incoming: Incoming) -> Incoming:
        """「戻る」 as the answer 戻る; anything else unchanged."""
        text = incoming.text.strip()
        if text[:1] == "「" and text[-1:] == "」" and fold(text[1:-1]) in self._quotable:
            return replace(incoming, text=text[1:-1])
        return incoming


@lru_cache(maxsize=8192)
def _fold_letter(letter: str) -> str:
    return fold(letter)


@cache
def dialog_words(words: Wording) -> DialogWords:
    """The dialog words of one wording."""
    return DialogWords(words)
