"""Files and photos staff send: what a turn brought, and one kept for a moment until it is said what it is for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from data.turns.turn import Turn
from staffbot.command import FileRef

KEPT_FOR = timedelta(minutes=10)
PICTURE_NAMES = (".jpg", ".jpeg", ".png", ".gif", ".webp")


def file_of(turn: Turn) -> FileRef | None:
    """The file or photo of this turn: still with LINE, or dropped on the console and already ours."""
    incoming = turn.incoming
    if incoming.kind not in ("file", "image"):
        return None
    attachment = (turn.result or {}).get("attachment_id")
    if not incoming.message_id and attachment is None:
        return None
    is_photo = incoming.kind == "image" or incoming.file_name.lower().endswith(PICTURE_NAMES)
    return FileRef(incoming.file_name, incoming.message_id, attachment, is_photo)


def keep_file(turn: Turn, file: FileRef) -> None:
    """Remember a file that came before its command."""
    turn.tracker["file"] = {
        "name": file.name,
        "message": file.message_id,
        "attachment": file.attachment_id,
        "photo": file.is_photo,
        "at": turn.now.isoformat(),
    }


def kept_file(turn: Turn) -> FileRef | None:
    """The remembered file, for a while; it stays remembered until `forget_file`."""
    kept: dict[str, Any] | None = turn.tracker.get("file")
    if kept is None or turn.now - datetime.fromisoformat(kept["at"]) > KEPT_FOR:
        return None
    return FileRef(kept["name"], kept["message"], kept["attachment"], kept.get("photo", False))


def forget_file(turn: Turn) -> FileRef | None:
    """Drop the remembered file, and return it if it could still have been used."""
    file = kept_file(turn)
    turn.tracker.pop("file", None)
    return file
