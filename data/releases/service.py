"""Release features to the public account and stop them there. On the test account all are on.

What was never decided is released, so that a feature that comes with an update need not be asked for; a new town begins
with NEW_TOWN_WAITS stopped, because they stand on lists and forms of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.content.models import Content
from data.errors import DomainError
from data.town.service import RELEASES, change_town_setting, town_setting

PUBLIC = "public"
# In the order of the menu. A later feature joins by its word here and its name below `releases.names`.
FEATURES: tuple[str, ...] = (
    "shelters",
    "evacuation",
    "spots",
    "scenarios",
    "surveys",
    "preferences",
    "questions",
    "privacy",
)
NEW_TOWN_WAITS = frozenset({"shelters", "evacuation", "spots", "scenarios", "surveys"})


class UnknownFeature(DomainError):
    """`facts["feature"]` is not one of FEATURES."""

    code = "releases.unknown_feature"


def is_released(town: Mapping[str, Any], channel: str, feature: str) -> bool:
    """Whether a channel has a feature. `town`: the snapshot of the town's settings."""
    return channel != PUBLIC or bool(town.get(RELEASES, {}).get(feature, True))


def is_any_stopped(town: Mapping[str, Any]) -> bool:
    """Whether the public lacks any feature. `town`: the snapshot of the town's settings."""
    return not all(town.get(RELEASES, {}).values())


def released_features(session: Session) -> dict[str, bool]:
    """Every feature in order -> whether the public has it."""
    decided = town_setting(session, RELEASES)
    return {feature: bool(decided.get(feature, True)) for feature in FEATURES}


def release_feature(session: Session, feature: str, *, released: bool) -> bool:
    """Release or stop one on the public account; False when it was so already.

    Raises:
        UnknownFeature: no such feature.
    """
    if feature not in FEATURES:
        raise UnknownFeature(feature=feature)
    now = released_features(session)
    if now[feature] is released:
        return False
    change_town_setting(session, RELEASES, {**now, feature: released})
    return True


def is_new_town(session: Session) -> bool:
    """Nothing was ever seeded here."""
    return session.scalar(select(Content.id).limit(1)) is None


def begin_town(session: Session) -> None:
    """What a new town shows at first."""
    change_town_setting(session, RELEASES, {feature: feature not in NEW_TOWN_WAITS for feature in FEATURES})
