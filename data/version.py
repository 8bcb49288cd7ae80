"""The program's own version."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"


def version(project: Path = PROJECT) -> str:
    """`0.1.0`: of the source tree it runs from, else as installed; "" when neither says."""
    try:
        found = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    except (OSError, ValueError, KeyError):
        found = {}
    # Files installed beside other packages may have somebody else's pyproject.toml above them.
    if found.get("name") == "madoguchi" and found.get("version"):
        return str(found["version"])
    try:
        return metadata.version("madoguchi")
    except metadata.PackageNotFoundError:
        return ""
