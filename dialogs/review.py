"""The review before sending: every answer with its 修正 button."""

from __future__ import annotations

from data.gateways.line.text import shorten
from dialogs.context import AskContext
from dialogs.form_nodes import Form
from dialogs.journey import Question, Walk
from dialogs.talk import Card, Carousel, Choice, Row, Say, Speech
from dialogs.wording import Wording

ROWS_PER_CARD = 10
LONGEST_VALUE = 120  # characters; the whole answer is kept, only the card shows less
# Two hundred answers must still fit the five messages of one reply.
MANY_ROWS, LONGEST_OF_MANY = 60, 30
EDIT, EDIT_GROUP, SEND = "edit", "group", "send"


def review_speech(form: Form, found: Walk, context: AskContext, lead: str, *, is_refused: bool = False) -> Speech:
    """Cards with all answers. Button values: ["edit", path], ["group", path of the group], ["send"].

    Args:
        is_refused: sending was tried, and `lead` tells why it can't be: nobody is invited to try again.
    """
    words = context.words
    rows = review_rows(form, found, context)
    send = Choice(form.send_label, value=[SEND], style="primary")
    chunks = [rows[first : first + ROWS_PER_CARD] for first in range(0, len(rows), ROWS_PER_CARD)]
    cards = []
    for number, chunk in enumerate(chunks, start=1):
        is_last = number == len(chunks)
        title = form.title or words("dialog.review_title")
        badge = words("dialog.review_page", page=number, pages=len(chunks)) if len(chunks) > 1 else ""
        cards.append(Card(title, rows=tuple(chunk), choices=(send,) if is_last else (), badge=badge))
    told = "review_refused" if is_refused else "review" if len(chunks) == 1 else "review_pages"
    intro = words(f"dialog.{told}", send=form.send_label)
    text = "\n\n".join(filter(None, (lead, *found.trailing, intro)))
    shown = cards[0] if len(cards) == 1 else Carousel(tuple(cards), alt=words("dialog.review_title"))
    return Speech([Say(text), shown], [send, *leaving(words)])


def review_hint(form: Form, words: Wording) -> Speech:
    """What to do at the review, when something else was typed."""
    send = Choice(form.send_label, value=[SEND])
    return Speech([Say(words("dialog.review_hint", send=form.send_label))], [send, *leaving(words)])


def leaving(words: Wording) -> list[Choice]:
    """The ways out of a review."""
    return [
        Choice(words("dialog.label." + word), "text", text=words("dialog.label." + word)) for word in ("later", "leave")
    ]


def review_rows(form: Form, found: Walk, context: AskContext) -> list[Row]:
    """One row per question that shows; a repeating group has one that tells how many, where that can be changed."""
    words = context.words
    longest = LONGEST_VALUE if len(found.questions) <= MANY_ROWS else LONGEST_OF_MANY
    rows: list[Row] = []
    counted: set[str] = set()
    computed = list(found.computed)
    for number, question in enumerate(found.questions):
        while computed and computed[0][0] <= number:
            rows.append(_computed_row(computed.pop(0)[1], found, context))
        field = question.field
        if question.path.endswith(".+"):
            base = question.path.rsplit(".", 2)[0]
            if base not in counted:
                counted.add(base)
                count = words("dialog.count", count=len(found.live.get(base, ())))
                rows.append(_row(_label(question), count, [EDIT_GROUP, base], words))
            continue
        context.scope = question.scope
        value = found.live.get(question.path)
        shown = words("dialog.unanswered") if value is None else field.kind.shown(field, value, context)
        rows.append(_row(_label(question), shorten(shown, graphemes=longest), [EDIT, question.path], words))
    return [*rows, *(_computed_row(question, found, context) for _, question in computed)]


def _computed_row(question: Question, found: Walk, context: AskContext) -> Row:
    """What is worked out stands there without 修正: it follows the answers it comes from."""
    field = question.field
    return Row(_label(question), field.kind.shown(field, found.live[question.path], context))


def _label(question: Question) -> str:
    return "・".join((*question.item, question.field.label))


def _row(label: str, value: str, meaning: list[str], words: Wording) -> Row:
    # The chat shows what was tapped as said: 「お名前」を修正.
    return Row(label, value, Choice(words("dialog.edit"), value=meaning, text=words("dialog.edit_said", label=label)))
