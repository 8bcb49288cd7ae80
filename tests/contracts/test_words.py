"""Every sentence that code asks for is there, with a fact for each of its places."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.errors import DomainError
from dialogs.checking import all_refusals, refusals_without_words
from dialogs.wording import load_wording
from tests.contracts.tree import ROOMS, modules, tree_of

WORDS = load_wording()
# Beside words("a.b", …), which tests/wording holds: exchange.tell("a.b", …) and words.variants("a.b").
ASKING = ("tell", "variants")


def is_loadable(path: Path) -> bool:
    """Not a migration, which runs when it is loaded, nor a program."""
    return "migrations" not in path.parts and path.name != "__main__.py"


def dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def named(function: ast.expr) -> str:
    return getattr(function, "id", "") or getattr(function, "attr", "")


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call))


def asked_for() -> list[tuple[str, str, str, frozenset[str] | None]]:
    """(place, how, key, names of the facts given; None when they aren't written out)."""
    found = []
    for path in modules(*ROOMS):
        for call in calls(path):
            key = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
            if named(call.func) in ASKING and isinstance(key, str) and "." in key:
                given = frozenset(one.arg for one in call.keywords if one.arg)
                is_open = any(one.arg is None for one in call.keywords)
                found.append((f"{path}:{call.lineno}", named(call.func), key, None if is_open else given))
    return found


ASKED = asked_for()


@pytest.fixture(scope="module", autouse=True)
def everything_loaded() -> None:
    for path in modules(*ROOMS):
        if is_loadable(path):
            importlib.import_module(dotted(path))


def test_the_search_finds_what_it_looks_for():
    assert {how for _, how, _, _ in ASKED} == set(ASKING)


def test_every_sentence_asked_for_is_there():
    missing = []
    for place, how, key, _ in ASKED:
        try:
            WORDS.variants(key) if how == "variants" else WORDS.placeholders(key)
        except KeyError:
            missing.append(f"{place}: {key}")

    assert missing == []


def test_every_place_of_a_sentence_is_given_its_fact():
    missing = [
        f"{place}: {key} needs {sorted(WORDS.placeholders(key) - given)}"
        for place, how, key, given in ASKED
        if how != "variants" and given is not None and WORDS.placeholders(key) - given
    ]

    assert missing == []


def test_every_refusal_has_words_for_residents_and_for_staff():
    assert refusals_without_words(WORDS) == []


def test_no_two_refusals_share_a_code():
    codes = [one.code for one in all_refusals()]

    assert len(codes) > 30
    assert sorted(codes) == sorted(set(codes))
    assert DomainError.code not in codes


def test_every_refusal_that_is_raised_brings_the_facts_its_words_need():
    missing = []
    for path in modules(*ROOMS):
        module = importlib.import_module(dotted(path)) if is_loadable(path) else None
        for call in calls(path):
            refusal = getattr(module, named(call.func), None)
            if not (isinstance(refusal, type) and issubclass(refusal, DomainError)):
                continue
            if any(one.arg is None for one in call.keywords):
                continue
            keys = (f"errors.{refusal.code}{reader}" for reader in ("", ".resident", ".staff"))
            needed = frozenset().union(*(WORDS.placeholders(key) for key in keys if key in WORDS))
            if lacking := needed - {one.arg for one in call.keywords}:
                missing.append(f"{path}:{call.lineno}: {refusal.__name__} lacks {sorted(lacking)}")

    assert missing == []
