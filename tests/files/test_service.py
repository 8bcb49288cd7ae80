"""Sealed files and their rows: neither is left without the other."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from data.clock import FixedClock
from data.files import service
from data.files.models import StoredFile
from data.files.sealed import CHUNK_BYTES, DamagedFile
from data.files.service import FileMissing, Files, FileTooLarge

KEY = b"\x05" * 32
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def clock():
    return FixedClock(NOW)


@pytest.fixture
def files(store, clock, tmp_path):
    return Files(tmp_path / "files", KEY, store, clock)


def on_disk(tmp_path):
    return [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


async def put(files, content=b"hello", **more) -> service.OpenFile:
    return await files.find(
        await files.store(content, name="a.txt", content_type="text/plain", owner="staff:1", **more)
    )


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
async def test_what_was_stored_comes_back(files, size):
    content = bytes(number % 251 for number in range(size))
    file = await put(files, content)

    assert await files.read(file) == content
    assert b"".join([piece async for piece in files.chunks(file)]) == content


async def test_a_cut_or_lengthened_file_is_noticed(files, tmp_path):
    file = await put(files, b"x" * (3 * CHUNK_BYTES))
    [path] = on_disk(tmp_path)
    whole = path.read_bytes()

    for spoilt in (whole[:-1], whole[: len(whole) // 2], whole[:20], b"", whole[:20] + whole[21:], whole + b"x"):
        path.write_bytes(spoilt)
        with pytest.raises(DamagedFile):
            await files.read(file)


async def test_what_a_crash_left_without_a_row_goes_after_a_day(files, tmp_path, clock):
    kept = await put(files)
    folder = tmp_path / "files" / "ab"
    folder.mkdir(parents=True, exist_ok=True)
    old, young = folder / ("ab" + "0" * 30), folder / ("ab" + "1" * 30)
    for path in (old, young, tmp_path / "files" / kept.public_id[:2] / kept.public_id):
        path.write_bytes(path.read_bytes() if path.exists() else b"x")
        os.utime(path, (clock.real() - 90_000,) * 2)
    os.utime(young, (clock.real() - 80_000,) * 2)

    assert await files.drop_orphans() == 1

    assert not old.exists()
    assert young.exists()
    assert await files.read(kept) == b"hello"


async def test_too_much_leaves_nothing(files, tmp_path):
    with pytest.raises(FileTooLarge):
        await put(files, b"x" * 11, limit_bytes=10)

    assert on_disk(tmp_path) == []


async def test_a_row_that_is_not_written_leaves_no_file(files, tmp_path, monkeypatch):
    def full(session, **facts):
        raise OSError("disk full")

    monkeypatch.setattr(service, "_put_file", full)

    with pytest.raises(OSError, match="disk full"):
        await put(files)
    assert on_disk(tmp_path) == []


async def test_a_file_deleted_between_finding_and_reading_is_missing(files, tmp_path):
    file = await put(files)
    on_disk(tmp_path)[0].unlink()

    with pytest.raises(FileMissing):
        await files.read(file)
    with pytest.raises(FileMissing):
        _ = [piece async for piece in files.chunks(file)]


async def test_all_that_expired_goes_and_nothing_else(files, clock, store, tmp_path, monkeypatch):
    monkeypatch.setattr(service, "BITE", 2)
    for _ in range(5):
        await put(files, ttl=timedelta(minutes=1))
    kept = await put(files)
    clock.move(timedelta(minutes=2))

    assert await files.drop_expired() == 5
    assert [row.id for row in await store.read(sa.select(StoredFile.id))] == [kept.id]
    assert len(on_disk(tmp_path)) == 1


async def test_a_crash_while_expired_files_are_deleted_forgets_none(files, clock, tmp_path, monkeypatch):
    await put(files, ttl=timedelta(minutes=1))
    clock.move(timedelta(minutes=2))

    def killed(public_ids):
        raise KeyboardInterrupt

    with monkeypatch.context() as crash:
        crash.setattr(files, "_unlink", killed)
        with pytest.raises(KeyboardInterrupt):
            await files.drop_expired()

    assert await files.drop_expired() == 1
    assert on_disk(tmp_path) == []
