"""What a file is, told by its content and never by its name."""

from __future__ import annotations

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),  # also xlsx and docx: whoever reads one looks inside
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),  # old Office files
)
TEXT, UNKNOWN = "text/plain", "application/octet-stream"
HEAD_BYTES = 4096


def sniff(data: bytes) -> str:
    """The media type by content: one of SIGNATURES, `text/plain`, or `application/octet-stream`."""
    for signature, kind in SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return "image/heic" if data[8:12] in (b"heic", b"heix", b"mif1") else "video/mp4"
    head = data[:HEAD_BYTES]
    if not head or b"\0" in head:
        return UNKNOWN
    return TEXT if all(byte >= 32 or byte in (9, 10, 13, 27) for byte in head) else UNKNOWN
