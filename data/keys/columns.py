"""Encrypted columns on PostgreSQL under a new data key: value by value, in chunks, as often as it takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from data.db.columns import SEALED, BlindIndex, EncryptedText, hash_text, open_text, seal_text
from data.db.keys import Keys

CHUNK = 500


def encrypted_columns(metadata: sa.MetaData) -> Iterator[tuple[sa.Table, sa.Column[Any], sa.Column[Any] | None]]:
    """(table, encrypted column, its blind index or None) of every model."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, EncryptedText):
                indexes = (
                    one for one in table.columns if isinstance(one.type, BlindIndex) and one.type.of == column.key
                )
                yield table, column, next(indexes, None)


def renew_columns(engine: sa.Engine, metadata: sa.MetaData, old: Keys, new: Keys) -> int:
    """Seal every value with the new key; returns how many. Those that are already sealed with it are passed over."""
    return sum(_renew(engine, *one, old, new) for one in encrypted_columns(metadata))


def _renew(
    engine: sa.Engine,
    table: sa.Table,
    column: sa.Column[Any],
    index: sa.Column[Any] | None,
    old: Keys,
    new: Keys,
) -> int:
    purpose = column.type.purpose if isinstance(column.type, EncryptedText) else ""
    keys = list(table.primary_key.columns)
    stored = sa.type_coerce(column, sa.Text())
    waiting = sa.select(*keys, stored).where(stored.is_not(None), stored.not_like(f"{SEALED}{new.id}:%")).limit(CHUNK)
    renewed = 0
    while True:
        with engine.begin() as connection:
            rows = connection.execute(waiting).all()
            for *identity, sealed in rows:
                text = open_text(old, purpose, sealed)
                values = {column: sa.literal(seal_text(new, purpose, text), sa.Text())}
                if index is not None:
                    values[index] = sa.literal(hash_text(new, column.key, text), sa.Text())
                here = sa.and_(*(key == value for key, value in zip(keys, identity, strict=True)))
                connection.execute(sa.update(table).where(here).values(values))
        renewed += len(rows)
        if len(rows) < CHUNK:
            return renewed
