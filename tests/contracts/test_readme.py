"""The README is true: it names every setting, command, exit code and right, and all that it points at is there."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

import pytest

import main
from data.db.faults import StartFault
from data.settings import PREFIX, Settings
from data.staff.rights import ROLES
from dialogs.checking import starters_told
from dialogs.starters import FOLDER
from staffbot.commands import REGISTRY
from staffbot.parser import read_line
from tests.contracts.matrix import rights_matrix
from tests.contracts.tree import ROOMS, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
LARGEST_PICTURE = 150_000
TRY_IT = "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/python main.py demo"
TEST_IT = "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest"


def section(title: str) -> str:
    """The text below one heading, up to the next of its level."""
    found = re.search(rf"^(#+) {re.escape(title)}\n(.*?)(?=^#{{1,2}} |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found is not None, title
    return found[2]


def rows(text: str) -> list[list[str]]:
    """The cells of a section's tables, without heads and rulers."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return [row for row in cells if not re.fullmatch(r":?-+:?", row[0])]


def subcommands() -> dict[str, argparse.ArgumentParser]:
    (chosen,) = [one for one in main.parser()._actions if isinstance(one, argparse._SubParsersAction)]
    return dict(chosen.choices)


def below(kind: type[StartFault]) -> set[type[StartFault]]:
    return {one for near in kind.__subclasses__() for one in (near, *below(near))}


def test_the_two_commands_stand_as_they_are_run():
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)

    assert f"{TRY_IT}\n" in blocks
    assert f"{TEST_IT}\n" in blocks


def test_ci_runs_the_readmes_test_command_word_for_word():
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert TEST_IT in run.replace("pip install -q", "pip install")


def test_every_setting_is_documented_with_its_default():
    documented = {row[0].strip("`"): row[1].strip("`") for row in rows(section("Settings")) if PREFIX in row[0]}
    defaults = {
        PREFIX + name.upper(): "" if field.default is None else str(field.default)
        for name, field in Settings.model_fields.items()
    }

    assert documented == defaults


def test_every_setting_named_anywhere_exists():
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for_tests_and_compose = {f"{PREFIX}OPENAPI_DIR", f"{PREFIX}SITE"}

    assert set(re.findall(rf"{PREFIX}[A-Z_]+[A-Z]", README)) - known - for_tests_and_compose == set()


def test_every_command_stands_in_the_table_with_its_options():
    documented = {row[0].strip("`").split()[0]: row[0] for row in rows(section("Command line")) if "`" in row[0]}
    commands = subcommands()

    assert set(documented) == set(commands)
    for name, command in commands.items():
        options = {option for action in command._actions for option in action.option_strings} - {"-h", "--help"}
        assert set(re.findall(r"--[a-z-]+", documented[name])) == options


def test_every_call_of_main_can_be_parsed():
    calls = re.findall(r"main(?:\.py)? ((?:demo|serve|migrate|seed|check|invite)[^`\n#&()]*)", README)
    calls += [f"{name} " for name in re.findall(r"run --rm madoguchi ([a-z]+)", README)]

    assert len(calls) > 8
    for call in calls:
        words = shlex.split(call.replace(";", " ").rstrip(",. "))
        if "ROLE" not in words and "…" not in words and not any("[" in word for word in words):
            assert main.parser().parse_args(words).command == words[0], call


def test_the_roles_of_invite_are_those_there_are():
    (roles,) = [action.choices for action in subcommands()["invite"]._actions if "--role" in action.option_strings]

    assert list(roles) == list(ROLES)
    assert all(f"`{role}`" in section("Command line") for role in ROLES)


def test_every_exit_code_is_explained():
    documented = {row[0] for row in rows(section("Exit codes"))} - {"code"}
    ours = {str(one.exit_code) for one in below(StartFault) if one.__module__.split(".")[0] in ROOMS}

    assert documented == ours | {"0", "1"}


def test_the_matrix_of_rights_is_the_one_in_force():
    assert rights_matrix() in README, rights_matrix()


def test_every_command_shown_to_staff_is_one():
    prose = re.sub(r"```.*?```", "", README, flags=re.DOTALL)
    lines = [line for line in prose.split("`")[1::2] if " " in line]
    shown = [line for line in lines if line.split()[0] in {noun.word for noun in REGISTRY.nouns} and "…" not in line]

    assert len(shown) >= 9
    assert [line for line in shown if read_line(REGISTRY, line).command is None] == []


@pytest.mark.parametrize("name", sorted(set(re.findall(r'(?:src="|\]\()([^")#:]+)[")]', README))))
def test_whatever_is_linked_is_there(name):
    assert (ROOT / name).exists()


@pytest.mark.parametrize("picture", sorted((ROOT / "tests" / "pictures").glob("*")), ids=lambda picture: picture.name)
def test_every_picture_is_small_and_shown(picture: Path):
    assert picture.stat().st_size <= LARGEST_PICTURE
    assert f"tests/pictures/{picture.name}" in README


def test_every_link_within_leads_to_a_heading():
    headings = {re.sub(r"[^\w -]", "", line.lstrip("# ")).lower().replace(" ", "-") for line in README.splitlines()}

    assert {anchor for anchor in re.findall(r"\]\(#([^)]+)\)", README) if anchor not in headings} == set()


def test_the_scenario_of_ones_own_is_sound_beside_what_is_shipped(tmp_path):
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    (tmp_path / "fair.yaml").write_text(example, encoding="utf-8")

    assert starters_told(tmp_path, FOLDER) == []


def test_every_module_it_runs_is_there_and_every_bench_and_fault_is_named():
    named = set(re.findall(r"tests\.[a-z_.]+[a-z_]", README)) | {"tests.screenshots"}
    programs = [path for folder in ("bench", "faults") for path in (ROOT / "tests" / folder).glob("*.py")]
    runnable = {f"tests.{path.parent.name}.{path.stem}" for path in programs if is_run(path)}

    assert [name for name in sorted(named) if not (ROOT / f"{name.replace('.', '/')}.py").exists()] == []
    assert runnable - named == set()


def is_run(path: Path) -> bool:
    """Whether it is run, not a part of others."""
    return '__name__ == "__main__"' in path.read_text(encoding="utf-8")


def test_the_rooms_are_told_as_they_are():
    told = {row[0].strip("`").rstrip("/") for row in rows(section("How it is built")) if "`" in row[0]}

    assert told == {"main.py", *ROOMS}


def test_the_changelog_begins_with_the_present_version():
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    changes = re.findall(r"^## ([0-9.]+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert version is not None
    assert changes[0] == version[1]
