"""Eight segment questions over 1,000,000 residents: the mirror against the same over an indexed wide SQLite table.

`python -m tests.bench.segments [--residents 1000000] [--rounds 5]`. Floor: 5 times faster in sum, with equal answers.
The yardstick has every advantage: no encryption, all of it in its cache, a column per choice that is asked about, an
index on each column asked about, statistics gathered, and queries written by hand.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from data.ages import last_birth_of
from data.attributes.definitions import Catalog
from data.clock import TOKYO, Clock
from data.segments.language import read_condition
from data.segments.mirror import Mirror
from tests.bench.population import documents, is_friend, put_residents, seeded
from tests.databases import SqliteTemplate

FLOOR = 5.0
TODAY = Clock().now().astimezone(TOKYO).date()
CHILDREN = 4


def born(age: int) -> str:
    """The last birth date with which one is that old."""
    return last_birth_of(age, TODAY).isoformat()


def child(condition: str) -> str:
    """A condition on any of the children's columns."""
    return "(" + " OR ".join(condition.format(f"child{number}") for number in range(CHILDREN)) + ")"


SOON = (TODAY + timedelta(days=90)).isoformat()
BABY = child(f"{{0}} > '{born(1)}'")
QUESTIONS: tuple[tuple[str, str], ...] = (
    ("居住地=古口,角川 年齢>=65", f"home_area IN ('古口','角川') AND birth_on <= '{born(65)}'"),
    ("話題=防災", "topics_防災 = 1"),
    ("子の年齢 3..6", child(f"({{0}} <= '{born(3)}' AND {{0}} > '{born(7)}')")),
    (
        "性別=女性 年齢 30..49 話題=子育て",
        f"sex = 'female' AND birth_on <= '{born(30)}' AND birth_on > '{born(50)}' AND topics_子育て = 1",
    ),
    ("消防団 または 手伝えること=除雪", "(fire_brigade = 1 OR volunteering_除雪 = 1)"),
    (
        "居住地=回答あり !(話題=防災,道路・除雪) 車を運転する",
        'home_area IS NOT NULL AND NOT (coalesce(topics_防災, 0) OR coalesce("topics_道路・除雪", 0)) AND car = 1',
    ),
    (
        "世帯人数>=4 世帯≠一人暮らし 言語=日本語",
        "household_size >= 4 AND coalesce(household_type, '') != '一人暮らし' AND language = 'ja'",
    ),
    (
        "出産予定日 今日..90日後 または 子の年齢<1",
        f"(due_on BETWEEN '{TODAY}' AND '{SOON}' OR {BABY})",
    ),
)
SETS = {"topics": ("防災", "子育て", "道路・除雪"), "volunteering": ("除雪",)}
PLAIN = (
    "sex",
    "home_area",
    "birth_on",
    "household_type",
    "household_size",
    "language",
    "due_on",
    "car",
    "fire_brigade",
)


def wide_columns() -> list[str]:
    """Every column that a question asks about."""
    sets = [f"{key}_{value}" for key, values in SETS.items() for value in values]
    return [*PLAIN, *sets, *(f"child{number}" for number in range(CHILDREN))]


def wide_rows(catalog: Catalog, count: int) -> Iterator[tuple[Any, ...]]:
    """The same residents as rows of the wide table."""
    for number, answers in enumerate(documents(catalog, count, TODAY)):
        row: list[Any] = [number + 1, is_friend(number), *(answers.get(key) for key in PLAIN)]
        for key, values in SETS.items():
            chosen = answers.get(key)
            row += [None if chosen is None else value in chosen for value in values]
        births = [one["birth"] for one in answers.get("children") or ()]
        yield (*row, *births, *[None] * (CHILDREN - len(births)))


def wide_table(path: Path, catalog: Catalog, count: int) -> sqlite3.Connection:
    """The yardstick, filled, indexed and in memory."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -1000000")
    columns = wide_columns()
    named = ", ".join(f'"{name}"' for name in columns)
    connection.execute(f"CREATE TABLE wide (id INTEGER PRIMARY KEY, is_friend, {named})")
    marks = ", ".join("?" * (len(columns) + 2))
    connection.executemany(f"INSERT INTO wide VALUES ({marks})", wide_rows(catalog, count))
    for name in columns:
        connection.execute(f'CREATE INDEX "by_{name}" ON wide ("{name}", is_friend)')
    connection.execute("ANALYZE")
    connection.commit()
    return connection


def took(ask: Callable[[], int], rounds: int) -> tuple[float, int]:
    """(median seconds, answer)."""
    times, answer = [], ask()
    for _ in range(rounds):
        began = time.perf_counter()
        assert ask() == answer
        times.append(time.perf_counter() - began)
    return statistics.median(times), answer


def main() -> int:
    """Ask both; 1 when an answer differs or the floor is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--residents", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    mirror, ours, theirs, differs = Mirror(), 0.0, 0.0, False
    with tempfile.TemporaryDirectory() as folder:
        database = SqliteTemplate(Path(folder)).copy(Path(folder))
        engine = database.engine()
        catalog = seeded(engine)
        put_residents(engine, catalog, given.residents, TODAY)
        with Session(engine) as session:
            mirror.load(session)
        engine.dispose()
        wide = wide_table(Path(folder) / "wide.db", catalog, given.residents)
        print(f"{given.residents:,} residents; median of {given.rounds} rounds; ms for the mirror, ms for the table")
        for text, sql in QUESTIONS:
            condition = read_condition(text, catalog, today=TODAY)
            query = f"SELECT count(*) FROM wide WHERE is_friend = 1 AND {sql}"
            fast, count = took(lambda: mirror.count(condition, today=TODAY), given.rounds)  # noqa: B023
            slow, other = took(lambda: wide.execute(query).fetchone()[0], given.rounds)  # noqa: B023
            ours, theirs = ours + fast, theirs + slow
            differs |= count != other
            mark = "" if count == other else f"  NOT EQUAL: {other:,}"
            print(f"{fast * 1000:8.1f} {slow * 1000:9.1f} {slow / fast:7.1f} x  {count:9,}  {text}{mark}")
        wide.close()
    print(f"{ours * 1000:8.1f} {theirs * 1000:9.1f} {theirs / ours:7.1f} x  together (floor {FLOOR} x)")
    return int(differs or theirs / ours < FLOOR)


if __name__ == "__main__":
    sys.exit(main())
