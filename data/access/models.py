"""Requests to the pages, without what was in them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Key


class AccessLine(Base):
    """One request, or several alike within a few seconds (`count`; a page that looks for news asks all the time).

    `path`: tokens and unknown parts are left out. `duration_ms`: of the slowest. `staff_id` 0: nobody was signed in.
    """

    __tablename__ = "access_line"
    __table_args__ = (Index(None, "at_ms"), Index(None, "staff_id", "id"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    at_ms: Mapped[int] = mapped_column(BigInteger)
    method: Mapped[str] = mapped_column(String(10))
    path: Mapped[str] = mapped_column(String(200))
    status: Mapped[int] = mapped_column(SmallInteger)
    duration_ms: Mapped[int] = mapped_column(Integer)
    count: Mapped[int] = mapped_column(Integer)
    staff_id: Mapped[int] = mapped_column(BigInteger)
    address: Mapped[str] = mapped_column(String(45))
