"""The spot list in our own layout."""

from __future__ import annotations

from collections.abc import Mapping

from data.csvtext.writing import Cell
from data.spots.models import Spot

VISIBLE_ON_LABELS: Mapping[str, str] = {"both": "公開", "test": "テスト"}


def spot_cells(spot: Spot) -> list[Cell]:
    """One row, in the order of COLUMNS."""
    return [
        spot.code,
        spot.name,
        spot.kana,
        spot.category,
        spot.address,
        spot.latitude,
        spot.longitude,
        spot.text,
        spot.url,
        spot.phone,
        "、".join(spot.keywords),
        spot.sort,
        spot.image_url,
        VISIBLE_ON_LABELS[spot.visible_on],
    ]
