"""Columns that hold telephone numbers and e-mail addresses, encrypted by the program where the database isn't.

The embedded database is encrypted as a whole, so there they lie as they are. On PostgreSQL `EncryptedText` seals each
value (AES-256-GCM, bound to its purpose), and `BlindIndex` beside it keeps an HMAC of it, which finds equal values.
The keys hang on the engine's dialect: an engine made without them can neither read nor write such a column.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from typing import Any

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, String, Text, event
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeDecorator

from data.db.keys import Keys

SEALED, HASHED = "e1:", "b1:"
HASH_CHARACTERS = 40
NONCE_BYTES = 12
_KEYS = "madoguchi_keys"


class EncryptedText(TypeDecorator[str]):
    """Text that only the program can read. `purpose` is bound into each value: one column's can't pass for another's.

    It can't be searched, sorted or compared in SQL: put a `BlindIndex` beside it.
    """

    impl = Text
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value if value is None or dialect.name == "sqlite" else seal_text(keys_on(dialect), self.purpose, value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        return value if value is None or dialect.name == "sqlite" else open_text(keys_on(dialect), self.purpose, value)


class BlindIndex(TypeDecorator[str]):
    """Finds rows by the exact value of the `EncryptedText` column `of`: `where(Person.telephone_key == "+81…")`.

    Give it the value itself, in the one spelling that is searched for; what is stored is its HMAC, and that is what
    reading the column gives. `keep_index` fills it.
    """

    impl = String(120)
    cache_ok = True

    def __init__(self, of: str) -> None:
        super().__init__()
        self.of = of

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or dialect.name == "sqlite" or value.startswith(HASHED):  # read back, and written again
            return value
        return hash_text(keys_on(dialect), self.of, value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        return value


def keep_index(text: InstrumentedAttribute[Any], index: InstrumentedAttribute[Any]) -> None:
    """Whenever an object's text is set, set its index too. Bulk statements name both columns themselves."""

    @event.listens_for(text, "set", propagate=True)
    def _follow(target: Any, value: Any, old: Any, initiator: Any) -> None:
        setattr(target, index.key, value)


def with_keys(engine: sa.Engine, keys: Keys | None) -> sa.Engine:
    """Give an engine the keys of its encrypted columns."""
    setattr(engine.dialect, _KEYS, keys)
    return engine


def keys_on(dialect: Dialect) -> Keys:
    """The keys of the engine a value goes through.

    Raises:
        RuntimeError: it was made without.
    """
    keys: Keys | None = getattr(dialect, _KEYS, None)
    if keys is None:
        raise RuntimeError("this engine was made without the keys of its encrypted columns")
    return keys


def seal_text(keys: Keys, purpose: str, text: str) -> str:
    """`e1:<key id>:<base64>`, for hand-written SQL too."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(keys.for_purpose("columns")).encrypt(nonce, text.encode(), purpose.encode())
    return f"{SEALED}{keys.id}:{base64.b64encode(nonce + sealed).decode()}"


def open_text(keys: Keys, purpose: str, sealed: str) -> str:
    """What `seal_text` sealed.

    Raises:
        InvalidTag: it was changed, or sealed for another column or with another key. ValueError: it is not sealed.
    """
    mark, _, body = sealed.rpartition(":")
    if not mark.startswith(SEALED):
        raise ValueError("a value of an encrypted column is not sealed")
    data = base64.b64decode(body)
    return (
        AESGCM(keys.for_purpose("columns")).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], purpose.encode()).decode()
    )


def sealed_with(sealed: str) -> str:
    """The id of the data key a value was sealed with."""
    return sealed.removeprefix(SEALED).partition(":")[0]


def hash_text(keys: Keys, of: str, text: str) -> str:
    """`b1:` and 40 hex digits: equal for equal texts of one column."""
    digest = hmac.digest(keys.for_purpose("blind index"), f"{of}:{text}".encode(), "sha256").hex()
    return HASHED + digest[:HASH_CHARACTERS]
