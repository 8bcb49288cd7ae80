"""What a resident answered: shown under 状況, corrected and taken back while the form allows it."""

from __future__ import annotations

from collections.abc import Sequence

from data.content.models import Content
from data.errors import DomainError
from data.forms.models import Submission
from data.forms.rules import FormRules
from data.forms.submissions import own_submission, own_submissions, withdraw
from dialogs.engine import DialogEngine
from dialogs.exchange import Exchange
from dialogs.form import Form
from dialogs.form_answers import flat_answers
from dialogs.journey import walk
from dialogs.library import PublishedForm
from dialogs.review import review_rows
from dialogs.talk import Card, Carousel, Choice, Pressed, Row, press_data

# Buttons of answers, by the submission's number.
ANSWER_KIND = "a"
SHOW, EDIT, WITHDRAW, WITHDRAW_SURELY, KEEP = range(5)
_KEYS = {
    SHOW: "forms.mine.show",
    EDIT: "forms.mine.edit",
    WITHDRAW: "forms.mine.withdraw",
    WITHDRAW_SURELY: "forms.mine.withdraw_surely",
    KEEP: "forms.mine.keep",
}
FEW_ROWS, ROWS_PER_CARD, MOST_CARDS, MOST_MINE = 4, 15, 12, 10


class MyAnswers:
    """The cards of one's own answers, and their buttons."""

    def __init__(self, engine: DialogEngine) -> None:
        self._engine = engine

    def show(self, exchange: Exchange) -> bool:
        """My answers as cards, the newest first; False when there are none."""
        own = own_submissions(exchange.session, resident_id=exchange.meet(), limit=MOST_MINE)
        cards = [card for one in own if (card := self._answer_card(exchange, one, FEW_ROWS)) is not None]
        if not cards:
            return False
        exchange.say(cards[0] if len(cards) == 1 else Carousel(tuple(cards), alt=exchange.words("forms.mine.alt")))
        return True

    def press(self, exchange: Exchange, pressed: Pressed) -> None:
        """A button of these cards, however old."""
        name, number = pressed.dialog_id, pressed.number
        try:
            own = own_submission(
                exchange.session, submission_id=int(name) if name.isdecimal() else 0, resident_id=exchange.meet()
            )
        except DomainError as refusal:
            exchange.tell("errors.forms.submission_not_found", **refusal.facts)
            return
        published, form = self._answered_form(exchange, own)
        if form is not None and number in _KEYS:
            exchange.turn.said = said_of(exchange, _KEYS[number], form.title)
        if form is None:
            exchange.tell("forms.mine.gone")
        elif number == SHOW:
            exchange.say(*self._whole(exchange, own, form))
        elif number == KEEP:
            exchange.tell("forms.mine.kept")
        elif published is None:
            exchange.tell("errors.forms.not_editable")
        elif number == EDIT:
            self._engine.start_form(exchange, form.id, of=own.id)
        elif number == WITHDRAW:
            self._ask_withdraw(exchange, own, form)
        elif number == WITHDRAW_SURELY:
            self._withdraw(exchange, own, form, published.form.rules)

    def _ask_withdraw(self, exchange: Exchange, own: Submission, form: Form) -> None:
        choices = (
            answer_choice(exchange, own, WITHDRAW_SURELY, form.title),
            answer_choice(exchange, own, KEEP, form.title, "primary"),
        )
        exchange.say(Card(form.title, exchange.words("forms.mine.ask_withdraw"), choices=choices))

    def _withdraw(self, exchange: Exchange, own: Submission, form: Form, rules: FormRules) -> None:
        try:
            with exchange.session.begin_nested():
                withdraw(
                    exchange.session,
                    submission_id=own.id,
                    resident_id=exchange.meet(),
                    rules=rules,
                    now=exchange.turn.now,
                )
        except DomainError as refusal:
            exchange.tell(f"errors.{refusal.code}")
            return
        exchange.tell("forms.mine.withdrawn", title=form.title)

    def _answered_form(self, exchange: Exchange, own: Submission) -> tuple[PublishedForm | None, Form | None]:
        """(the form as it is shown now, the version that was answered)."""
        content = exchange.session.get(Content, own.form_id)
        if content is None:
            return None, None
        form = exchange.library.form(exchange.session, exchange.turn.channel, content.key, own.version)
        return exchange.shelf.forms.get(content.key), form

    def _answer_card(self, exchange: Exchange, own: Submission, most: int) -> Card | None:
        published, form = self._answered_form(exchange, own)
        if form is None:
            return None
        words = exchange.words
        rows = self._rows(exchange, own, form)
        shown = rows[:most]
        if len(rows) > most:
            shown.append(Row(words("forms.mine.more"), words("forms.mine.more_value", count=len(rows) - most)))
        times = [Row(words("forms.mine.at"), words("kept.began", at=own.submitted_at))]
        if own.revision > 1:
            times.append(Row(words("forms.mine.changed_at"), words("kept.began", at=own.updated_at)))
        choices = self._choices(exchange, own, form, published)
        if len(rows) > most:
            choices.insert(0, answer_choice(exchange, own, SHOW, form.title))
        return Card(form.title, rows=(*times, *shown), choices=tuple(choices), alt=words("forms.mine.alt"))

    def _choices(
        self, exchange: Exchange, own: Submission, form: Form, published: PublishedForm | None
    ) -> list[Choice]:
        rules = published.form.rules if published is not None else None
        if rules is None or is_over(rules, exchange):
            return []
        wanted = ((EDIT, rules.editable), (WITHDRAW, rules.withdrawable))
        return [answer_choice(exchange, own, number, form.title) for number, may in wanted if may]

    def _whole(self, exchange: Exchange, own: Submission, form: Form) -> Sequence[Card | Carousel]:
        words, rows = exchange.words, self._rows(exchange, own, form)
        for key in ("contact", "url"):
            if told := form.document.get(key):
                rows.append(Row(words(f"forms.mine.{key}"), str(told)))
        chunks = [rows[first : first + ROWS_PER_CARD] for first in range(0, len(rows), ROWS_PER_CARD)][:MOST_CARDS]
        published, _ = self._answered_form(exchange, own)
        choices = tuple(self._choices(exchange, own, form, published))
        cards = [
            Card(form.title, rows=tuple(chunk), choices=choices if number == len(chunks) else ())
            for number, chunk in enumerate(chunks, start=1)
        ]
        return cards if len(cards) == 1 else [Carousel(tuple(cards), alt=form.title)]

    def _rows(self, exchange: Exchange, own: Submission, form: Form) -> list[Row]:
        found = walk(form, flat_answers(form, own.answers), (), exchange.today)
        rows = review_rows(form, found, exchange.context())
        unanswered = exchange.words("dialog.unanswered")
        return [Row(row.label, row.value) for row in rows if row.value != unanswered]


def answer_choice(exchange: Exchange, own: Submission, number: int, title: str, style: str = "secondary") -> Choice:
    """A button of one's own answer."""
    return press_choice(exchange, ANSWER_KIND, str(own.id), number, _KEYS[number], title, style)


def press_choice(
    exchange: Exchange, kind: str, name: str, number: int, key: str, title: str, style: str = "secondary"
) -> Choice:
    """A button that means the same however old it is; the chat shows what was tapped as said."""
    label = exchange.words(key)
    said = said_of(exchange, key, title)
    value = press_data(kind, name, number)
    return Choice(label, "press", value=value, text=said[:300], style="primary" if style == "primary" else "secondary")


def said_of(exchange: Exchange, key: str, title: str) -> str:
    """What the chat and the conversation log show of such a button."""
    return exchange.words("forms.mine.said", title=title, label=exchange.words(key))


def is_over(rules: FormRules, exchange: Exchange) -> bool:
    """Whether the form's last moment has passed."""
    return rules.closes_at is not None and exchange.turn.now > rules.closes_at
