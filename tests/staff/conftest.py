"""The town of the gate's tests, with its staff."""

from tests.gate.conftest import chief, mori, sato, session, shared_postgres, town

__all__ = ["chief", "mori", "sato", "session", "shared_postgres", "town"]
