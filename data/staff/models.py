"""Staff members, roles the town made, temporary grants, invitations and wrong codes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.db.base import AUTOINCREMENT, Base, Document, Instant, Key


class StaffMember(Base):
    """One person at the staff counter. `line_user_id` is LINE's on the staff channel; a stopped member may do nothing.

    `role` is one of `rights.ROLES` or the key of a `StaffRole`. `additions` are rights beyond the role, separated by
    spaces. `granted_until` is when the last running grant ends, None when none runs. A deleted member's row stays for
    the log's sake, without the LINE account.
    """

    __tablename__ = "staff_member"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(40))
    additions: Mapped[str] = mapped_column(Text, default="")
    line_user_id: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
    joined_at: Mapped[datetime] = mapped_column(Instant)
    invited_by: Mapped[int | None] = mapped_column(Key, ForeignKey("staff_member.id"), default=None)
    stopped_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    team_id: Mapped[int | None] = mapped_column(Key, ForeignKey("team.id"), index=True, default=None)
    granted_until: Mapped[datetime | None] = mapped_column(Instant, default=None)
    deleted_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    revision: Mapped[int] = mapped_column(default=1, info={"counts": True})


class StaffRole(Base):
    """A role the town made: a named set of rights, separated by spaces. `role_key` is what members and teams hold."""

    __tablename__ = "staff_role"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    role_key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    name_key: Mapped[str] = mapped_column(String(120), unique=True)
    rights: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(default=1, info={"counts": True})


class Grant(Base):
    """Rights lent to one member until an instant. `told_at`: when the person was told that it ended."""

    __tablename__ = "staff_grant"
    __table_args__ = (Index(None, "staff_id", "until_at"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    staff_id: Mapped[int] = mapped_column(Key, ForeignKey("staff_member.id"))
    rights: Mapped[str] = mapped_column(Text)
    given_by: Mapped[int] = mapped_column(Key, ForeignKey("staff_member.id"))
    given_at: Mapped[datetime] = mapped_column(Instant)
    until_at: Mapped[datetime] = mapped_column(Instant)
    taken_back_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    told_at: Mapped[datetime | None] = mapped_column(Instant, default=None)


class PersonnelList(Base):
    """A file of personnel changes that was read: its rows as JSON, until they are applied or forgotten."""

    __tablename__ = "staff_personnel_list"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    staff_id: Mapped[int] = mapped_column(Key, ForeignKey("staff_member.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    rows: Mapped[Any] = mapped_column(Document)
    made_at: Mapped[datetime] = mapped_column(Instant)
    applied_at: Mapped[datetime | None] = mapped_column(Instant, default=None)


class ObjectRight(Base):
    """Who may see one object. Any row limits the object; the one without team and person is the limit itself."""

    __tablename__ = "object_right"
    __table_args__ = (Index(None, "object_kind", "object_id"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int] = mapped_column(Key)
    team_id: Mapped[int | None] = mapped_column(Key, ForeignKey("team.id"), index=True, default=None)
    staff_id: Mapped[int | None] = mapped_column(Key, ForeignKey("staff_member.id"), index=True, default=None)


class Invitation(Base):
    """A code for one new staff member. Only its hash is kept; the first LINE account that sends it uses it up.

    One that was taken back ended when it was made.
    """

    __tablename__ = "staff_invitation"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(40))
    team_id: Mapped[int | None] = mapped_column(Key, ForeignKey("team.id"), index=True, default=None)
    invited_by: Mapped[int | None] = mapped_column(Key, ForeignKey("staff_member.id"), default=None)
    made_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant, default=None)
    used_by: Mapped[int | None] = mapped_column(Key, ForeignKey("staff_member.id"), default=None)


class WrongCode(Base):
    """One wrong invitation code, so that guessing ends after a few."""

    __tablename__ = "staff_wrong_code"
    __table_args__ = (Index(None, "line_user_id", "at"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    line_user_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
