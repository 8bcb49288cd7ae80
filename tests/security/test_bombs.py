"""Files that are small until they are opened: none is unpacked, none is read without end, nothing changes."""

from __future__ import annotations

import bz2
import gzip
import io
import time
import tracemalloc
import zipfile

import pytest
from aiohttp import FormData

from data.csvtext import TableRefused, read_table
from data.csvtext.reading import MAX_BYTES
from data.imports.kinds import IMPORT_KINDS

ROWS = 10_000
# What reading may cost: some copies of the file, never a multiple that grows with tricks.
MOST_MEMORY = 400_000_000
MOST_SECONDS = 20.0


def zipped(data: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", data)
    return held.getvalue()


LAUGHS = b"<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'ha'>" + b"".join(
    b"<!ENTITY %c '%s'>" % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(ord("b"), ord("k"))
) + b"]><l>&j;</l>"  # fmt: skip
ENTITY = b"<?xml version='1.0'?><!DOCTYPE l [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><l>&x;</l>"

BOMBS = {
    "a zip of zeroes": zipped(b"\0" * 20_000_000),
    "a zip of laughs": zipped(LAUGHS),
    "gzip": gzip.compress(b"\xe5\x90\x8d\xe7\xa7\xb0\r\n" + b"a\r\n" * 3_000_000),
    "bzip2": bz2.compress(b"a,b\r\n" * 1_000_000),
    "laughing XML": LAUGHS,
    "XML that reads files": ENTITY,
    "one row of commas": b"," * 3_000_000 + b"x\r\n1\r\n",
    "commas below a header": "名称,住所\r\n".encode() + b"a" + b"," * 3_000_000 + b"\r\n",
    "an endless quote": '名称,住所\r\n"'.encode() + b"a" * 3_000_000,
    "one giant cell": "名称,住所\r\n".encode() + b"a" * 3_000_000 + b",b\r\n",
    "rows without end": "名称,住所\r\n".encode() + b"a,b\r\n" * 600_000,
    "blank rows without end": "名称,住所\r\n".encode() + b"\r\n" * 500_000,
    "quotes in quotes": "名称\r\n".encode() + b'"' * 2_000_001,
    "nothing but zeroes": b"\0" * 3_000_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_it_grows(name):
    tracemalloc.start()
    begun = time.monotonic()
    try:
        taken = rows_taken(BOMBS[name])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert taken <= 1  # a row with millions of empty cells at its end is still that row
    assert peak < MOST_MEMORY
    assert time.monotonic() - begun < MOST_SECONDS


def rows_taken(data: bytes) -> int:
    try:
        return len(read_table(data, max_rows=ROWS).rows)
    except TableRefused:
        return 0


@pytest.mark.parametrize("kind", sorted(IMPORT_KINDS))
@pytest.mark.parametrize(
    "name", ["a zip of zeroes", "gzip", "laughing XML", "XML that reads files", "one row of commas"]
)
def test_every_import_refuses_it(kind, name):
    with pytest.raises(TableRefused):
        IMPORT_KINDS[kind].read(BOMBS[name], "戸沢村")


def test_a_file_too_large_is_not_even_decoded():
    with pytest.raises(TableRefused) as refused:
        read_table(b"\xff" * (MAX_BYTES + 1), max_rows=ROWS)

    assert refused.value.facts["reason"] == "too_large"


async def test_an_upload_is_refused_by_its_length_before_a_byte_is_kept(hall, visitor, tmp_path):
    await visitor.enters(await hall.house.link())
    form = FormData()
    form.add_field("file", io.BytesIO(b"x" * 11_000_000), filename="大.csv")
    answer = await visitor.post("/staff/console/file", data=form, headers=visitor.own())

    assert answer.status == 413
    kept = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert kept == []


async def test_an_upload_that_lies_about_its_length_is_cut_off(hall, visitor, tmp_path):
    await visitor.enters(await hall.house.link())

    async def endless():
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        for _ in range(200):
            yield b"a" * 100_000

    headers = visitor.own(**{"Content-Type": "multipart/form-data; boundary=x"})
    answer = await visitor.post("/staff/console/file", data=endless(), headers=headers)

    assert answer.status == 400  # without a length nothing is taken
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


async def test_a_compressed_body_is_no_way_round_the_limit(hall, visitor, tmp_path):
    await visitor.enters(await hall.house.link())
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    body = gzip.compress(head + b"a" * 50_000_000 + b"\r\n--x--\r\n")
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Content-Encoding": "gzip"}
    answer = await visitor.post("/staff/console/file", data=body, headers=visitor.own(**headers))

    assert answer.status in (400, 413, 415)
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    assert hall.house.counter.heard == []
