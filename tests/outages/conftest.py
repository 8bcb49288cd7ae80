"""Waits, timeouts and a reply token's life made short, for outages of a second."""

from __future__ import annotations

from dataclasses import replace

import pytest
from aiohttp import ClientTimeout

from data.gateways.line import endpoints
from data.turns import outbox, speaker

QUICK = ClientTimeout(total=0.3)


@pytest.fixture
def short_lives(monkeypatch):
    """Everything about thirty times as fast; the stand-in's own tokens live as long as ever."""
    for name in ("REPLY", "PUSH", "VALIDATE_REPLY", "QUOTA"):
        monkeypatch.setattr(endpoints, name, replace(getattr(endpoints, name), timeout=QUICK))
    monkeypatch.setattr(speaker, "TOKEN_YOUNG_SECONDS", 2.0)
    monkeypatch.setattr(speaker, "REPLY_WAITS", (0.02, 0.05, 0.1, 0.2))
    monkeypatch.setattr(speaker, "PUSH_WAITS", (0.05, 0.1, 0.2))
    monkeypatch.setattr(speaker, "MARK_AGAIN_SECONDS", 0.1)
    monkeypatch.setattr(outbox, "ABANDONED_SECONDS", 1.0)
