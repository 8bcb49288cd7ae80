"""Everything a town takes along, as one ZIP that needs neither this program nor its keys.

tables/NAME.jsonl holds every row as JSON, for other systems; tables/NAME.csv the same for a spreadsheet, its cells
neutralised. files/ holds the stored files, opened. contents.json lists each entry with its SHA-256.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa

from data.csvtext import write_csv
from data.db.cells import to_json
from data.files.models import StoredFile
from data.files.sealed import DamagedFile, read_sealed

CHUNK = 2000
CONTENTS = "contents.json"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written. `sha256`: of the ZIP itself."""

    rows: int
    files: int
    damaged: int
    size: int
    sha256: str


def export_all(connection: sa.Connection, metadata: sa.MetaData, files: Path, key: bytes, target: Path) -> Exported:
    """Write the ZIP, readable by its owner only (0600); half of one is never left.

    Args:
        files: HOME/files. key: `Keys.for_purpose("attachments")`.
    """
    half = target.with_name(f"{target.name}.half")
    half.unlink(missing_ok=True)
    handle = os.open(half, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w+b") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
                writer = _Writer(archive)
                for table in metadata.sorted_tables:
                    writer.table(connection, table)
                writer.files(connection, files, key)
                archive.writestr(CONTENTS, orjson.dumps(writer.contents, option=orjson.OPT_INDENT_2))
            raw.flush()
            os.fsync(raw.fileno())
            raw.seek(0)
            digest = hashlib.file_digest(raw, "sha256").hexdigest()
        os.replace(half, target)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    return Exported(writer.rows, writer.stored, writer.damaged, target.stat().st_size, digest)


class _Writer:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.contents: list[dict[str, Any]] = []
        self.rows = self.stored = self.damaged = 0

    def table(self, connection: sa.Connection, table: sa.Table) -> None:
        names = [column.name for column in table.columns]

        def lines() -> Iterator[bytes]:
            for row in _rows(connection, table):
                self.rows += 1
                yield orjson.dumps(dict(zip(names, map(_plain, row), strict=True))) + b"\n"

        self._entry(f"tables/{table.name}.jsonl", lines())
        cells = ([_cell(value) for value in row] for row in _rows(connection, table))
        self._entry(f"tables/{table.name}.csv", iter([write_csv(names, cells).data]))

    def files(self, connection: sa.Connection, folder: Path, key: bytes) -> None:
        for public_id, name in connection.execute(sa.select(StoredFile.public_id, StoredFile.name)).all():
            path = folder / public_id[:2] / public_id
            if not path.exists():
                continue
            try:
                # Proved before it is written: half a file in the ZIP would look like a whole one.
                for _ in read_sealed(path, key):
                    pass
            except DamagedFile:
                self.damaged += 1
                continue
            ending = Path(name).suffix
            ending = ending if ending[1:].isalnum() and ending.isascii() else ""
            self._entry(f"files/{public_id}{ending}", read_sealed(path, key), name=name)
            self.stored += 1

    def _entry(self, entry_name: str, pieces: Iterator[bytes], **facts: str) -> None:
        digest, size = hashlib.sha256(), 0
        with self._archive.open(entry_name, "w", force_zip64=True) as entry:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                entry.write(piece)
        self.contents.append({"entry": entry_name, "size": size, "sha256": digest.hexdigest(), **facts})


def _rows(connection: sa.Connection, table: sa.Table) -> Iterator[sa.Row[Any]]:
    keys = list(table.primary_key.columns)
    ordered = sa.select(table).order_by(*keys)
    found = connection.execution_options(yield_per=CHUNK).execute(ordered)
    try:
        yield from found
    finally:
        found.close()


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes | memoryview) else to_json(value)


def _cell(value: Any) -> str:
    plain = _plain(value)
    if plain is None:
        return ""
    return plain if isinstance(plain, str) else orjson.dumps(plain).decode()
