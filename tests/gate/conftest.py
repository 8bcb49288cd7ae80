"""A town with its staff: Sato, duty officer; Mori, who only reads; and an administrator."""

from __future__ import annotations

import pytest

from data.shelters.models import Shelter
from tests.gate.sample import NOW
from tests.gate.talk import Town

SHELTER_NAMES = (
    ("中央公民館", "ちゅうおうこうみんかん", "名高1593"),
    ("古口公民館", "ふるくちこうみんかん", "古口1"),
    ("角川 ふれあいセンター", "", "角川2"),
    ("集会所", "", "蔵岡3"),
    ("集会所", "", "津谷4"),
    ("第2体育館", "", "名高5"),
)


@pytest.fixture
def town(session):
    for number, (name, kana, address) in enumerate(SHELTER_NAMES):
        session.add(
            Shelter(
                public_id=f"{number:032x}",
                code=f"H-{number}",
                name=name,
                kana=kana,
                address=address,
                latitude=38.7,
                longitude=140.1,
                changed_at=NOW,
            )
        )
    session.flush()
    return Town(session)


@pytest.fixture
def chief(town):
    return town.member("Chief", "administrator")


@pytest.fixture
def sato(town):
    return town.member("Sato", "operator")


@pytest.fixture
def mori(town):
    return town.member("Mori", "viewer")
