"""Spots and spot lists for the tests."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from data.imports.plan import ImportPlan
from data.imports.service import import_table
from data.spots.columns import COLUMNS
from data.spots.models import Spot
from data.spots.planning import plan_spots
from data.spots.reading import read_spots
from data.spots.service import add_spot

NOW = datetime(2025, 4, 10, 3, 0, tzinfo=UTC)
HERE = (38.7386, 140.1435)
HEADER = ",".join(COLUMNS)


def csv_of(*rows: str, header: str = HEADER) -> bytes:
    return "\r\n".join([header, *rows, ""]).encode()


def row(code="S1", name="図書館", latitude="38.73", longitude="140.14", **cells: str) -> str:
    """A row of our own layout. cells: kana, category, address, text, url, phone, keywords, sort, image, visible_on."""
    order = (
        "kana",
        "category",
        "address",
        None,
        None,
        "text",
        "url",
        "phone",
        "keywords",
        "sort",
        "image",
        "visible_on",
    )
    places = {None: iter((latitude, longitude))}
    return ",".join([code, name, *(next(places[None]) if key is None else cells.get(key, "") for key in order)])


def plan_of(session, data: bytes) -> ImportPlan:
    return plan_spots(session, read_spots(data))


def take(session, data: bytes) -> ImportPlan:
    return import_table(session, parsed=read_spots(data), now=NOW)


def make(session, name="図書館", **values) -> Spot:
    return add_spot(session, values={"name": name, "latitude": HERE[0], "longitude": HERE[1], **values}, now=NOW)


def spots(session) -> dict[str, Spot]:
    return {spot.name: spot for spot in session.scalars(select(Spot).order_by(Spot.sort, Spot.id))}
