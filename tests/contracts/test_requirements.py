"""What is imported is asked for by name: a machine that has nothing gets all of it."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.contracts.tree import ROOMS, ROOT, imported, tracked

OURS = {*ROOMS, "main", "tests"}
RUNNING = ("requirements.in",)
TESTING = ("requirements.in", "requirements-test.in")


def asked(*names: str) -> set[str]:
    """The packages these files ask for, as the index spells them."""
    lines = [line for name in names for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    return {re.sub(r"[-_.]+", "-", re.split(r"[\[=<>;@ ]", line)[0]).lower() for line in lines if line.strip()}


@cache
def brought() -> Mapping[str, list[str]]:
    """The packages that bring each importable module of this environment."""
    return packages_distributions()


def packages_of(path: Path) -> dict[str, set[str]]:
    """Per module of others that a file imports: the packages that bring it."""
    tops = {name.split(".")[0] for name in imported(path) if not name.startswith(".")}
    return {
        top: {re.sub(r"[-_.]+", "-", package).lower() for package in brought().get(top, ())}
        for top in sorted(tops - OURS - set(sys.stdlib_module_names) - {"__future__"})
    }


@pytest.mark.parametrize(
    ("rooms", "files"), [((*ROOMS, "main.py"), RUNNING), (("tests",), TESTING)], ids=["running", "testing"]
)
def test_whatever_is_imported_is_asked_for_by_name(rooms, files):
    wanted = asked(*files, "requirements-scale.in")

    assert [
        f"{path}: {module}"
        for path in tracked()
        if path.suffix == ".py" and path.parts[0] in rooms
        for module, packages in packages_of(path).items()
        if not packages & wanted
    ] == []
