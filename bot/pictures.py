"""Published pictures: those that staff gave, and those that come with the starter scenarios, in any width."""

from __future__ import annotations

import asyncio
import io
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from data.files.service import FileMissing, Files
from dialogs.starters import PICTURES

# LINE asks an imagemap for these; other widths are not worth keeping.
WIDTHS = (240, 300, 460, 700, 1040)
KEPT = 64  # pictures in memory, some 100 kB each


@dataclass(frozen=True, slots=True)
class Picture:
    """A published picture's bytes; `content_type` is image/png or image/jpeg."""

    data: bytes
    content_type: str


class PictureShelf(Protocol):
    """Where published pictures stand."""

    async def picture(self, public_id: str, width: int | None) -> Picture | None:
        """The picture, scaled down to `width` pixels when given; None when there is none."""


class PublishedPictures:
    """A `PictureShelf` over what staff sent or what was fetched for them (`data/files/pictures.py`)."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._recent: OrderedDict[tuple[str, int], bytes] = OrderedDict()

    async def picture(self, public_id: str, width: int | None) -> Picture | None:
        """The JPEG, scaled to the nearest width not smaller than asked; None when there is none."""
        wanted = next_width(width)
        data = self._recent.get((public_id, wanted))
        if data is None:
            file = await self._files.published(public_id)
            if file is None:
                return None
            try:
                whole = await self._files.read(file)
            except FileMissing:
                return None
            data = await asyncio.to_thread(_narrowed, whole, wanted)
            self._recent[public_id, wanted] = data
            while len(self._recent) > KEPT:
                self._recent.popitem(last=False)
        return Picture(data, "image/jpeg")


class StarterPictures:
    """A `PictureShelf` over the shipped files, whose names are their ids."""

    def __init__(self, folder: Path = PICTURES) -> None:
        self._files = {file.stem: file for file in folder.glob("*.png")}

    async def picture(self, public_id: str, width: int | None) -> Picture | None:
        """The PNG, scaled to the nearest width not smaller than asked; None when it is none of ours."""
        file = self._files.get(public_id)
        if file is None:
            return None
        return Picture(await asyncio.to_thread(_scaled, file, next_width(width)), "image/png")


def next_width(asked: int | None) -> int:
    """The narrowest of WIDTHS that is wide enough; the widest when none was asked for."""
    return min((one for one in WIDTHS if one >= (asked or WIDTHS[-1])), default=WIDTHS[-1])


def _narrowed(data: bytes, width: int) -> bytes:
    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        if image.width <= width:
            return data
        image.draft("RGB", (width, width))
        image.thumbnail((width, image.height), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        image.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


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
