"""Every command against every role, made from the declarations: a new command can't be forgotten."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from data.audit.models import AuditRow
from data.staff.rights import RIGHTS, ROLES
from dialogs.talk import Say, Speech
from staffbot.command import Reply
from staffbot.commands import COMMANDS, NOUNS, REGISTRY
from staffbot.dispatcher import StaffCounter
from staffbot.parser import read_line
from staffbot.registry import SHOW, Registry
from staffbot.rights_named import read_rights, right_label

REFUSED = "権限では使えません"
RAN = "この操作に着きました"


def line_of(one):
    return f"{one.noun.word} #1" if one.verb == SHOW else one.example


def outcomes(session):
    return session.execute(select(AuditRow.action, AuditRow.outcome).order_by(AuditRow.id)).all()


@pytest.fixture
def hollow(town):
    """The town whose commands only say that they were reached: what is tried is the way there."""
    reached = [
        replace(one, run=lambda call: Reply(Speech([Say(RAN)])), preview=None, on_result=None) for one in COMMANDS
    ]
    town.desk = replace(town.desk, registry=Registry(NOUNS, reached))
    town.counter = StaffCounter(town.desk)
    return town


@pytest.mark.parametrize("role", ROLES)
def test_every_command_is_refused_to_a_role_exactly_when_the_right_is_lacking(hollow, role):
    person = hollow.member(f"P-{role}", role)
    for one in COMMANDS:
        person.tracker = {}
        before = len(outcomes(hollow.session))

        said = person.says(line_of(one))

        lacking = bool(one.right) and one.right not in ROLES[role]
        assert (REFUSED in said) is lacking, (role, one.phrase, said)
        if lacking:
            assert RAN not in said
            assert outcomes(hollow.session)[before:] == [(one.phrase, "no_right")], (role, one.phrase)


@pytest.mark.parametrize("right", RIGHTS)
def test_one_right_alone_opens_its_commands_and_no_other(hollow, right):
    person = hollow.member("Only", "nobody", additions=right)
    for one in COMMANDS:
        person.tracker = {}
        said = person.says(line_of(one))

        assert (REFUSED in said) is (one.right not in ("", right)), (one.phrase, said)


@pytest.mark.parametrize("right", RIGHTS)
def test_every_right_can_be_named_in_words_and_is_found_by_them(session, right):
    label = right_label(REGISTRY, right)

    assert not set(re.findall("[a-z]+", label)), label
    assert read_rights(session, REGISTRY, label).rights == (right,)
    assert read_rights(session, REGISTRY, right).rights == (right,)


@pytest.mark.parametrize("one", [one for one in COMMANDS if one.right], ids=lambda one: one.phrase)
def test_a_command_names_the_right_it_needs(session, one):
    if one.verb not in ("", SHOW):
        assert read_rights(session, REGISTRY, one.phrase).rights == (one.right,)


@pytest.mark.parametrize("role", ROLES)
def test_menu_cards_help_and_suggestions_show_a_role_only_what_it_may(town, role):
    person = town.member(f"P-{role}", role)
    menu = person.says("メニュー").split("\n")
    for noun in NOUNS:
        may = [one for one in REGISTRY.of_noun(noun) if not one.right or one.right in ROLES[role]]
        if noun.is_listed:
            assert (noun.word in menu) is bool(may), (role, noun.word)
        hidden = [one for one in REGISTRY.of_noun(noun) if one not in may and one.verb not in ("", SHOW)]
        person.says(f"ヘルプ {noun.word}")
        shown = [person.reply]
        while "次へ" in person.labels:
            shown.append(person.taps("次へ"))
        help_lines = "\n".join(shown).split("\n")
        for one in hidden:
            assert one.help not in help_lines, (role, one.phrase)
            # A word one letter off is a guess; what is guessed at must be allowed too.
            person.says(f"{noun.word} {one.verb}ん")
            assert not any(label.startswith(one.phrase + " ") or label == one.phrase for label in person.labels)


def test_every_noun_of_which_nothing_is_allowed_is_refused_and_logged(town):
    person = town.member("Nobody", "nobody")
    closed = [noun for noun in NOUNS if all(one.right for one in REGISTRY.of_noun(noun))]
    for noun in closed:
        assert REFUSED in person.says(noun.word)

    assert [outcome for _, outcome in outcomes(town.session)] == ["no_right"] * len(closed)


@pytest.mark.parametrize("role", ["viewer", "operator"])
async def test_the_real_door_refuses_what_a_role_may_not(database, tmp_path, role):
    from tests.counters import open_town

    async with open_town(database, tmp_path, sample=False) as town:
        sato, mori = town.person("sato", "staff"), town.person("mori", "staff")
        if role != "viewer":
            await sato.says("職員 編集 森 権限 運用担当")
        for one in COMMANDS:
            if not one.right or one.right in ROLES[role] or one.secret:
                continue
            assert read_line(REGISTRY, line_of(one)).command is one
            assert REFUSED in await mori.says(line_of(one)), one.phrase
        assert "1件もありません" not in await sato.says("ログ 操作 権限なし")
