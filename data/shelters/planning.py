"""What a shelter list would change."""

from __future__ import annotations

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
from data.shelters.layouts import SPEAKS_FOR
from data.shelters.models import CONTENT_COLUMNS, IN_USE_STATUSES, Shelter, ShelterKind
from data.shelters.service import CODE_LETTER

SAME_PLACE_M = 1000
DEFAULTS: dict[str, Any] = {
    "kana": "",
    "address": "",
    "hazards": [],
    "kinds": [],
    "capacity": None,
    "phone": "",
    "serves": "",
    "url": "",
    "note": "",
    "listed_on": None,
}


def plan_shelters(session: Session, parsed: ParsedTable) -> ImportPlan:
    """Compare a shelter list with the records. Reads only.

    A row means the shelter of its code, else the one of its name at the same place. Statuses and headcounts are not
    part of any list. A shelter that the file lacks is removed, except while it is in use; a GSI file only takes away
    its own kind of designation, and removes what is nothing else.
    """
    records = list(session.scalars(select(Shelter).order_by(Shelter.sort, Shelter.id)))
    comparison = Comparison(CONTENT_COLUMNS, DEFAULTS)
    matcher = Matcher(records, lambda shelter: fold(shelter.name), parsed.rows)
    speaks_for = SPEAKS_FOR.get(parsed.layout)
    seen: dict[tuple[str, str], int] = {}
    for row in parsed.rows:
        # Two rows of one name at one address mean one place, whatever their codes.
        where = fold(str(row.values.get("address", ""))) or _spot_of(row)
        twin = (fold(row.name), where)
        if (first := seen.setdefault(twin, row.row_no)) != row.row_no:
            comparison.refused.append(Refusal(row.row_no, "", "duplicate", {"first_row_no": first, "name": row.name}))
            continue
        record = matcher.find(row, fold(row.name), partial(_is_same_place, row))
        if record is not None:
            comparison.meet(row, record, _merged(record, row, speaks_for))
            if "latitude" not in row.values:
                header = parsed.headers.get("latitude", "")
                comparison.notes.append(Refusal(row.row_no, header, "position_kept", {"name": row.name}))
        elif "latitude" not in row.values:
            header = parsed.headers.get("latitude", "")
            comparison.refused.append(Refusal(row.row_no, header, "no_position", {"name": row.name}))
        else:
            values = {"sort": row.row_no * 10, **row.values}
            comparison.add(row, row.code or new_row_code(CODE_LETTER), values)
    for row in parsed.broken:
        record = matcher.find(row, fold(row.name))
        if record is not None:
            comparison.spare(record.id, row.row_no)

    removed, kept = [], []
    for shelter in records:
        if comparison.is_met(shelter.id):
            continue
        if speaks_for is not None and shelter.kinds != [speaks_for.value]:
            if speaks_for.value in shelter.kinds:
                _take_designation(comparison, shelter, speaks_for)
            continue
        gone = RemovedRow(shelter.id, shelter.name)
        if shelter.status in IN_USE_STATUSES:
            kept.append((gone, "in_use"))
        else:
            removed.append(gone)
    return comparison.plan(parsed, facts_of(session, Shelter), records, removed, kept)


def _spot_of(row: ParsedRow) -> str:
    """Where a row without an address lies; nowhere else when it has no position either."""
    return f"{row.values['latitude']},{row.values['longitude']}" if "latitude" in row.values else str(row.row_no)


def _is_same_place(row: ParsedRow, shelter: Shelter) -> bool:
    if "latitude" in row.values:
        there = (row.values["latitude"], row.values["longitude"])
        return distance_m((shelter.latitude, shelter.longitude), there) <= SAME_PLACE_M
    return fold(shelter.address) == fold(str(row.values.get("address", shelter.address)))


def _merged(shelter: Shelter, row: ParsedRow, speaks_for: ShelterKind | None) -> dict[str, Any]:
    values = dict(row.values)
    # Another list's hiragana or missing hyphens are no news.
    if fold(values.get("kana", "")) == fold(shelter.kana):
        values.pop("kana", None)
    if _digits(values.get("phone", "")) == _digits(shelter.phone):
        values.pop("phone", None)
    if speaks_for is not None:
        both = {*shelter.kinds, *values.get("kinds", [])}
        values["kinds"] = [kind.value for kind in ShelterKind if kind.value in both]
        # Each GSI file has remarks of its own; an empty one says nothing about the other's.
        if not values.get("note"):
            values.pop("note", None)
    return values


def _take_designation(comparison: Comparison, shelter: Shelter, kind: ShelterKind) -> None:
    values: dict[str, Any] = {"kinds": [other for other in shelter.kinds if other != kind.value]}
    if kind is ShelterKind.site:
        values["hazards"] = []
    comparison.withdraw(shelter, shelter.name, values)


def _digits(phone: str) -> str:
    return "".join(letter for letter in fold(phone) if letter not in "-()")
