"""Numbers as people type them: full width, kanji (二千二十六, 二〇二六), 2万5千, commas."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = str.maketrans("〇零一二三四五六七八九壱弐参", "00123456789123")
_SMALL = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "億": 10**8}
_RUN = re.compile(r"[0-9.]*[十拾百千万億][0-9.十拾百千万億]*")
_PIECE = re.compile(r"[0-9.]+|[十拾百千万億]")
# What stands for a hyphen or minus; ー only between digits, where nobody means a long vowel.
_HYPHENS = str.maketrans("‐‑‒–—―−─━﹣－ｰ", "-" * 12)
_LONG_MARK = re.compile(r"(?<=[0-9)])[ー~〜](?=[0-9(])")


def tidy(text: str) -> str:
    """Half width, lower case, hyphens made one. Spaces stay."""
    return _LONG_MARK.sub("-", unicodedata.normalize("NFKC", text).translate(_HYPHENS).lower())


def arabic(text: str) -> str:
    """Every kanji number within `text` (already tidied) written in digits: 十一月二十二日 becomes 11月22日."""
    text = text.translate(_DIGITS)
    return _RUN.sub(lambda run: _value_of(run.group()), text)


def read_number(text: str) -> str | None:
    """The one number `text` consists of, as digits with an optional minus and decimals; None when it is none."""
    number = arabic(tidy(text)).replace(" ", "")
    if re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", number):
        number = number.replace(",", "")
    return number if re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,9})?", number) else None


def _value_of(run: str) -> str:
    """2千2十6 -> 2026. A run that makes no number is left as it stands, and is refused later."""
    total = section = 0.0
    digits: float | None = None
    for piece in _PIECE.findall(run):
        if piece in _SMALL:
            section += (1 if digits is None else digits) * _SMALL[piece]
            digits = None
        elif piece in _LARGE:
            total += (section + (digits or 0) or 1) * _LARGE[piece]
            section, digits = 0.0, None
        else:
            try:
                digits = float(piece)
            except ValueError:
                return run
    value = total + section + (digits or 0)
    return str(int(value)) if value == int(value) else run
