"""Kind and size of a picture, read from its first bytes."""

import struct
from dataclasses import dataclass

_NO_SIZE = frozenset({0xC4, 0xC8, 0xCC})


@dataclass(frozen=True)
class Picture:
    """What the header of a JPEG or PNG says."""

    content_type: str
    width: int
    height: int


def picture_of(data: bytes) -> Picture | None:
    """Return the picture's kind and size in pixels, or None when it is neither JPEG nor PNG."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return Picture("image/png", width, height)
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    return None


def _jpeg(data: bytes) -> Picture | None:
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in _NO_SIZE:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return Picture("image/jpeg", width, height)
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
