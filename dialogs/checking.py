"""Checks what is shipped for people to read: wording, scenarios and forms. For `main.py check`."""

from __future__ import annotations

from pathlib import Path

from dialogs.actions import make_runner
from dialogs.faults import ContentError, Fault
from dialogs.form import compile_form
from dialogs.scenario_compiler import Surroundings, compile_scenario
from dialogs.starters import FOLDER, read_starters
from dialogs.wording import Wording, load_wording


def check_content(folder: Path = FOLDER) -> tuple[list[str], list[str]]:
    """(what is right, what is wrong), a line each, for people."""
    try:
        words = load_wording()
    except ContentError as error:
        return [], [f"{error.source}: {fault}" for fault in error.faults]
    faults = check_starters(make_runner().names, folder)
    if faults:
        return [], [f"{name}: {words.fault(fault)}" for name, fault in faults]
    return [_summary(words, folder)], []


def check_starters(actions: frozenset[str], folder: Path = FOLDER) -> list[tuple[str, Fault]]:
    """(file name, fault) for everything wrong in the shipped scenarios and forms.

    Args:
        actions: the registered names.
    """
    try:
        read = read_starters(folder)
    except ContentError as error:
        return [(error.source, fault) for fault in error.faults]
    keys = {kind: frozenset(one.key for one, _, _ in read if one.kind == kind) for kind in ("scenario", "form")}
    around = Surroundings(actions, keys["form"], keys["scenario"])
    found: list[tuple[str, Fault]] = []
    for starter, name, document in read:
        try:
            if starter.kind == "scenario":
                compile_scenario(document, name, around)
            elif (form := compile_form(document, name)).action and form.action not in actions:
                found.append((name, Fault("scenario.unknown_action", "submit", None, {"name": form.action})))
        except ContentError as error:
            found += [(name, fault) for fault in error.faults]
    return found


def _summary(words: Wording, folder: Path) -> str:
    kinds = [starter.kind for starter, _, _ in read_starters(folder)]
    return words("content.sound", scenarios=kinds.count("scenario"), forms=kinds.count("form"))
