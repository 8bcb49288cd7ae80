"""The scenarios and forms that come with the program: `dialogs/content/*.yaml`, read with their lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data.content.starters import Starter
from dialogs.faults import ContentError, Fault
from dialogs.yamltext import plain, read_yaml

FOLDER = Path(__file__).parent / "content"
PICTURES = FOLDER / "pictures"
SAMPLES = FOLDER / "samples"  # of the sample town


def read_starters(folder: Path = FOLDER) -> list[tuple[Starter, str, Any]]:
    """Each shipped document as (starter, file name, the document with its lines).

    A document with `nodes` is a scenario, one with `fields` a form.

    Raises:
        ContentError: a file can't be read, or is neither.
    """
    found = []
    for file in sorted(folder.glob("*.yaml")):
        try:
            text = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise ContentError(file.name, [Fault("yaml.encoding")]) from None
        document = read_yaml(text, file.name)
        if not isinstance(document, dict) or not ("nodes" in document or "fields" in document):
            raise ContentError(file.name, [Fault("scenario.shape")])
        if "nodes" in document:
            starter = Starter("scenario", str(document.get("key")), str(document.get("name")), plain(document))
        else:
            starter = Starter("form", str(document.get("id")), str(document.get("title")), plain(document))
        found.append((starter, file.name, document))
    return found


def load_starters(folder: Path = FOLDER) -> list[Starter]:
    """The shipped documents, ready for `put_starters`. Raises ContentError."""
    return [starter for starter, _, _ in read_starters(folder)]
