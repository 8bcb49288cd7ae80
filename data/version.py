"""The program's own version, as installed."""

from __future__ import annotations

from importlib import metadata


def version() -> str:
    """`0.1.0`; "0" when it runs from files that were never installed."""
    try:
        return metadata.version("madoguchi")
    except metadata.PackageNotFoundError:
        return "0"
