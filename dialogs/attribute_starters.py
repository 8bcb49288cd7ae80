"""The attributes that come with the program: `dialogs/content/attributes/attributes.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data.attributes.definitions import CHOSEN, KINDS, options_of
from data.attributes.starters import StarterAttribute
from dialogs.yamltext import read_yaml

FILE = Path(__file__).parent / "content" / "attributes" / "attributes.yaml"


def load_attributes(file: Path = FILE) -> list[StarterAttribute]:
    """In the order of the file.

    Raises:
        ContentError: it is no YAML.
        ValueError: an attribute has no known kind, or lacks its options.
    """
    document = read_yaml(file.read_text(encoding="utf-8"), file.name)
    return [_starter(entry) for entry in document["attributes"]]


def _starter(entry: dict[str, Any]) -> StarterAttribute:
    kind, options = str(entry["kind"]), options_of(entry.get("options", ()))
    if kind not in KINDS or (kind in CHOSEN) != bool(options):
        raise ValueError(f"{entry['key']}: {kind} with {len(options)} options")
    document = {
        "aliases": [str(alias) for alias in entry.get("aliases", ())],
        "options": [option.document() for option in options],
        "settings": dict(entry.get("settings", {})),
    }
    return StarterAttribute(str(entry["key"]), str(entry["name"]), kind, document)
