"""The program knows its own version, installed or not."""

from __future__ import annotations

import tomllib

from data.version import version
from tests.contracts.tree import ROOT


def test_the_version_is_the_source_tree_s():
    with (ROOT / "pyproject.toml").open("rb") as file:
        assert version() == tomllib.load(file)["project"]["version"]


def test_somebody_else_s_project_above_us_is_not_ours(tmp_path):
    other = tmp_path / "pyproject.toml"
    other.write_text('[project]\nname = "other"\nversion = "9.9"\n', encoding="utf-8")

    assert version(other) != "9.9"
    assert version(tmp_path / "none.toml") != "9.9"
