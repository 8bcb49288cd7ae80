"""One preview: somebody who isn't there talks with the real counter, in a database of their own."""

from __future__ import annotations

import copy
import traceback
from collections.abc import Mapping
from typing import Any, Final

import orjson
import structlog
from sqlalchemy.orm import Session

from data.clock import Clock
from data.db.raw import raw_for
from data.gateways.line.events import Incoming
from data.ids import new_reference
from data.preview.jobs import SAMPLES, SampleJob, unanswered
from data.preview.template import PreviewDatabase
from data.turns.inbox import WaitingEvent, next_event, put_own_event, read_payload
from data.turns.jobs import Job, claim_jobs, finish_job
from data.turns.taking import Prepared, Taker, TurnFault, TurnTaken, Unprepared, park_turn, take_turn
from data.turns.trackers import load_tracker
from data.turns.turn import Counter, LineMessage

log = structlog.get_logger(__name__)

CHANNEL: Final = "test"
PERSON = "preview"
# An action that orders itself anew with every result would never come to an end.
MOST_TURNS = 20


class PreviewRoom:
    """Real turns: accepted, taken, committed, answered. What they promise to send is what the page shows.

    Args:
        snapshots: what the turns read from memory; of residents nothing may be in it.
        jobs: job kind -> its sample result; of other kinds the outside does not answer.
    """

    def __init__(
        self,
        database: PreviewDatabase,
        *,
        counter: Counter,
        clock: Clock,
        snapshots: Mapping[str, Any],
        allow_http: bool = False,
        jobs: Mapping[str, SampleJob] = SAMPLES,
    ) -> None:
        self._database = database
        self._taker = Taker(counter, clock, allow_http)
        self._clock = clock
        self._snapshots = snapshots
        self._jobs = jobs
        self._events = 0

    @property
    def tracker(self) -> dict[str, Any]:
        """Where the person stands. A copy."""
        with self._database.session() as session:
            tracker, _ = load_tracker(raw_for(session), CHANNEL, PERSON)
            return copy.deepcopy(tracker)

    def hear(self, event: dict[str, Any]) -> list[LineMessage]:
        """Say one thing (the fields of `Incoming`), do the jobs it orders, and hear everything that is answered."""
        with self._database.session() as session:
            self._accept(session, event, f"said:{self._events}")
            said: list[LineMessage] = []
            for _ in range(MOST_TURNS):
                messages, has_jobs = self._take(session)
                said += messages
                if has_jobs:
                    self._do_jobs(session)
                elif next_event(raw_for(session), CHANNEL, PERSON) is None:
                    break
            session.commit()
            return said

    def close(self) -> None:
        """Forget everything that was said."""
        self._database.close()

    def _accept(self, session: Session, event: dict[str, Any], key: str) -> None:
        self._events += 1
        put_own_event(session, CHANNEL, PERSON, event, key=key, said_at_ms=self._events, received_at=self._clock.real())
        session.commit()

    def _take(self, session: Session) -> tuple[list[LineMessage], bool]:
        event = next_event(raw_for(session), CHANNEL, PERSON)
        if event is None:
            return [], False
        try:
            taken = take_turn(session, self._taker, CHANNEL, PERSON, {event.key: self._prepare(event)})
            session.commit()
        except TurnFault as fault:
            session.rollback()
            taken = self._park(session, fault)
        if taken is None or isinstance(taken, Unprepared):
            return [], False
        messages = [message for promise in taken.promises for message in orjson.loads(promise.messages)]
        return messages, taken.has_jobs

    def _prepare(self, event: WaitingEvent) -> Prepared:
        incoming, result = Incoming("other"), None
        try:
            incoming, result = read_payload(event.payload)
            found = self._taker.counter.prepare(incoming, CHANNEL, self._snapshots)
        except Exception as fault:
            return Prepared(incoming, result, None, self._snapshots, fault)
        return Prepared(incoming, result, found, self._snapshots)

    def _park(self, session: Session, fault: TurnFault) -> TurnTaken:
        """As for a resident: an apology with a number that our log has."""
        reference, cause = new_reference(), fault.__cause__ or fault
        log.error("preview turn failed", reference=reference, exc_info=cause)
        told = "".join(traceback.format_exception(cause, limit=-5))
        taken = park_turn(session, self._taker, CHANNEL, PERSON, fault, reference, told)
        session.commit()
        return taken

    def _do_jobs(self, session: Session) -> None:
        for job in claim_jobs(session, self._clock.real() + 1):
            finish_job(session, job.id)
            self._accept(session, {"kind": "job", "raw_type": job.kind, "result": self._result(job)}, f"job:{job.id}")

    def _result(self, job: Job) -> dict[str, Any]:
        return self._jobs.get(job.kind, unanswered)(job.payload)
