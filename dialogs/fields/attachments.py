"""What photos and files share: fetched by a job, counted, checked for size and content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from data.errors import InvalidAnswer
from data.gateways.line.events import Incoming
from dialogs.context import AskContext
from dialogs.fields.field import Field
from dialogs.fields.kind import FieldKind, NeedsJob, StillAnswering, is_pressed, is_word
from dialogs.talk import Choice, Speech
from dialogs.wording import load_wording

MOST_FILES = 10
MOST_MEGABYTES = 10
MEGABYTE = 1024 * 1024
DONE = {"done": True}


@dataclass(frozen=True, slots=True)
class AttachmentSettings:
    """How many, how large each, and which contents: MIME types as the sniffer tells them, by prefix.

    `kinds`: the same as people read them (PDF、画像); "" when any will do.
    """

    fewest: int
    most: int
    megabytes: int
    accepted: tuple[str, ...]
    kinds: str = ""


class AttachmentKind(FieldKind):
    """The value is a list of `{"attachment_id", "file_name", "size", "type"}`. The draft is the list so far.

    What comes from LINE must be fetched first: the job `fetch_content` {message_id, file_name} gives {attachment_id,
    size, sniffed_type, file_name} or {error}. A file dropped on the console brings its attachment along.
    """

    takes = frozenset({"image", "file", "job", "text", "postback"})
    sent_as: ClassVar[frozenset[str]]

    def ask(self, field: Field, context: AskContext) -> Speech:
        speech = super().ask(field, context)
        gathered = context.draft or []
        if len(gathered) >= field.settings.fewest:
            label = context.words("dialog.enough", count=len(gathered))
            speech.choices = [Choice(label, value=DONE, style="primary")]
        return speech

    def parse(self, field: Field, incoming: Incoming, context: AskContext) -> list[dict[str, Any]]:
        settings: AttachmentSettings = field.settings
        gathered: list[dict[str, Any]] = list(context.draft or [])
        if is_pressed(context) or incoming.kind == "text":
            is_done = context.pressed == DONE or is_word(context.words, "dialog.decide_words", incoming.text)
            if is_done and len(gathered) >= settings.fewest:
                return gathered
            raise InvalidAnswer("send_it" if not gathered else "send_more", count=len(gathered))
        if context.result is None:
            self._before_fetching(settings, incoming)
            raise NeedsJob("fetch_content", {"message_id": incoming.message_id, "file_name": incoming.file_name})
        gathered.append(self._arrived(settings, context.result))
        if len(gathered) >= settings.most:
            return gathered
        raise StillAnswering(gathered, context.words(f"fields.{self.name}.received", count=len(gathered)))

    def _before_fetching(self, settings: AttachmentSettings, incoming: Incoming) -> None:
        if incoming.kind not in self.sent_as or not incoming.message_id:
            raise InvalidAnswer("send_it")
        if incoming.file_size is not None and incoming.file_size > settings.megabytes * MEGABYTE:
            raise InvalidAnswer("too_large", limit=settings.megabytes)

    def _arrived(self, settings: AttachmentSettings, result: dict[str, Any]) -> dict[str, Any]:
        error = result.get("error")
        if error or not result.get("attachment_id"):
            raise InvalidAnswer(
                error if error in ("too_large", "gone", "refused") else "unreachable", limit=settings.megabytes
            )
        if result.get("size", 0) > settings.megabytes * MEGABYTE:
            raise InvalidAnswer("too_large", limit=settings.megabytes)
        sniffed = str(result.get("sniffed_type") or "")
        if settings.accepted and not sniffed.startswith(settings.accepted):
            raise InvalidAnswer("wrong_type", kinds=settings.kinds)
        return {
            "attachment_id": result["attachment_id"],
            "file_name": str(result.get("file_name") or ""),
            "size": int(result.get("size") or 0),
            "type": sniffed,
        }

    def shown(self, field: Field, value: list[dict[str, Any]], context: AskContext) -> str:
        names = "、".join(one["file_name"] for one in value if one["file_name"])
        counted = context.words(f"fields.{self.name}.shown", count=len(value))
        return f"{counted} {names}".rstrip()

    def page(self, field: Field) -> dict[str, Any]:
        settings: AttachmentSettings = field.settings
        own = {"min": settings.fewest, "max": settings.most, "max_mb": settings.megabytes}
        return {**super().page(field), **own, "accept": list(settings.accepted)}

    def cells(self, field: Field, value: Any) -> list[tuple[str, str]]:
        return [(field.label, "、".join(file_names(self, value or ())))]


def file_names(kind: AttachmentKind, files: Sequence[Mapping[str, Any]]) -> list[str]:
    """What each file is called. A photo out of LINE has no name: it goes by its place among them (写真2)."""
    words = load_wording()
    return [
        str(one["file_name"] or words(f"fields.{kind.name}.unnamed", number=number))
        for number, one in enumerate(files, start=1)
    ]
