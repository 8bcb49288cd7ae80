"""Dialogs begun and not ended: their cards, going on or beginning anew, and texts that may belong to them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

from data.fold import fold
from dialogs.exchange import Exchange, continue_choice
from dialogs.fields.choice import ChoiceKind
from dialogs.interview_state import left_key
from dialogs.scenario import QuestionNode
from dialogs.talk import Card, Carousel, Choice, Row, press_data
from dialogs.tracker import ENDED_SECONDS, Json, begins_alike, drop, is_begun, is_private, open_dialogs
from dialogs.walker import Walker

# Buttons of these cards, and what each of them means.
KEPT_KIND = "k"
CONTINUE, ANEW, DROP, DROP_SURELY = range(4)
_NAMES = {CONTINUE: "continue", ANEW: "anew", DROP: "drop", DROP_SURELY: "drop_surely"}
LONGEST_ASKED = 5000  # LINE takes no longer text


class Beginner(Protocol):
    """What the engine does for a button of these cards."""

    def resume(self, exchange: Exchange, dialog: Json) -> None: ...

    def start(self, exchange: Exchange, key: str) -> bool: ...

    def start_form(self, exchange: Exchange, key: str) -> bool: ...


class KeptDialogs:
    """What is said about them outside of their own questions."""

    def __init__(self, walker: Walker, beginner: Beginner) -> None:
        self._walker = walker
        self._beginner = beginner

    def show(self, exchange: Exchange) -> None:
        """Each dialog as a card: since when, how far, and how to go on or to drop it. The latest stands first."""
        tracker, words = exchange.tracker, exchange.words
        kept = [*open_dialogs(tracker), *reversed(tracker.get("aside", ()))]
        if not kept:
            exchange.tell("resident.status.none")
            return
        cards = tuple(self._card(exchange, dialog) for dialog in kept)
        exchange.say(cards[0] if len(cards) == 1 else Carousel(cards, alt=words("resident.status.alt")))
        exchange.offer(*(continue_choice(words, dialog) for dialog in kept))

    def asks_whether(self, exchange: Exchange, first: Json) -> bool:
        """Whether to go on with what lies aside or to begin anew. False: nothing such lies there with answers.

        Args:
            first: {"s": key} of a scenario or {"f": key} of a form about to begin.
        """
        words = exchange.words
        about = {"frames": [first]}
        aside: list[Json] = exchange.tracker.get("aside", [])
        dialog = next((kept for kept in reversed(aside) if begins_alike(kept, about) and is_begun(kept)), None)
        if dialog is None:
            return False
        exchange.say(
            Card(
                dialog["title"],
                words("kept.whether"),
                rows=self._rows(exchange, dialog),
                choices=(
                    self._button(exchange, dialog, CONTINUE, "go_on", "primary"),
                    self._button(exchange, dialog, ANEW, "anew"),
                ),
                note=words("kept.anew_note"),
                alt=words("kept.whether"),
            )
        )
        return True

    def press(self, exchange: Exchange, number: int, dialog: Json) -> None:
        """A button of a dialog's card: go on with it, begin it anew, or forget it."""
        if number in _NAMES:
            label = exchange.words(f"kept.button.{_NAMES[number]}")
            exchange.turn.said = exchange.words("kept.said", title=dialog["title"], label=label)
        if number == CONTINUE:
            self._beginner.resume(exchange, dialog)
        elif number == DROP:
            self._ask_to_drop(exchange, dialog)
        elif number == DROP_SURELY:
            self._drop(exchange, dialog)
        elif any(kept is dialog for kept in exchange.tracker.get("aside", ())):
            self._begin_anew(exchange, dialog)
        else:
            exchange.tell("dialog.old_button")

    def _begin_anew(self, exchange: Exchange, dialog: Json) -> None:
        """Those like it that lie aside give way to a new one."""
        for kept in list(exchange.tracker.get("aside", ())):
            if begins_alike(kept, dialog):
                drop(exchange.tracker, kept)
        first = dialog["frames"][0]
        if "s" in first:
            has_begun = self._beginner.start(exchange, first["s"])
        else:
            has_begun = self._beginner.start_form(exchange, first["f"])
        if not has_begun:
            exchange.tell("resident.dialog.gone", title=dialog["title"])

    def _ask_to_drop(self, exchange: Exchange, dialog: Json) -> None:
        """やめる on a card asks once more: answers would go."""
        words, is_known = exchange.words, _is_known(dialog)
        exchange.say(
            Card(
                words("kept.drop_title", title=dialog["title"]),
                words("kept.drop_text_known" if is_known else "kept.drop_text"),
                choices=(
                    self._button(exchange, dialog, DROP_SURELY, "drop_known" if is_known else "drop_surely", "primary"),
                    continue_choice(words, dialog),
                ),
            )
        )

    def _drop(self, exchange: Exchange, dialog: Json) -> None:
        """Forget it, and say so."""
        count, is_known = self._answers(dialog), _is_known(dialog)
        drop(exchange.tracker, dialog)
        exchange.tell(left_key(count, is_known=is_known), title=dialog["title"], count=count)

    def hear(self, exchange: Exchange) -> bool:
        """A text with no dialog open that nothing else knows: perhaps an answer to what lies aside, or to what ended.

        What may belong to a private form becomes no open question unless the person says that it is one.
        """
        heard, incoming, aside = exchange.heard, exchange.incoming, exchange.tracker.get("aside", ())
        is_sure = heard.receipt or heard.word or heard.answer or heard.trigger or heard.danger
        if incoming.kind != "text" or is_sure or heard.small not in ("", "numbers", "understood"):
            return False
        private = next((dialog for dialog in reversed(aside) if is_private(dialog)), None)
        if private is not None:
            exchange.hide_said(private["title"])
        if heard.keyword or heard.trigger_within:
            return False
        if private is not None:
            self._ask_what_it_is(exchange, private)
            return True
        if self._is_of_ended(exchange):
            return True
        exchange.offer(*(continue_choice(exchange.words, dialog) for dialog in reversed(aside)))
        return False

    def _ask_what_it_is(self, exchange: Exchange, dialog: Json) -> None:
        words, incoming = exchange.words, exchange.incoming
        exchange.tracker["asked"] = {"text": incoming.text[:LONGEST_ASKED], "by": incoming.message_id}
        exchange.tell("kept.late", title=dialog["title"])
        question = words.variants("resident.words.none_of_these")[0]
        menu = words.variants("resident.words.menu")[0]
        exchange.offer(
            continue_choice(words, dialog),
            Choice(words("kept.is_question"), "text", text=question),
            Choice(menu, "text", text=menu),
        )

    def _is_of_ended(self, exchange: Exchange) -> bool:
        """A choice of the scenario that has just ended, made once more."""
        ended = exchange.tracker.get("ended")
        if ended is None or exchange.at - ended["at"] >= ENDED_SECONDS:
            return False
        scenario = exchange.library.scenario(exchange.session, exchange.turn.channel, ended["s"], ended["v"])
        if scenario is None:
            return False
        folded = fold(exchange.incoming.text)
        asked = [node.form.fields[node.slot] for node in scenario.nodes.values() if isinstance(node, QuestionNode)]
        own = [field.settings.own for field in asked if isinstance(field.kind, ChoiceKind)]
        if not any(options is not None and options.has_word(folded) for options in own):
            return False
        exchange.tell("kept.ended", title=scenario.name)
        if scenario.triggers:
            exchange.offer(Choice(exchange.words("kept.once_more"), "text", text=scenario.triggers[0]))
        return True

    # The cards

    def _card(self, exchange: Exchange, dialog: Json) -> Card:
        return Card(
            dialog["title"],
            rows=self._rows(exchange, dialog),
            choices=(
                self._button(exchange, dialog, CONTINUE, "continue", "primary"),
                self._button(exchange, dialog, DROP, "drop"),
            ),
            alt=exchange.words("resident.status.alt"),
        )

    def _rows(self, exchange: Exchange, dialog: Json) -> tuple[Row, ...]:
        words = exchange.words
        # Dialogs from before `began` was kept have only their last word.
        began = datetime.fromtimestamp(float(dialog.get("began") or dialog["at"]), UTC)
        rows = [Row(words("kept.label.began"), words("kept.began", at=began))]
        interview = self._walker.interview(exchange, dialog)
        if interview is None:
            return tuple(rows)
        if "f" in dialog["frames"][-1]:
            done, total = interview.progress(exchange.context())
            rows.append(Row(words("kept.label.progress"), words("kept.progress", done=done, total=total)))
        elif count := self._answers(dialog):
            rows.append(Row(words("kept.label.progress"), words("kept.answers", count=count)))
        asking = interview.asking
        rows.append(Row(words("kept.label.next"), asking.label if asking else words("dialog.review_title")))
        return tuple(rows)

    @staticmethod
    def _answers(dialog: Json) -> int:
        inside: int = sum(len(frame["q"]["answers"]) for frame in dialog["frames"] if frame.get("q"))
        return len(dialog["slots"]) + inside

    @staticmethod
    def _button(exchange: Exchange, dialog: Json, number: int, name: str, style: str = "secondary") -> Choice:
        label = exchange.words(f"kept.button.{name}")
        said = exchange.words("kept.said", title=dialog["title"], label=label)
        data = press_data(KEPT_KIND, dialog["id"], number)
        return Choice(label, "press", value=data, text=said, style="primary" if style == "primary" else "secondary")


def _is_known(dialog: Json) -> bool:
    """Whether what is being answered was sent before, and only corrected here."""
    return any(frame["q"].get("known", False) for frame in dialog["frames"] if frame.get("q"))
