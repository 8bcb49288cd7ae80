"""The hall with its door, as an attacker finds it."""

from tests.signin.conftest import hall, other, visitor

__all__ = ["hall", "other", "visitor"]
