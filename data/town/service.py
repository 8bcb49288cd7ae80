"""Read and change the town's settings. The known ones, their defaults and limits stand in DEFAULTS."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.db.changes import note_change
from data.db.snapshots import SnapshotSource
from data.errors import DomainError
from data.town.models import TownSetting

TOPIC = "town"

DEFAULTS: Mapping[str, Any] = MappingProxyType(
    {
        "town_name": "戸沢村",
        "greeting": "",
        "shelter_radius_m": 3000,
        "spot_radius_m": 10000,
        "hide_unopened_shelters": False,
        "drill": False,
        "idle_minutes": 30,
        "aside_hours": 24,
        "forget_days": 30,
        "access_log_days": 90,
        "conversation_log_days": 400,
        "parked_days": 30,
        "escalation_minutes": 15,
        "emergency_contact": "119",
        "pin_idle_hours": 12,
        "pin_required": False,
    }
)
# What has commands of its own instead of 設定 NAME VALUE.
NETWORKS = "staff_ip_allow"
RELEASES = "feature_releases"
RESPONSE_STEPS = "response_steps"
APART: Mapping[str, Any] = MappingProxyType({NETWORKS: (), RELEASES: MappingProxyType({}), RESPONSE_STEPS: ""})


class UnknownSetting(DomainError):
    """`facts["name"]` is not a setting."""

    code = "town.unknown_setting"


def town_setting(session: Session, name: str) -> Any:
    """The present value of one setting, its default when never changed.

    Raises:
        UnknownSetting: no such setting.
    """
    if name not in DEFAULTS and name not in APART:
        raise UnknownSetting(name=name)
    row = session.get(TownSetting, name)
    return {**DEFAULTS, **APART}[name] if row is None else row.value


def change_town_setting(session: Session, name: str, value: Any) -> Any:
    """Set one setting and return what it was before. The caller has checked the value.

    Raises:
        UnknownSetting: no such setting.
    """
    before = town_setting(session, name)
    row = session.get(TownSetting, name)
    if row is None:
        session.add(TownSetting(name=name, value=value))
    else:
        row.value = value
    note_change(session, TOPIC)
    return before


def load_town(session: Session) -> Mapping[str, Any]:
    """All settings, for the snapshot."""
    known = {**DEFAULTS, **APART}
    changed = {row.name: row.value for row in session.scalars(select(TownSetting)) if row.name in known}
    return MappingProxyType({**known, **changed})


SOURCE = SnapshotSource(TOPIC, load_town)
