"""Looking at the pictures a bot sends: LINE takes the message and shows nothing when one is wrong; here it is noted."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
from yarl import URL

from data.gateways.line.standin.channels import Channel
from data.gateways.line.standin.pictures import picture_of
from data.gateways.line.standin.webhooks import WebhookSender
from data.gateways.line.standin.world import World

MB = 1_000_000
IMAGEMAP_WIDTHS = (240, 300, 460, 700, 1040)
LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
_PHOTO = ("image/jpeg", "image/png")
_ICON = ("image/png",)
_REMEMBERED = 5000


@dataclass(frozen=True)
class Wanted:
    """What LINE expects behind one address."""

    path: str
    url: str
    types: tuple[str, ...] = _PHOTO
    most_bytes: int = 10 * MB
    most_side: int | None = None
    most_width: int | None = None
    exact_width: int | None = None
    square: bool = False


def wanted_media(message: dict[str, Any], path: str) -> Iterator[Wanted]:
    """Yield every address of media in a message that passed the tables."""
    sender = message.get("sender", {})
    if "iconUrl" in sender:
        yield Wanted(f"{path}.sender.iconUrl", sender["iconUrl"], _ICON, MB, square=True)
    for number, item in enumerate(message.get("quickReply", {}).get("items", ())):
        if "imageUrl" in item:
            where = f"{path}.quickReply.items[{number}].imageUrl"
            yield Wanted(where, item["imageUrl"], _ICON, MB, square=True)
    kind = message["type"]
    if kind in ("image", "video"):
        yield Wanted(f"{path}.previewImageUrl", message["previewImageUrl"], most_bytes=MB)
    if kind == "image":
        yield Wanted(f"{path}.originalContentUrl", message["originalContentUrl"])
    elif kind in ("video", "audio"):
        types = ("video/mp4",) if kind == "video" else ("audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/m4a")
        yield Wanted(f"{path}.originalContentUrl", message["originalContentUrl"], types, 200 * MB)
    elif kind == "imagemap":
        for width in IMAGEMAP_WIDTHS:
            yield Wanted(f"{path}.baseUrl", f"{message['baseUrl']}/{width}", exact_width=width)
    elif kind == "template":
        yield from _template_media(message["template"], f"{path}.template")
    elif kind == "flex":
        yield from _flex_media(message["contents"], f"{path}.contents")


def _template_media(template: dict[str, Any], path: str) -> Iterator[Wanted]:
    parts = [(path, template)]
    parts += [(f"{path}.columns[{number}]", column) for number, column in enumerate(template.get("columns", ()))]
    for where, part in parts:
        for name in ("thumbnailImageUrl", "imageUrl"):
            if name in part:
                yield Wanted(f"{where}.{name}", part[name], most_width=1024)


def _flex_media(part: Any, path: str) -> Iterator[Wanted]:
    if isinstance(part, list):
        for number, item in enumerate(part):
            yield from _flex_media(item, f"{path}[{number}]")
    elif isinstance(part, dict):
        if part.get("type") in ("image", "icon"):
            most = 300_000 if part.get("animated") else 10 * MB
            yield Wanted(f"{path}.url", part["url"], most_bytes=most, most_side=1024)
        elif part.get("type") == "video":
            yield Wanted(f"{path}.previewUrl", part["previewUrl"], most_bytes=MB)
        for name, item in part.items():
            if name != "action":
                yield from _flex_media(item, f"{path}.{name}")


def faults_of(wanted: Wanted, content_type: str, data: bytes, length: int) -> list[str]:
    """Return what is wrong with what was fetched; `length` is the full size when `data` is only its start."""
    if content_type not in wanted.types:
        return [f"the type is {content_type or 'missing'}, not one of {', '.join(wanted.types)}"]
    faults = []
    if length > wanted.most_bytes:
        faults.append(f"{length} bytes are more than {wanted.most_bytes}")
    if "image/png" not in wanted.types:
        return faults
    picture = picture_of(data)
    if picture is None:
        return [*faults, "the bytes are neither JPEG nor PNG"]
    if picture.content_type != content_type:
        faults.append(f"the bytes are {picture.content_type}")
    if wanted.exact_width is not None and picture.width != wanted.exact_width:
        faults.append(f"the width is {picture.width}, not {wanted.exact_width}")
    if wanted.most_width is not None and picture.width > wanted.most_width:
        faults.append(f"the width {picture.width} is more than {wanted.most_width}")
    if wanted.most_side is not None and max(picture.width, picture.height) > wanted.most_side:
        faults.append(f"{picture.width}x{picture.height} is larger than {wanted.most_side}x{wanted.most_side}")
    if wanted.square and picture.width != picture.height:
        faults.append(f"{picture.width}x{picture.height} is not square")
    return faults


class MediaChecker:
    """Fetches the media of accepted messages and notes problems of kind `media`."""

    def __init__(self, world: World, sender: WebhookSender) -> None:
        self._world = world
        self._sender = sender
        self._fine: set[Wanted] = set()
        self._looking: set[asyncio.Task[Any]] = set()

    def start(self, channel: Channel, messages: list[dict[str, Any]], request_id: str) -> None:
        """Check messages without keeping the bot waiting."""
        if any(True for message in messages for _ in wanted_media(message, "")):
            task = self._world.in_background(self.check(channel, messages, request_id))
            self._looking.add(task)
            task.add_done_callback(self._looking.discard)

    async def settle(self) -> None:
        """Wait until everything sent so far has been looked at."""
        while self._looking:
            await asyncio.gather(*self._looking)

    async def check(self, channel: Channel, messages: list[dict[str, Any]], request_id: str) -> None:
        """Fetch every address of the messages and note what LINE couldn't show."""
        for index, message in enumerate(messages):
            for wanted in wanted_media(message, f"messages[{index}]"):
                if replace(wanted, path="") in self._fine:
                    continue
                faults = await self._look(wanted)
                if not faults and len(self._fine) < _REMEMBERED:
                    self._fine.add(replace(wanted, path=""))
                for fault in faults:
                    self._world.report(
                        "media", channel, path=wanted.path, url=wanted.url, detail=fault, request_id=request_id
                    )

    async def _look(self, wanted: Wanted) -> list[str]:
        url = wanted.url
        for public, real in self._world.settings.media_origins.items():
            if url.startswith(public):
                url = real + url[len(public) :]
        if not url.lower().startswith(("http://", "https://")) or URL(url).host not in LOCAL_HOSTS:
            return []
        timeout = aiohttp.ClientTimeout(total=10)
        try:
            async with self._sender.session().get(url, timeout=timeout, allow_redirects=False) as answer:
                if answer.status != 200:
                    return [f"the answer was {answer.status}"]
                data = b""
                # A film's length stands in the header; only pictures are read.
                while "image/png" in wanted.types and len(data) <= wanted.most_bytes:
                    piece = await answer.content.read(wanted.most_bytes + 1 - len(data))
                    if not piece:
                        break
                    data += piece
                length = max(len(data), answer.content_length or 0)
                return faults_of(wanted, answer.content_type, data, length)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            return [f"could not be fetched: {type(error).__name__}"]
