"""The table page's pure rules, tried under node where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from staffbot.web.pages import HERE

NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_the_tables_rules_keep_their_promises(tmp_path):
    (tmp_path / "package.json").write_text('{"type": "module"}')
    shutil.copytree(HERE / "static" / "table", tmp_path / "table")
    shutil.copytree(Path(__file__).parent / "node", tmp_path / "tests")

    done = subprocess.run(
        [NODE, "--test", "tests/model.test.js"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"pass [1-9]", done.stdout)
