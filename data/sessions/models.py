"""One row a signed-in browser."""

from __future__ import annotations

from sqlalchemy import Boolean, Double, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Key


class StaffSession(Base):
    """A sign-in to the staff pages. Only the hash of the cookie is kept; times are seconds of the real clock.

    `stage` is "" once the person is in; "code" or "change" while a one-time code or a new password is still asked for.
    `way`: "link" or "password". `address`: from where it was last used, for the person's own list of devices.
    """

    __tablename__ = "staff_session"
    __table_args__ = (Index(None, "staff_id"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int] = mapped_column(Key, ForeignKey("staff_member.id"))
    made_at: Mapped[float] = mapped_column(Double)
    seen_at: Mapped[float] = mapped_column(Double)
    is_ended: Mapped[bool] = mapped_column(Boolean, default=False)
    stage: Mapped[str] = mapped_column(String(10), default="")
    way: Mapped[str] = mapped_column(String(10), default="link")
    address: Mapped[str] = mapped_column(String(45), default="")
