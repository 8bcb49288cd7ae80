"""What is released, for whom, and what a new town begins with."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from data.releases.service import (
    FEATURES,
    NEW_TOWN_WAITS,
    UnknownFeature,
    begin_town,
    is_new_town,
    is_released,
    release_feature,
    released_features,
)
from data.town.service import load_town
from dialogs.wording import load_wording


def test_what_was_never_decided_is_released(session):
    assert released_features(session) == dict.fromkeys(FEATURES, True)


def test_one_feature_is_stopped_and_the_others_go_on(session):
    assert release_feature(session, "spots", released=False)
    assert not release_feature(session, "spots", released=False)

    assert [feature for feature, is_on in released_features(session).items() if not is_on] == ["spots"]


def test_the_test_account_has_what_the_public_has_not(session):
    release_feature(session, "shelters", released=False)
    town = load_town(session)

    assert not is_released(town, "public", "shelters")
    assert is_released(town, "test", "shelters")
    assert is_released(MappingProxyType({}), "public", "shelters")


def test_an_unknown_feature_is_refused_and_nothing_changes(session):
    with pytest.raises(UnknownFeature):
        release_feature(session, "lottery", released=False)

    assert all(released_features(session).values())


def test_a_new_town_begins_with_what_needs_no_lists_of_its_own(session):
    assert is_new_town(session)
    begin_town(session)

    assert {feature for feature, is_on in released_features(session).items() if not is_on} == NEW_TOWN_WAITS
    assert is_released(load_town(session), "public", "privacy")


@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_has_a_name(feature):
    assert f"releases.names.{feature}" in load_wording()
