"""Store and read encrypted files. Work with files happens in threads, never in the writer."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.clock import Clock
from data.db.store import Store
from data.errors import DomainError
from data.files.models import StoredFile
from data.files.sealed import SealedWriter, read_sealed
from data.ids import new_public_id

BITE = 100
ORPHAN_SECONDS = 86_400.0
PICTURE = "picture"  # the purpose of what anybody may see


class FileTooLarge(DomainError):
    """`facts["limit_bytes"]` was passed; nothing was kept."""

    code = "files.too_large"


class FileMissing(DomainError):
    """No such file (any more)."""

    code = "files.missing"


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A stored file's facts; its bytes come from `Files.chunks` or `Files.read`."""

    id: int
    public_id: str
    name: str
    content_type: str
    size: int
    owner: str


class Files:
    """The encrypted files of one HOME."""

    def __init__(self, folder: Path, key: bytes, store: Store, clock: Clock) -> None:
        self._folder = folder
        self._key = key
        self._store = store
        self._clock = clock

    async def store(
        self,
        source: AsyncIterator[bytes] | bytes,
        *,
        name: str,
        content_type: str,
        owner: str,
        purpose: str = "attachment",
        limit_bytes: int = 10_000_000,
        ttl: timedelta | None = None,
    ) -> int:
        """Seal a stream into a new file and return its id.

        Raises:
            FileTooLarge: more than `limit_bytes`; the rest is not read.
        """
        public_id = new_public_id()
        path = self._path(public_id)
        await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
        size = 0
        try:
            with path.open("xb") as file:
                writer = SealedWriter(file, self._key)
                async for chunk in _chunks(source):
                    size += len(chunk)
                    if size > limit_bytes:
                        raise FileTooLarge(limit_bytes=limit_bytes)
                    await asyncio.to_thread(writer.write, chunk)
                writer.close()
                file.flush()
                await asyncio.to_thread(_to_disk, file.fileno(), path.parent)
            now = self._clock.now()
            return await self._store.write(
                _put_file,
                public_id=public_id,
                purpose=purpose,
                name=name[:255],
                content_type=content_type[:100],
                size=size,
                owner=owner,
                now=now,
                expires_at=None if ttl is None else now + ttl,
            )
        except BaseException:
            # Also when the row was not written: nobody would ever learn of the file, or delete it.
            path.unlink(missing_ok=True)
            raise

    async def find(self, file_id: int) -> OpenFile:
        """The file's facts.

        Raises:
            FileMissing: unknown, expired or deleted.
        """
        found = await self._store.view(_find_file, file_id, self._clock.now())
        if found is None:
            raise FileMissing(file_id=file_id)
        return found

    async def published(self, public_id: str) -> OpenFile | None:
        """A picture that anybody may see, by the id in its address; None when there is none."""
        return await self._store.view(_find_published, public_id)

    async def chunks(self, file: OpenFile) -> AsyncIterator[bytes]:
        """The file's bytes, piece by piece.

        Raises:
            FileMissing: it was deleted since it was found. Once begun, reading goes on to the end.
            DamagedFile: see `data/files/sealed.py`.
        """
        pieces = read_sealed(self._path(file.public_id), self._key)
        try:
            while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
                yield piece
        except FileNotFoundError as fault:
            raise FileMissing(file_id=file.id) from fault

    async def read(self, file: OpenFile) -> bytes:
        """The whole file; its size was limited when it was stored. Raises like `chunks`."""
        try:
            return await asyncio.to_thread(lambda: b"".join(read_sealed(self._path(file.public_id), self._key)))
        except FileNotFoundError as fault:
            raise FileMissing(file_id=file.id) from fault

    async def drop_orphans(self) -> int:
        """Delete files that no row names, a day old at least: what a crash left between the file and its row.

        Returns how many. Looks at every file: a few times a day is enough.
        """
        dropped = 0
        before = self._clock.real() - ORPHAN_SECONDS
        for names in await asyncio.to_thread(self._old_files, before):
            orphans = await self._store.view(_unnamed, names)
            await asyncio.to_thread(self._unlink, orphans)
            dropped += len(orphans)
        return dropped

    def _old_files(self, before: float) -> list[list[str]]:
        """Names of files last written before then, in bites."""
        names = []
        for folder in self._folder.iterdir() if self._folder.is_dir() else ():
            if folder.is_dir():
                with os.scandir(folder) as found:
                    names += [one.name for one in found if one.is_file() and one.stat().st_mtime < before]
        return [names[start : start + BITE] for start in range(0, len(names), BITE)]

    async def drop_expired(self) -> int:
        """Delete expired files; returns how many."""
        dropped = 0
        while expired := await self._store.view(_expired, self._clock.now()):
            # The row goes last: after a crash between the two it still tells what there is to delete.
            await asyncio.to_thread(self._unlink, [public_id for _, public_id in expired])
            await self._store.write(_drop_files, [file_id for file_id, _ in expired])
            dropped += len(expired)
        return dropped

    def _path(self, public_id: str) -> Path:
        return self._folder / public_id[:2] / public_id

    def _unlink(self, public_ids: Iterable[str]) -> None:
        for public_id in public_ids:
            self._path(public_id).unlink(missing_ok=True)


async def _chunks(source: AsyncIterator[bytes] | bytes) -> AsyncIterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    async for chunk in source:
        yield chunk


def _put_file(
    session: Session,
    *,
    public_id: str,
    purpose: str,
    name: str,
    content_type: str,
    size: int,
    owner: str,
    now: datetime,
    expires_at: datetime | None,
) -> int:
    row = StoredFile(
        public_id=public_id,
        purpose=purpose,
        name=name,
        content_type=content_type,
        size=size,
        owner=owner,
        stored_at=now,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    return row.id


def _find_file(session: Session, file_id: int, now: datetime) -> OpenFile | None:
    row = session.get(StoredFile, file_id)
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        return None
    return _opened(row)


def is_published(session: Session, public_id: str) -> bool:
    """Whether a picture of this id is served."""
    return _find_published(session, public_id) is not None


def _find_published(session: Session, public_id: str) -> OpenFile | None:
    chosen = select(StoredFile).where(StoredFile.public_id == public_id, StoredFile.purpose == PICTURE)
    row = session.scalar(chosen)
    return None if row is None else _opened(row)


def _opened(row: StoredFile) -> OpenFile:
    return OpenFile(row.id, row.public_id, row.name, row.content_type, row.size, row.owner)


def _unnamed(session: Session, names: list[str]) -> list[str]:
    known = set(session.scalars(select(StoredFile.public_id).where(StoredFile.public_id.in_(names))))
    return [name for name in names if name not in known]


def _expired(session: Session, now: datetime) -> list[tuple[int, str]]:
    found = select(StoredFile.id, StoredFile.public_id).where(StoredFile.expires_at <= now).limit(BITE)
    return [(row.id, row.public_id) for row in session.execute(found)]


def _drop_files(session: Session, ids: list[int]) -> None:
    session.execute(delete(StoredFile).where(StoredFile.id.in_(ids)))


def _to_disk(file: int, folder: Path) -> None:
    os.fsync(file)
    # The name too: after a power cut the row must not point at nothing.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
