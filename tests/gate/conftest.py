"""A town with its staff: Sato, duty officer; Mori, who only reads; and an administrator."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from data.shelters.models import Shelter
from tests.conftest import ENGINES
from tests.gate.sample import NOW
from tests.gate.talk import Person, Town

SHELTER_NAMES = (
    ("中央公民館", "ちゅうおうこうみんかん", "名高1593"),
    ("古口公民館", "ふるくちこうみんかん", "古口1"),
    ("角川 ふれあいセンター", "", "角川2"),
    ("集会所", "", "蔵岡3"),
    ("集会所", "", "津谷4"),
    ("第2体育館", "", "名高5"),
)
NUMBERED = ("shelter", "staff_member", "team", "staff_role")  # the tests name their rows by #N


@pytest.fixture(scope="session")
def shared_postgres(postgres_template, tmp_path_factory) -> Iterator[sa.Engine]:
    """One PostgreSQL database for all conversations: each is rolled back, which is quicker than a database each."""
    database = postgres_template.copy(tmp_path_factory.mktemp("gate"))
    engine = database.engine()
    yield engine
    engine.dispose()
    database.drop()


@pytest.fixture(params=ENGINES)
def session(request, tmp_path) -> Iterator[Session]:
    """An empty database in which nothing is committed."""
    if request.param == "sqlite":
        engine = request.getfixturevalue("sqlite_template").copy(tmp_path).engine()
        with Session(engine, expire_on_commit=False) as session:
            yield session
        engine.dispose()
        return
    with request.getfixturevalue("shared_postgres").connect() as connection:
        transaction = connection.begin()
        for table in NUMBERED:
            connection.execute(sa.text(f"ALTER SEQUENCE {table}_id_seq RESTART WITH 1"))
        with Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session:
            yield session
        transaction.rollback()


@pytest.fixture
def town(session) -> Town:
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
def chief(town) -> Person:
    return town.member("Chief", "administrator")


@pytest.fixture
def sato(town) -> Person:
    return town.member("Sato", "operator")


@pytest.fixture
def mori(town) -> Person:
    return town.member("Mori", "viewer")
