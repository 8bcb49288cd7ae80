"""Jobs a command ordered, in the tracker until their results come back to that command."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from data.turns.turn import Turn
from staffbot.command import Call, JobResult
from staffbot.packing import pack

# A job that never came back must not hold a person for ever.
WAITS = timedelta(minutes=5)
KEPT = 20


def order_job(call: Call, kind: str, payload: dict[str, Any], keep: dict[str, Any], *, waits: bool = True) -> None:
    """Order a job for a command; `waits`: nothing else can be done until it is back."""
    tracker = call.turn.tracker
    number = int(tracker.get("ordered", 0)) + 1
    tracker["ordered"] = number
    entry = {
        "n": number,
        "kind": kind,
        "command": call.command.phrase,
        "args": pack(call.args),
        "keep": keep,
        "at": call.now.isoformat(),
    }
    tracker["orders"] = [*tracker.get("orders", []), entry][-KEPT:]
    if waits:
        tracker["waiting_for"] = {"kind": kind, "order": number, "at": call.now.isoformat()}
    call.turn.order(kind, {**payload, "order": number}, loading=waits)


def is_waiting(turn: Turn) -> bool:
    """Whether a job's result is awaited; one that is overdue is no longer waited for."""
    waiting = turn.tracker.get("waiting_for")
    if waiting is None:
        return False
    if turn.now - datetime.fromisoformat(waiting["at"]) <= WAITS:
        return True
    drop_waiting(turn)
    return False


def drop_waiting(turn: Turn) -> None:
    """Leave what is awaited; its result will be passed over."""
    waiting = turn.tracker.pop("waiting_for", None)
    for entry in turn.tracker.get("orders", []):
        if waiting is not None and entry["n"] == waiting["order"]:
            entry["dropped"] = True


def take_result(turn: Turn) -> tuple[dict[str, Any], JobResult] | None:
    """The order a job's event belongs to and its result; None when nobody waits for it any more.

    Results name their order; one that doesn't belongs to the oldest of its kind.
    """
    found = dict(turn.result or {})
    kind = turn.incoming.raw_type
    number = found.pop("order", None)
    orders = turn.tracker.get("orders", [])
    entry = next(
        (one for one in orders if one["kind"] == kind and (number is None or one["n"] == number)),
        None,
    )
    if entry is None:
        return None
    orders = [one for one in orders if one is not entry]
    if orders:
        turn.tracker["orders"] = orders
    else:
        turn.tracker.pop("orders", None)
    if turn.tracker.get("waiting_for", {}).get("order") == entry["n"]:
        del turn.tracker["waiting_for"]
    if entry.get("dropped"):
        return None
    return entry, JobResult(kind, found, entry["keep"])
