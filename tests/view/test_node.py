"""The view's and the phones' pure modules, tried under node where it is installed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.view.fake_line import PHONES
from tests.view.gallery import VIEW

NODE = shutil.which("node")
CASES = sorted((Path(__file__).parent / "node").glob("*.test.js"))


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The modules and their tests side by side, marked as ES modules for every version of node."""
    folder = tmp_path_factory.mktemp("node")
    (folder / "package.json").write_text('{"type": "module"}')
    shutil.copytree(VIEW, folder / "view")
    shutil.copytree(PHONES, folder / "phones")
    shutil.copytree(CASES[0].parent, folder / "tests")
    return folder


@pytest.mark.skipif(NODE is None, reason="node is not installed")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.removesuffix(".test.js"))
def test_pure_modules_keep_their_promises(workshop: Path, case: Path) -> None:
    assert NODE is not None
    command = [NODE, "--test", f"tests/{case.name}"]
    done = subprocess.run(command, cwd=workshop, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"pass [1-9]", done.stdout), done.stdout
