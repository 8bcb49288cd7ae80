"""The resident counter: one event of a resident in, one answer out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from bot import privacy, releases
from bot.answers import ANSWER_KIND
from bot.forms import FORM_KIND
from bot.own_file import JOB
from bot.reception import ResidentReception
from bot.stops import tell_stop
from data.audit.chain import AuditChain
from data.faq.unanswered import forget_asker
from data.gateways.line.events import Incoming
from data.gateways.rasa import Reading
from data.residents.service import resident_followed, resident_left
from data.turns.conversation import forget_message
from data.turns.turn import Channel, LineMessage, Turn
from dialogs.actions import residents
from dialogs.engine import DialogEngine
from dialogs.exchange import Exchange
from dialogs.talk import Pressed, Say, read_press
from dialogs.understanding import Heard, Listener
from dialogs.wording import Wording

# What can't be read is answered kindly and in words.
_KINDLY = {
    "image": "resident.photo",
    "video": "resident.voice",
    "audio": "resident.voice",
    "file": "resident.file",
    "sticker": "resident.sticker",
}
# Receipt codes of forms, and of the preferences among them.
FORM_LETTERS = ("F", "P")


class ResidentCounter:
    """Implements `data.turns.turn.Counter` for the channels public and test.

    Args:
        public_url: where our pictures are served, without a slash at the end.
        allow_http: pictures may lie at http addresses (trial mode only).
        chain: where staff read that somebody's data were given or deleted.
    """

    def __init__(
        self,
        engine: DialogEngine,
        words: Wording,
        *,
        public_url: str = "",
        allow_http: bool = False,
        chain: AuditChain | None = None,
    ) -> None:
        self._engine = engine
        self._words = words
        # LINE fetches pictures by https only.
        self._public_url = public_url if allow_http or public_url.startswith("https://") else ""
        self._own_data = privacy.OwnData(public_url, chain)
        self._reception = ResidentReception(engine, {"privacy": self._own_data.show})
        self._listener = Listener(words)
        self._doors: dict[str, Callable[[Exchange], None]] = {
            "follow": self._follow,
            "unfollow": self._unfollow,
            "unsend": self._unsend,
        }
        # Buttons that need no open dialog. Every other button is a dialog's.
        self._presses: dict[str, Callable[[Exchange, Pressed], None]] = {
            privacy.PRESS_KIND: self._own_data.press,
            FORM_KIND: self._reception.forms.press,
            ANSWER_KIND: self._reception.answers.press,
            residents.PRESS_KIND: residents.press_undo,
        }

    def prepare(
        self,
        incoming: Incoming,
        channel: Channel,
        snapshots: Mapping[str, Any],
        reading: Reading | None = None,
        *,
        briefly: bool = False,
    ) -> Heard | None:
        """Match a text against the snapshots. `reading` is what a Rasa server made of it, where there is one."""
        if incoming.kind != "text":
            return None
        intent, confidence = ("", 0.0) if reading is None else (reading.intent, reading.confidence)
        return self._listener.hear(incoming.text, channel, snapshots, intent, confidence, briefly=briefly)

    def is_answering(self, turn: Turn) -> bool:
        """A dialog is open and not long forgotten: what a text nearly is, is nobody's concern."""
        return self._engine.is_listening(turn.tracker, turn.now.timestamp(), turn.snapshots["town"])

    def handle(self, session: Session, turn: Turn) -> None:
        """One turn, inside the writer's transaction."""
        exchange = Exchange(session, turn, self._words, self._public_url)
        door = self._doors.get(turn.incoming.kind)
        if door is not None:
            door(exchange)
        elif turn.incoming.kind == "job" and "resident_id" not in turn.tracker:
            # Ordered by somebody whose data were deleted meanwhile: not even who it was is known any more.
            return
        else:
            exchange.meet()
            self._hear(exchange)
        exchange.speech.choices[:] = releases.offered(exchange, exchange.speech.choices)
        if exchange.turn.is_logged:
            tell_stop(exchange)
        self._engine.watch(exchange)
        turn.place = self._engine.place(turn.tracker)
        exchange.finish()

    def apology(self, reference: str) -> list[LineMessage]:
        """What a person hears when a turn failed through our fault."""
        return [{"type": "text", "text": self._words("resident.apology", reference=reference)}]

    def _hear(self, exchange: Exchange) -> None:
        kind, receipt = exchange.incoming.kind, exchange.heard.receipt
        if kind == "postback":
            self._press(exchange)
            return
        if kind == "job" and exchange.incoming.raw_type == JOB:
            self._own_data.give(exchange)
            return
        stopped = releases.sift(exchange)
        if stopped and receipt is not None:
            releases.say_not_yet(exchange, stopped)
        elif receipt is not None:
            self._receive(exchange)
        elif self._engine.hear(exchange, self._reception):
            return
        elif kind == "text" and stopped:
            releases.say_not_yet(exchange, stopped)
        elif kind == "text":
            self._reception.text(exchange)
        elif kind == "location":
            self._reception.location(exchange)
        elif kind in _KINDLY:
            exchange.tell(_KINDLY[kind])
        elif kind == "other" and exchange.incoming.raw_type.startswith("message:"):
            exchange.tell("resident.unknown_message")

    def _press(self, exchange: Exchange) -> None:
        pressed = read_press(exchange.incoming.postback_data)
        press = self._presses.get(pressed.kind) if pressed is not None else None
        if pressed is None or press is None:
            self._engine.hear(exchange, self._reception)
        else:
            press(exchange, pressed)

    def _receive(self, exchange: Exchange) -> None:
        """受付コード: begins the form of that code. Codes of features not here yet are unknown codes."""
        receipt = exchange.heard.receipt
        assert receipt is not None
        key = exchange.shelf.by_code.get(receipt.code) if receipt.kind in FORM_LETTERS else None
        if key is not None and self._engine.start_form(exchange, key):
            return
        exchange.tell("resident.receipt.unknown")
        if "dialog" in exchange.tracker:
            self._engine.resume(exchange, exchange.tracker["dialog"])

    def _follow(self, exchange: Exchange) -> None:
        turn = exchange.turn
        resident = resident_followed(
            exchange.session, channel=turn.channel, line_user_id=turn.line_user_id, now=turn.now
        )
        is_back = turn.incoming.is_unblocked or "resident_id" in turn.tracker
        turn.tracker["resident_id"] = resident.id
        turn.tracker.pop("gone", None)
        if exchange.town.get("greeting") and not is_back:
            exchange.say(Say(exchange.town["greeting"]))
        else:
            key = "resident.welcome_back" if is_back else "resident.greeting"
            exchange.tell(key, town_name=exchange.town["town_name"])
        self._reception.menu(exchange)
        if not is_back and releases.is_on(exchange, "preferences"):
            self._reception.forms.first_questions(exchange)

    def _unfollow(self, exchange: Exchange) -> None:
        """A block. Nothing can be said; what was begun is kept, many come back."""
        turn = exchange.turn
        resident_left(exchange.session, channel=turn.channel, line_user_id=turn.line_user_id, now=turn.now)
        forget_asker(exchange.session, channel=turn.channel, line_user_id=turn.line_user_id)
        turn.tracker["gone"] = True

    def _unsend(self, exchange: Exchange) -> None:
        """A message taken back: what was stored of it goes, also as an answer not sent yet."""
        message_id = exchange.incoming.unsent_message_id
        turn = exchange.turn
        forget_message(exchange.session, channel=turn.channel, line_user_id=turn.line_user_id, message_id=message_id)
        self._engine.forget_message(exchange.tracker, message_id)
        self._reception.withdraw(exchange, message_id)
