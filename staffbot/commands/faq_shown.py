"""FAQ entries as staff are shown them, and how they are found by what people call them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from data.faq.matcher import bare
from data.faq.models import Faq
from data.faq.service import TOPIC, list_faq
from data.faq.unanswered import Asker
from data.gateways.line.limits.numbers import SAID_GRAPHEMES
from data.gateways.line.text import is_over_graphemes, shorten
from data.turns.turn import Channel
from data.undo import RowChange, UndoNote
from dialogs.render.line import render
from dialogs.talk import Card, Choice, Row, Say, Speech
from dialogs.wording import load_wording
from staffbot.command import Call, Named
from staffbot.lookup import near_names

WORDS = load_wording()
VISIBLE_ON_LABELS = {value: WORDS(f"faq_staff.visible_on.{value}") for value in ("both", "test")}
COLOURS = {"both": "#1B7F3B", "test": "#1F5FA8"}
QUIET = "#5B6770"
KEYS_TRIED = 8
CONTAINING = 50
COMPARED = 3000  # entries whose spelling is compared when nothing contains what was typed


class FaqLookup:
    """A `NameLookup` that asks the database, for lists of ten thousand."""

    def exact(self, session: Session, keys: Collection[str]) -> list[tuple[str, Named]]:
        tried = sorted((key for key in keys if bare(key)), key=len, reverse=True)[-KEYS_TRIED:]
        if not tried:
            return []
        holding = or_(*(Faq.folded.contains(bare(key), autoescape=True) for key in tried))
        return [
            (key, named)
            for named, names in _names(session.scalars(list_faq().where(holding)))
            for key in tried
            if bare(key) in names
        ]

    def near(self, session: Session, key: str, limit: int) -> list[tuple[bool, Named]]:
        containing = list_faq().where(Faq.folded.contains(key, autoescape=True)).limit(CONTAINING)
        found = near_names(key, _names(session.scalars(containing)), limit)
        return found or near_names(key, _names(session.scalars(list_faq().limit(COMPARED))), limit)

    def by_id(self, session: Session, id: int) -> Named | None:
        faq = session.get(Faq, id)
        return None if faq is None else Named(faq.id, faq.question)

    def some(self, session: Session, limit: int) -> list[Named]:
        rows = session.execute(select(Faq.id, Faq.question).order_by(Faq.id).limit(limit))
        return [Named(id_, question) for id_, question in rows]


FAQ_ENTRY = FaqLookup()


def faq_speech(call: Call, faq: Faq) -> Speech:
    """One entry: what this person may do with it, and the answer as residents read it."""
    words = call.words
    verbs = ("編集", "公開" if faq.visible_on == "test" else "テスト", "削除")
    commands = [call.desk.registry.by_phrase(f"FAQ {verb}") for verb in verbs]
    buttons = [
        Choice(one.verb, "text", text=f"{one.phrase} #{faq.id}")
        for one in commands
        if one is not None and call.may(one.right)
    ]
    card = Card(
        faq.question,
        rows=faq_rows(call, faq),
        choices=tuple(buttons),
        badge=VISIBLE_ON_LABELS[faq.visible_on] if faq.enabled else words("faq_staff.disabled"),
        badge_colour=COLOURS[faq.visible_on] if faq.enabled else QUIET,
    )
    return Speech([card, Say(answer_text(faq))])


def answer_text(faq: Faq) -> str:
    """The answer as residents read it."""
    return f"{faq.answer}\n{faq.url}" if faq.url else faq.answer


def tell_askers(call: Call, askers: Sequence[Asker], asked: str, faq: Faq) -> None:
    """Send the answer to everybody who asked."""
    lead = call.words("faq_staff.open.told", question=shorten(asked, graphemes=100))
    messages = render(Speech([Say(lead), Say(answer_text(faq))]), None)
    for asker in askers:
        channel: Channel = "test" if asker.channel == "test" else "public"
        call.turn.tell(channel, asker.line_user_id, *messages)


def taken_speech(call: Call, faq: Faq, keyword: str, answer: str) -> Speech:
    """An entry answers to this word already: a second one would never be read."""
    said = call.words("faq_staff.taken", keyword=keyword, number=faq.id, question=faq.question)
    line = f"FAQ 編集 #{faq.id} 回答 {answer}"
    choices = [Choice(call.words("faq_staff.open_card"), "text", text=f"FAQ #{faq.id}")]
    edit = call.desk.registry.by_phrase("FAQ 編集")
    if edit is not None and call.may(edit.right) and not is_over_graphemes(line, SAID_GRAPHEMES):
        choices.insert(0, Choice(call.words("faq_staff.replace"), "text", text=line))
    return Speech([Say(said), Say(answer_text(faq))], choices)


def faq_rows(call: Call, faq: Faq) -> tuple[Row, ...]:
    """What an entry says beside its answer, without what is empty."""
    said = (("keywords", "、".join(faq.keywords)), ("category", faq.category), ("url", faq.url))
    return tuple(Row(call.words(f"faq_staff.{key}"), value) for key, value in said if value)


def faq_line(call: Call, faq: Faq) -> str:
    """One line of a list."""
    marks = [faq.category]
    if not faq.enabled:
        marks.append(call.words("faq_staff.disabled"))
    elif faq.visible_on == "test":
        marks.append(VISIBLE_ON_LABELS["test"])
    return "・".join(mark for mark in marks if mark) or "－"


def faq_undo(faq_id: int, before: dict[str, Any] | None, after: dict[str, Any] | None) -> UndoNote:
    """How 元に戻す takes a change of an entry back."""
    return UndoNote(
        (RowChange(Faq.__tablename__, faq_id, before, after),),
        topics=(TOPIC,),
        labels={"visible_on": WORDS("faq_staff.shown_on"), "answer": WORDS("faq_staff.answer")},
        values=VISIBLE_ON_LABELS,
    )


def _names(entries: Iterable[Faq]) -> list[tuple[Named, Sequence[str]]]:
    found: list[tuple[Named, Sequence[str]]] = []
    for faq in entries:
        named = Named(faq.id, faq.question, "、".join(faq.keywords[:3]))
        found.append((named, [bare(name) for name in (faq.question, *faq.keywords)]))
    return found
