"""Pictures for tests, drawn in memory."""

from __future__ import annotations

from io import BytesIO


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    """A plain picture of this size."""
    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (width, height), (6, 199, 85)).save(out, kind)
    return out.getvalue()
