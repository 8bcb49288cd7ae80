"""Every sentence the code asks for exists, and is given the facts it needs."""

import ast
import re
from pathlib import Path

import pytest

from dialogs.fields import FIELDS
from dialogs.wording import load_wording

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "staffbot", "dialogs", "data")
WORDS = load_wording()


def sources():
    return [
        (file, ast.parse(file.read_text(encoding="utf-8"))) for room in ROOMS for file in (ROOT / room).rglob("*.py")
    ]


def called_name(call):
    return getattr(call.func, "attr", None) or getattr(call.func, "id", "")


def sentences_asked_for():
    """(place, key, facts given or None when they can't be read from the code) of each `words("key", ...)`."""
    for file, tree in sources():
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call) or called_name(call) not in ("words", "_words") or not call.args:
                continue
            key = call.args[0]
            if not isinstance(key, ast.Constant) or not isinstance(key.value, str) or "." not in key.value:
                continue
            facts = {one.arg for one in call.keywords}
            yield f"{file.relative_to(ROOT)}:{call.lineno}", key.value, None if None in facts else facts


def error_codes():
    """(place, code) of every DomainError declared in the rooms."""
    for file, tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.ClassDef):
                continue
            for line in node.body:
                target = line.targets[0] if isinstance(line, ast.Assign) else getattr(line, "target", None)
                value = getattr(line, "value", None)
                if getattr(target, "id", "") == "code" and isinstance(value, ast.Constant) and "." in str(value.value):
                    yield f"{file.relative_to(ROOT)}:{line.lineno}", value.value


@pytest.mark.parametrize(("place", "key", "facts"), list(sentences_asked_for()))
def test_a_sentence_asked_for_exists_and_gets_its_facts(place, key, facts):
    assert key in WORDS, f"{place} asks for {key}"
    if facts is not None:
        assert WORDS.placeholders(key) <= facts, f"{place} gives {key} too little"


@pytest.mark.parametrize(("place", "code"), list(error_codes()))
def test_every_refusal_has_a_sentence_for_residents_and_one_for_staff(place, code):
    for audience in ("resident", "staff"):
        assert f"errors.{code}.{audience}" in WORDS or f"errors.{code}" in WORDS, f"{place}: {code} for {audience}"


def test_every_kind_of_question_has_a_default_question():
    for name, kind in FIELDS.items():
        if kind.has_answer:
            key = f"fields.{name}.ask" if f"fields.{name}.ask" in WORDS else "fields.common.ask"
            assert WORDS(key, label="お名前")


# Told to authors and operators, who write or type these words themselves.
FOR_AUTHORS = ("content.", "check.")
EVERYDAY = {"Enter", "Shift", "Excel", "JavaScript", "PostgreSQL"}


def test_what_people_read_has_no_english_words():
    for key in WORDS:
        if not key.startswith(FOR_AUTHORS):
            text = re.sub(r"\{[^}]*\}|\S+@\S+|https?://\S+", "", WORDS.text(key))
            assert set(re.findall(r"[A-Za-z]*[a-z]{3}[A-Za-z]*", text)) <= EVERYDAY, key
