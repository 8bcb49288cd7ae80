"""One exchange of words with a resident: the turn, what is known in it, and the answer as it grows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from data.clock import TOKYO
from data.residents.service import meet_resident
from data.turns.turn import Turn
from dialogs.actions.current import ActionTurn
from dialogs.context import AskContext
from dialogs.interview import Interview
from dialogs.interview_state import tapped
from dialogs.library import EMPTY_LIBRARY, Library, Shelf
from dialogs.render.line import compose
from dialogs.talk import Choice, Say, Speech, Utterance
from dialogs.understanding import NOTHING_HEARD, Heard
from dialogs.wording import Wording


def continue_choice(words: Wording, dialog: dict[str, Any]) -> Choice:
    """The 「続ける」 of one kept dialog. It types the dialog's name, so it works however far up the chat it stands."""
    text = words("resident.dialog.continue_named", title=dialog["title"])
    return Choice(text, "text", text=text)


class Exchange:
    """Made anew for each turn. What is said gathers in `speech`; `finish` turns it into LINE messages.

    Attributes:
        interview: the one whose question stands last in the answer; it keeps what the buttons mean.
        at: the present moment in seconds since the epoch (movable clock).
    """

    def __init__(self, session: Session, turn: Turn, words: Wording, public_url: str = "") -> None:
        self.session = session
        self.turn = turn
        self.tracker = turn.tracker
        self.incoming = turn.incoming
        self.words = words
        self.heard: Heard = turn.prepared if isinstance(turn.prepared, Heard) else NOTHING_HEARD
        self.town: Mapping[str, Any] = turn.snapshots["town"]
        self.library: Library = turn.snapshots.get("scenarios", EMPTY_LIBRARY)
        self.at = turn.now.timestamp()
        self.today: date = turn.now.astimezone(TOKYO).date()
        self.speech = Speech()
        self.interview: Interview | None = None
        self._first: tuple[Choice, ...] = ()
        self._public_url = public_url

    @property
    def shelf(self) -> Shelf:
        return self.library.shelf(self.turn.channel)

    def meet(self) -> int:
        """`resident.id`; the row is made on the first word and its key kept in the tracker."""
        known = self.tracker.get("resident_id")
        if known is None:
            turn = self.turn
            resident = meet_resident(self.session, channel=turn.channel, line_user_id=turn.line_user_id, now=turn.now)
            known = self.tracker["resident_id"] = resident.id
        return int(known)

    def context(self) -> AskContext:
        """The circumstances of a question."""
        turn = self.turn
        return AskContext(
            now=turn.now,
            today=self.today,
            channel=turn.channel,
            snapshots=turn.snapshots,
            town=self.town,
            resident_id=self.meet(),
            memory=turn.tracker,
            result=turn.result,
            words=self.words,
            is_known=bool(self.heard.word or self.heard.answer or self.heard.trigger),
        )

    def action_turn(self) -> ActionTurn:
        """What an action may reach."""
        turn = self.turn
        return ActionTurn(
            self.session,
            turn.channel,
            turn.line_user_id,
            self.meet(),
            turn.now,
            self.today,
            turn.snapshots,
            self.words,
            self._public_url,
        )

    def facts(self) -> dict[str, str]:
        """What every message may name."""
        return {
            "town_name": str(self.town["town_name"]),
            "emergency_contact": str(self.town["emergency_contact"]),
            "public_url": self._public_url,
            "drill_mark": self.words("shelters.drill") if self.town["drill"] else "",
        }

    def say(self, *utterances: Utterance) -> None:
        self.speech.add(*utterances)

    def tell(self, key: str, **facts: Any) -> None:
        """Say a sentence of the wording."""
        self.speech.add(Say(self.words(key, **facts)))

    def offer(self, *choices: Choice) -> None:
        """More quick replies, each label once."""
        labels = {choice.label for choice in self.speech.choices}
        self.speech.choices.extend(choice for choice in choices if choice.label not in labels)

    def offer_first(self, *choices: Choice) -> None:
        """Quick replies before all others, an open question's too: nobody should have to look for them."""
        self._first = choices
        self.speech.choices[:0] = choices

    def offer_no_more(self, offered: Choice) -> None:
        """Take back a quick reply that this turn has made pointless."""
        self.speech.choices[:] = [choice for choice in self.speech.choices if choice.label != offered.label]

    def add(self, speech: Speech) -> None:
        """Say what an action or feature says."""
        self.speech.add(*speech.utterances)
        self.offer(*speech.choices)

    def note_said(self, interview: Interview) -> None:
        """For the conversation log: a tapped button by what it says, and nothing of a private form."""
        if self.incoming.kind == "postback":
            self.turn.said = tapped(interview.state, self.incoming, interview.form)
        if interview.form.is_private:
            self.hide_said(interview.form.title)

    def hide_said(self, title: str) -> None:
        """Keep what was said out of the conversation log: it is a private form's."""
        self.turn.said = self.words("kept.log.said", title=title)

    def hide_answered(self, title: str) -> None:
        """Keep what is answered out of the conversation log: it repeats what was said in a private form."""
        self.turn.answered = self.words("kept.log.answered", title=title)

    def ask(self, interview: Interview, speech: Speech) -> None:
        """End the answer with an interview's question; its quick replies stand before what was offered.

        Only what was offered first of all stays before them.
        """
        if interview.form.is_private:
            self.hide_answered(interview.form.title)
        self.interview = interview
        self.speech.add(*speech.utterances)
        offered = self.speech.choices
        self.speech.choices = list(self._first)
        self.offer(*speech.choices, *offered)

    def finish(self) -> None:
        """Put the answer into the turn as LINE messages."""
        if not self.speech.utterances:
            return
        if self.interview is not None:
            messages = self.interview.compose(self.speech)
        else:
            messages = compose(self.speech, None)
        self.turn.say(*messages)
