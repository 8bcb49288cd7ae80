"""The form that tests and benches share: five questions of five kinds."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dialogs.form import Form, compile_form
from dialogs.yamltext import read_yaml

FILE = Path(__file__).with_name("five_questions.yaml")


@cache
def five_questions() -> Form:
    """The compiled form."""
    return compile_form(read_yaml(FILE.read_text(encoding="utf-8"), FILE.name), FILE.name)
