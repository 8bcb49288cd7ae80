"""A keyword or number that only those meant by the form know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from data.errors import InvalidAnswer
from data.fold import fold
from data.gateways.line.events import Incoming
from dialogs.context import AskContext
from dialogs.fields.field import Field
from dialogs.fields.kind import FieldKind, Setup, StillAnswering, typed
from dialogs.wording import load_wording

MOST_WORDS = 2000
SHORTEST, LONGEST = 2, 60
TRIES = 5
PAUSE = timedelta(hours=1)
MEMORY = "keyword_tries"  # instants of one person's wrong ones

# Registers that live outside the forms (a calendar's members), by name: (context, folded word) -> whose it is, or None.
KEYWORD_SOURCES: dict[str, Callable[[AskContext, str], str | None]] = {}


@dataclass(frozen=True, slots=True)
class KeywordSettings:
    """Folded word -> label of whom it stands for ("" for all alike); or the name of a register."""

    labels: dict[str, str]
    source: str = ""


class MemberKeywordKind(FieldKind):
    """The value is `{"label": whose it is}`: the word itself is never kept.

    A person has TRIES wrong ones within PAUSE, over all forms together; beginning a form again gives no more.
    """

    name: ClassVar[str] = "member_keyword"
    keys = frozenset({"words", "source"})
    takes = frozenset({"text"})

    def compile(self, setup: Setup) -> KeywordSettings:
        source = setup.sentence("source")
        if source:
            if source not in KEYWORD_SOURCES:
                setup.refuse("unknown_source", "source", source=source)
            return KeywordSettings({}, source)
        listed = setup.document.get("words")
        labels: dict[str, str] = {}
        for item in listed if isinstance(listed, list) else ():
            one = item if isinstance(item, dict) else {"word": item}
            word, label = str(one.get("word") or "").strip(), str(one.get("label") or "").strip()
            if not SHORTEST <= len(word) <= LONGEST or not fold(word) or len(label) > LONGEST:
                setup.refuse("keyword_length", "words", low=SHORTEST, high=LONGEST)
            labels[fold(word)] = label
        if not labels or len(labels) > MOST_WORDS:
            setup.refuse("keywords_missing", "words", limit=MOST_WORDS)
        return KeywordSettings(labels)

    def parse(self, field: Field, incoming: Incoming, context: AskContext) -> dict[str, str]:
        now = context.now.timestamp()
        wrong = [at for at in context.memory.get(MEMORY, ()) if now - at < PAUSE.total_seconds()]
        if len(wrong) >= TRIES:
            raise self._paused(wrong, context)
        label = self._whose(field.settings, fold(typed(incoming)), context)
        if label is not None:
            return {"label": label}
        context.memory[MEMORY] = wrong = [*wrong, now]
        if len(wrong) >= TRIES:
            raise self._paused(wrong, context)
        raise StillAnswering(None, context.words("fields.member_keyword.wrong", left=TRIES - len(wrong)))

    def revise(self, field: Field, text: str, context: AskContext) -> dict[str, str]:
        """Staff may as well write whose it is, and have as many tries as they like."""
        word = fold(text)
        label = self._whose(field.settings, word, context)
        if label is None:
            label = next((one for one in field.settings.labels.values() if one and fold(one) == word), None)
        if label is None:
            raise InvalidAnswer("nobody")
        return {"label": label}

    @staticmethod
    def _paused(wrong: list[float], context: AskContext) -> StillAnswering:
        until = datetime.fromtimestamp(wrong[-TRIES], context.now.tzinfo) + PAUSE
        return StillAnswering(None, context.words("fields.member_keyword.pause", until=until))

    @staticmethod
    def _whose(settings: KeywordSettings, word: str, context: AskContext) -> str | None:
        if settings.source:
            return KEYWORD_SOURCES[settings.source](context, word)
        return settings.labels.get(word)

    def shown(self, field: Field, value: dict[str, str], context: AskContext) -> str:
        return value["label"] or context.words("fields.member_keyword.known")

    def page(self, field: Field) -> dict[str, Any]:
        settings: KeywordSettings = field.settings
        if settings.source:
            return {**super().page(field), "source": settings.source}
        words = field.document.get("words", [])
        return {
            **super().page(field),
            "words": [one if isinstance(one, dict) else {"word": str(one), "label": ""} for one in words],
        }

    def cells(self, field: Field, value: Any) -> list[tuple[str, str]]:
        text = "" if value is None else value["label"] or load_wording()("fields.member_keyword.known")
        return [(field.label, text)]
