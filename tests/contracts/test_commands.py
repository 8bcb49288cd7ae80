"""Every staff command can be found, learned and used; every job that is ordered is done by somebody."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

from data.spots.pictures import SpotPictures
from data.staff.rights import RIGHTS, ROLES
from dialogs.wording import load_wording
from staffbot.checking import check_commands
from staffbot.commands import COMMANDS, NOUNS
from staffbot.jobs import StaffJobs
from tests.contracts.tree import ROOMS, modules, tree_of

WORDS = load_wording()
# Rights that are not a command's own: which rows and pages a person sees.
SEEING = {"console:open"}
# What orders a job -> which of its arguments is the kind.
ORDERING = {"order": 0, "order_job": 0, "JobOrder": 0, "NeedsJob": 0, "taking_command": 1}


def test_every_command_has_help_an_example_that_works_and_a_known_right():
    assert check_commands(WORDS) == (len(COMMANDS), [])
    assert all(command.help and command.example for command in COMMANDS)


def test_every_right_is_needed_by_a_command_or_given_to_a_page():
    used = {command.right for command in COMMANDS} | SEEING | rights_asked_for()

    assert set(RIGHTS) - used == set()


def test_every_right_has_somebody():
    assert set().union(*ROLES.values()) == set(RIGHTS)


def test_every_file_of_commands_is_entered_by_hand():
    files = {path.stem for path in modules("staffbot") if path.parts[1] == "commands" and declares(path)}
    entered = {command.run.__module__.rpartition(".")[2] for command in COMMANDS}

    assert files - entered == set()
    assert {noun.word for noun in NOUNS} == {command.noun.word for command in COMMANDS}


def test_every_job_that_is_ordered_is_done_by_somebody():
    ordered = jobs_ordered()

    assert {"fetch_content", "export", "read_table"} <= ordered
    assert ordered - jobs_done() == set()


def jobs_ordered() -> set[str]:
    """The kinds that code orders: the first argument of order, order_job, JobOrder and NeedsJob; what a 取込 reads."""
    kinds = set()
    for path in modules(*ROOMS):
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.Call) or called(node) not in ORDERING or not node.args:
                continue
            kind = node.args[ORDERING[called(node)]]
            if isinstance(kind, ast.Constant) and isinstance(kind.value, str):
                kinds.add(kind.value)
            elif isinstance(kind, ast.Name) and kind.id.isupper():
                kinds.add(getattr(importlib.import_module(".".join(path.with_suffix("").parts)), kind.id))
    return kinds


def jobs_done() -> set[str]:
    """The kinds that main gives to the turns: by name, and those of the staff counter and of spots' pictures."""
    handlers = set(StaffJobs(store=None, files=None, clock=None, chain=None, exports={}).handlers)
    handlers |= set(SpotPictures(store=None, files=None, gateway=None, clients={}).handlers)
    for node in ast.walk(tree_of(Path("main.py"))):
        if isinstance(node, ast.keyword) and node.arg == "jobs" and isinstance(node.value, ast.Dict):
            handlers |= {key.value for key in node.value.keys if isinstance(key, ast.Constant)}
    return handlers


def called(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def declares(path: Path) -> bool:
    return any(
        isinstance(node, ast.FunctionDef)
        and any(isinstance(one, ast.Call) and getattr(one.func, "id", "") == "command" for one in node.decorator_list)
        for node in ast.walk(tree_of(path))
    )


def rights_asked_for() -> set[str]:
    """The rights that code asks for by name: `staff.may("logs:talk")`, `state_right="…"`."""
    texts = set()
    for path in modules("staffbot", "data"):
        if path.name != "rights.py":
            texts |= {node.value for node in ast.walk(tree_of(path)) if isinstance(node, ast.Constant)}
    return texts & set(RIGHTS)
