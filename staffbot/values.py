"""Reading one argument from the beginning of what was typed: numbers, distances, dates, conditions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from data.fold import fold
from staffbot.command import Conditions, Option

_UNIT = r"\s*(?:人|名|にん|めい|件|台|枚|歳|世帯|回|番)?(?:くらい|ぐらい|ほど)?(?:です|でした)?(?=[\s]|$)"
_NUMBER = re.compile(r"約?([0-9０-９][0-9０-９,，]*)" + _UNIT)
_DIGITS = "〇一二三四五六七八九"
_KANJI_NUMBER = re.compile(
    r"(?=[〇一二三四五六七八九十百千])(?:(?P<thousand>[二三四五六七八九])?(?P<has_thousand>千))?"
    r"(?:(?P<hundred>[二三四五六七八九])?(?P<has_hundred>百))?(?:(?P<ten>[二三四五六七八九])?(?P<has_ten>十))?"
    r"(?P<one>[〇一二三四五六七八九])?" + _UNIT
)
_REF = re.compile(r"[#＃]?\s*([0-9０-９]{1,15})(?=\s|$)")
_DISTANCE = re.compile(
    r"([0-9０-９]+(?:[.．][0-9０-９]+)?)\s*(キロメートル|キロ|㎞|km|ｋｍ|メートル|㍍|m|ｍ)?(?=\s|$)", re.IGNORECASE
)
_PLACE = re.compile(r"([0-9]{1,3}(?:\.[0-9]+)?)\s*[,、\s]\s*([0-9]{1,3}(?:\.[0-9]+)?)(?=\s|$)")
_PAGE = re.compile(r"([0-9０-９]{1,6})\s*(?:ページ|頁|p|ｐ)", re.IGNORECASE)
_PAIR = re.compile(r"([^=＝<>＜＞≧≦]+?)(>=|<=|＞＝|＜＝|≧|≦|=|＝)(.+)")
_AROUND = re.compile(r"\s*(>=|<=|＞＝|＜＝|≧|≦|=|＝)\s*")
_WORD = re.compile(r"\S+")
_DAY = re.compile(
    r"(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"|(?P<only_day>\d{1,2})日"
)
_DAY_WORDS = {"今日": 0, "本日": 0, "きょう": 0, "明日": 1, "あした": 1, "あす": 1, "明後日": 2, "あさって": 2}
_DAY_WORDS |= {"昨日": -1, "きのう": -1, "一昨日": -2, "おととい": -2}
_DAYS = {fold(word): days for word, days in _DAY_WORDS.items()}
_MONTHS = {fold(word): step for word, step in {"今月": 0, "先月": -1, "来月": 1, "前月": -1}.items()}
_OPERATORS = {"＝": "=", "＞＝": ">=", "≧": ">=", "＜＝": "<=", "≦": "<="}
KILOMETRES_BELOW = 100  # a bare 3 is kilometres, a bare 500 metres


def take_word(text: str) -> tuple[str, str]:
    """The first word and the rest."""
    match = _WORD.match(text)
    return ("", text) if match is None else (match.group(), text[match.end() :].lstrip())


def take_number(text: str) -> tuple[int, str] | None:
    """`45`, `４５人`, `1,200`, `五十人` and the rest."""
    match = _NUMBER.match(text)
    if match is None:
        written = _KANJI_NUMBER.match(text)
        return None if written is None else (_kanji_value(written), text[written.end() :].lstrip())
    digits = _plain(match[1]).replace(",", "")
    return (int(digits), text[match.end() :].lstrip()) if len(digits) <= 15 else None


def _kanji_value(written: re.Match[str]) -> int:
    hundreds = sum(
        (_DIGITS.index(written[name]) if written[name] else 1) * worth
        for name, worth in (("thousand", 1000), ("hundred", 100), ("ten", 10))
        if written[f"has_{name}"]
    )
    return hundreds + (_DIGITS.index(written["one"]) if written["one"] else 0)


def take_ref(text: str) -> tuple[int, str] | None:
    """`#12` or `12` and the rest."""
    match = _REF.match(text)
    return None if match is None else (int(_plain(match[1])), text[match.end() :].lstrip())


def take_distance(text: str) -> tuple[int, str] | None:
    """`3km`, `1.5キロ`, `500m` as whole metres, and the rest."""
    match = _DISTANCE.match(text)
    if match is None or len(match[1]) > 12:
        return None
    amount = float(_plain(match[1]))
    unit = _plain(match[2] or "").lower()
    if unit:
        is_kilometres = unit.startswith(("k", "キロ"))
    else:
        is_kilometres = amount < KILOMETRES_BELOW
    return round(amount * 1000 if is_kilometres else amount), text[match.end() :].lstrip()


def metres_text(metres: int) -> str:
    """3km, 500m."""
    return f"{metres / 1000:g}km" if metres >= 1000 else f"{metres}m"


def take_place(text: str) -> tuple[dict[str, Any], str] | None:
    """`38.73862,140.14352` (as maps show it) as {"latitude", "longitude", "address": ""}, and the rest."""
    plain = _plain(text)
    match = _PLACE.match(plain)
    # 1,200 is a number.
    if match is None or "." not in match.group():
        return None
    place = {"latitude": float(match[1]), "longitude": float(match[2]), "address": ""}
    return place, plain[match.end() :].lstrip()


def take_date(text: str, today: date) -> tuple[date, str] | None:
    """`明日`, `4/10`, `4月10日`, `10日`, `2026-04-10` and the rest. Without a year: this year's."""
    word, rest = take_word(text)
    if (days := _DAYS.get(fold(word))) is not None:
        return today + timedelta(days=days), rest
    match = _DAY.fullmatch(_plain(word))
    if match is None:
        return None
    try:
        if match["only_day"]:
            return today.replace(day=int(match["only_day"])), rest
        return date(int(match["year"] or today.year), int(match["month"]), int(match["day"])), rest
    except ValueError:
        return None


def take_month(text: str, today: date) -> tuple[date, str] | None:
    """`2026-04`, `4月`, `今月`, `先月` as the month's first date, and the rest."""
    word, rest = take_word(text)
    first = today.replace(day=1)
    step = _MONTHS.get(fold(word))
    if step is not None:
        months = first.year * 12 + first.month - 1 + step
        return date(months // 12, months % 12 + 1, 1), rest
    match = re.fullmatch(r"(?:(\d{4})[-/.年])?(\d{1,2})月?", _plain(word))
    if match is None:
        return None
    try:
        return date(int(match[1] or today.year), int(match[2]), 1), rest
    except ValueError:
        return None


def take_option(text: str, options: Sequence[Option]) -> tuple[Option, str] | None:
    """The longest option that the text begins with, up to the end of one of its words, and the rest."""
    words = {fold(word): option for option in options for word in (option.label, *option.aliases)}
    ends = [match.end() for match in _WORD.finditer(text[:200])][:6]
    for end in reversed(ends):
        option = words.get(fold(text[:end]))
        if option is not None:
            return option, text[end:].lstrip()
    return None


def take_keyword(text: str) -> tuple[str, str]:
    """Everything before the first = or ＝, and what follows it; all of it when there is none."""
    positions = [position for sign in "=＝" if (position := text.find(sign)) >= 0]
    if not positions:
        return text.strip(), ""
    split = min(positions)
    return text[:split].strip(), text[split + 1 :].strip()


def read_conditions(text: str) -> Conditions:
    """`状態=開設中 会議室 2ページ`, in any order. Never fails: what is no condition is a word."""
    words: list[str] = []
    items: list[tuple[str, str, str]] = []
    kept: list[str] = []
    page = 1
    for word in _AROUND.sub(r"\1", text).split():
        match = _PAGE.fullmatch(word)
        if match is not None:
            page = max(1, int(_plain(match[1])))
            continue
        kept.append(word)
        pair = _PAIR.fullmatch(word)
        if pair is None:
            words.append(word)
        else:
            items.append((pair[1].strip(), _OPERATORS.get(pair[2], pair[2]), pair[3].strip()))
    return Conditions(tuple(words), tuple(items), page, " ".join(kept))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
