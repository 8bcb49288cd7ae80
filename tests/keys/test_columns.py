"""Telephone numbers and addresses: only the program can read them, and it still finds them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from data.db.columns import BlindIndex, EncryptedText, hash_text, keep_index, open_text, seal_text, sealed_with
from data.db.keys import Keys
from tests.databases import TEST_KEYS, Database

PHONE = "+81312345678"
OTHER = Keys(b"\x09" * 32)


class Base(DeclarativeBase):
    pass


class Caller(Base):
    __tablename__ = "tried_caller"

    id: Mapped[int] = mapped_column(primary_key=True)
    telephone: Mapped[str | None] = mapped_column(EncryptedText("tried_caller.telephone"), default=None)
    telephone_key: Mapped[str | None] = mapped_column(BlindIndex("telephone"), index=True, default=None)


keep_index(Caller.telephone, Caller.telephone_key)


@pytest.fixture
def calls(database: Database):
    engine = database.engine()
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Caller(id=1, telephone=PHONE))
        session.add(Caller(id=2, telephone=None))
        session.add(Caller(id=3, telephone=PHONE))
        session.commit()
        yield session
    engine.dispose()


def as_stored(session: Session) -> list[tuple[object, ...]]:
    return [tuple(row) for row in session.execute(sa.text("SELECT telephone, telephone_key FROM tried_caller"))]


def test_a_number_comes_back_as_it_was_and_is_found_by_its_value(calls):
    found = calls.scalars(select(Caller).where(Caller.telephone_key == PHONE).order_by(Caller.id)).all()

    assert [(one.id, one.telephone) for one in found] == [(1, PHONE), (3, PHONE)]
    assert calls.scalars(select(Caller).where(Caller.telephone_key == "+81312345679")).all() == []


def test_postgresql_never_sees_the_number_and_equal_ones_look_different(calls, database):
    stored = as_stored(calls)

    if database.name == "postgresql":
        assert PHONE not in str(stored)
        assert len({telephone for telephone, _ in stored}) == 3
    assert len({key for _, key in stored}) == 2


def test_a_row_written_back_as_it_was_read_is_still_found(calls):
    row = calls.get(Caller, 1)
    text, key = row.telephone, row.telephone_key
    row.telephone = "+81900000000"
    calls.commit()
    calls.execute(sa.update(Caller).where(Caller.id == 1).values(telephone=text, telephone_key=key))

    assert calls.scalars(select(Caller.id).where(Caller.telephone_key == PHONE).order_by(Caller.id)).all() == [1, 3]


def test_an_engine_without_keys_reads_nothing(calls, database):
    if database.name == "sqlite":
        return  # the whole file is encrypted
    from data.db import postgres

    engine = postgres.engine(database.url)
    with Session(engine) as session, pytest.raises(RuntimeError, match="without the keys"):
        session.scalars(select(Caller)).all()
    engine.dispose()


@given(st.text(max_size=200))
def test_any_text_can_be_sealed(text):
    sealed = seal_text(TEST_KEYS, "a.b", text)

    assert open_text(TEST_KEYS, "a.b", sealed) == text
    assert sealed_with(sealed) == TEST_KEYS.id


@pytest.mark.parametrize(
    ("keys", "purpose", "change"),
    [(OTHER, "a.b", 0), (TEST_KEYS, "a.c", 0), (TEST_KEYS, "a.b", 1)],
    ids=["other key", "other column", "changed"],
)
def test_a_sealed_text_opens_only_where_it_belongs(keys, purpose, change):
    sealed = seal_text(TEST_KEYS, "a.b", PHONE)
    if change:
        sealed = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]

    with pytest.raises(InvalidTag):
        open_text(keys, purpose, sealed)


def test_what_was_never_sealed_is_refused():
    with pytest.raises(ValueError, match="not sealed"):
        open_text(TEST_KEYS, "a.b", PHONE)


def test_the_hash_tells_columns_and_keys_apart():
    assert hash_text(TEST_KEYS, "telephone", PHONE) == hash_text(TEST_KEYS, "telephone", PHONE)
    assert hash_text(TEST_KEYS, "telephone", PHONE) != hash_text(TEST_KEYS, "mail", PHONE)
    assert hash_text(TEST_KEYS, "telephone", PHONE) != hash_text(OTHER, "telephone", PHONE)
