"""What somebody last saw of an account or a team: who changes it later must have seen what others changed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from staffbot.command import Call

KEPT = 20
NAME = "seen"


def note_seen(call: Call, kind: str, record_id: int, revision: int, shown: Mapping[str, str]) -> None:
    """Remember it as of now: the revision, and what stood there (label -> value)."""
    kept = call.turn.tracker.setdefault(NAME, {})
    key = f"{kind}:{record_id}"
    kept.pop(key, None)
    kept[key] = {"revision": revision, "shown": dict(shown)}
    while len(kept) > KEPT:
        del kept[next(iter(kept))]


def seen_revision(call: Call, kind: str, record_id: int) -> int | None:
    """The revision this person saw last; None when it was never looked at."""
    kept: dict[str, Any] | None = call.turn.tracker.get(NAME, {}).get(f"{kind}:{record_id}")
    return None if kept is None else int(kept["revision"])


def forget_seen(call: Call) -> None:
    """Whoever takes a change back knows what stands there now: his next change is no surprise to him."""
    call.turn.tracker.pop(NAME, None)


def changes_since(call: Call, kind: str, record_id: int, shown: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(label, as seen, as it is now) of what is different."""
    kept: dict[str, Any] | None = call.turn.tracker.get(NAME, {}).get(f"{kind}:{record_id}")
    before: Mapping[str, str] = kept["shown"] if kept is not None else {}
    return [(label, before[label], now) for label, now in shown.items() if label in before and before[label] != now]
