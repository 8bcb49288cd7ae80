"""What a dangerous command would do, shown first; 実行 is bound to the person, the command and what was shown."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

import orjson

from data.ids import new_dialog_id
from data.turns.turn import Turn
from dialogs.render.line import render
from dialogs.talk import Card, Choice, Say, Speech
from staffbot.command import Call, Preview
from staffbot.packing import pack

VALID_FOR = timedelta(minutes=10)
PRESS_KIND = "c"
RUN, DROP = "run", "drop"


def look(call: Call) -> tuple[Preview | None, str]:
    """The preview as of now, and the hash of what it shows; None and "" when this call needs no confirmation."""
    assert call.command.preview is not None
    preview = call.command.preview(call)
    if preview is None:
        return None, ""
    shown = [call.staff.id, call.command.phrase, pack(call.args), dict(preview.facts), render(preview.speech, None)]
    return preview, hashlib.sha256(orjson.dumps(shown, default=str, option=orjson.OPT_SORT_KEYS)).hexdigest()


def ask(call: Call, preview: Preview, digest: str, lead: str = "") -> Speech:
    """Show the preview with its two buttons and remember what was shown. An earlier confirmation ends."""
    call.turn.tracker["confirm"] = {
        "id": new_dialog_id(),
        "staff_id": call.staff.id,
        "command": call.command.phrase,
        "args": pack(call.args),
        "digest": digest,
        "until": (call.now + VALID_FOR).isoformat(),
    }
    buttons = Card(
        call.words("staff.confirm.question", command=call.command.phrase),
        choices=(
            Choice(call.words("staff.confirm.run"), value=RUN, style="primary"),
            Choice(call.words("staff.confirm.drop"), value=DROP),
        ),
        note=call.words("staff.confirm.valid", minutes=int(VALID_FOR.total_seconds() // 60)),
    )
    speech = Speech([*preview.speech.utterances, buttons])
    if lead:
        speech.utterances.insert(0, Say(lead))
    return speech


def pending(turn: Turn, staff_id: int) -> dict[str, Any] | None:
    """This person's open confirmation, or None."""
    found: dict[str, Any] | None = turn.tracker.get("confirm")
    return found if found is not None and found["staff_id"] == staff_id else None


def take(turn: Turn) -> dict[str, Any]:
    """Use the confirmation up: its buttons work once."""
    taken: dict[str, Any] = turn.tracker.pop("confirm")
    return taken


def is_in_time(confirmation: dict[str, Any], now: datetime) -> bool:
    """Whether 実行 may still be pressed."""
    return now < datetime.fromisoformat(confirmation["until"])
