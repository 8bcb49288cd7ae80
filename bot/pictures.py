"""Published pictures: where they stand, and those that come with the starter scenarios, in any width LINE asks for."""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from dialogs.starters import PICTURES

# LINE asks an imagemap for these; other widths are not worth keeping.
WIDTHS = (240, 300, 460, 700, 1040)


@dataclass(frozen=True, slots=True)
class Picture:
    """A published picture's bytes; `content_type` is image/png or image/jpeg."""

    data: bytes
    content_type: str


class PictureShelf(Protocol):
    """Where published pictures stand."""

    async def picture(self, public_id: str, width: int | None) -> Picture | None:
        """The picture, scaled down to `width` pixels when given; None when there is none."""


class StarterPictures:
    """A `PictureShelf` over the shipped files, whose names are their ids."""

    def __init__(self, folder: Path = PICTURES) -> None:
        self._files = {file.stem: file for file in folder.glob("*.png")}

    async def picture(self, public_id: str, width: int | None) -> Picture | None:
        """The PNG, scaled to the nearest width not smaller than asked; None when it is none of ours."""
        file = self._files.get(public_id)
        if file is None:
            return None
        wanted = min((one for one in WIDTHS if one >= (width or WIDTHS[-1])), default=WIDTHS[-1])
        return Picture(await asyncio.to_thread(_scaled, file, wanted), "image/png")


@lru_cache(maxsize=64)
def _scaled(file: Path, width: int) -> bytes:
    data = file.read_bytes()
    from PIL import Image  # only once a picture is asked for: start-up counts

    with Image.open(io.BytesIO(data)) as image:
        if image.width <= width:
            return data
        scaled = image.convert("RGB").resize(
            (width, round(image.height * width / image.width)), Image.Resampling.LANCZOS
        )
    out = io.BytesIO()
    scaled.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()
