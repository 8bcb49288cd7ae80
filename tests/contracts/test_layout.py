"""The fixed top level, short files with docstrings, lock files, and nothing of anybody's machine."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.contracts.tree import ROOMS, ROOT, modules, texts_of, tracked, tree_of

TOP = {
    *ROOMS,
    "main.py",
    "pyproject.toml",
    "tests",
    "docker",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
}
REQUIREMENTS = re.compile(r"requirements(-[a-z]+)?\.(in|lock)")
LONGEST_FILE = 350
LOCKS = sorted(path.name for path in tracked() if REQUIREMENTS.fullmatch(path.name) and path.suffix == ".lock")
# Texts with a period or a polite ending are for people; names, column titles and spellings are not.
SENTENCE = re.compile("[ぁ-んァ-ヶ一-龥]。|です|ます|ません|ください")
# The command line speaks for itself before any wording can be read.
SPEAKS = {Path("data") / name for name in ("db/faults.py", "keys/faults.py", "erase/faults.py", "settings.py")}
HOSTS = re.compile(r"(?i)https?://[^\s\"']*(pypi|pythonhosted|npmjs|registry|/simple\b|artifact|nexus|devpi)")
MACHINE = re.compile(r"(?<![\w.])/(work|home|root|Users)/(?!madoguchi\b)\w|/tmp/(?!madoguchi)\w")


def test_the_top_level_is_as_fixed():
    top = {path.parts[0] for path in tracked() if not path.parts[0].startswith(".")}

    assert {name for name in top if not REQUIREMENTS.fullmatch(name)} == TOP
    assert {"requirements.lock", "requirements-test.lock"} <= top


def test_nothing_that_grows_at_run_time_is_tracked():
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()

    assert {".venv/", "var/", "__pycache__/", ".env"} <= set(ignored)


def long_files() -> list[str]:
    code = [path for path in tracked() if path.suffix in (".py", ".js") and "vendor" not in path.parts]
    rooms = [path for path in code if path.parts[0] not in ("tests",) and "migrations" not in path.parts]
    counted = [(path, len((ROOT / path).read_text(encoding="utf-8").splitlines())) for path in rooms]
    return [f"{path}: {lines}" for path, lines in counted if lines > LONGEST_FILE]


def test_no_file_is_longer_than_one_can_hold_in_mind():
    assert long_files() == []


def test_every_module_says_what_it_is():
    silent = [
        path
        for path in [Path("main.py"), *modules(*ROOMS)]
        if "versions" not in path.parts and not ast.get_docstring(tree_of(path))
    ]

    assert silent == []


def test_data_holds_no_sentences_for_people():
    spoken = [
        f"{path}:{line}: {text[:40]}"
        for path in modules("data")
        if path not in SPEAKS and "samples" not in path.parts and "standin" not in path.parts
        for line, text in texts_of(path)
        if SENTENCE.search(text)
    ]

    assert spoken == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_pins_each_version_and_names_no_host(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if not re.fullmatch(r"[a-z0-9][a-z0-9-]*==[0-9][0-9a-z.!+]*", line)] == []
    assert lines == sorted(lines, key=lambda line: line.partition("==")[0])


@pytest.mark.parametrize("name", LOCKS)
def test_everything_asked_for_is_locked(name):
    wanted = (ROOT / name.replace(".lock", ".in")).read_text(encoding="utf-8").split()
    locked = {
        line.partition("==")[0]
        for lock in {name, "requirements.lock"}
        for line in (ROOT / lock).read_text(encoding="utf-8").split()
    }

    assert {canonical(one) for one in wanted} <= locked


def test_every_lock_file_pins_a_package_alike_and_none_repeats_the_programs_own():
    pins = {name: set((ROOT / name).read_text(encoding="utf-8").split()) for name in LOCKS}
    packages = {line.partition("==")[0]: set() for lines in pins.values() for line in lines}
    for line in set().union(*pins.values()):
        packages[line.partition("==")[0]].add(line)

    assert {name: lines for name, lines in packages.items() if len(lines) > 1} == {}
    assert all(pins["requirements.lock"] & pins[name] == set() for name in LOCKS if name != "requirements.lock")


def test_installing_takes_what_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    dynamic = project["tool"]["setuptools"]["dynamic"]
    assert dynamic["dependencies"] == {"file": ["requirements.lock"]}
    extras = {name.removeprefix("requirements-").removesuffix(".lock"): name for name in LOCKS if "-" in name}
    assert dynamic["optional-dependencies"] == {extra: {"file": [name]} for extra, name in extras.items()}
    assert project["tool"]["setuptools"]["packages"]["find"]["include"] == [f"{room}*" for room in ROOMS]
    assert project["tool"]["setuptools"]["py-modules"] == ["main"]


def test_no_file_knows_a_registry_or_somebodys_machine():
    found = []
    for path in tracked():
        if path.suffix in (".png", ".jpg", ".woff2"):
            continue
        text = (ROOT / path).read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            if path.name != Path(__file__).name and (HOSTS.search(line) or MACHINE.search(line)):
                found.append(f"{path}:{number}: {line.strip()[:80]}")

    assert found == []


def canonical(requirement: str) -> str:
    """`SQLAlchemy[asyncio]` as a lock file writes it."""
    return re.sub(r"[-_.]+", "-", requirement.partition("[")[0]).lower()
