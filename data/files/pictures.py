"""Published pictures: what anybody sent or wrote the address of, drawn anew, so that only its pixels are passed on."""

from __future__ import annotations

import asyncio
import io
import threading
import warnings
from typing import TYPE_CHECKING

from data.files.service import PICTURE, Files

if TYPE_CHECKING:
    from PIL import Image

# Source: LINE Messaging API reference, Flex image ("up to 1024x1024"), read 2026-11.
MOST_SIDE = 1024
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
MOST_PIXELS = 25_000_000  # as they lie in memory, four bytes each
QUALITY = 85
_one_at_a_time = threading.Lock()


class PictureUnreadable(Exception):
    """`reason`: "not_a_picture" when it can't be drawn, "too_many_pixels" when there are more than MOST_PIXELS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def redraw(data: bytes) -> bytes:
    """A JPEG of at most MOST_SIDE pixels a side, upright, without place, time or name of the camera.

    Raises:
        PictureUnreadable: see there.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError  # only once a picture comes: start-up counts

    try:
        with _one_at_a_time, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of much that is harmless; sizes are looked at here
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                # A JPEG is read at a fraction of its size, so a phone's largest photo stays small here.
                opened.draft("RGB", (MOST_SIDE * 2, MOST_SIDE * 2))
                if opened.width * opened.height > MOST_PIXELS:
                    raise PictureUnreadable("too_many_pixels")
                drawn = _on_paper(ImageOps.exif_transpose(opened))
    except Image.DecompressionBombError as fault:
        raise PictureUnreadable("too_many_pixels") from fault
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as fault:
        raise PictureUnreadable("not_a_picture") from fault
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _on_paper(image: Image.Image) -> Image.Image:
    """Small enough, and white where one could see through."""
    from PIL import Image

    image.thumbnail((MOST_SIDE, MOST_SIDE), Image.Resampling.LANCZOS)
    paper = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        paper.paste(seen, mask=seen.getchannel("A"))
    else:
        paper.paste(image.convert("RGB"))
    return paper


async def publish_picture(files: Files, data: bytes, *, owner: str) -> str:
    """Draw a picture anew and keep it; the id under which it is served (`/media/{id}`).

    Args:
        owner: the feature that names it ("spots"), and that says when nobody does any more.

    Raises:
        PictureUnreadable: see `redraw`.
    """
    drawn = await asyncio.to_thread(redraw, data)
    file_id = await files.store(drawn, name="picture.jpg", content_type="image/jpeg", owner=owner, purpose=PICTURE)
    return (await files.find(file_id)).public_id
