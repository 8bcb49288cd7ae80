"""Proving a long audit chain: `python -m tests.bench.audit [rows]`. The floor: a million rows in 60 seconds.

The yardstick is the bare HMAC-SHA256 over the same bytes, in the same run: the ratio tells what reading the rows from
the encrypted database, their payloads' hashes and the comparing cost on top.
"""

from __future__ import annotations

import hmac
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import orjson
from sqlalchemy.orm import Session

from data.audit.chain import AuditChain, AuditEntry
from data.audit.verify import verify_chain
from data.db import sqlite
from data.db.raw import raw_for
from tests.databases import TEST_KEYS, SqliteTemplate

ROWS = 1_000_000
MOST_SECONDS = 60.0
COMMIT_ROWS = 2000
NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)


def main(rows: int) -> int:
    """Write, prove, compare; 1 when it took longer than it may."""
    key = TEST_KEYS.for_purpose("audit")
    chain = AuditChain(key)
    with tempfile.TemporaryDirectory() as folder:
        path = SqliteTemplate(Path(folder)).copy(Path(folder)).path
        engine = sqlite.sync_engine(path, TEST_KEYS.for_purpose("database"))
        with Session(engine) as session:
            began = time.perf_counter()
            for number in range(rows):
                payload = {"args": {"避難所の名前": f"#{number % 20} 中央公民館"}}
                entry = AuditEntry(
                    number % 30, "佐藤", "staff", "避難所 開設", "done", payload, [("避難所", number % 20)]
                )
                chain.append(session, entry, now=NOW)
                if number % COMMIT_ROWS == COMMIT_ROWS - 1:
                    session.commit()
            session.commit()
            written = time.perf_counter() - began
        with Session(engine) as session:
            began = time.perf_counter()
            verdict = verify_chain(session, chain)
            proved = time.perf_counter() - began
            bare = _bare(session, key, rows)
        engine.dispose()
    assert (verdict.is_sound, verdict.rows) == (True, rows), verdict
    print(f"written   {rows:>9,} rows  {written:6.1f} s  {written / rows * 1e6:5.1f} us a row")
    print(f"proved    {rows:>9,} rows  {proved:6.1f} s  {proved / rows * 1e6:5.1f} us a row")
    print(f"bare HMAC {rows:>9,} rows  {bare:6.1f} s  {bare / rows * 1e6:5.1f} us a row   ratio {proved / bare:.1f}")
    limit = MOST_SECONDS * rows / ROWS
    print(f"floor: {limit:.1f} s, {'held' if proved <= limit else 'NOT held'}")
    return 0 if proved <= limit else 1


def _bare(session: Session, key: bytes, rows: int) -> float:
    columns = "id, previous, at_ms, staff_id, staff_name, channel, action, outcome, payload_hash"
    raw, spent = raw_for(session), 0.0
    for first in range(0, rows, 10_000):
        page = raw.all(f"SELECT {columns} FROM audit_row WHERE id > ? ORDER BY id LIMIT 10000", (first,))
        texts = [orjson.dumps((row[0], row[1], row[2:])) for row in page]
        began = time.perf_counter()
        for text in texts:
            hmac.digest(key, text, "sha256")
        spent += time.perf_counter() - began
    return spent


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
