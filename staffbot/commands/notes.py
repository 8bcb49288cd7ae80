"""What an import mended by itself, and what it keeps, said before it is applied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs.talk import Say, Utterance
from staffbot.command import Call

SHOWN = 10


def import_notes(call: Call, plan: Mapping[str, Any]) -> list[Utterance]:
    """Positions that were mended, and records that stay because they are in use."""
    words = call.words
    lines = [
        words(f"import_notes.{note['reason']}", row_no=note["row_no"], column=note["column"])
        for note in plan["notes"][:SHOWN]
    ]
    if (more := plan["counts"]["notes"] - SHOWN) > 0:
        lines.append(words("import_notes.more", count=more))
    if plan["kept"]:
        names = "、".join(str(one["name"]) for one in plan["kept"][:SHOWN])
        lines.append(words("import_notes.kept", names=names))
    return [Say("\n".join(lines))] if lines else []
