"""PostgreSQL's driver comes with an extra; without it the operator is told which."""

from __future__ import annotations

import importlib.util

import pytest

from data.db.faults import NoDriver
from data.db.postgres import driver_url


def test_without_the_driver_the_extra_is_named(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    with pytest.raises(NoDriver) as told:
        driver_url("postgresql://town@127.0.0.1/town")

    assert "[scale]" in str(told.value)
