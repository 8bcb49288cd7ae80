"""A HOME to be erased."""

from tests.keys.conftest import made, settings, tools

__all__ = ["made", "settings", "tools"]
