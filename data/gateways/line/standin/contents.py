"""Files people send: ready at once or after a while, gone when unsent, purged in the end.

LINE tells no length of keeping; here it is fourteen days.
"""

from dataclasses import dataclass

from data.gateways.line.standin.clock import DAY
from data.gateways.line.standin.pictures import picture_of
from data.gateways.line.standin.refusals import Refusal

KEPT_MS = 14 * DAY
_SIGNATURES = ((b"%PDF-", "application/pdf"), (b"PK\x03\x04", "application/zip"), (b"ID3", "audio/mpeg"))


@dataclass
class Content:
    """One file; `kind` is the message type (image, video, audio, file)."""

    kind: str
    data: bytes
    content_type: str
    ready_at: int
    sent_at: int
    gone: bool = False


class Contents:
    """The files of one channel, by message id."""

    def __init__(self) -> None:
        self._contents: dict[str, Content] = {}

    def keep(self, message_id: str, content: Content) -> None:
        """Store a file."""
        self._contents[message_id] = content

    def unsend(self, message_id: str) -> None:
        """Take a file back: bytes dropped, later calls hear 410."""
        content = self._contents.get(message_id)
        if content is not None:
            content.gone = True
            content.data = b""

    def peek(self, message_id: str) -> Content | None:
        """Return the file as the phone that sent it still has it; None when unsent."""
        content = self._contents.get(message_id)
        return None if content is None or content.gone else content

    def find(self, message_id: str, now_ms: int) -> Content:
        """Return the file, or refuse with 404 (never there, or purged) or 410 (unsent)."""
        content = self._contents.get(message_id)
        if content is None or now_ms - content.sent_at >= KEPT_MS:
            raise Refusal(404, "not found")
        if content.gone:
            raise Refusal(410, "The content is gone")
        return content


def content_type_of(kind: str, data: bytes) -> str:
    """Return the media type LINE would name for what a person sent."""
    picture = picture_of(data)
    if picture is not None:
        return picture.content_type
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    return {"image": "image/jpeg", "video": "video/mp4", "audio": "audio/x-m4a"}.get(kind, "application/octet-stream")
