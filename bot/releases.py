"""Features that the public can't use yet: they leave the menu, and their words are answered kindly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from msgspec.structs import replace

from data.fold import fold
from data.releases.service import is_any_stopped, is_released
from dialogs.exchange import Exchange
from dialogs.talk import Choice
from dialogs.understanding import EVACUATION, Heard
from dialogs.wording import Wording

# Top-level word -> the feature it belongs to; words that are not here are always there.
WORDS = {
    "shelters": "shelters",
    "evacuation": EVACUATION,
    "spots": "spots",
    "surveys": "surveys",
    "preferences": "preferences",
    "questions": "questions",
    "privacy": "privacy",
}
URGENT = frozenset({"shelters", EVACUATION})


def is_on(exchange: Exchange, feature: str) -> bool:
    """Whether this resident's channel has the feature."""
    return is_released(exchange.town, exchange.turn.channel, feature)


def sift(exchange: Exchange) -> str:
    """Take out of what was heard whatever belongs to a stopped feature; the feature plainly asked for, or ""."""
    heard, stopped = exchange.heard, ""
    if exchange.turn.channel != "public":
        return ""
    if heard.receipt is not None:
        return stopped_form(exchange, heard.receipt.code)
    if heard.word and not is_on(exchange, WORDS.get(heard.word, "")):
        stopped = WORDS[heard.word]
        heard = replace(heard, word="", rest="", near_spots=())
    heard, stopped = _sift_scenarios(exchange, heard, stopped)
    if heard.spot and not is_on(exchange, "spots"):
        heard, stopped = replace(heard, spot=""), stopped or "spots"
    if not is_on(exchange, "questions"):
        asked = heard.answer or heard.keyword or heard.suggested
        heard = replace(heard, answer=None, keyword=None, suggested=())
        stopped = stopped or ("questions" if asked else "")
    exchange.heard = heard
    return stopped


def say_not_yet(exchange: Exchange, feature: str) -> None:
    """準備中, kindly; for what may be a matter of life with the number to call."""
    key = "releases.not_yet_urgent" if feature in URGENT else "releases.not_yet"
    name = exchange.words(f"releases.names.{feature}")
    exchange.tell(key, name=name, emergency_contact=exchange.town["emergency_contact"])
    menu = exchange.words.variants("resident.words.menu")[0]
    exchange.offer(Choice(menu, "text", text=menu))


def offered(exchange: Exchange, choices: Iterable[Choice]) -> list[Choice]:
    """Without those that only lead to 準備中."""
    if exchange.turn.channel != "public" or not is_any_stopped(exchange.town):
        return list(choices)
    return [choice for choice in choices if choice.kind != "text" or is_on(exchange, _feature_of(exchange, choice))]


def _feature_of(exchange: Exchange, choice: Choice) -> str:
    text = fold(choice.text)
    feature = _by_alias(exchange.words).get(text)
    if feature is not None:
        return feature
    key = exchange.shelf.named(text)
    return _of_scenario(key) if key else ""


@lru_cache(maxsize=4)
def _by_alias(words: Wording) -> Mapping[str, str]:
    """Every way to type a top-level word, folded -> its feature."""
    lists = words.lists("resident.words")
    return {fold(alias): WORDS[word] for word, aliases in lists.items() if word in WORDS for alias in aliases}


def _of_scenario(key: str) -> str:
    return EVACUATION if key == EVACUATION else "scenarios"


def _sift_scenarios(exchange: Exchange, heard: Heard, stopped: str) -> tuple[Heard, str]:
    if heard.trigger and not is_on(exchange, _of_scenario(heard.trigger)):
        heard, stopped = replace(heard, trigger=""), stopped or _of_scenario(heard.trigger)
    if heard.trigger_within and not is_on(exchange, _of_scenario(heard.trigger_within)):
        heard, stopped = replace(heard, trigger_within=""), stopped or _of_scenario(heard.trigger_within)
    return heard, stopped


def stopped_form(exchange: Exchange, code: str) -> str:
    """The stopped feature that the form of this code belongs to; "" when it may be begun, or there is none such."""
    key = exchange.shelf.by_code.get(code)
    if key is None:
        return ""
    kind = exchange.shelf.forms[key].form.rules.kind
    feature = "preferences" if kind == "preference" else "surveys"
    return "" if is_on(exchange, feature) else feature
