"""Answers as CSV: 100,000 submissions of 30 columns, against csv.writer alone on the same cells.

    python -m tests.bench.forms_export

Floors: at least 0.5 of csv.writer's speed, and no turn of others later than 50 ms while it runs.
"""

from __future__ import annotations

import asyncio
import csv
import io
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import Session

from data.db.snapshots import Snapshots
from data.db.store import Store
from data.forms.export import answer_table
from data.forms.listing import select_submissions
from data.forms.models import Submission
from data.forms.service import create_form
from dialogs.form_table import csv_line
from tests.databases import TEST_KEYS, SqliteTemplate

ROWS, COLUMNS, ROUNDS = 100_000, 30, 3
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HEADINGS = ["番号", "受付日", "更新日", "状態", "住民番号", *(f"質問{number}" for number in range(1, COLUMNS + 1))]
KEYS = [f"q{number}" for number in range(1, COLUMNS + 1)]


def cells_of(number: int) -> list[str]:
    """One person's answers: short words, a few sentences, numbers."""
    words = (
        "おいしい",
        "ふつう",
        "山形県最上郡戸沢村古口270",
        "2026-11-22",
        "はい",
        str(number),
        "ご意見です、とても。",
    )
    return [words[(number + column) % len(words)] for column in range(COLUMNS)]


def fill(session: Session) -> int:
    """The form's id, with ROWS answers."""
    form = create_form(session, title="計測", kind="survey", now=NOW)
    for first in range(0, ROWS, 5000):
        session.execute(
            insert(Submission),
            [
                {
                    "form_id": form.id,
                    "channel": "public",
                    "version": 1,
                    "status": "accepted",
                    "answers": dict(zip(KEYS, cells_of(number), strict=True)),
                    "line": csv_line(cells_of(number)),
                    "folded": "",
                    "submitted_at": NOW + timedelta(seconds=number),
                    "updated_at": NOW + timedelta(seconds=number),
                    "revision": 1,
                }
                for number in range(first, min(first + 5000, ROWS))
            ],
        )
    session.commit()
    return form.id


def export(session: Session, form_id: int) -> bytes:
    """As フォーム 出力 builds it."""
    table = answer_table(
        session,
        select_submissions(form_id),
        headings=HEADINGS,
        keys=KEYS,
        keys_of=lambda version: KEYS,
        statuses={"accepted": "受付"},
    )
    return table.csv().data


def bare(rows: list[list[str]]) -> bytes:
    """csv.writer, and nothing else."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


async def delays(store: Store, done: asyncio.Event) -> list[float]:
    """How long small writes take, one after the other, in milliseconds."""
    taken = []
    while not done.is_set():
        begun = time.perf_counter()
        await store.write(lambda session: session.connection().exec_driver_sql("SELECT 1").scalar())
        taken.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(0.002)
    return taken


async def measure() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "template").mkdir()
        database = SqliteTemplate(Path(folder) / "template").copy(Path(folder))
        engine = database.engine()
        with Session(engine) as session:
            form_id = fill(session)
        engine.dispose()
        store = await Store.open(url=database.url, path=database.path, keys=TEST_KEYS, snapshots=Snapshots([]))
        own, plain, ratios, waits = [], [], [], []
        for _ in range(ROUNDS):
            done = asyncio.Event()
            watching = asyncio.create_task(delays(store, done))
            begun = time.perf_counter()
            data = await store.view(export, form_id)
            own.append(time.perf_counter() - begun)
            done.set()
            waits += await watching
            rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]
            assert len(rows) == ROWS
            begun = time.perf_counter()
            bare(rows)
            plain.append(time.perf_counter() - begun)
            ratios.append(plain[-1] / own[-1])
        await store.close()
    ratio, worst = statistics.median(ratios), max(waits)
    print(f"rows {ROWS:,} x {COLUMNS} columns, {ROUNDS} rounds")
    print(f"csv.writer alone   {statistics.median(plain):6.2f} s")
    print(f"export             {statistics.median(own):6.2f} s")
    print(f"speed / csv.writer {ratio:6.2f}      floor 0.50")
    print(f"slowest write      {worst:6.1f} ms   floor 50 ms  ({len(waits):,} writes)")
    return ratio >= 0.5 and worst <= 50


if __name__ == "__main__":
    sys.exit(0 if asyncio.run(measure()) else 1)
