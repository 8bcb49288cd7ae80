"""Content people sent (LINE's api-data host)."""

from io import BytesIO

from data.gateways.line.standin.api.gate import Answer, Call, Route
from data.gateways.line.standin.refusals import Refusal

PREVIEW_SIDE = 240


def content(call: Call) -> Answer:
    """Return the bytes, or 202 while a film is prepared."""
    found = call.channel.contents.find(call.path["messageId"], call.now_ms)
    if call.now_ms < found.ready_at:
        return Answer(status=202, data=b"")
    return Answer(data=found.data, content_type=found.content_type)


def transcoding(call: Call) -> Answer:
    """Return how far a film or a sound is."""
    found = call.channel.contents.find(call.path["messageId"], call.now_ms)
    if found.kind not in ("video", "audio"):
        raise Refusal(400, "Transcoding status doesn't support this type of content")
    return Answer({"status": "processing" if call.now_ms < found.ready_at else "succeeded"})


def preview(call: Call) -> Answer:
    """Return a small picture of an image; a film's is grey."""
    found = call.channel.contents.find(call.path["messageId"], call.now_ms)
    if found.kind not in ("image", "video"):
        raise Refusal(400, "The content can not be previewed")
    if call.now_ms < found.ready_at:
        return Answer(status=202, data=b"")
    return Answer(data=_small_picture(found.data if found.kind == "image" else b""), content_type="image/jpeg")


def _small_picture(data: bytes) -> bytes:
    from PIL import Image, UnidentifiedImageError  # imported here: few calls need it

    try:
        picture = Image.open(BytesIO(data)).convert("RGB")
    except (UnidentifiedImageError, OSError):
        picture = Image.new("RGB", (PREVIEW_SIDE, PREVIEW_SIDE), (160, 160, 160))
    picture.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    out = BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


_BASE = "/v2/bot/message/{messageId}/content"
ROUTES = [
    Route("GET", _BASE, "content", content),
    Route("GET", f"{_BASE}/transcoding", "content/transcoding", transcoding),
    Route("GET", f"{_BASE}/preview", "content/preview", preview),
]
