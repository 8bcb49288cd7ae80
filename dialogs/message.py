"""What a scenario's author lets the bot say: text, cards and LINE's own messages, with `{slot}` places to fill."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

from data.gateways.line.limits import MessagesRefused, Problem, check_messages
from data.gateways.line.text import shorten
from dialogs.faults import FaultList
from dialogs.render.card import NOTHING
from dialogs.render.line import render
from dialogs.talk import Authored, Card, Choice, Row, Say, Speech, Utterance
from dialogs.yamltext import line_of

# LINE measures templates and Flex tightly and a person may answer at length: there a value is cut to this.
VALUE_GRAPHEMES = 40
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_ADDRESSES = frozenset({"uri", "linkUri", "url", "baseUrl", "image"})
# The town's own address is filled in as it stands; whatever else goes into an address is percent-encoded.
_BASES = frozenset({"public_url"})
# Stands before a title while there is a drill, and is nothing otherwise.
_MARKS = frozenset({"drill_mark"})
_CARD_KEYS = frozenset({"title", "text", "rows", "buttons", "image", "note", "badge", "alt"})


@dataclass(frozen=True, slots=True)
class Message:
    """One utterance as authored: the text, the card's document or the LINE message object, and the places in it.

    `line`: where the author wrote it; None when it came from a page.
    """

    kind: Literal["text", "card", "line"]
    body: Any
    names: frozenset[str]
    line: int | None = None

    def fill(self, values: Mapping[str, str]) -> Utterance:
        """The utterance to say. A name without a value becomes an empty text, or － where LINE wants some."""
        body = self.body
        if self.kind == "text":
            return Say(_filled(body, values) if self.names else body)
        if self.names:
            if not all(values.get(name) for name in self.names & _BASES):
                # Nowhere to fetch its pictures from: what LINE shows where it can't draw them.
                return Say(body.get("altText") or body.get("title") or "")
            short = {name: _short(values.get(name, "")) for name in self.names - _BASES - _MARKS}
            short |= {name: values.get(name, "") for name in self.names & (_BASES | _MARKS)}
            body = _walk(body, "", lambda text, key: _filled(text, short, key) or (text and NOTHING))
        return _card(body) if self.kind == "card" else Authored(body)


def read_messages(document: Any, where: str, faults: FaultList, line: int | None) -> tuple[Message, ...]:
    """Read `says`: one text or a list of texts, `card: {…}` and LINE message objects (`type: …`)."""
    items = document if isinstance(document, list) else [document]
    found: list[Message] = []
    for index, item in enumerate(items):
        at = line_of(document, index) or line
        if isinstance(item, str) and item.strip():
            found.append(Message("text", item.rstrip("\n"), frozenset(_PLACE.findall(item)), at))
        elif isinstance(item, dict) and isinstance(item.get("type"), str):
            # textV2 has braces of its own.
            names = set[str]() if item["type"] == "textV2" else _names_in(item)
            found.append(Message("line", _plain(item), frozenset(names), at))
        elif isinstance(item, dict) and set(item) == {"card"} and _is_card(item["card"]):
            found.append(Message("card", _plain(item["card"]), frozenset(_names_in(item)), at))
        else:
            faults.add("scenario.message", where, at)
    return tuple(found)


def refused_by_line(message: Message, samples: Mapping[str, str]) -> Problem | None:
    """The first thing LINE would refuse in this message, its places filled with samples as long as they may be.

    What the author wrote in LINE's own words is held to LINE's limits as it stands: nothing of it is cut to fit.
    """
    said = message.fill(samples)
    try:
        problems = check_messages([said.line_message] if isinstance(said, Authored) else render(Speech([said]), None))
    except MessagesRefused as refused:
        problems = refused.problems
    return problems[0] if problems else None


def _short(value: str) -> str:
    return shorten(value, graphemes=VALUE_GRAPHEMES) or NOTHING


def _filled(text: str, values: Mapping[str, str], key: str = "") -> str:
    def value(found: re.Match[str]) -> str:
        name = found[1]
        held = values.get(name, "")
        return quote(held, safe="") if key in _ADDRESSES and name not in _BASES else held

    return _PLACE.sub(value, text)


def _walk(value: Any, key: str, change: Callable[[str, str], str]) -> Any:
    if isinstance(value, str):
        return change(value, key)
    if isinstance(value, dict):
        return {name: _walk(item, name, change) for name, item in value.items()}
    if isinstance(value, list):
        return [_walk(item, key, change) for item in value]
    return value


def _plain(value: Any) -> Any:
    """Without the line numbers."""
    return _walk(value, "", lambda text, key: text)


def _names_in(value: Any) -> set[str]:
    names: set[str] = set()

    def note(text: str, key: str) -> str:
        names.update(_PLACE.findall(text))
        return text

    _walk(value, "", note)
    return names


def _is_card(card: Any) -> bool:
    if not isinstance(card, dict) or not isinstance(card.get("title"), str) or not set(card) <= _CARD_KEYS:
        return False
    rows, buttons = card.get("rows", []), card.get("buttons", [])
    return (
        all(isinstance(value, str) for name, value in card.items() if name not in ("rows", "buttons"))
        and isinstance(rows, list)
        and all(_is_texts(row, {"label", "value"}) for row in rows)
        and isinstance(buttons, list)
        and all(_is_texts(button, {"label", "text"}) or _is_texts(button, {"label", "uri"}) for button in buttons)
    )


def _is_texts(value: Any, names: set[str]) -> bool:
    return isinstance(value, dict) and set(value) == names and all(isinstance(text, str) for text in value.values())


def _card(document: Mapping[str, Any]) -> Card:
    return Card(
        title=document["title"],
        text=document.get("text", ""),
        rows=tuple(Row(row["label"], row["value"]) for row in document.get("rows", [])),
        choices=tuple(
            Choice(button["label"], "uri", uri=button["uri"])
            if "uri" in button
            else Choice(button["label"], "text", text=button["text"])
            for button in document.get("buttons", [])
        ),
        badge=document.get("badge", ""),
        image_url=document.get("image", ""),
        note=document.get("note", ""),
        alt=document.get("alt", ""),
    )
