"""A planned stop at the resident counter: under the menu before it, before the answers while it goes on."""

from __future__ import annotations

from data.stops.service import TOPIC, StopAhead
from dialogs.exchange import Exchange
from dialogs.stops import resident_text
from dialogs.talk import Card, Say

# Whoever goes on talking during a stop is told so now and then, not at every word.
AGAIN_SECONDS = 600
MENU_WORD = "menu"


def tell_stop(exchange: Exchange) -> None:
    """Add what is to be said to the finished answer."""
    stops: tuple[StopAhead, ...] = exchange.turn.snapshots.get(TOPIC, ())
    ahead = [one for one in stops if one.ends_at > exchange.turn.now]
    if not ahead or not exchange.speech.utterances:
        return
    stop = ahead[0]
    told = exchange.tracker.get("stop_told", {})
    if stop.is_on(exchange.turn.now):
        if told.get("id") != stop.id or exchange.at - told.get("at", 0) >= AGAIN_SECONDS:
            exchange.tracker["stop_told"] = {"id": stop.id, "at": exchange.at}
            exchange.speech.utterances.insert(0, Say(_text(exchange, "now", stop)))
    elif exchange.heard.word == MENU_WORD or exchange.incoming.kind == "follow":
        after = next((at for at, one in enumerate(exchange.speech.utterances, 1) if isinstance(one, Card)), 0)
        exchange.speech.utterances.insert(after, Say(_text(exchange, "announced", stop)))


def _text(exchange: Exchange, kind: str, stop: StopAhead) -> str:
    return resident_text(exchange.words, kind, stop.starts_at, stop.ends_at, stop.alternative)
