"""A Speech as LINE messages, the last of them carrying the quick replies."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from msgspec.structs import replace

from data.gateways.line.limits import fit_messages, numbers
from data.gateways.line.text import is_over_utf16, shorten
from dialogs.render.actions import QUICK_REPLY_ONLY, Json, action_of
from dialogs.render.card import bubble_of
from dialogs.talk import Authored, ButtonBook, Card, Carousel, Choice, Picture, Place, Say, Speech, Utterance

LineMessage = Json
# What `{"type":"carousel","contents":[…]}` takes beside its bubbles and their commas.
_CAROUSEL_FRAME_BYTES = 64


def render(speech: Speech, book: ButtonBook | None, *, allow_http: bool = False) -> list[LineMessage]:
    """As `compose`, and made to fit LINE's limits, for what does not go out by a turn.

    With `allow_http` (trial mode only) pictures may lie at http addresses.

    Raises:
        ValueError: as `compose`.
        MessagesRefused: an authored message that LINE would refuse.
    """
    return [message for batch in fit_messages(compose(speech, book), allow_http=allow_http) for message in batch]


def compose(speech: Speech, book: ButtonBook | None) -> list[LineMessage]:
    """LINE messages in order; answer buttons are numbered in `book`.

    Quick replies beyond LINE's thirteen become buttons of a card, so that no choice is lost. The turn that promises the
    messages makes them fit LINE's limits: once, for all that it says.

    Raises:
        ValueError: an answer button without a book, or a location or camera button on a card.
    """
    messages: list[LineMessage] = []
    for utterance in speech.utterances:
        messages.extend(_messages_of(utterance, book))
    choices = speech.choices
    if len(choices) > numbers.QUICK_REPLIES:
        quick = [choice for choice in choices if choice.kind in QUICK_REPLY_ONLY]
        buttons = tuple(choice for choice in choices if choice.kind not in QUICK_REPLY_ONLY)
        messages.extend(_messages_of(Card("", choices=buttons), book))
        choices = quick
    if choices and messages:
        messages[-1]["quickReply"] = {
            "items": [
                {"type": "action", "action": action_of(choice, book, numbers.LABEL_GRAPHEMES)} for choice in choices
            ]
        }
    return messages


def _messages_of(utterance: Utterance, book: ButtonBook | None) -> Iterator[LineMessage]:
    if isinstance(utterance, Say):
        if utterance.text:
            yield {"type": "text", "text": utterance.text}
    elif isinstance(utterance, Card):
        yield from _flex([utterance], utterance.alt, book)
    elif isinstance(utterance, Carousel):
        yield from _flex(list(utterance.cards), utterance.alt, book)
    elif isinstance(utterance, Place):
        yield {
            "type": "location",
            "title": shorten(utterance.title, utf16=numbers.LOCATION),
            "address": shorten(utterance.address or utterance.title, utf16=numbers.LOCATION),
            "latitude": utterance.latitude,
            "longitude": utterance.longitude,
        }
    elif isinstance(utterance, Picture):
        preview = utterance.preview_url or utterance.url
        yield {"type": "image", "originalContentUrl": utterance.url, "previewImageUrl": preview}
    elif isinstance(utterance, Authored):
        yield {**utterance.line_message}


def _flex(cards: list[Card], alt: str, book: ButtonBook | None) -> Iterator[LineMessage]:
    """Bubbles side by side, begun anew wherever LINE's number or size of one carousel is reached."""
    alt = alt or "、".join(_alt_of(card) for card in cards)
    if is_over_utf16(alt, numbers.ALT_TEXT):
        alt = shorten(alt, utf16=numbers.ALT_TEXT)
    bubbles: list[Json] = []
    size = _CAROUSEL_FRAME_BYTES
    for bubble, bubble_size in _sized(cards, book):
        if len(bubbles) == numbers.BUBBLES or (bubbles and size + bubble_size > numbers.CAROUSEL_BYTES):
            yield _flex_message(bubbles, alt)
            bubbles, size = [], _CAROUSEL_FRAME_BYTES
        bubbles.append(bubble)
        size += bubble_size + 1
    if bubbles:
        yield _flex_message(bubbles, alt)


def _sized(cards: list[Card], book: ButtonBook | None) -> Iterator[tuple[Json, int]]:
    """Each bubble with its size in bytes. A card too large for one has its rows halved until they fit."""
    for card in cards:
        taken = len(book.values) if book else 0
        bubble = bubble_of(card, book)
        size = len(orjson.dumps(bubble))
        if size > numbers.BUBBLE_BYTES and len(card.rows) > 1:
            if book:
                del book.values[taken:]  # the halves number their buttons anew
            middle = len(card.rows) // 2
            halves = [
                replace(card, rows=card.rows[:middle], choices=(), note=""),
                replace(card, rows=card.rows[middle:], text="", image_url="", badge=""),
            ]
            yield from _sized(halves, book)
        else:
            yield bubble, size


def _flex_message(bubbles: list[Json], alt: str) -> LineMessage:
    contents = bubbles[0] if len(bubbles) == 1 else {"type": "carousel", "contents": bubbles}
    return {"type": "flex", "altText": alt, "contents": contents}


def _alt_of(card: Card) -> str:
    return card.alt or card.title or card.text or "・".join(_labels(card.choices))


def _labels(choices: tuple[Choice, ...]) -> Iterator[str]:
    return (choice.label for choice in choices)
