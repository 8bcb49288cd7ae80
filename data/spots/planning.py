"""What a spot list would change."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.csvtext.refusals import Refusal
from data.fold import fold
from data.geo.position import distance_m
from data.imports.parsed import ParsedRow, ParsedTable
from data.imports.plan import ImportPlan, RemovedRow
from data.imports.planning import Comparison, Matcher, facts_of, new_row_code
from data.spots.models import CONTENT_COLUMNS, Spot
from data.spots.service import CODE_LETTER, STEP

SAME_PLACE_M = 1000
DEFAULTS: Mapping[str, Any] = {
    "kana": "",
    "category": "",
    "address": "",
    "text": "",
    "url": "",
    "phone": "",
    "keywords": [],
    "image_url": "",
    "visible_on": "both",
}


def plan_spots(session: Session, parsed: ParsedTable) -> ImportPlan:
    """Compare a spot list with the records. Reads only.

    A row means the spot of its ID, else the one of its name at the same place. The file is the whole list: what it
    lacks is removed.
    """
    records = list(session.scalars(select(Spot).order_by(Spot.sort, Spot.id)))
    comparison = Comparison(CONTENT_COLUMNS, DEFAULTS)
    matcher = Matcher(records, lambda spot: fold(spot.name), parsed.rows)
    for row in parsed.rows:
        header = parsed.headers.get("latitude", "")
        record = matcher.find(row, fold(row.name), partial(_is_same_place, row))
        if record is not None:
            comparison.meet(row, record, row.values)
            if "latitude" not in row.values:
                comparison.notes.append(Refusal(row.row_no, header, "position_kept", {"name": row.name}))
        elif "latitude" not in row.values:
            comparison.refused.append(Refusal(row.row_no, header, "no_position", {"name": row.name}))
        else:
            comparison.add(row, row.code or new_row_code(CODE_LETTER), {"sort": row.row_no * STEP, **row.values})
    for row in parsed.broken:
        record = matcher.find(row, fold(row.name))
        if record is not None:
            comparison.spare(record.id, row.row_no)
    removed = [RemovedRow(spot.id, spot.name) for spot in records if not comparison.is_met(spot.id)]
    return comparison.plan(parsed, facts_of(session, Spot), records, removed)


def _is_same_place(row: ParsedRow, spot: Spot) -> bool:
    if "latitude" not in row.values:
        return True
    there = (row.values["latitude"], row.values["longitude"])
    return distance_m((spot.latitude, spot.longitude), there) <= SAME_PLACE_M
