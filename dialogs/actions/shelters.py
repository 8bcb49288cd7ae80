"""Shelters as a resident is shown them: the nearest ones, those for a hazard, or one by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from data.fold import fold
from data.gateways.line.text import shorten
from data.shelters.index import FoundShelter, Nearby, ShelterIndex, ShelterView, nearest
from data.shelters.models import ShelterStatus
from dialogs.actions.current import ActionTurn, current_turn
from dialogs.lines import ECHOED, listed, local_address
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
# Those that can be entered first, those that may open next; then what is no place to go now.
RANKS = {ShelterStatus.open: 0, ShelterStatus.crowded: 0, ShelterStatus.full: 2, ShelterStatus.closed: 3}
MAY_OPEN = 1
COLOURS = {
    ShelterStatus.open: "#1B7F3B",
    ShelterStatus.crowded: "#B35900",
    ShelterStatus.full: "#B3261E",
    ShelterStatus.preparing: "#1F5FA8",
    ShelterStatus.unopened: "#5B6770",
    ShelterStatus.closed: "#5B6770",
}


class NearestShelters(Action):  # type: ignore[misc]
    """`shelters.nearest`: around the slot `location`; only places for the slot `hazard` where that is one."""

    def name(self) -> str:
        return "shelters.nearest"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn, place = current_turn.get(), tracker.get_slot("location")
        position = position_of(place)
        if position is not None:
            speech = nearest_shelters(turn, *position, known_hazard(turn, tracker.get_slot("hazard")))
        else:
            speech = ask_location(turn.words)
        dispatcher.utter_message(json_message={"speech": speech})
        return []


def known_hazard(turn: ActionTurn, hazard: Any) -> str | None:
    """A hazard that shelters are designated for; None for others, like a typhoon."""
    return hazard if isinstance(hazard, str) and f"shelters.hazard.{hazard}" in turn.words else None


def hazard_meant(words: Wording, text: str) -> str | None:
    """The hazard that people call so; None when it is no hazard."""
    wanted = fold(text)
    for hazard, aliases in words.lists("shelters.hazard_words").items():
        if wanted in map(fold, (words(f"shelters.hazard.{hazard}"), *aliases)):
            return hazard
    return None


def ask_location(words: Wording) -> Speech:
    """Ask where the person is."""
    return Speech([Say(words("shelters.ask_location"))], [location_choice(words)])


def nearest_shelters(turn: ActionTurn, latitude: float, longitude: float, hazard: str | None = None) -> Speech:
    """The shelters within the town's radius, open ones first; beyond it the nearest anyway, and says so."""
    words, town = turn.words, turn.snapshots["town"]
    index: ShelterIndex = turn.snapshots["shelters"]
    radius_m = int(town["shelter_radius_m"])
    found = nearest(
        index,
        latitude,
        longitude,
        radius_m=radius_m,
        hazard=hazard,
        limit=SHOWN,
        hide_unopened=bool(town["hide_unopened_shelters"]),
    )
    shown = (*found.beyond, *found.within)
    if shown and (away := min(one.distance_m for one in shown)) > FAR_M:
        return Speech([_far_away(turn, away)])
    speech = Speech([Say(_mark(turn) + "\n".join(_lead(words, found, hazard, span(radius_m))))])
    if shown:
        speech.add(_carousel(turn, [shelter_card(turn, one.shelter, one) for one in shown]))
    speech.choices = [*_hazard_choices(words, index, hazard), Choice(words("shelters.label.find_spots"), "text")]
    return speech


def _lead(words: Wording, found: Nearby, hazard: str | None, radius: str) -> list[str]:
    """What stands above the cards."""
    named = words(f"shelters.hazard.{hazard}") if hazard else ""
    lines = [words("shelters.near_for_hazard", hazard=named)] if hazard else []
    if found.within and found.beyond:
        is_full = all(one.shelter.status is ShelterStatus.full for one in found.within)
        lines.append(words("shelters.all_full" if is_full else "shelters.open_beyond", radius=radius))
    elif found.within and all(one.shelter.status is ShelterStatus.full for one in found.within):
        lines.append(words("shelters.only_full", radius=radius))
    elif found.within:
        is_any_open = any(one.shelter.is_open for one in found.within)
        lines.append(words("shelters.near_open" if is_any_open else "shelters.near_none_open", radius=radius))
    elif found.beyond:
        lines.append(words("shelters.none_within", radius=radius))
    elif hazard:
        lines = [words("shelters.none_for_hazard", hazard=named)]
    elif not found.closed:
        lines = [words("shelters.none")]
    if found.closed:
        names = "・".join(one.shelter.name for one in found.closed)
        lines.append(words("shelters.closed_near", names=names))
    if found.within or found.beyond:
        lines.append(words("shelters.advice"))
    return lines


def _far_away(turn: ActionTurn, metres: int) -> Card:
    """Somebody far from the town: where the public information of that place is found."""
    words, town_name = turn.words, turn.snapshots["town"]["town_name"]
    return Card(
        title=_mark(turn) + words("shelters.far.title", town_name=town_name),
        text=words("shelters.far.text", town_name=town_name, distance=apart(metres)),
        choices=(Choice(words("shelters.far.label"), "uri", uri=words("shelters.far.page")),),
    )


def shelters_named(turn: ActionTurn, name: str) -> Speech:
    """The shelters that a name means, else those at an address or in a part of the town, without distances."""
    words, echoed = turn.words, shorten(name, graphemes=ECHOED)
    index: ShelterIndex = turn.snapshots["shelters"]
    found, is_place = index.find(name), False
    if not found:
        found, is_place = index.at(name), True
    if not found:
        speech = ask_location(words)
        speech.utterances.insert(0, Say(words("shelters.not_found", name=echoed)))
        return speech
    found = sorted(found, key=lambda shelter: RANKS.get(shelter.status, MAY_OPEN))[:SHOWN]
    lead = words("shelters.at_place" if is_place else "shelters.named", name=echoed)
    cards = _carousel(turn, [shelter_card(turn, shelter) for shelter in found])
    return Speech([Say(_mark(turn) + lead), cards], [location_choice(words)] if is_place else [])


def shelter_card(turn: ActionTurn, shelter: ShelterView, found: FoundShelter | None = None) -> Card:
    """One shelter, with how far it is when it was `found` from somewhere. No way is shown to what can't be entered."""
    words = turn.words
    rows = []
    if found is not None:
        key = "shelters.distance" if found.distance_m <= WALKED_M else "shelters.distance_far"
        told = words(key, distance=apart(found.distance_m), minutes=found.walking_minutes)
        rows.append(Row(words("shelters.label.distance"), told))
    if shelter.hazards:
        hazards = listed(words(f"shelters.hazard.{hazard}") for hazard in shelter.hazards)
        rows.append(Row(words("shelters.label.hazards"), hazards))
    rows += _people(words, shelter)
    if shelter.address:
        address = local_address(shelter.address, str(turn.snapshots["town"]["town_name"]))
        rows.append(Row(words("shelters.label.address"), address))
    refused = f"shelters.no_entry.{shelter.status.value}"
    choices = [map_choice(words("shelters.label.map"), shelter.latitude, shelter.longitude)]
    if refused not in words:
        choices.insert(0, route_choice(words("shelters.label.route"), shelter.latitude, shelter.longitude))
    return Card(
        title=shelter.name,
        text=words(refused) if refused in words else "",
        rows=tuple(rows),
        choices=(*choices, *phone_choice(words("shelters.label.phone"), shelter.phone)),
        badge=_mark(turn) + words(f"shelters.status.{shelter.status.value}"),
        badge_colour=COLOURS[shelter.status],
        note=shelter.note,
    )


def _mark(turn: ActionTurn) -> str:
    """【訓練】 while the town drills."""
    return turn.words("shelters.drill") if turn.snapshots["town"]["drill"] else ""


def _carousel(turn: ActionTurn, cards: Sequence[Card]) -> Carousel:
    return Carousel(tuple(cards), alt=_mark(turn) + turn.words("shelters.alt", count=len(cards)))


def _people(words: Wording, shelter: ShelterView) -> list[Row]:
    if shelter.headcount is not None:
        key = "shelters.people" if shelter.capacity is not None else "shelters.people_only"
        told = words(key, headcount=shelter.headcount, capacity=shelter.capacity)
        return [Row(words("shelters.label.people"), told)]
    if shelter.capacity is not None:
        return [Row(words("shelters.label.capacity"), words("shelters.capacity", capacity=shelter.capacity))]
    return []


def _hazard_choices(words: Wording, index: ShelterIndex, present: str | None) -> list[Choice]:
    """「避難所 洪水」 and so on, for the hazards this town has places for."""
    known = {hazard for shelter in index.shelters for hazard in shelter.hazards} - {present}
    in_order = [hazard for hazard in words.lists("shelters.hazard_words") if hazard in known]
    spoken = [words.variants(f"shelters.hazard_words.{hazard}")[0] for hazard in in_order]
    label, typed = "shelters.label.for_hazard", "shelters.label.only"
    return [Choice(words(label, hazard=word), "text", text=words(typed, hazard=word)) for word in spoken]
