"""Spots as the town has listed them."""

from __future__ import annotations

from sqlalchemy import Float, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Document
from data.imports.models import Draft, Listed


class SpotContent:
    """What the town's list says.

    `keywords` is a list of texts as typed; `visible_on` "both" or "test"; `sort` the staff's order, the smallest first;
    `image_url` where the picture was found (https), empty for none or one that staff sent.
    """

    name: Mapped[str] = mapped_column(String(120))
    kana: Mapped[str] = mapped_column(String(120), default="")
    category: Mapped[str] = mapped_column(String(60), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    latitude: Mapped[float] = mapped_column(Float(53))
    longitude: Mapped[float] = mapped_column(Float(53))
    text: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[str] = mapped_column(String(1000), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    keywords: Mapped[list[str]] = mapped_column(Document, default=list)
    sort: Mapped[int] = mapped_column(Integer, default=0)
    image_url: Mapped[str] = mapped_column(String(1000), default="")
    visible_on: Mapped[str] = mapped_column(String(10), default="both")


CONTENT_COLUMNS = (
    "name",
    "kana",
    "category",
    "address",
    "latitude",
    "longitude",
    "text",
    "url",
    "phone",
    "keywords",
    "sort",
    "image_url",
    "visible_on",
)


class Spot(SpotContent, Listed, Base):
    """One spot. `image_id` names its published picture (`/media/{image_id}`), empty while there is none."""

    __tablename__ = "spot"
    __table_args__ = (AUTOINCREMENT,)

    image_id: Mapped[str] = mapped_column(String(32), default="")


class SpotDraft(SpotContent, Draft, Base):
    """A spot of a staged import."""

    __tablename__ = "spot_draft"
    __table_args__ = (AUTOINCREMENT,)
