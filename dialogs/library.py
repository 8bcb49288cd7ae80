"""What each resident channel offers: its published scenarios and forms, compiled; one immutable snapshot for both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog
from sqlalchemy.orm import Session

from data.content.published import Published, load_published
from data.content.service import TOPIC, document_digest, kept_document
from data.db.snapshots import SnapshotSource
from data.fold import fold
from dialogs.faults import ContentError
from dialogs.form import Form, compile_form
from dialogs.scenario import Scenario
from dialogs.scenario_compiler import Surroundings, compile_scenario

log = structlog.get_logger(__name__)

CHANNELS = ("public", "test")
# Versions no longer shown that somebody is still in the middle of; compiled once.
KEPT_COMPILED = 200


@dataclass(frozen=True, slots=True)
class PublishedForm:
    """A form as one channel shows it; `link_code` stands behind `受付コード F-`."""

    form: Form
    version: int
    link_code: str
    content_id: int = 0


@dataclass(frozen=True, slots=True)
class Shelf:
    """One channel's scenarios and forms.

    Attributes:
        scenarios, forms: by key.
        by_trigger: folded trigger -> key of its scenario. by_intent: the same for a Rasa server's intents.
        by_name: the same for triggers, names and menu labels, かた and 方 being one.
        spoken: folded trigger -> as it is typed.
        by_code: a form's receipt code -> its key.
        menu: the scenarios with a button on the menu card, in order.
    """

    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    forms: Mapping[str, PublishedForm] = field(default_factory=dict)
    by_trigger: Mapping[str, str] = field(default_factory=dict)
    by_intent: Mapping[str, str] = field(default_factory=dict)
    by_code: Mapping[str, str] = field(default_factory=dict)
    by_name: Mapping[str, str] = field(default_factory=dict)
    spoken: Mapping[str, str] = field(default_factory=dict)
    menu: tuple[Scenario, ...] = ()

    def named(self, folded: str) -> str:
        """The scenario that a folded text is a trigger, the name or the menu's label of; "" when none."""
        return self.by_trigger.get(folded) or self.by_name.get(_either_way(folded), "")

    def trigger_within(self, folded: str) -> str | None:
        """The scenario whose longest trigger stands somewhere in a folded text."""
        found = [trigger for trigger in self.by_trigger if trigger in folded]
        return self.by_trigger[max(found, key=len)] if found else None


def make_shelf(scenarios: Mapping[str, Scenario], forms: Mapping[str, PublishedForm]) -> Shelf:
    """Enter everything in the shelf's indexes. Of two scenarios with one trigger the first in order has it."""
    in_order = sorted(scenarios.values(), key=lambda scenario: (scenario.sort, scenario.key))
    return Shelf(
        scenarios=dict(scenarios),
        forms=dict(forms),
        by_trigger={fold(word): one.key for one in reversed(in_order) for word in one.triggers if fold(word)},
        by_intent={intent: one.key for one in reversed(in_order) for intent in one.intents},
        by_code={form.link_code: key for key, form in forms.items() if form.link_code},
        by_name={
            _either_way(fold(word)): one.key
            for one in reversed(in_order)
            for word in (one.menu, one.name, *one.triggers)
            if fold(word)
        },
        spoken={fold(word): word for one in in_order for word in one.triggers if fold(word)},
        menu=tuple(one for one in in_order if one.menu),
    )


def _either_way(folded: str) -> str:
    """ごみの出しかた and ごみの出し方 are one."""
    return folded.replace("かた", "方")


class Library:
    """The shelves of both resident channels, and the old versions that open dialogs still walk through."""

    def __init__(self, shelves: Mapping[str, Shelf], actions: frozenset[str] = frozenset()) -> None:
        self._shelves = shelves
        self._actions = actions
        self._kept: dict[tuple[str, str, int], Scenario | Form | None] = {}

    def shelf(self, channel: str) -> Shelf:
        """What a channel shows; nothing on channels that aren't for residents."""
        return self._shelves.get(channel, _EMPTY)

    def scenario(self, session: Session, channel: str, key: str, version: int) -> Scenario | None:
        """The version a dialog began with; None when it is gone or no longer compiles."""
        shown = self.shelf(channel).scenarios.get(key)
        if shown is not None and shown.version == version:
            return shown
        found = self._old(session, "scenario", key, version)
        return found if isinstance(found, Scenario) else None

    def form(self, session: Session, channel: str, key: str, version: int) -> Form | None:
        """The version of a form a dialog began with; None when it is gone or no longer compiles."""
        shown = self.shelf(channel).forms.get(key)
        if shown is not None and shown.version == version:
            return shown.form
        found = self._old(session, "form", key, version)
        return found if isinstance(found, Form) else None

    def _old(self, session: Session, kind: Any, key: str, version: int) -> Scenario | Form | None:
        place = (kind, key, version)
        if place not in self._kept:
            document = kept_document(session, kind=kind, key=key, number=version)
            row = Published(kind, key, key, None, version, document or {}, frozenset())
            if len(self._kept) >= KEPT_COMPILED:
                self._kept.clear()
            self._kept[place] = _compiled(row, Surroundings(self._actions)) if document else None
        return self._kept[place]


_EMPTY = Shelf()
EMPTY_LIBRARY = Library({})


class Registered(Protocol):
    """Where actions are registered: the action runner."""

    @property
    def names(self) -> frozenset[str]: ...


def library_source(runner: Registered) -> SnapshotSource:
    """The snapshot's source. A document that doesn't compile is left out and logged; it was refused when saved."""
    actions = runner.names

    def load(session: Session) -> Library:
        rows = load_published(session)
        return Library({channel: load_shelf(channel, rows, actions) for channel in CHANNELS}, actions)

    return SnapshotSource(TOPIC, load)


def load_shelf(channel: str, rows: list[Published], actions: frozenset[str]) -> Shelf:
    """Compile what one channel shows."""
    shown = [row for row in rows if channel in row.channels]
    around = Surroundings(actions)
    scenarios: dict[str, Scenario] = {}
    forms: dict[str, PublishedForm] = {}
    for row in shown:
        found = _compiled(row, around)
        if isinstance(found, Scenario):
            scenarios[row.key] = found
        elif found is not None:
            forms[row.key] = PublishedForm(found, row.number, row.link_code or "", row.content_id)
    return make_shelf(scenarios, forms)


_compiled_before: dict[tuple[str, int, str, Surroundings], Scenario | Form] = {}


def _compiled(row: Published, around: Surroundings) -> Scenario | Form | None:
    """Compile one document; the same document in the same surroundings only once."""
    place = (row.key, row.number, document_digest(row.document), around)
    found = _compiled_before.get(place)
    if found is not None:
        return found
    try:
        if row.kind == "form":
            found = compile_form(row.document, row.key)
        else:
            found = compile_scenario(row.document, row.key, around, row.number)
    except ContentError as error:
        log.error("content left out", kind=row.kind, key=row.key, version=row.number, faults=len(error.faults))
        return None
    if len(_compiled_before) >= KEPT_COMPILED:
        _compiled_before.clear()
    _compiled_before[place] = found
    return found
