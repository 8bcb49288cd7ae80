"""The town of the gate's tests, with its staff."""

from tests.gate.conftest import chief, mori, sato, town

__all__ = ["chief", "mori", "sato", "town"]
