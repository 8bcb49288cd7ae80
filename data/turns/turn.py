"""One turn: one person's event, what the counter is given and what it leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from msgspec import Struct, field
from sqlalchemy.orm import Session

from data.gateways.line.events import Incoming

Channel = Literal["public", "test", "staff", "console"]
LineMessage = dict[str, Any]


@dataclass(slots=True)
class JobOrder:
    """Work that must wait for the outside or takes time. A worker does it after the turn's commit.

    The result comes back to the same person as an event of our own (`incoming.kind == "job"`).
    """

    kind: str
    payload: dict[str, Any]
    loading: bool = True  # show LINE's loading indicator while it runs


@dataclass(slots=True)
class Notice:
    """Messages for another person (a push with a retry key), sent after the turn's commit."""

    channel: Channel
    line_user_id: str
    messages: list[LineMessage]


class Turn(Struct):
    """What `handle(session, turn)` is given; it fills `messages`, `jobs`, `notices`, and changes `tracker` in place.

    Attributes:
        channel: the door it came through. `console` is the staff chat in a browser; its `line_user_id` is `staff:{id}`.
        tracker: this person's JSON document on this channel; `{}` for a newcomer. Saved after the turn.
        snapshots: topic -> immutable value (see `data/db/snapshots.py`), fixed for the whole turn.
        prepared: whatever the counter's `prepare(incoming, tracker=None, snapshots, channel)` found before the writer
            was entered (text matching); None for kinds that need none.
        result: for events of our own (job results, console files) the JSON they carry.
        now: `Clock.now()` when the turn was taken (movable; for rules). `said_at`: when LINE says the event happened.
    """

    channel: Channel
    line_user_id: str
    incoming: Incoming
    event_id: int
    said_at: datetime
    now: datetime
    tracker: dict[str, Any]
    snapshots: Mapping[str, Any]
    prepared: Any = None
    result: dict[str, Any] | None = None
    messages: list[LineMessage] = field(default_factory=list)
    jobs: list[JobOrder] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    said: str = ""  # what the conversation log keeps of the event; the counter may shorten or mask it
    answered: str = ""  # what the conversation log keeps of the answer, when not its messages' texts
    is_logged: bool = True  # False: no line in the conversation log (the person's data have just been deleted)
    place: str = ""  # where in which dialog: "evacuation/where" or "staff/避難所 開設"

    def say(self, *messages: LineMessage) -> None:
        """Add LINE messages to this turn's answer."""
        self.messages.extend(messages)

    def tell(self, channel: Channel, line_user_id: str, *messages: LineMessage) -> None:
        """Send messages to another person once this turn is committed."""
        self.notices.append(Notice(channel, line_user_id, list(messages)))

    def order(self, kind: str, payload: dict[str, Any], *, loading: bool = True) -> None:
        """Order a job; its result comes back as an event of our own."""
        self.jobs.append(JobOrder(kind, payload, loading))


class Counter(Protocol):
    """What bot/ and staffbot/ each give to the turns."""

    def prepare(
        self,
        incoming: Incoming,
        channel: Channel,
        snapshots: Mapping[str, Any],
        reading: Any | None = None,
        *,
        briefly: bool = False,
    ) -> Any:
        """Pure reading of the text against the snapshots, before the writer is entered. No I/O; a millisecond or so.

        `briefly`: only what matters while a question is open; see `is_answering`.
        """

    def is_answering(self, turn: Turn) -> bool:
        """A question is open, so that a brief reading of a text is enough. Must see it in the tracker alone."""

    def handle(self, session: Session, turn: Turn) -> None:
        """The turn itself, inside the writer's transaction. May run again from the start."""

    def apology(self, reference: str) -> list[LineMessage]:
        """What a person hears when a turn failed through our fault; `reference` is also in the log."""
