"""A question as it is said: what went before, progress, the question itself, and the ways on and out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from data.gateways.line.limits.numbers import QUICK_REPLIES
from dialogs.context import AskContext
from dialogs.journey import Question, Walk
from dialogs.talk import Choice, Speech
from dialogs.wording import Wording

DAY_HOURS = 24


def question_text(question: Question, found: Walk, context: AskContext, lead: str, *, is_editing: bool) -> str:
    """The text of a question. While one answer is corrected there is no progress to tell, but what it was before."""
    words, field = context.words, question.field
    body = field.body
    if not field.required and not field.is_required(question.scope):
        body = f"{body}\n{words('dialog.optional')}"
    if question.item:
        body = words("dialog.item_head", item="・".join(question.item)) + "\n" + body
    # What a headed "is there another?" answered before is told by the question itself.
    if question.path in found.live:
        shown = field.kind.shown(field, found.live[question.path], context)
        body = f"{body}\n{words('dialog.present_answer', answer=shown)}"
    if is_editing:
        return f"{lead}\n\n{body}" if lead else body
    total = len(found.questions)
    if total > 1:
        body = words("dialog.progress", number=_number(question, found), total=total) + "\n" + body
    if lead or question.headings:
        return "\n\n".join((*((lead,) if lead else ()), *question.headings, body))
    return body


def add_ways(
    speech: Speech, question: Question, found: Walk, words: Wording, *, is_editing: bool, may_put_off: bool
) -> None:
    """Add このまま, スキップ, 戻る, あとで and やめる as quick replies as far as there is room; あとで goes first."""
    room = QUICK_REPLIES - len(speech.choices)
    is_answered = question.path in found.live
    if is_answered and room > 0:
        speech.choices.append(_way(words, "keep"))
        room -= 1
    if room > 0 and not question.field.required and not question.is_required:
        speech.choices.append(_way(words, "skip"))
        room -= 1
    if room > 0 and (is_editing or found.questions[0].path != question.path):
        speech.choices.append(_way(words, "back"))
        room -= 1
    if room > 1 and may_put_off:
        speech.choices.append(_way(words, "later"))
    if room > 0:
        speech.choices.append(_way(words, "leave"))


def add_back(speech: Speech, words: Wording) -> None:
    """戻る before the other ways, for a question that is a scenario's and not a form's; あとで gives way to it."""
    choices = speech.choices
    back, later, leave = (_way(words, name) for name in ("back", "later", "leave"))
    if len(choices) == QUICK_REPLIES and later in choices:
        choices.remove(later)
    if len(choices) < QUICK_REPLIES:
        ways = [choices.index(way) for way in (later, leave) if way in choices]
        choices.insert(min(ways, default=len(choices)), back)


def put_off_text(words: Wording, town: Mapping[str, Any]) -> str:
    """What あとで answers: how to go on, and when a reminder comes."""
    days, rest = divmod(town.get("aside_hours", DAY_HOURS), DAY_HOURS)
    if rest:
        when = words("dialog.reminded.hours", hours=days * DAY_HOURS + rest)
    else:
        when = words("dialog.reminded.tomorrow") if days == 1 else words("dialog.reminded.days", days=days)
    return words("dialog.put_off", when=when)


@lru_cache(maxsize=64)
def _way(words: Wording, name: str) -> Choice:
    label = words("dialog.label." + name)
    return Choice(label, "text", text=label)


def _number(question: Question, found: Walk) -> int:
    for number, one in enumerate(found.questions, start=1):
        if one.path == question.path:
            return number
    return len(found.questions)
