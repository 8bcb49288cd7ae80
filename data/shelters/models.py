"""Shelters as the town has listed them, and how each stands right now."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import Date, Enum, Float, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Document, Instant, Key
from data.imports.models import Draft, Listed


class ShelterStatus(enum.StrEnum):
    """How a shelter stands. What residents read for it stands in the wording (未開設, 準備中, 開設中, …)."""

    unopened = "unopened"
    preparing = "preparing"
    open = "open"
    crowded = "crowded"
    full = "full"
    closed = "closed"


# People may go there now: these stand first whenever there is one.
OPEN_STATUSES = frozenset({ShelterStatus.open, ShelterStatus.crowded})
# Somebody is, or is about to be, inside.
IN_USE_STATUSES = OPEN_STATUSES | {ShelterStatus.preparing, ShelterStatus.full}


class Hazard(enum.StrEnum):
    """The eight hazards of the Basic Act on Disaster Management, in the order of the GSI files.

    Source: https://www.gsi.go.jp/bousaichiri/hinanbasho.html
    """

    flood = "flood"
    landslide = "landslide"
    storm_surge = "storm_surge"
    earthquake = "earthquake"
    tsunami = "tsunami"
    fire = "fire"
    inland_flood = "inland_flood"
    volcano = "volcano"


class ShelterKind(enum.StrEnum):
    """What a place is in law or in the town's plan; one place may be several.

    site: 指定緊急避難場所, to flee to, for certain hazards only. shelter: 指定避難所, to stay in.
    """

    site = "site"
    shelter = "shelter"
    temporary = "temporary"
    welfare = "welfare"
    wide_area = "wide_area"
    gathering = "gathering"


class ShelterContent:
    """What the town's list says. `hazards` and `kinds` are lists of the enums' values, in the enums' order."""

    name: Mapped[str] = mapped_column(String(120))
    kana: Mapped[str] = mapped_column(String(120), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    latitude: Mapped[float] = mapped_column(Float(53))
    longitude: Mapped[float] = mapped_column(Float(53))
    hazards: Mapped[list[str]] = mapped_column(Document, default=list)
    kinds: Mapped[list[str]] = mapped_column(Document, default=list)
    capacity: Mapped[int | None] = mapped_column(Integer, default=None)
    phone: Mapped[str] = mapped_column(String(40), default="")
    serves: Mapped[str] = mapped_column(String(500), default="")
    url: Mapped[str] = mapped_column(String(500), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    listed_on: Mapped[date | None] = mapped_column(Date, default=None)
    sort: Mapped[int] = mapped_column(Integer, default=0)


CONTENT_COLUMNS = (
    "name",
    "kana",
    "address",
    "latitude",
    "longitude",
    "hazards",
    "kinds",
    "capacity",
    "phone",
    "serves",
    "url",
    "note",
    "listed_on",
    "sort",
)


class Shelter(ShelterContent, Listed, Base):
    """One shelter. Shared by all channels: its status is a fact. `status_changed_by` is a staff id, 0 for nobody."""

    __tablename__ = "shelter"
    __table_args__ = (AUTOINCREMENT,)

    status: Mapped[ShelterStatus] = mapped_column(
        Enum(ShelterStatus, native_enum=False, length=20), default=ShelterStatus.unopened
    )
    headcount: Mapped[int | None] = mapped_column(Integer, default=None)
    status_changed_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    status_changed_by: Mapped[int] = mapped_column(Key, default=0)


class ShelterDraft(ShelterContent, Draft, Base):
    """A shelter of a staged import."""

    __tablename__ = "shelter_draft"
    __table_args__ = (AUTOINCREMENT,)
