"""What stands in a cell: flags, dates, whole numbers, lists of words, coordinates."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_YES = frozenset(
    (
        *("1", "1.0", "○", "〇", "◯", "●", "◎", "レ", "✓", "✔", "true", "yes", "y"),
        *("有", "有り", "あり", "はい", "可", "適", "該当", "指定", "指定あり", "対象"),
    )
)
_NO = frozenset(
    (
        *("", "0", "0.0", "×", "✕", "-", "ー", "‐", "―", "—", "−", "false", "no", "n"),
        *("無", "無し", "なし", "いいえ", "不可", "不適", "非該当", "未指定", "指定なし", "対象外"),
    )
)
# The year before the era's first.
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERAS |= {"m": 1867, "t": 1911, "s": 1925, "h": 1988, "r": 2018}
_WESTERN = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[t\s].*)?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_ERA_DATE = re.compile(
    r"([mtshr]|明治|大正|昭和|平成|令和)\.?(\d{1,2}|元)[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[t\s].*)?$"
)
_DEGREES = re.compile(r"(?:北緯|東経|[ne])?([+-]?\d+(?:\.\d+)?)(?:度|°|[ne])?$")
_SEXAGESIMAL = re.compile(r"(?:北緯|東経|[ne])?(\d+)[度°](\d+)[分'′’](\d+(?:\.\d+)?)(?:秒|\"|″|”|'')?(?:[ne])?$")
_SEPARATORS = re.compile(r"[\n、，,;；|｜]")
_TWINS = str.maketrans("〜−‖—¢£¬", "～－∥―￠￡￢")


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip().casefold()


def read_flag(cell: str) -> bool | None:
    """True for 1, ○ and their like, False for an empty cell, 0, ×; None for anything else."""
    plain = _plain(cell)
    if plain in _YES:
        return True
    return False if plain in _NO else None


def read_date(cell: str) -> date | None:
    """The day in `2026-11-22`, `2026/11/22 09:00`, `R8.11.22`, `令和8年11月22日`, `20261122`; None: it is no date."""
    plain = _plain(cell)
    if found := _WESTERN.match(plain) or _COMPACT.match(plain):
        year, month, day = (int(part) for part in found.groups())
    elif found := _ERA_DATE.match(plain):
        era, years, *rest = found.groups()
        year = _ERAS[era] + (1 if years == "元" else int(years))
        month, day = (int(part) for part in rest)
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_count(cell: str) -> int | None:
    """A whole number from 0 up: `320`, `1,200`, `３２０人`; None for anything else."""
    plain = _plain(cell).replace(",", "").removeprefix("約").removesuffix("人").removesuffix("名").strip()
    plain = plain.removesuffix(".0")
    return int(plain) if plain.isdecimal() and len(plain) <= 9 else None


def read_words(cell: str) -> list[str]:
    """Several words of one cell, each once, in their order; separated by a line break or one of 、 , ; |."""
    return list(dict.fromkeys(word for part in _SEPARATORS.split(cell) if (word := part.strip())))


def read_degrees(cell: str) -> float | None:
    """Degrees: `38.73862`, `３８．７`, `北緯38.7度`, `38°44'19"`; None for anything else."""
    plain = _plain(cell).replace(" ", "")
    if found := _DEGREES.match(plain):
        return float(found.group(1))
    if found := _SEXAGESIMAL.match(plain):
        degrees, minutes, seconds = (float(part) for part in found.groups())
        return degrees + minutes / 60 + seconds / 3600
    return None


_BARE_PAGE = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:[/?#][!-~]*)?")


def page_address(cell: str) -> str:
    """The address of a page, with the beginning it lacks: `www.vill.example.jp/a`. Anything else as it is."""
    return f"http://{cell}" if _BARE_PAGE.fullmatch(cell) else cell


_BOTH = frozenset({"", "公開", "両方", "すべて", "全て", "公開とテスト", "both", "public"})
_TEST = frozenset({"テスト", "テストのみ", "テスト用", "test"})


def read_visible_on(cell: str) -> str | None:
    """ "both" for 公開 or an empty cell, "test" for テスト; None for anything else."""
    plain = _plain(cell)
    if plain in _BOTH:
        return "both"
    return "test" if plain in _TEST else None


def same_text(one: str, other: str) -> bool:
    """Equal, or equal but for characters that Shift_JIS can't tell apart (〜 and ～, − and －)."""
    return one == other or one.translate(_TWINS) == other.translate(_TWINS)
