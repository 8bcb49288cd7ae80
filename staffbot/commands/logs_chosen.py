"""What narrows a list of the logs: days, months, spans, persons, nouns, results, records by their number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, get_args

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from data.access.models import AccessLine
from data.audit.chain import Outcome
from data.audit.models import AuditRow, AuditSubject
from data.clock import TOKYO
from data.errors import DomainError
from data.fold import fold
from data.residents.models import Resident
from data.staff.models import StaffMember
from data.turns.models import ConversationLine
from dialogs.wording import load_wording
from staffbot.command import Conditions
from staffbot.commands.viewers import without_title
from staffbot.values import take_date, take_month

WORDS = load_wording()
OUTCOMES = {fold(WORDS(f"staff.outcomes.{one}")): one for one in get_args(Outcome)}
RESIDENT_CHANNELS = ("public", "test")
CHANNELS: dict[str, tuple[str, ...]] = {
    "職員": ("staff", "console"),
    "住民": RESIDENT_CHANNELS,
    "本番": ("public",),
    "テスト": ("test",),
}
RESIDENT = "住民"
_SPAN = re.compile(r"(.+?)(?:～|〜|~|から)(.+?)(?:まで)?")
_FROM = re.compile(r"(.+?)(?:～|〜|~|から)")
# Meant as a day or a month; as a word it would only find nothing.
_MEANT = re.compile(
    r"20[0-9]{2}[-/年][0-9]{1,2}(?:[-/月][0-9]{1,2}日?|月)?|[0-9]{1,2}/[0-9]{1,2}|[0-9]{1,2}月(?:[0-9]{1,2}日)?"
)
_FAR = timedelta(days=36500)
_NUMBER = re.compile(r"[#＃]([0-9０-９]{1,15})")
_STATUS = re.compile(r"[1-5][0-9]{2}")
_METHOD = re.compile(r"(?i)get|post|put|patch|delete|head")
Instants = tuple[datetime, datetime]  # from, until (not included)


class SpanUnreadable(DomainError):
    """`facts["word"]` was meant as a day, a month or a span, and is none: without it the list would be another one."""

    code = "logs.span_unreadable"


@dataclass(slots=True)
class Wanted:
    """Conditions, read. `spans`: all of them must hold. `subjects`: (noun or "", record's number)."""

    spans: list[Instants] = field(default_factory=list)
    subjects: list[tuple[str, int]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def read_wanted(conditions: Conditions, now: datetime) -> Wanted:
    """`2026-10 佐藤`, `4/1～4/10 住民 #12`, `日>=4/1 住民=12`, `昨日から`. What is no day and no number is a word.

    Raises:
        SpanUnreadable: 2026-13, 日>=4/99.
    """
    wanted = Wanted()
    for item, operator, value in conditions.items:
        number = value.lstrip("#＃")
        if operator != "=":
            span = _span(value, now)
            if span is None:
                raise SpanUnreadable(word=f"{item}{operator}{value}")
            wanted.spans.append((span[0], span[0] + _FAR) if operator == ">=" else (span[1] - _FAR, span[1]))
        elif number.isdigit() and _span(value, now) is None:
            wanted.subjects.append((item, int(number)))
        else:
            _take(wanted, value, now)
    for word in conditions.words:
        _take(wanted, word, now)
    return wanted


def chosen_rows(session: Session, conditions: Conditions, now: datetime) -> Select[Any]:
    """Audit rows, newest first."""
    wanted = read_wanted(conditions, now)
    chosen = select(AuditRow).order_by(AuditRow.id.desc())
    for start, end in wanted.spans:
        chosen = chosen.where(AuditRow.at_ms >= _ms(start), AuditRow.at_ms < _ms(end))
    for noun, number in wanted.subjects:
        about = select(AuditSubject.row_id).where(AuditSubject.record_id == number)
        chosen = chosen.where(AuditRow.id.in_(about.where(AuditSubject.noun == noun) if noun else about))
    for word in wanted.words:
        outcome = OUTCOMES.get(fold(word))
        chosen = chosen.where(
            AuditRow.outcome == outcome
            if outcome
            else or_(_has(word, AuditRow.staff_name, AuditRow.action), AuditRow.staff_id.in_(_called(session, word)))
        )
    return chosen


def chosen_lines(conditions: Conditions, now: datetime, *, may_read: bool = True) -> Select[Any]:
    """Conversation lines, newest first: the residents' unless 職員 is asked for.

    Args:
        may_read: words are looked for in what was said, too; who may not read it could otherwise guess it.
    """
    wanted = read_wanted(conditions, now)
    channels: tuple[str, ...] = RESIDENT_CHANNELS
    chosen = select(ConversationLine).order_by(ConversationLine.id.desc())
    for start, end in wanted.spans:
        chosen = chosen.where(ConversationLine.at >= start, ConversationLine.at < end)
    for _, number in wanted.subjects:
        person = select(Resident.id).where(
            Resident.id == number,
            Resident.channel == ConversationLine.channel,
            Resident.line_user_id == ConversationLine.line_user_id,
        )
        chosen = chosen.where(person.exists())
    for word in wanted.words:
        if word in CHANNELS:
            channels = RESIDENT_CHANNELS if word == RESIDENT else CHANNELS[word]
        else:
            searched = [ConversationLine.said, ConversationLine.answered] if may_read else []
            chosen = chosen.where(
                or_(_has(word, ConversationLine.place, *searched), ConversationLine.line_user_id == word)
            )
    return chosen.where(ConversationLine.channel.in_(channels))


def chosen_accesses(session: Session, conditions: Conditions, now: datetime) -> Select[Any]:
    """Lines of the access log, newest first, by days, person, path, status, method and address."""
    wanted = read_wanted(conditions, now)
    chosen = select(AccessLine).order_by(AccessLine.id.desc())
    for start, end in wanted.spans:
        chosen = chosen.where(AccessLine.at_ms >= _ms(start), AccessLine.at_ms < _ms(end))
    for _, number in wanted.subjects:
        chosen = chosen.where(AccessLine.staff_id == number)
    for word in wanted.words:
        if _STATUS.fullmatch(word):
            chosen = chosen.where(AccessLine.status == int(word))
        elif _METHOD.fullmatch(word):
            chosen = chosen.where(AccessLine.method == word.upper())
        else:
            named = AccessLine.staff_id.in_(_called(session, word))
            chosen = chosen.where(or_(_has(word, AccessLine.path), AccessLine.address == word, named))
    return chosen


def _take(wanted: Wanted, word: str, now: datetime) -> None:
    number = _NUMBER.fullmatch(word)
    span = _span(word, now)
    if number is not None:
        wanted.subjects.append(("", int(number[1])))
    elif span is not None:
        wanted.spans.append(span)
    elif _MEANT.fullmatch(unicodedata.normalize("NFKC", word)):
        raise SpanUnreadable(word=word)
    else:
        wanted.words.append(word)


def _span(word: str, now: datetime) -> Instants | None:
    """The instants of a day, a month or a span of them in Asia/Tokyo, when the word is one."""
    ends = _SPAN.fullmatch(word)
    if ends is None:
        begun = _FROM.fullmatch(word)
        start = None if begun is None else _one_span(begun[1], now)
        return _one_span(word, now) if start is None else (start[0], start[0] + _FAR)
    first, last = _one_span(ends[1], now), _one_span(ends[2], now)
    return None if first is None or last is None else (first[0], last[1])


def _one_span(word: str, now: datetime) -> Instants | None:
    today = now.astimezone(TOKYO).date()
    day = take_date(word, today)
    if day is not None and not day[1]:
        start = datetime(day[0].year, day[0].month, day[0].day, tzinfo=TOKYO)
        return start, start + timedelta(days=1)
    month = None if word.isdigit() else take_month(word, today)
    if month is None or month[1]:
        return None
    start = datetime(month[0].year, month[0].month, 1, tzinfo=TOKYO)
    return start, (start + timedelta(days=32)).replace(day=1)


def _called(session: Session, word: str) -> list[int]:
    """Numbers of the staff whom a word names, deleted ones too: 高橋 is 髙橋, and 森さん is 森."""
    key = without_title(fold(word))
    members = session.execute(select(StaffMember.id, StaffMember.name))
    return [member_id for member_id, name in members if key and key in fold(name)]


def _has(word: str, *columns: Any) -> ColumnElement[bool]:
    return or_(*_contained(word, columns))


def _contained(word: str, columns: tuple[Any, ...]) -> Iterator[ColumnElement[bool]]:
    for spelt in {word, unicodedata.normalize("NFKC", word)}:
        for column in columns:
            yield column.icontains(spelt, autoescape=True)


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
