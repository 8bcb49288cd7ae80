"""A Card as a Flex bubble: one calm look, everything wraps, letters follow the reader's own size."""

from __future__ import annotations

from typing import Any

from data.gateways.line.limits.numbers import FLEX_LABEL_GRAPHEMES
from dialogs.render.actions import QUICK_REPLY_ONLY, action_of
from dialogs.talk import ButtonBook, Card, Choice, Row

Json = dict[str, Any]

INK, QUIET, LINK = "#1B2733", "#55626E", "#1F5FA8"
# background and letters of a button
_BUTTONS = {"primary": (LINK, "#FFFFFF"), "secondary": ("#E8EEF5", "#173A5E"), "link": ("", LINK)}
NOTHING = "－"
STACKED = 4  # so many buttons stand one below the other whatever their length
PAIRED_LABEL = 7  # characters that fit on half a bubble, also with large letters


def bubble_of(card: Card, book: ButtonBook | None) -> Json:
    """One bubble. Buttons are boxes, not LINE's buttons: those cut a long label instead of wrapping it.

    Raises:
        ValueError: a choice that LINE takes only as a quick reply.
    """
    body: list[Json] = []
    if card.badge:
        body.append(_badge(card.badge, card.badge_colour))
    if card.title:
        body.append(_text(card.title, "lg", INK, weight="bold"))
    if card.text:
        body.append(_text(card.text, "md", INK))
    if card.rows:
        if body:
            body.append({"type": "separator", "color": "#D5DCE3"})
        body += [_row(row, book) for row in card.rows]
    if card.note:
        body.append(_text(card.note, "sm", QUIET))
    buttons = _buttons(card.choices, book)
    if not body:
        body, buttons = buttons, []
    bubble: Json = {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "spacing": "lg", "paddingAll": "16px", "contents": body},
    }
    if card.image_url:
        bubble["hero"] = {
            "type": "image",
            "url": card.image_url,
            "size": "full",
            "aspectRatio": "20:13",
            "aspectMode": "cover",
        }
    if buttons:
        bubble["footer"] = {
            "type": "box",
            "layout": "vertical",
            "spacing": "sm",
            "paddingAll": "12px",
            "contents": buttons,
        }
    return bubble


def _buttons(choices: tuple[Choice, ...], book: ButtonBook | None) -> list[Json]:
    """One below the other; many short ones two by two, or a menu would fill the phone twice over."""
    buttons = [_button(choice, book) for choice in choices]
    if len(choices) <= STACKED or any(len(choice.label) > PAIRED_LABEL for choice in choices):
        return buttons
    pairs = [buttons[start : start + 2] for start in range(0, len(buttons), 2)]
    return [
        {"type": "box", "layout": "horizontal", "spacing": "sm", "contents": [{**button, "flex": 1} for button in pair]}
        for pair in pairs
    ]


def _text(text: str, size: str, color: str, **more: Any) -> Json:
    return {"type": "text", "text": text, "size": size, "color": color, "wrap": True, "scaling": True, **more}


def _badge(text: str, colour: str) -> Json:
    pill = {
        "type": "box",
        "layout": "vertical",
        "flex": 0,
        "backgroundColor": colour,
        "cornerRadius": "12px",
        "paddingStart": "12px",
        "paddingEnd": "12px",
        "paddingTop": "4px",
        "paddingBottom": "4px",
        "contents": [_text(text, "sm", "#FFFFFF", weight="bold")],
    }
    return {"type": "box", "layout": "horizontal", "contents": [pill]}


def _row(row: Row, book: ButtonBook | None) -> Json:
    if row.is_record:
        lines = [_text(row.label, "md", INK, weight="bold")]
        lines += [_text(row.value, "sm", QUIET)] if row.value else []
    else:
        lines = [_text(row.label, "sm", QUIET)] if row.label else []
        lines.append(_text(row.value or NOTHING, "md", INK))
    if row.choice is None:
        return {"type": "box", "layout": "vertical", "contents": lines}
    return {
        "type": "box",
        "layout": "horizontal",
        "spacing": "md",
        "alignItems": "center",
        "contents": [
            {"type": "box", "layout": "vertical", "flex": 1, "contents": lines},
            {**_button(row.choice, book, size="sm", padding="8px"), "flex": 0},
        ],
    }


def _button(choice: Choice, book: ButtonBook | None, size: str = "md", padding: str = "12px") -> Json:
    if choice.kind in QUICK_REPLY_ONLY:
        raise ValueError(f"{choice.kind} can only be a quick reply")
    background, ink = _BUTTONS[choice.style]
    box: Json = {
        "type": "box",
        "layout": "vertical",
        "cornerRadius": "8px",
        "paddingAll": padding,
        "action": action_of(choice, book, FLEX_LABEL_GRAPHEMES),
        "contents": [_text(choice.label, size, ink, align="center", weight="bold")],
    }
    if background:
        box["backgroundColor"] = background
    return box
