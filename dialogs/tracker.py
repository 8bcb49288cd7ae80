"""A person's dialogs as the tracker keeps them: the open one, those beneath it, and those put aside. Plain JSON.

    dialog  the open one: {"id", "title", "at", "frames", "slots", "shown", "trail", "rev", "reminded", "under"?}
    aside   those kept for later, the latest last
    place   the location sent last, {"latitude", "longitude", "at"}, for a little while
    ended   the scenario that ended last, {"s", "v", "at"}
    due     True while a row says when to look at these again

`at` is seconds since the epoch (movable clock): the person's last word in that dialog, `began` their first. `under` is
the dialog that an interruption stands on, asked again when the interruption ends. `reminded`: its one reminder is out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from data.ids import new_dialog_id

Json = dict[str, Any]

# Two taps that open the same thing again and again must not fill the tracker.
MOST_ASIDE = 10
MOST_STEPS_BACK = 20
PLACE_SECONDS = 30 * 60
ENDED_SECONDS = 30 * 60
HOUR, DAY = 3600, 86400


def new_dialog(title: str, frame: Json, now: float, slots: Mapping[str, Any] | None = None) -> Json:
    """A dialog about to begin."""
    return {
        "id": new_dialog_id(),
        "title": title,
        "at": now,
        "began": now,
        "frames": [frame],
        "slots": dict(slots or {}),
        "shown": {},
        "trail": [],
        "rev": 0,
        "reminded": False,
    }


def scenario_frame(key: str, version: int, node_id: str) -> Json:
    """A walk through one version of a scenario. `q` is the interview of its open question, once asked."""
    return {"s": key, "v": version, "n": node_id}


def form_frame(key: str, version: int, sets: tuple[str, ...] = ()) -> Json:
    """A form being filled in; `sets`: the answers that become slots of the scenario beneath.

    `private` is there once a form is begun whose answers go into no log.
    """
    return {"f": key, "v": version, "sets": list(sets)}


def is_begun(dialog: Json) -> bool:
    """Whether the person has answered anything in it."""
    return bool(dialog["slots"]) or any(frame["q"]["answers"] for frame in dialog["frames"] if frame.get("q"))


def is_private(dialog: Json) -> bool:
    """Whether a private form is being filled in, so that any text may be an answer to it."""
    return any(frame.get("private") for frame in dialog["frames"])


def open_dialogs(tracker: Json) -> Iterator[Json]:
    """The open dialog and those beneath it, from the top."""
    dialog = tracker.get("dialog")
    while dialog is not None:
        yield dialog
        dialog = dialog.get("under")


def find_dialog(tracker: Json, dialog_id: str) -> Json | None:
    """Any dialog the person has, by its id."""
    dialogs: list[Json] = [*open_dialogs(tracker), *tracker.get("aside", ())]
    return next((dialog for dialog in dialogs if dialog["id"] == dialog_id), None)


def close_top(tracker: Json) -> None:
    """End the open dialog; the one beneath it, if there is one, is open again."""
    under = tracker.pop("dialog").pop("under", None)
    if under is not None:
        tracker["dialog"] = under


def put_all_aside(tracker: Json) -> list[Json]:
    """Keep the open dialogs for later and return them, the top one first.

    One kept earlier that began alike and holds no answer yet gives way to them.
    """
    kept = list(open_dialogs(tracker))
    for dialog in kept:
        dialog.pop("under", None)
    tracker.pop("dialog", None)
    if kept:
        earlier = [
            old for old in tracker.get("aside", ()) if is_begun(old) or not any(begins_alike(old, new) for new in kept)
        ]
        tracker["aside"] = [*earlier, *reversed(kept)][-MOST_ASIDE:]
    return kept


def forget_answer(tracker: Json, message_id: str) -> None:
    """The answer that one message gave in a dialog not sent yet; its question is asked again."""
    for dialog in [*open_dialogs(tracker), *tracker.get("aside", ())]:
        path = dialog.get("said", {}).pop(message_id, None)
        if path is None:
            continue
        dialog["slots"].pop(path, None)
        dialog["shown"].pop(path, None)
        for state in [frame["q"] for frame in dialog["frames"] if "q" in frame]:
            state["answers"].pop(path, None)


def drop(tracker: Json, dialog: Json) -> None:
    """Forget a dialog, wherever it lies."""
    aside = [other for other in tracker.get("aside", ()) if other is not dialog]
    if aside:
        tracker["aside"] = aside
    else:
        tracker.pop("aside", None)
    if tracker.get("dialog") is dialog:
        close_top(tracker)
    for above in open_dialogs(tracker):
        if above.get("under") is dialog:
            under = above.pop("under").pop("under", None)
            if under is not None:
                above["under"] = under


def begins_alike(one: Json, other: Json) -> bool:
    """Whether two dialogs are of the same scenario or form."""
    first, second = one["frames"][0], other["frames"][0]
    return (first.get("s"), first.get("f")) == (second.get("s"), second.get("f"))


def take_up(tracker: Json, dialog: Json) -> None:
    """Open a dialog that was put aside; an open one is put aside instead."""
    tracker["aside"].remove(dialog)
    put_all_aside(tracker)
    if not tracker.get("aside"):
        tracker.pop("aside", None)
    dialog["reminded"] = False
    tracker["dialog"] = dialog


def limits(town: Mapping[str, Any]) -> tuple[float, float, float]:
    """(idle, aside, forget) in seconds, as the town has set them."""
    return float(town["idle_minutes"]) * 60, float(town["aside_hours"]) * HOUR, float(town["forget_days"]) * DAY


def next_due(tracker: Json, town: Mapping[str, Any]) -> float | None:
    """When to look at this person's dialogs next, in seconds since the epoch; None when there is nothing to look at."""
    _, aside, forget = limits(town)
    # What lies beneath the open dialog rests as long as that one goes on.
    watched = [tracker["dialog"]] if "dialog" in tracker else []
    watched += tracker.get("aside", ())
    times: list[float] = [dialog["at"] + (forget if dialog["reminded"] else aside) for dialog in watched]
    if "place" in tracker:
        times.append(tracker["place"]["at"] + PLACE_SECONDS)
    return min(times, default=None)


def settle(tracker: Json, town: Mapping[str, Any], now: float) -> list[Json]:
    """Do what is due: forget old dialogs and the place, put the silent ones aside.

    Returns:
        The dialogs to remind of, each for the only time.
    """
    _, aside_after, forget_after = limits(town)
    if tracker.get("dialog") is not None and now - tracker["dialog"]["at"] >= aside_after:
        put_all_aside(tracker)
    aside = [dialog for dialog in tracker.get("aside", ()) if now - dialog["at"] < forget_after]
    if aside:
        tracker["aside"] = aside
    else:
        tracker.pop("aside", None)
    if "place" in tracker and now - tracker["place"]["at"] >= PLACE_SECONDS:
        del tracker["place"]
    due = [dialog for dialog in aside if not dialog["reminded"] and now - dialog["at"] >= aside_after]
    for dialog in due:
        dialog["reminded"] = True
    return due
