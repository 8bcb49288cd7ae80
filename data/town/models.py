"""One row a setting."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import Base, Document


class TownSetting(Base):
    """A setting that staff changed; what was never changed has no row and keeps its default."""

    __tablename__ = "town_setting"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    value: Mapped[Any] = mapped_column(Document)
