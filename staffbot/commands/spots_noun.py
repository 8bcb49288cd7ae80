"""施設 as staff name it, and how one is found by its name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from data.spots.service import count_spots, list_spots, spot_categories
from dialogs.talk import Row
from staffbot.command import Arg, Call, Named, Noun
from staffbot.commands.spots_shown import VISIBLE_ON_LABELS
from staffbot.lookup import SmallLookup


def _read(session: Session) -> Iterable[tuple[Named, Sequence[str]]]:
    for spot in session.scalars(list_spots()):
        yield Named(spot.id, spot.name, spot.address), (spot.kana,) if spot.kana else ()


SPOT = SmallLookup(_read)
NAME = Arg("spot", "name", "施設の名前", lookup=SPOT)


def _state(call: Call) -> list[Row]:
    words, counts = call.words, count_spots(call.session)
    rows = [
        Row(VISIBLE_ON_LABELS[value], words("spots_staff.places", count=count))
        for value, count in counts.items()
        if count or value == "both"
    ]
    if categories := spot_categories(call.session):
        rows.append(Row(words("spots_staff.category"), "・".join(categories)))
    return rows


SPOTS = Noun(
    "施設",
    feature="spots",
    help="住民がさがす施設を登録して、並べます。",
    aliases=("しせつ", "スポット", "場所"),
    state=_state,
    state_right="spots:read",
)
