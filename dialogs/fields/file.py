"""One or more files: documents, tables, pictures."""

from __future__ import annotations

from typing import ClassVar

from data.files.kinds import OFFICE, ZIP
from dialogs.fields.attachments import MOST_FILES, MOST_MEGABYTES, AttachmentKind, AttachmentSettings
from dialogs.fields.kind import Setup, with_hint
from dialogs.wording import Wording, load_wording

# Whether it was Word or Excel is told only deep inside such a file.
OLD_OFFICE = "application/x-ole-storage"
# What an author allows, by MIME types as the content tells them.
TYPES: dict[str, tuple[str, ...]] = {
    "image": ("image/",),
    "pdf": ("application/pdf",),
    "text": ("text/",),
    "word": (f"{OFFICE}wordprocessingml", OLD_OFFICE),
    "excel": (f"{OFFICE}spreadsheetml", OLD_OFFICE),
    "powerpoint": (f"{OFFICE}presentationml", OLD_OFFICE),
    "office": (OFFICE, OLD_OFFICE),
    "zip": (ZIP,),
}


class FileKind(AttachmentKind):
    """Each at most `max_mb` megabytes (10 at most), of the kinds in `accept` (any when absent)."""

    name: ClassVar[str] = "file"
    keys = frozenset({"min", "max", "max_mb", "accept"})
    sent_as = frozenset({"image", "file"})

    def compile(self, setup: Setup) -> AttachmentSettings:
        most = setup.whole("max", 1, 1, MOST_FILES)
        accept = setup.document.get("accept", [])
        if not isinstance(accept, list) or not all(one in TYPES for one in accept):
            setup.refuse("setting_word", "accept", key="accept", allowed="・".join(TYPES))
            accept = []
        accepted = tuple(prefix for one in accept for prefix in TYPES[one])
        megabytes = setup.whole("max_mb", MOST_MEGABYTES, 1, MOST_MEGABYTES)
        kinds = "、".join(load_wording()(f"palette.word.accept.{one}") for one in accept)
        return AttachmentSettings(setup.whole("min", 1, 1, most), most, megabytes, accepted, kinds)

    def asks(self, settings: AttachmentSettings, label: str, words: Wording) -> str:
        asked = super().asks(settings, label, words)
        return with_hint(asked, words("fields.file.takes", kinds=settings.kinds)) if settings.kinds else asked
