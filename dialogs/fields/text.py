"""Free text in one line: names, words, short answers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, ClassVar

from data.errors import InvalidAnswer
from data.gateways.line.events import Incoming
from data.gateways.line.text import grapheme_len, is_over_graphemes
from dialogs.context import AskContext
from dialogs.fields.field import Field
from dialogs.fields.kind import FieldKind, Setup, typed

_KATAKANA = re.compile(r"[ァ-ヺーヽヾ・ 　]+")
_HIRAGANA = re.compile(r"[ぁ-ゖーゝゞ・ 　]+")
_TO_KATAKANA = str.maketrans({code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)})
_TO_HIRAGANA = str.maketrans({katakana: hiragana for hiragana, katakana in _TO_KATAKANA.items()})


@dataclass(frozen=True, slots=True)
class TextSettings:
    """Lengths in characters as people count them (grapheme clusters); `letters` is which ones are accepted."""

    shortest: int
    longest: int
    letters: str


class TextKind(FieldKind):
    """What is kept is what was typed, except furigana (made katakana or hiragana) and digits (made one width)."""

    name: ClassVar[str] = "text"
    keys = frozenset({"min", "max", "letters"})
    takes = frozenset({"text"})
    is_free_text = True
    default_longest: ClassVar[int] = 100
    most_longest: ClassVar[int] = 1000

    def compile(self, setup: Setup) -> TextSettings:
        longest = setup.whole("max", self.default_longest, 1, self.most_longest)
        shortest = setup.whole("min", 1, 1, longest)
        letters = setup.one_of("letters", "any", ("any", "katakana", "hiragana", "digits", "ascii"))
        return TextSettings(shortest, longest, letters)

    def parse(self, field: Field, incoming: Incoming, context: AskContext) -> str:
        text = self._joined(typed(incoming))
        settings: TextSettings = field.settings
        if settings.letters != "any":
            text = _in_letters(text, settings.letters)
        if len(text) > settings.longest and is_over_graphemes(text, settings.longest):
            raise InvalidAnswer("too_long", limit=settings.longest, length=grapheme_len(text))
        if settings.shortest > 1 and grapheme_len(text) < settings.shortest:
            raise InvalidAnswer("too_short", limit=settings.shortest)
        return text

    def echo(self, field: Field, value: str, incoming: Incoming, context: AskContext) -> str:
        return value if field.settings.letters != "any" and value != incoming.text.strip() else ""

    def page(self, field: Field) -> dict[str, Any]:
        settings: TextSettings = field.settings
        own = {"min": settings.shortest, "max": settings.longest, "letters": settings.letters}
        return {**super().page(field), **own}

    def _joined(self, text: str) -> str:
        return " ".join(text.split("\n")) if "\n" in text else text


def _in_letters(text: str, letters: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    if letters == "katakana":
        plain = plain.translate(_TO_KATAKANA)
        accepted = _KATAKANA.fullmatch(plain) is not None
    elif letters == "hiragana":
        plain = plain.translate(_TO_HIRAGANA)
        accepted = _HIRAGANA.fullmatch(plain) is not None
    elif letters == "digits":
        plain = plain.replace(" ", "")
        accepted = plain.isascii() and plain.isdigit()
    else:
        accepted = plain.isascii() and plain.isprintable()
    if not accepted:
        raise InvalidAnswer(f"not_{letters}")
    return plain
