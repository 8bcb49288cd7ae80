"""Checks what people read: wording, the shipped scenarios and forms, and those a town has published."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from data.checking import ROOMS, ROOT
from data.content.published import load_published
from data.content.starters import Starter
from data.errors import DomainError
from data.fold import fold
from dialogs.actions import make_runner
from dialogs.faults import ContentError, Fault
from dialogs.form import compile_form
from dialogs.scenario_compiler import Surroundings, compile_scenario
from dialogs.starters import FOLDER, read_starters
from dialogs.wording import Wording, load_wording
from dialogs.wording.wording import FOLDER as WORDING
from dialogs.wording.wording import read_wording
from dialogs.yamltext import line_of


def check_content(folder: Path = FOLDER) -> tuple[list[str], list[str]]:
    """The shipped scenarios and forms: (what is right, what is wrong), a line each, for people."""
    words = load_wording()
    bad = starters_told(folder)
    return ([], bad) if bad else ([_summary(words, folder)], [])


def starters_told(*folders: Path) -> list[str]:
    """What is wrong in the shipped scenarios and forms, a line each, for people."""
    words = load_wording()
    return [f"{name}: {words.fault(fault)}" for name, fault in check_starters(make_runner().names, *folders)]


def check_starters(actions: frozenset[str], *folders: Path) -> list[tuple[str, Fault]]:
    """(file name, fault) for everything wrong in the shipped scenarios and forms.

    Args:
        actions: the registered names.
        folders: taken together: what is in one may name what is in another.
    """
    try:
        read = [one for folder in folders for one in read_starters(folder)]
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
    return sorted([*found, *_collisions(read)], key=lambda one: (one[0], one[1].line or 0))


def _collisions(read: list[tuple[Starter, str, Any]]) -> Iterator[tuple[str, Fault]]:
    """Keys and triggers that several documents have, and triggers that mean something else before."""
    reserved = {fold(word): name for name, words in load_wording().lists("resident.words").items() for word in words}
    key_of: dict[tuple[str, str], str] = {}
    trigger_of: dict[str, str] = {}
    for starter, name, document in read:
        if (first := key_of.setdefault((starter.kind, starter.key), name)) != name:
            line = line_of(document, "key" if starter.kind == "scenario" else "id")
            yield name, Fault("scenario.taken_key", "", line, {"key": starter.key, "file": first})
        words = document.get("triggers") if starter.kind == "scenario" else None
        for index, word in enumerate(words if isinstance(words, list) else ()):
            line = line_of(words, index)
            if (meant := reserved.get(fold(str(word)))) and meant != starter.key:
                yield name, Fault("scenario.taken_word", "", line, {"word": word})
            elif (first := trigger_of.setdefault(fold(str(word)), name)) != name:
                yield name, Fault("scenario.taken_trigger", "", line, {"word": word, "file": first})


def check_wording(folder: Path = WORDING) -> list[str]:
    """What is wrong in the wording files, each with its file and line."""
    words, faults = read_wording(folder)
    return [_told(words, fault) for fault in faults]


def refusals_without_words(words: Wording) -> list[str]:
    """Every `DomainError` known by now that has no sentence for one of its readers, with file and line."""
    found = []
    for refusal in all_refusals():
        key = f"errors.{refusal.code}"
        if key not in words and not (f"{key}.resident" in words and f"{key}.staff" in words):
            found.append(words("check.no_words", place=place_of(refusal), code=refusal.code))
    return found


def all_refusals(kind: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    """Every subclass in those modules of the rooms that are loaded by now."""
    for one in kind.__subclasses__():
        if one.__module__.partition(".")[0] in ROOMS:
            yield one
        yield from all_refusals(one)


def check_published(session: Session, words: Wording) -> tuple[int, list[str]]:
    """The town's own scenarios and forms on both channels: how many, and what this release would leave out."""
    rows = load_published(session)
    runner = make_runner()
    found = []
    for channel in ("public", "test"):
        shown = [row for row in rows if channel in row.channels]
        keys = {kind: frozenset(row.key for row in shown if row.kind == kind) for kind in ("scenario", "form")}
        around = Surroundings(runner.names, keys["form"], keys["scenario"])
        for row in shown:
            try:
                if row.kind == "form":
                    compile_form(row.document, row.key)
                else:
                    compile_scenario(row.document, row.key, around, row.number)
            except ContentError as error:
                facts = {"kind": words(f"check.published.kind.{row.kind}"), "name": row.name, "number": row.number}
                found += [words("check.published.fault", sentence=words.fault(one), **facts) for one in error.faults]
    return len(rows), list(dict.fromkeys(found))  # what both channels show is told once


def place_of(thing: object) -> str:
    """Where a class or function stands: `data/faq/service.py:24`."""
    file, (_, line) = inspect.getsourcefile(thing), inspect.getsourcelines(thing)  # type: ignore[arg-type]
    return f"{Path(file or '').relative_to(ROOT)}:{line}"


def _summary(words: Wording, folder: Path) -> str:
    kinds = [starter.kind for starter, _, _ in read_starters(folder)]
    return words("content.sound", scenarios=kinds.count("scenario"), forms=kinds.count("form"))


def _told(words: Wording, fault: Fault) -> str:
    try:
        return words.fault(fault)
    except KeyError:  # the very sentences that tell faults can't be read
        return str(fault)
