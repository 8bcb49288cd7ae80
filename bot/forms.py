"""Forms at the resident counter: what is open, and how to begin it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.answers import SHOW, answer_choice, is_over, press_choice, said_of
from bot.releases import say_not_yet, stopped_form
from data.fold import fold
from data.forms.models import Submission
from data.forms.submissions import accepted_counts, find_own
from dialogs.engine import DialogEngine
from dialogs.exchange import Exchange
from dialogs.form import Form
from dialogs.library import PublishedForm
from dialogs.talk import Card, Choice, Pressed, Row, press_data

# Buttons of forms, by receipt code.
FORM_KIND = "f"
START, LATER, FIRST, PAGE = 0, 1, 2, 10
_KEYS = {START: "forms.list.start", LATER: "forms.first.later", FIRST: "forms.first.start"}
PER_PAGE = 10
ALL = "-"
FAR = datetime.max.replace(tzinfo=UTC)  # what never closes stands last


@dataclass(frozen=True, slots=True)
class Offer:
    """One form in the list: `note` says until when, since when not, or that it is full."""

    published: PublishedForm
    note: str
    is_open: bool
    own: Submission | None


class FormDesk:
    """アンケート, 設定, the questions after the greeting, and the buttons of their cards."""

    def __init__(self, engine: DialogEngine) -> None:
        self._engine = engine

    def surveys(self, exchange: Exchange) -> bool:
        """アンケート: every form that takes answers; アンケート WORD: those about it."""
        return self._list(exchange, exchange.heard.rest, 0)

    def preferences(self, exchange: Exchange) -> bool:
        """設定: the one preference form, or a list to choose from."""
        forms = [one for one in self._listed(exchange) if one.form.rules.kind == "preference"]
        if len(forms) == 1:
            return self._engine.start_form(exchange, forms[0].form.id)
        if not forms:
            exchange.tell("forms.list.no_preferences")
            return True
        offers = [self._offer(exchange, one, {}) for one in forms]
        exchange.say(self._card(exchange, exchange.words("forms.list.preference_title"), offers))
        return True

    def named(self, exchange: Exchange) -> bool:
        """The name of a form in the lists opens it."""
        said = fold(exchange.incoming.text)
        one = next((one for one in self._listed(exchange) if fold(one.form.title) == said), None)
        if one is None:
            return False
        if stopped := stopped_form(exchange, one.link_code):
            say_not_yet(exchange, stopped)
            return True
        return self._engine.start_form(exchange, one.form.id)

    def first_questions(self, exchange: Exchange) -> None:
        """After the greeting: the first preference form, to be begun now or put off."""
        forms = [one for one in self._listed(exchange) if one.form.rules.kind == "preference"]
        if not forms:
            return
        words, form = exchange.words, forms[0]
        choices = (_choice(exchange, form, FIRST, "primary"), _choice(exchange, form, LATER))
        exchange.say(Card(form.form.title, words("forms.first.text"), choices=choices))

    def menu_choices(self, exchange: Exchange) -> list[Choice]:
        """Buttons of the menu card, as far as there is something behind them."""
        kinds = {
            one.form.rules.kind == "preference"
            for one in self._listed(exchange)
            if not is_over(one.form.rules, exchange)
        }
        names = [name for name, is_preference in (("surveys", False), ("preferences", True)) if is_preference in kinds]
        return [
            Choice(
                exchange.words(f"resident.menu.{name}"),
                "text",
                text=exchange.words.variants(f"resident.words.{name}")[0],
            )
            for name in names
        ]

    def press(self, exchange: Exchange, pressed: Pressed) -> None:
        """A button of these cards, however old."""
        key = exchange.shelf.by_code.get(pressed.dialog_id)
        if key is not None and pressed.number in _KEYS:
            exchange.turn.said = said_of(exchange, _KEYS[pressed.number], exchange.shelf.forms[key].form.title)
        if stopped := stopped_form(exchange, pressed.dialog_id):
            say_not_yet(exchange, stopped)
        elif pressed.number == LATER:
            exchange.tell("forms.first.put_off")
        elif pressed.number >= PAGE:
            self._list(exchange, "", pressed.number - PAGE)
        elif key is None or not self._engine.start_form(exchange, key):
            exchange.tell("errors.forms.stopped.resident")

    # The list

    def _list(self, exchange: Exchange, word: str, page: int) -> bool:
        words, folded = exchange.words, fold(word)
        forms = [one for one in self._listed(exchange) if one.form.rules.kind != "preference"]
        forms = [one for one in forms if not folded or folded in fold(f"{one.form.title} {_summary(one.form)}")]
        counts = accepted_counts(
            exchange.session,
            form_ids=[one.content_id for one in forms if one.form.rules.limit is not None],
            channel=exchange.turn.channel,
        )
        shown = [one for one in forms if not is_over(one.form.rules, exchange)]
        if not shown:
            exchange.tell("forms.list.none_found" if word else "forms.list.none", word=word)
            return True
        first = min(page, (len(shown) - 1) // PER_PAGE) * PER_PAGE
        offers = [self._offer(exchange, one, counts) for one in shown[first : first + PER_PAGE]]
        note, turns = "", []
        if len(shown) > PER_PAGE:
            last = first + len(offers)
            note = words("forms.list.range", first=first + 1, last=last, total=len(shown))
            note = f"{note}\n{words('forms.list.search')}"
            number = first // PER_PAGE
            turns += [self._turn(exchange, number - 1, "previous")] if first else []
            turns += [self._turn(exchange, number + 1, "next")] if last < len(shown) else []
        exchange.say(self._card(exchange, words("forms.list.title"), offers, tuple(turns), note))
        return True

    def _listed(self, exchange: Exchange) -> list[PublishedForm]:
        forms = [one for one in exchange.shelf.forms.values() if one.form.rules.is_stored and one.form.rules.listed]
        return sorted(forms, key=_place)

    def _offer(self, exchange: Exchange, published: PublishedForm, counts: dict[int, int]) -> Offer:
        words, rules, now = exchange.words, published.form.rules, exchange.turn.now
        own = None
        if rules.once and rules.kind != "preference":
            own = find_own(exchange.session, form_id=published.content_id, resident_id=exchange.meet())
        if own is not None:
            return Offer(published, words("forms.list.answered"), False, own)
        if rules.opens_at is not None and now < rules.opens_at:
            return Offer(published, words("forms.list.not_yet", at=rules.opens_at), False, None)
        if rules.limit is not None and counts.get(published.content_id, 0) >= rules.limit:
            return Offer(published, words("forms.list.full"), False, None)
        until = words("forms.list.until", at=rules.closes_at) if rules.closes_at is not None else ""
        return Offer(published, until, True, None)

    def _card(
        self, exchange: Exchange, title: str, offers: Sequence[Offer], turns: tuple[Choice, ...] = (), note: str = ""
    ) -> Card:
        rows = []
        for offer in offers:
            form, choice = offer.published.form, None
            if offer.own is not None:
                choice = answer_choice(exchange, offer.own, SHOW, form.title)
            elif offer.is_open:
                choice = _choice(exchange, offer.published, START)
            told = "・".join(filter(None, (_summary(form), offer.note)))
            rows.append(Row(form.title, told or " ", choice, is_record=True))
        return Card(title, rows=tuple(rows), choices=turns, note=note, alt=exchange.words("forms.list.alt"))

    def _turn(self, exchange: Exchange, page: int, name: str) -> Choice:
        label = exchange.words(f"forms.list.{name}")
        return Choice(label, "press", value=press_data(FORM_KIND, ALL, PAGE + page), text=label, style="link")


def _choice(exchange: Exchange, one: PublishedForm, number: int, style: str = "secondary") -> Choice:
    return press_choice(exchange, FORM_KIND, one.link_code, number, _KEYS[number], one.form.title, style)


def _place(one: PublishedForm) -> tuple[int, datetime, str]:
    return one.form.rules.sort, one.form.rules.closes_at or FAR, one.form.title


def _summary(form: Form) -> str:
    return str(form.document.get("summary") or "")
