"""The door of a form: whether this person may answer it now, and with which answers they begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from data.attributes.answers import values_of
from data.errors import DomainError
from data.forms.submissions import check_open, find_own, own_submission
from dialogs.exchange import Exchange
from dialogs.form_answers import flat_answers, passed_over
from dialogs.form_attributes import known_answers
from dialogs.form_nodes import Form
from dialogs.library import PublishedForm
from dialogs.talk import Choice
from dialogs.tracker import Json


@dataclass(frozen=True, slots=True)
class Entered:
    """A form about to be asked: `answers` by path are there already, `skipped` aren't asked."""

    form: Form
    answers: Mapping[str, Any] = field(default_factory=dict)
    skipped: Sequence[str] = ()


def enter_form(exchange: Exchange, frame: Json) -> Entered | None:
    """Open the form of a frame; None when it can't be answered, and that was said.

    A frame that corrects a submission names it as `of` and stays with the version that was answered.
    """
    form = _form_of(exchange, frame)
    if form is None:
        exchange.tell("forms.gone")
        return None
    published = exchange.shelf.forms.get(frame["f"])
    if not form.rules.is_stored:
        return Entered(form)
    if published is None:
        exchange.tell("errors.forms.stopped.resident")
        return None
    rules = published.form.rules
    try:
        if frame.get("of") is None and rules.once:
            own = find_own(exchange.session, form_id=published.content_id, resident_id=exchange.meet())
            if own is not None and not rules.editable:
                _say_answered(exchange, form)
                return None
            if own is not None:
                frame["of"] = own.id
        if frame.get("of") is not None:
            return _correct(exchange, frame, published)
        check_open(
            exchange.session,
            form_id=published.content_id,
            channel=exchange.turn.channel,
            rules=rules,
            now=exchange.turn.now,
        )
    except DomainError as refusal:
        exchange.tell("forms.shut", title=form.title, sentence=exchange.words.error(refusal, "resident"))
        return None
    if rules.kind == "preference":
        known = flat_answers(form, _known(exchange, form))
        return Entered(form, known)
    return Entered(form)


def _correct(exchange: Exchange, frame: Json, published: PublishedForm) -> Entered:
    """Raises SubmissionNotFound."""
    own = own_submission(exchange.session, submission_id=frame["of"], resident_id=exchange.meet())
    answers = dict(own.answers)
    if published.form.rules.kind == "preference":
        # What staff have changed since counts, and the newest form asks what the old one didn't.
        answers |= _known(exchange, published.form)
        form = published.form
    else:
        frame["v"] = own.version
        form = _form_of(exchange, frame) or published.form
    flat = flat_answers(form, answers)
    return Entered(form, flat, passed_over(form, flat, exchange.today))


def _known(exchange: Exchange, form: Form) -> dict[str, Any]:
    return known_answers(form, values_of(exchange.session, exchange.meet()), exchange.turn.snapshots.get("attributes"))


def _form_of(exchange: Exchange, frame: Json) -> Form | None:
    return exchange.library.form(exchange.session, exchange.turn.channel, frame["f"], frame["v"])


def _say_answered(exchange: Exchange, form: Form) -> None:
    exchange.tell("forms.answered_already", title=form.title)
    word = exchange.words.variants("resident.words.status")[0]
    exchange.offer(Choice(word, "text", text=word))
