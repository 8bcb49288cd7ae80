"""`main.py` in a folder of its own, with nothing of this machine's settings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """HOME, which isn't there yet."""
    for name in os.environ:
        if name.upper().startswith("MADOGUCHI_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MADOGUCHI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MADOGUCHI_MODE", "trial")
    return tmp_path / "home"
