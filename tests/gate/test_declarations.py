"""Every declared command keeps the promises of the counter."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from data.staff.rights import RIGHTS
from dialogs.talk import Speech
from dialogs.wording import load_wording
from staffbot.command import Arg, Noun, Preview, Reply, command
from staffbot.commands import COMMANDS, EXPORTS, NOUNS, REGISTRY
from staffbot.parser import read_line
from staffbot.registry import SHOW, Registry

NOUN = Noun("試し", feature="faq", help="試します。")
by_phrase = pytest.mark.parametrize("one", COMMANDS, ids=lambda one: one.phrase)


@by_phrase
def test_every_command_needs_a_known_right_and_has_help(one):
    assert one.right == "" or one.right in RIGHTS
    assert one.help.endswith("。")
    assert one.noun in NOUNS


@by_phrase
def test_every_example_is_read_as_its_own_command(one):
    line = read_line(REGISTRY, one.example)

    assert line.command is one
    assert not line.is_loose


@by_phrase
def test_every_phrase_and_alias_reads_as_its_command(one):
    for verb in (one.verb, *one.aliases):
        if verb and verb != SHOW:
            assert read_line(REGISTRY, f"{one.noun.word} {verb}").command is one


@by_phrase
def test_what_deletes_or_sends_is_dangerous(one):
    assert one.dangerous or one.verb not in {"削除", "送信", "返金"}


@by_phrase
def test_argument_names_can_be_fields_of_a_form(one):
    assert all(re.fullmatch("[a-z][a-z0-9_]{0,39}", arg.name) for arg in one.args)


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.word)
def test_every_noun_has_help_and_a_command(noun):
    assert noun.help.endswith("。")
    assert REGISTRY.of_noun(noun)


def test_exports_are_registered_under_their_own_names():
    assert all(name == kind.name for name, kind in EXPORTS.items())


def test_a_declaration_that_cannot_work_is_refused():
    facts = {"help": "試します。", "example": "試し", "right": ""}
    for wrong in (
        {"dangerous": True},
        {"preview": lambda call: Preview(Speech(), {})},
        {"args": (Arg("a", "text", "a"), Arg("b", "word", "b"))},
        {"args": (Arg("a", "name", "a"),)},
        {"args": (Arg("a", "choice", "a"),)},
        {"help": ""},
        {"example": ""},
    ):
        with pytest.raises(ValueError):
            command(NOUN, "x", **{**facts, **wrong})(lambda call: Reply(Speech()))


def test_two_commands_of_one_word_are_refused():
    one = command(NOUN, "見る", help="見ます。", example="試し 見る", right="")(lambda call: Reply(Speech()))
    other = replace(one, verb="みる", aliases=("見る",))

    with pytest.raises(ValueError, match="twice"):
        Registry((NOUN,), (one, other))


def test_every_refusal_of_these_features_has_its_sentence():
    from data.audit import chain, verify  # noqa: F401
    from data.errors import DomainError
    from data.links import service as links  # noqa: F401
    from data.staff import invitations, service  # noqa: F401
    from data.undo import rows
    from staffbot import town_settings  # noqa: F401

    words = load_wording()
    modules = ("data.staff", "data.undo", "data.links", "staffbot.town_settings")
    errors = [one for one in DomainError.__subclasses__() if one.__module__.startswith(modules)]

    assert rows.RecordChanged in errors
    assert all(f"errors.{one.code}.staff" in words or f"errors.{one.code}" in words for one in errors)


def test_every_setting_of_the_town_can_be_set_and_has_a_name():
    from data.town.service import DEFAULTS
    from staffbot.town_settings import SETTINGS

    words = load_wording()
    assert {spec.name for spec in SETTINGS} == set(DEFAULTS)
    assert all(f"staff.settings.names.{spec.name}" in words for spec in SETTINGS)
