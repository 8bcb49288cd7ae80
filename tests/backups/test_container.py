"""The file itself: whatever is changed, cut or added is found, and named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.backups.container import ContainerReader, ContainerWriter, Header, Part
from data.db.faults import BackupDamaged, NotABackup

KEY = b"\x05" * 32
RING = b'{"version": 1}'
PARTS = {"about": b"{}", "database": b"rows" * 50_000, "files/ab/cd": b"picture", "files/ef/01": b""}


def write(path, parts=PARTS, spoil=None):
    with path.open("wb") as file:
        writer = ContainerWriter(file, RING, KEY)
        for name, content in parts.items():
            writer.add(name, [content[at : at + 60_000] for at in range(0, len(content), 60_000)])
        if spoil is not None:
            spoil(writer)
        writer.close()
    return path


def read(path):
    header = Header(path)
    reader = ContainerReader(path, header, KEY)
    return {name: b"".join(pieces) for name, pieces in reader.parts()}


@given(parts=st.dictionaries(st.text(min_size=1, max_size=30).filter(lambda name: name != "parts"), st.binary()))
def test_what_went_in_comes_out(tmp_path_factory, parts):
    assert read(write(tmp_path_factory.mktemp("c") / "a", parts)) == parts


def test_parts_that_nobody_takes_are_proved_all_the_same(tmp_path):
    path = write(tmp_path / "a")

    assert [name for name, _ in ContainerReader(path, Header(path), KEY).parts()] == list(PARTS)


def test_any_changed_byte_and_any_cut_is_found(tmp_path):
    small = {"about": b"{}", "database": b"rows", "files/ab/cd": b"picture"}
    path = write(tmp_path / "a", small)
    whole = path.read_bytes()

    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises((BackupDamaged, NotABackup)):
            read(path)
        path.write_bytes(whole[:at])
        with pytest.raises((BackupDamaged, NotABackup)):
            read(path)
    for more in (b"x", whole):
        path.write_bytes(whole + more)
        with pytest.raises(BackupDamaged):
            read(path)


@pytest.mark.parametrize(("share", "part"), [(0, "header"), (0.5, "database"), (0.9999, "files")])
def test_the_damaged_part_is_named(tmp_path, share, part):
    path = write(tmp_path / "a", {**PARTS, "files/ef/01": b"x" * 100_000})
    whole = bytearray(path.read_bytes())
    whole[max(int(len(whole) * share), 20)] ^= 1
    path.write_bytes(whole)

    with pytest.raises(BackupDamaged) as refused:
        read(path)

    assert refused.value.part in (part, "parts" if part == "files" else part)


def lose_one(writer):
    writer.parts.pop()


def change_one(writer):
    writer.parts[1] = Part("database", 1, "0")


def invent_one(writer):
    writer.parts.append(Part("files/00/00", 0, "0"))


@pytest.mark.parametrize("spoil", [lose_one, change_one, invent_one])
def test_the_list_of_parts_is_compared(tmp_path, spoil):
    with pytest.raises(BackupDamaged):
        read(write(tmp_path / "a", spoil=spoil))


def test_a_wrong_key_is_told_from_damage(tmp_path):
    header = Header(write(tmp_path / "a"))

    assert header.fits(KEY)
    assert not header.fits(b"\x06" * 32)


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0", b"MDGBAK1"])
def test_another_file_is_no_backup(tmp_path, content):
    (tmp_path / "a").write_bytes(content)

    with pytest.raises(NotABackup):
        Header(tmp_path / "a")


def test_no_file_is_no_backup(tmp_path):
    with pytest.raises(NotABackup):
        Header(tmp_path / "none")
