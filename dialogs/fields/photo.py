"""One or more photos."""

from __future__ import annotations

from typing import ClassVar

from dialogs.context import AskContext
from dialogs.fields.attachments import MOST_FILES, MOST_MEGABYTES, AttachmentKind, AttachmentSettings
from dialogs.fields.field import Field
from dialogs.fields.kind import Setup
from dialogs.talk import Choice, Speech


class PhotoKind(AttachmentKind):
    """Taken now or chosen from the album; an image sent as a file will do."""

    name: ClassVar[str] = "photo"
    keys = frozenset({"min", "max"})
    sent_as = frozenset({"image", "file"})

    def compile(self, setup: Setup) -> AttachmentSettings:
        most = setup.whole("max", 1, 1, MOST_FILES)
        return AttachmentSettings(setup.whole("min", 1, 1, most), most, MOST_MEGABYTES, ("image/",))

    def ask(self, field: Field, context: AskContext) -> Speech:
        speech = super().ask(field, context)
        camera = Choice(context.words("dialog.take_photo"), "camera")
        album = Choice(context.words("dialog.choose_photo"), "camera_roll")
        speech.choices = [*speech.choices, camera, album]
        return speech
