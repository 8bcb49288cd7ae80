"""What a question may know while it is asked or answered: the moment, the person, the snapshots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from data.turns.turn import Channel
from dialogs.condition import Scope
from dialogs.wording import Wording, load_wording

NO_PRESS = object()


def _nothing() -> Mapping[str, Any]:
    return _NOTHING


_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(slots=True)
class AskContext:
    """One turn's circumstances, made by the counter; the last block is filled in by the interview, for one question.

    Attributes:
        now: aware UTC instant. today: civil date in Asia/Tokyo.
        snapshots: topic -> immutable value. town: the town's settings.
        memory: JSON that is remembered of this person beyond the open dialog.
        result: what an event of our own carries (a job's result, a file dropped on the console).
        text: the question as it is to be said: lead, progress, question, help, example.
        pressed: the value of the tapped button; NO_PRESS when none was tapped.
        draft: what has been gathered of an answer that takes several turns.
        scope: the answers that count at this question.
        is_known: the text is exactly a word, keyword or trigger of the account.
    """

    now: datetime
    today: date
    channel: Channel
    snapshots: Mapping[str, Any] = field(default_factory=_nothing)
    town: Mapping[str, Any] = field(default_factory=_nothing)
    resident_id: int | None = None
    staff_id: int | None = None
    memory: dict[str, Any] = field(default_factory=dict)
    result: dict[str, Any] | None = None
    words: Wording = field(default_factory=load_wording)

    text: str = ""
    pressed: Any = NO_PRESS
    draft: Any = None
    scope: Scope | None = None
    is_known: bool = False
