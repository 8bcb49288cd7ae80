"""Spots as staff are shown them: the card with its verbs, and the lines of lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from data.spots.models import Spot
from data.spots.service import TOPIC
from data.undo import RowChange, UndoNote
from dialogs.talk import Card, Choice, Row
from dialogs.wording import load_wording
from staffbot.command import Call

WORDS = load_wording()
VISIBLE_ON_LABELS = {value: WORDS(f"spots_staff.visible_on.{value}") for value in ("both", "test")}
BY_ITSELF = frozenset({"image_id"})  # fetched by a job, some time after the address was given
COLOURS = {"both": "#1B7F3B", "test": "#1F5FA8"}


def spot_card(call: Call, spot: Spot) -> Card:
    """One spot, with what this person may do with it."""
    verbs = ("編集", "写真", "公開" if spot.visible_on == "test" else "テスト", "並び順", "削除")
    commands = [call.desk.registry.by_phrase(f"施設 {verb}") for verb in verbs]
    buttons = [
        Choice(one.verb, "text", text=f"{one.phrase} #{spot.id}")
        for one in commands
        if one is not None and call.may(one.right)
    ]
    return Card(
        spot.name,
        text=spot.text,
        rows=spot_rows(call, spot),
        choices=tuple(buttons),
        badge=VISIBLE_ON_LABELS[spot.visible_on],
        badge_colour=COLOURS[spot.visible_on],
        image_url=picture_url(call, spot),
    )


def spot_rows(call: Call, spot: Spot) -> tuple[Row, ...]:
    """What a spot's entry says, without what is empty."""
    said = (
        ("category", spot.category),
        ("address", spot.address),
        ("phone", spot.phone),
        ("url", spot.url),
        ("keywords", "、".join(spot.keywords)),
        ("sort", str(spot.sort)),
    )
    return tuple(Row(call.words(f"spots_staff.{key}"), value) for key, value in said if value)


def picture_url(call: Call, spot: Spot) -> str:
    """Where the spot's picture is seen; "" when there is none, or none yet."""
    return f"{call.desk.pictures_url}/media/{spot.image_id}" if spot.image_id and call.desk.pictures_url else ""


def spot_line(spot: Spot) -> str:
    """One line of a list."""
    shown_on = VISIBLE_ON_LABELS["test"] if spot.visible_on == "test" else ""
    return "・".join(part for part in (spot.category, shown_on) if part) or "－"


def spots_undo(changes: Sequence[tuple[int, dict[str, Any] | None, dict[str, Any] | None]]) -> UndoNote:
    """How 元に戻す takes changes of spots back."""
    return UndoNote(
        tuple(RowChange(Spot.__tablename__, spot_id, before, _said_only(after)) for spot_id, before, after in changes),
        topics=(TOPIC,),
        labels={"visible_on": WORDS("spots_staff.shown_on"), "sort": WORDS("spots_staff.sort")},
        values=VISIBLE_ON_LABELS,
    )


def _said_only(row: dict[str, Any] | None) -> dict[str, Any] | None:
    return row and {name: value for name, value in row.items() if name not in BY_ITSELF}
