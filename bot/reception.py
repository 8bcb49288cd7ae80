"""What the resident account answers by itself: its words, locations, keyword answers, and everything it can't place."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from bot.answers import MyAnswers
from bot.forms import FormDesk
from bot.releases import is_on, offered, say_not_yet
from data.faq.unanswered import withdraw_question
from data.fold import fold
from data.forms.submissions import own_submissions
from dialogs.actions.faq import answer_speech, keep_question, suggestion_speech, unanswered_speech
from dialogs.actions.shelters import ask_location, hazard_meant, known_hazard, nearest_shelters, shelters_named
from dialogs.actions.spots import ask_for_spots, nearest_spots, spots_meant, spots_named
from dialogs.engine import DialogEngine
from dialogs.exchange import Exchange, continue_choice
from dialogs.maps import phone_choice
from dialogs.talk import Card, Choice
from dialogs.tracker import PLACE_SECONDS, Json, open_dialogs
from dialogs.understanding import EVACUATION

# The scenario behind 避難行動.
POLICE = "110"
LONGEST_KEPT = 5000  # LINE takes no longer text
MENU_SCENARIOS = 20
MOST_QUESTIONS = 10


class ResidentReception:
    """Stands before the dialogs, and is asked by the engine in the middle of one. See `dialogs.engine.Reception`."""

    def __init__(self, engine: DialogEngine, words: Mapping[str, Callable[[Exchange], bool]]) -> None:
        """`words`: top-level words that other parts of this counter answer."""
        self._engine = engine
        self.forms = FormDesk(engine)
        self.answers = MyAnswers(engine)
        self._words: dict[str, Callable[[Exchange], bool]] = {
            "menu": self.menu,
            "shelters": self._shelters,
            "evacuation": self._evacuation,
            "spots": self._spots,
            "status": self._status,
            "surveys": self.forms.surveys,
            "preferences": self.forms.preferences,
            "continue": self._continue,
            "questions": self._questions,
            "none_of_these": self._none_of_these,
            **words,
        }

    # In the middle of a dialog too

    def urgent(self, exchange: Exchange) -> bool:
        """A cry for help, 避難所, 避難行動, and a location."""
        if exchange.incoming.kind == "location":
            return self.location(exchange)
        if exchange.heard.danger == "sure":
            return self._danger(exchange)
        word = exchange.heard.word
        return word in ("shelters", "evacuation") and self._words[word](exchange)

    def known_answer(self, exchange: Exchange) -> bool:
        """An exact keyword."""
        if exchange.heard.answer is None:
            return False
        exchange.add(answer_speech(exchange.heard.answer))
        return True

    def known_word(self, exchange: Exchange) -> bool:
        """A word of danger, a top-level word, or a scenario's trigger."""
        if exchange.heard.danger:
            return self._danger(exchange)
        word = exchange.heard.word
        if word and self._words[word](exchange):
            return True
        return bool(exchange.heard.trigger) and self._engine.start(exchange, exchange.heard.trigger)

    # Outside dialogs

    def text(self, exchange: Exchange) -> None:
        """Any text: danger, word, keyword, trigger, form, small talk, what stands in it or is near, open questions."""
        heard = exchange.heard
        wants_spots = self._place_kept(exchange).pop("wants_spots", False)
        if heard.danger:
            self._danger(exchange)
            return
        if heard.word and self._words[heard.word](exchange):
            return
        if wants_spots and not heard.small and (meant := spots_meant(exchange.action_turn(), exchange.incoming.text)):
            exchange.add(meant)
            return
        if self.known_answer(exchange):
            return
        if (heard.trigger and self._engine.start(exchange, heard.trigger)) or self.forms.named(exchange):
            return
        if heard.small:
            self._small_talk(exchange)
            return
        if heard.keyword is not None:
            exchange.add(answer_speech(heard.keyword))
            if heard.near:
                exchange.offer(*offered(exchange, [Choice(heard.near, "text", text=heard.near)]))
            return
        if heard.trigger_within and self._engine.start(exchange, heard.trigger_within):
            return
        if heard.spot:
            exchange.add(spots_named(exchange.action_turn(), heard.spot, self._place(exchange)))
            return
        if heard.suggested or heard.near:
            self._suggest(exchange)
            return
        self._keep_question(exchange, exchange.incoming.text, exchange.incoming.message_id)

    def location(self, exchange: Exchange) -> bool:
        """A location nobody asked for: the nearest shelters. It is kept a little while for the quick replies."""
        latitude, longitude = exchange.incoming.latitude, exchange.incoming.longitude
        if latitude is None or longitude is None:
            return False
        kept = self._place_kept(exchange)
        exchange.tracker["place"] = {"latitude": latitude, "longitude": longitude, "at": exchange.at}
        if kept.get("wants_spots") and "dialog" not in exchange.tracker and is_on(exchange, "spots"):
            exchange.add(nearest_spots(exchange.action_turn(), latitude, longitude))
            return True
        if not is_on(exchange, "shelters"):
            say_not_yet(exchange, "shelters")
            return True
        self._show_shelters(exchange, (latitude, longitude), kept.get("hazard"))
        return True

    def menu(self, exchange: Exchange) -> bool:
        """A card with a button for everything this channel has."""
        words, shelf = exchange.words, exchange.shelf
        choices = [
            self._typing(exchange, "shelters", words("resident.menu.shelters"), "primary"),
        ]
        if EVACUATION in shelf.scenarios:
            choices.append(self._typing(exchange, "evacuation", words("resident.menu.evacuation"), "primary"))
        choices.append(self._typing(exchange, "spots", words("resident.menu.spots")))
        choices += [
            Choice(scenario.menu, "text", text=scenario.triggers[0])
            for scenario in shelf.menu
            if scenario.key != EVACUATION
        ][:MENU_SCENARIOS]
        choices += self.forms.menu_choices(exchange)
        choices.append(self._typing(exchange, "questions", words("resident.menu.questions")))
        if self._kept(exchange):
            choices.append(self._typing(exchange, "status", words("resident.menu.status")))
        choices.append(self._typing(exchange, "privacy", words("privacy.menu")))
        exchange.say(
            Card(
                words("resident.menu.title", town_name=exchange.town["town_name"]),
                words("resident.menu.text"),
                choices=tuple(offered(exchange, choices)),
                note=words("resident.menu.note"),
                alt=words("resident.menu.alt"),
            )
        )
        return True

    # The words

    def _shelters(self, exchange: Exchange) -> bool:
        """避難所: asks for the location; 避難所 洪水: only places for that; 避難所 NAME: that one."""
        turn, rest = exchange.action_turn(), exchange.heard.rest
        hazard = hazard_meant(exchange.words, rest) if rest else None
        if rest and hazard is None:
            exchange.add(shelters_named(turn, rest))
            return True
        place = self._place(exchange) if hazard else None
        if hazard and place:
            self._show_shelters(exchange, place, hazard)
            return True
        if hazard:
            # For the location that comes next.
            exchange.tracker["place"] = {"hazard": hazard, "at": exchange.at}
        else:
            self._place_kept(exchange).pop("hazard", None)
        speech = ask_location(exchange.words)
        exchange.say(*speech.utterances)
        exchange.offer_first(*speech.choices)
        return True

    def _show_shelters(self, exchange: Exchange, place: tuple[float, float], hazard: str | None) -> None:
        """The shelters around a place: for the hazard asked for, else for the one an open dialog is about."""
        turn = exchange.action_turn()
        if hazard is None:
            about = (dialog["slots"].get("hazard") for dialog in open_dialogs(exchange.tracker))
            hazard = next((known for one in about if (known := known_hazard(turn, one))), None)
        speech = nearest_shelters(turn, *place, hazard)
        exchange.say(*speech.utterances)
        # In a dialog the buttons are its own.
        if "dialog" not in exchange.tracker:
            exchange.offer(*speech.choices)

    def _evacuation(self, exchange: Exchange) -> bool:
        return self._engine.start(exchange, EVACUATION)

    def _spots(self, exchange: Exchange) -> bool:
        """施設: of the word after it, or around the place sent just now; else asks."""
        turn, rest, place = exchange.action_turn(), exchange.heard.rest, self._place(exchange)
        if rest:
            speech = spots_named(turn, rest, place, exchange.heard.near_spots)
        elif place is not None:
            speech = nearest_spots(turn, *place)
        else:
            speech = ask_for_spots(turn)
        if place is None and any(choice.kind == "location" for choice in speech.choices):
            # For the word or the location that comes next.
            exchange.tracker["place"] = {"wants_spots": True, "at": exchange.at}
        exchange.add(speech)
        return True

    def _status(self, exchange: Exchange) -> bool:
        """状況: the dialogs begun and not ended, and what was answered."""
        if self._kept(exchange) or not own_submissions(exchange.session, resident_id=exchange.meet(), limit=1):
            self._engine.show_kept(exchange)
        self.answers.show(exchange)
        return True

    def _continue(self, exchange: Exchange) -> bool:
        """続ける: the dialog of that name, the only one, or asks which."""
        words, kept = exchange.words, self._kept(exchange)
        wanted = fold(exchange.heard.rest)
        named = [dialog for dialog in kept if not wanted or fold(dialog["title"]) == wanted]
        if not named:
            exchange.tell("resident.dialog.nothing_to_continue")
            exchange.offer(self._menu_choice(exchange))
        elif wanted or len(named) == 1 or "dialog" in exchange.tracker:
            self._engine.resume(exchange, named[0])
        else:
            exchange.tell("resident.dialog.which_to_continue")
            exchange.offer(*(continue_choice(words, dialog) for dialog in named))
        return True

    def _questions(self, exchange: Exchange) -> bool:
        """よくある質問: how to ask, with a few of the town's first questions."""
        matcher = exchange.turn.snapshots.get("faq", {}).get(exchange.turn.channel)
        entries = matcher.entries[:10] if matcher else ()
        exchange.tell("resident.questions.ask" if entries else "resident.questions.ask_plain")
        exchange.offer(*(Choice(entry.question, "text", text=entry.question[:300]) for entry in entries))
        return True

    def _none_of_these(self, exchange: Exchange) -> bool:
        """どれでもない: what was asked before becomes an open question."""
        asked = exchange.tracker.pop("asked", None)
        if asked is None:
            if "dialog" in exchange.tracker:
                return False
            self._small_talk(exchange, "no_dialog")
            return True
        self._keep_question(exchange, asked["text"], asked["by"])
        return True

    def _danger(self, exchange: Exchange) -> bool:
        """A cry for help: whom to call, now. It is no question to keep for anybody."""
        words, number = exchange.words, str(exchange.town["emergency_contact"])
        label = words("resident.emergency.call", number=number)
        police = words("resident.emergency.call", number=POLICE)
        calls = [*phone_choice(label, number), *phone_choice(police, POLICE)]
        exchange.say(
            Card(
                words("resident.emergency.title"),
                words("resident.emergency.text", emergency_contact=number),
                choices=tuple({choice.uri: replace(choice, style="primary") for choice in calls}.values()),
                alt=words("resident.emergency.alt", emergency_contact=number),
            )
        )
        places = [self._typing(exchange, "shelters", words.variants("resident.words.shelters")[0])]
        if EVACUATION in exchange.shelf.scenarios:
            places.append(self._typing(exchange, "evacuation", words.variants("resident.words.evacuation")[0]))
        exchange.offer(*places)
        keyword = exchange.heard.keyword
        if keyword is not None and "dialog" not in exchange.tracker:
            exchange.offer(Choice(keyword.question, "text", text=keyword.question[:300]))
        return True

    def _small_talk(self, exchange: Exchange, kind: str = "") -> None:
        """A kind word for what asks nothing."""
        kind, kept = kind or exchange.heard.small, self._kept(exchange)
        if kind == "no_dialog" and kept:
            kind = "no_dialog_kept"
        exchange.tell(f"resident.small.{kind}", town_name=exchange.town["town_name"])
        exchange.offer(*(continue_choice(exchange.words, dialog) for dialog in kept), self._menu_choice(exchange))

    def withdraw(self, exchange: Exchange, message_id: str) -> None:
        """A message was taken back: so is the open question it asked."""
        if exchange.tracker.get("asked", {}).get("by") == message_id:
            del exchange.tracker["asked"]
        question_id = exchange.tracker.get("questions", {}).pop(message_id, None)
        if question_id is not None:
            turn = exchange.turn
            withdraw_question(
                exchange.session, channel=turn.channel, question_id=question_id, line_user_id=turn.line_user_id
            )

    def _suggest(self, exchange: Exchange) -> None:
        """もしかして: a word or questions nearly like the text; どれでもない makes it an open question after all."""
        heard, words = exchange.heard, exchange.words
        incoming = exchange.incoming
        exchange.tracker["asked"] = {"text": incoming.text[:LONGEST_KEPT], "by": incoming.message_id}
        if heard.near:
            exchange.offer(Choice(heard.near, "text", text=heard.near))
        if heard.suggested:
            exchange.add(suggestion_speech(exchange.action_turn(), heard.suggested))
        else:
            exchange.tell("resident.near", word=heard.near)
        none = words("faq.suggested_none")
        exchange.offer(Choice(none, "text", text=none))

    def _keep_question(self, exchange: Exchange, text: str, message_id: str) -> None:
        """Keep what nobody could answer for staff, and which message asked it, should it be taken back."""
        turn = exchange.action_turn()
        question = keep_question(turn, text)
        exchange.add(unanswered_speech(turn, question))
        exchange.offer(self._menu_choice(exchange))
        if question is not None and message_id:
            kept = exchange.tracker.setdefault("questions", {})
            kept[message_id] = question.id
            while len(kept) > MOST_QUESTIONS:
                del kept[next(iter(kept))]

    # Small things

    def _kept(self, exchange: Exchange) -> list[Json]:
        """Open dialogs from the top, then those put aside, the latest first."""
        return [*open_dialogs(exchange.tracker), *reversed(exchange.tracker.get("aside", ()))]

    def _place(self, exchange: Exchange) -> tuple[float, float] | None:
        """The location sent just now."""
        place = self._place_kept(exchange)
        return (place["latitude"], place["longitude"]) if "latitude" in place else None

    def _place_kept(self, exchange: Exchange) -> Json:
        """The location sent last, or what was asked for before it; empty after a while."""
        place: Json = exchange.tracker.get("place", {})
        return place if place and exchange.at - place["at"] < PLACE_SECONDS else {}

    def _typing(self, exchange: Exchange, word: str, label: str, style: str = "secondary") -> Choice:
        text = exchange.words.variants(f"resident.words.{word}")[0]
        return Choice(label, "text", text=text, style="primary" if style == "primary" else "secondary")

    def _menu_choice(self, exchange: Exchange) -> Choice:
        return self._typing(exchange, "menu", exchange.words.variants("resident.words.menu")[0])
