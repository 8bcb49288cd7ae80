"""The builder's pure rules under node where it is installed; the vendored libraries as their authors made them."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dialogs.wording import load_wording
from staffbot.web.pages import HERE

NODE = shutil.which("node")
VENDOR = HERE / "static" / "vendor"


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_the_builders_rules_keep_their_promises(tmp_path):
    (tmp_path / "package.json").write_text('{"type": "module"}')
    shutil.copytree(HERE / "static" / "builder", tmp_path / "builder")
    shutil.copytree(Path(__file__).parent / "node", tmp_path / "tests")

    tests = sorted(str(file) for file in (tmp_path / "tests").glob("*.test.js"))
    done = subprocess.run(
        [NODE, "--test", *tests], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"pass [1-9]", done.stdout)


def test_vendored_files_are_what_was_published_and_each_has_its_licence():
    listed = dict(reversed(line.split()) for line in (VENDOR / "CHECKSUMS.txt").read_text().splitlines())

    for file in VENDOR.glob("*.js"):
        assert hashlib.sha256(file.read_bytes()).hexdigest() == listed[file.name]
        assert file.name in (VENDOR / "README.md").read_text()
    for name in ("LICENSE-htm", "LICENSE-preact", "LICENSE-sortable"):
        assert (VENDOR / name).stat().st_size > 500


def test_what_people_wrote_never_becomes_markup():
    for file in (HERE / "static" / "builder").glob("*.js"):
        assert not re.search(r"innerHTML|insertAdjacentHTML|dangerouslySet|document\.write", file.read_text()), (
            file.name
        )


def test_every_sentence_the_scripts_use_is_in_the_wording():
    words = load_wording()
    for file in (HERE / "static" / "builder").glob("*.js"):
        for key in re.findall(r'(?:desk|this)\.w\(\s*"([a-z_.]+)"', file.read_text(), re.IGNORECASE):
            assert f"builder.view.{key}" in words, (file.name, key)
        for start in re.findall(r"(?:desk|this)\.w\(`([a-z_.]+\.(?:[a-z]+_)?)\$\{", file.read_text()):
            assert any(key.startswith(f"builder.view.{start}") for key in words), (file.name, start)
