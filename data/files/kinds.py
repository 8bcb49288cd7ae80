"""What a file is, told by its content and never by its name."""

from __future__ import annotations

import io
import zipfile

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),  # old Office files
)
ZIP = "application/zip"
OFFICE = "application/vnd.openxmlformats-officedocument."
# What a new Office file holds, and what it is then.
_INSIDE = (
    ("word/document.xml", OFFICE + "wordprocessingml.document"),
    ("xl/workbook.xml", OFFICE + "spreadsheetml.sheet"),
    ("ppt/presentation.xml", OFFICE + "presentationml.presentation"),
)
TEXT, UNKNOWN = "text/plain", "application/octet-stream"
HEAD_BYTES = 4096
# How the name of a picture ends that came without one; a telephone opens nothing by its content.
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp", "image/heic": ".heic"}


def sniff(data: bytes) -> str:
    """The media type by content: one of SIGNATURES, an Office file's, `text/plain`, or `application/octet-stream`."""
    for signature, kind in SIGNATURES:
        if data.startswith(signature):
            return _inside(data) if kind == ZIP else kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return "image/heic" if data[8:12] in (b"heic", b"heix", b"mif1") else "video/mp4"
    head = data[:HEAD_BYTES]
    if not head or b"\0" in head:
        return UNKNOWN
    return TEXT if all(byte >= 32 or byte in (9, 10, 13, 27) for byte in head) else UNKNOWN


def _inside(data: bytes) -> str:
    """Which Office file an archive is; only its directory is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = frozenset(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return ZIP
    return next((kind for name, kind in _INSIDE if name in names), ZIP)
