"""Spots as a resident is shown them: around a place, by a word, or of one category in the staff's order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from data.gateways.line.text import shorten
from data.spots.index import FoundSpot, SpotIndex
from dialogs.actions.current import ActionTurn, current_turn
from dialogs.lines import ECHOED, local_address
from dialogs.maps import (
    FAR_M,
    WALKED_M,
    apart,
    location_choice,
    map_choice,
    phone_choice,
    position_of,
    route_choice,
    span,
)
from dialogs.talk import Card, Carousel, Choice, Row, Say, Speech
from dialogs.wording import Wording

SHOWN = 10
LONGEST_TEXT = 300
LONGEST_WORD = 20
_NONE = SpotIndex(())


class FindSpots(Action):  # type: ignore[misc]
    """`spots.find`: of the slot `category`, else of the words in `word`, else around `location`.

    `location` and `word` may each hold what a location question gives (a place, or words when that was allowed).
    """

    def name(self) -> str:
        return "spots.find"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn, place = current_turn.get(), tracker.get_slot("location")
        word, category = tracker.get_slot("word"), tracker.get_slot("category")
        position = position_of(place)
        if position is None and isinstance(place, dict):
            word = word or place.get("address")
        if isinstance(category, str) and category:
            speech = spots_of(turn, category, position)
        elif isinstance(word, str) and word:
            speech = spots_named(turn, word, position)
        elif position is not None:
            speech = nearest_spots(turn, *position)
        else:
            speech = ask_for_spots(turn)
        dispatcher.utter_message(json_message={"speech": speech})
        return []


def ask_for_spots(turn: ActionTurn) -> Speech:
    """Ask for a location or a word; the categories as quick replies."""
    words = turn.words
    categories = [Choice(category, "text", text=f"{_word(words)} {category}") for category in _index(turn).categories]
    return Speech([Say(words("spots.ask"))], [location_choice(words), *categories[:11]])


def nearest_spots(turn: ActionTurn, latitude: float, longitude: float) -> Speech:
    """The spots around a place; when none is near, the nearest anyway, and says so."""
    words, radius_m = turn.words, int(turn.snapshots["town"]["spot_radius_m"])
    found = _index(turn).nearest(latitude, longitude, radius_m=radius_m, limit=SHOWN)
    if found.within:
        return _shown(turn, words("spots.near"), found.within)
    if found.beyond:
        away = found.beyond[0].distance_m or 0
        if away > FAR_M:
            lead = words("spots.far", town_name=turn.snapshots["town"]["town_name"], distance=apart(away))
        else:
            lead = words("spots.none_within", radius=span(radius_m))
        return _shown(turn, lead, found.beyond)
    return Speech([Say(words("spots.none"))])


def spots_named(
    turn: ActionTurn, word: str, position: tuple[float, float] | None = None, near: tuple[str, ...] = ()
) -> Speech:
    """The spots a word means: a category's, else those having it in name, reading or keywords.

    Args:
        near: names to offer when there is none (they were matched before the writer was entered).
    """
    words, index = turn.words, _index(turn)
    if word in index.categories:
        return spots_of(turn, word, position)
    found = index.search(word, limit=SHOWN, position=position)
    if found:
        return _shown(turn, words("spots.found", word=word), found)
    choices = [Choice(name, "text", text=f"{_word(words)} {name}") for name in near]
    key = "spots.suggested" if near else "spots.not_found"
    return Speech([Say(words(key, word=shorten(word, graphemes=ECHOED)))], [*choices, location_choice(words)])


def spots_meant(turn: ActionTurn, text: str) -> Speech | None:
    """The spots of the word that 施設 asked for; None when it is no spot's, or rather another question."""
    word, index = text.strip(), _index(turn)
    if len(word) > LONGEST_WORD or not (word in index.categories or index.search(word, limit=1)):
        return None
    return spots_named(turn, word)


def spots_of(turn: ActionTurn, category: str, position: tuple[float, float] | None = None) -> Speech:
    """The spots of one category: the nearest first where a position is known, else in the staff's order."""
    words, index = turn.words, _index(turn)
    if position is not None:
        radius_m = int(turn.snapshots["town"]["spot_radius_m"])
        near = index.nearest(*position, radius_m=radius_m, category=category, limit=SHOWN)
        found = near.within or near.beyond
    else:
        found = index.in_order(category=category, limit=SHOWN)
    if not found:
        said = words("spots.not_found", word=shorten(category, graphemes=ECHOED))
        return Speech([Say(said)], [location_choice(words)])
    return _shown(turn, words("spots.category", category=category), found)


def spot_card(turn: ActionTurn, found: FoundSpot) -> Card:
    """One spot: picture, what it is, how far, and the ways to go on."""
    words, spot = turn.words, found.spot
    rows = []
    if found.distance_m is not None:
        key = "spots.distance" if found.distance_m <= WALKED_M else "spots.distance_far"
        told = words(key, distance=apart(found.distance_m), minutes=found.walking_minutes)
        rows.append(Row(words("spots.label.distance"), told))
    if spot.address:
        address = local_address(spot.address, str(turn.snapshots["town"]["town_name"]))
        rows.append(Row(words("spots.label.address"), address))
    choices = [map_choice(words("spots.label.map"), spot.latitude, spot.longitude)]
    if found.distance_m is None or found.distance_m <= FAR_M:
        choices.insert(0, route_choice(words("spots.label.route"), spot.latitude, spot.longitude))
    if spot.url:
        choices.append(Choice(words("spots.label.page"), "uri", uri=spot.url))
    text = spot.text if len(spot.text) <= LONGEST_TEXT else spot.text[:LONGEST_TEXT] + "…"
    has_picture = bool(spot.image_id and turn.public_url)
    return Card(
        title=spot.name,
        text=text,
        rows=tuple(rows),
        choices=(*choices, *phone_choice(words("spots.label.phone"), spot.phone)),
        image_url=f"{turn.public_url}/media/{spot.image_id}" if has_picture else "",
    )


def _shown(turn: ActionTurn, lead: str, found: Sequence[FoundSpot]) -> Speech:
    cards = tuple(spot_card(turn, one) for one in found)
    return Speech([Say(lead), Carousel(cards, alt=turn.words("spots.alt", count=len(cards)))])


def _index(turn: ActionTurn) -> SpotIndex:
    found: SpotIndex = turn.snapshots.get("spots", {}).get(turn.channel, _NONE)
    return found


def _word(words: Wording) -> str:
    return words.variants("resident.words.spots")[0]
