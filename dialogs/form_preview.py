"""A form tried out before it is published: the real engine, over a database of its own that lives in memory."""

from __future__ import annotations

import mimetypes
import sqlite3
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from data.attributes.definitions import Catalog
from data.content.service import save_version, show_version
from data.db.models import Base
from data.fold import fold
from data.gateways.line.events import Incoming
from data.gateways.nta.job import KIND as LOOK_UP
from data.gateways.nta.standin import COMPANIES
from data.town.service import DEFAULTS
from data.turns.turn import JobOrder, LineMessage, Turn
from dialogs.actions.runner import ActionRunner
from dialogs.engine import DialogEngine
from dialogs.exchange import Exchange
from dialogs.form import compile_form
from dialogs.library import library_source
from dialogs.tracker import Json
from dialogs.wording import Wording, load_wording

KEY = "preview"
MOST_JOBS = 10


class FormPreview:
    """One person in front of one draft. Every call is a turn that really commits, and gives what LINE would show.

    Args:
        document: the draft; its times, limit and `once` are left aside, so that it can always be tried.
        snapshots: the running program's; the form takes the place of everything published.

    Raises:
        ContentError: the draft doesn't compile.
    """

    def __init__(
        self,
        document: Mapping[str, Any],
        runner: ActionRunner,
        snapshots: Mapping[str, Any],
        now: datetime,
        words: Wording | None = None,
    ) -> None:
        self._words = words or load_wording()
        self._now = now
        self._tracker: Json = {}
        self._count = 0
        alone = _alone(document, snapshots.get("attributes"))
        compile_form(alone, "form", self._words)
        self._engine = DialogEngine(runner, self._words)
        connections = create_engine("sqlite://", creator=_memory, poolclass=StaticPool)
        self._session = Session(connections, expire_on_commit=False)
        version = save_version(
            self._session, kind="form", key=KEY, name=str(alone["title"]), document=alone, now=now, origin="staff"
        )
        show_version(self._session, content_id=version.content_id, channel="test", number=version.number)
        self._session.commit()
        library = library_source(runner).load(self._session)
        self._snapshots = {"town": dict(DEFAULTS), **snapshots, "scenarios": library}

    def begin(self) -> list[LineMessage]:
        """The first question, from the beginning."""
        self._tracker = {}
        return self._turn(Incoming("follow"), is_start=True)

    def text(self, text: str) -> list[LineMessage]:
        """Say something."""
        self._count += 1
        return self._turn(Incoming("text", text=text, message_id=f"p{self._count}"))

    def press(self, data: str, params: Mapping[str, str] | None = None) -> list[LineMessage]:
        """Tap a postback button, or choose in a date picker (`params` as LINE sends them)."""
        return self._turn(Incoming("postback", postback_data=data, params=dict(params or {})))

    def location(self, latitude: float, longitude: float, address: str = "") -> list[LineMessage]:
        """Send a place."""
        return self._turn(Incoming("location", latitude=latitude, longitude=longitude, address=address))

    def photo(self) -> list[LineMessage]:
        """Send a photo; a sample stands for it."""
        self._count += 1
        return self._turn(Incoming("image", message_id=f"p{self._count}"))

    def file(self, name: str) -> list[LineMessage]:
        """Send a file of this name; a sample stands for it."""
        self._count += 1
        return self._turn(Incoming("file", message_id=f"p{self._count}", file_name=name))

    def answers(self) -> dict[str, Any]:
        """The answers given so far, by path; empty after sending."""
        frames = self._tracker.get("dialog", {}).get("frames", [])
        return dict(frames[-1].get("q", {}).get("answers", {})) if frames else {}

    def close(self) -> None:
        """Let the database go."""
        self._session.close()
        self._session.get_bind().dispose()  # type: ignore[union-attr]

    def _turn(self, incoming: Incoming, *, is_start: bool = False) -> list[LineMessage]:
        turn = self._said(incoming, None, is_start=is_start)
        messages, orders = list(turn.messages), list(turn.jobs)
        for order in orders[:MOST_JOBS]:
            done = self._said(Incoming("job", raw_type=order.kind), sample_result(order))
            messages += done.messages
        return messages

    def _said(self, incoming: Incoming, result: dict[str, Any] | None, *, is_start: bool = False) -> Turn:
        turn = Turn(
            channel="test",
            line_user_id="U-preview",
            incoming=incoming,
            event_id=0,
            said_at=self._now,
            now=self._now,
            tracker=self._tracker,
            snapshots=self._snapshots,
            result=result,
        )
        exchange = Exchange(self._session, turn, self._words)
        if is_start:
            self._engine.start_form(exchange, KEY)
        elif not self._engine.hear(exchange, _Nobody()):
            exchange.tell("preview.over")
        exchange.finish()
        self._session.commit()
        return turn


class _Nobody:
    """A reception that answers nothing: in a preview there is only the form."""

    def urgent(self, exchange: Exchange) -> bool:
        return False

    known_answer = known_word = urgent


def sample_result(order: JobOrder) -> dict[str, Any]:
    """What a job would bring, without doing it."""
    payload = dict(order.payload)
    if order.kind == LOOK_UP:
        wanted = fold(str(payload.get("name", "")))
        found = [
            one.document()
            for one in COMPANIES
            if one.number == payload.get("number") or (wanted and wanted in fold(one.name))
        ]
        return {**payload, "companies": found, "count": len(found)}
    name = str(payload.get("file_name") or "")
    return {**payload, "attachment_id": 1, "size": 1000, "sniffed_type": _type_of(name), "file_name": name}


def _type_of(name: str) -> str:
    """A sample is what its name says."""
    return mimetypes.guess_type(name)[0] or "image/jpeg"


def _alone(document: Mapping[str, Any], catalog: Catalog | None) -> dict[str, Any]:
    """The draft without its rules, writing to no resident: options of attributes become its own."""
    alone: dict[str, Any] = {**deepcopy(dict(document)), "id": KEY}
    alone.setdefault("title", KEY)
    for rule in ("opens_at", "closes_at", "limit", "once", "editable", "withdrawable", "listed", "sort", "kind"):
        alone.pop(rule, None)
    _stand_alone(alone.get("fields"), catalog)
    return alone


def _stand_alone(listed: Any, catalog: Catalog | None) -> None:
    for node in listed if isinstance(listed, list) else ():
        if not isinstance(node, dict):
            continue
        definition = catalog.by_key.get(node.pop("attribute", "")) if catalog is not None else None
        has_own = "options" in node or "source" in node
        if definition is not None and node.get("kind") in ("choice", "multiple") and not has_own:
            node["options"] = [{"value": one.value, "label": one.label} for one in definition.offered]
        _stand_alone(node.get("fields"), catalog)


def _memory() -> sqlite3.Connection:
    made = sqlite3.connect(":memory:", check_same_thread=False)
    made.executescript(_schema())
    return made


@cache
def _schema() -> str:
    """Every table, as SQL: made once, it fills each preview's database in a few milliseconds."""
    template = sqlite3.connect(":memory:", check_same_thread=False)
    engine = create_engine("sqlite://", creator=lambda: template, poolclass=StaticPool)
    Base.metadata.create_all(engine)
    return "\n".join(template.iterdump())
