"""A scenario is refused before anybody can fall into its hole: each fault with its node and line."""

from __future__ import annotations

import pytest

from tests.scenario.documents import WHOLE, compiled, faults, scenario


def test_an_unknown_action_form_or_scenario_is_refused():
    text = WHOLE.replace("action: shelters.nearest", "action: shelters.teleport")
    text = text.replace("form: memo\n", "form: nemo\n").replace("scenario: spots\n", "scenario: pots\n")

    assert faults(text) == [
        ("unknown_action", "find", 24),
        ("unknown_scenario", "spots", 28),
        ("unknown_form", "memo", 32),
    ]


def test_a_node_nobody_can_reach_is_refused():
    nodes = "  - {id: a, kind: end}\n  - {id: lost, kind: end}\n"

    assert faults(scenario(nodes)) == [("unreachable", "lost", 7)]


@pytest.mark.parametrize(
    "node",
    [
        "{id: a, kind: message, says: はい}",
        "{id: a, kind: question, slot: s, field: {kind: text, ask: お名前は}}",
        "{id: a, kind: question, slot: s, field: {kind: choice, options: [い, ろ]}, next_by: {い: a}}",
        "{id: a, kind: question, slot: s, field: {kind: choice, options: [い], required: false}, next_by: {い: a}}",
        "{id: a, kind: branch, cases: [{when: {field: channel, equals: test}, next: a}]}",
        "{id: a, kind: action, action: shelters.nearest}",
        "{id: a, kind: form, form: memo}",
        "{id: a, kind: handover, topic: ごみ}",
    ],
)
def test_a_node_without_a_way_on_is_a_dead_end(node):
    assert faults(scenario(f"  - {node}\n")) == [("dead_end", "a", 6)]


def test_a_question_whose_every_answer_has_its_way_needs_no_other():
    nodes = (
        "  - {id: a, kind: question, slot: s, field: {kind: choice, options: [い, ろ]}, next_by: {い: b, ろ: b}}\n"
        "  - {id: b, kind: end}\n"
    )

    assert compiled(scenario(nodes)).nodes["a"].next == ""


def test_a_jump_that_does_not_come_back_ends_the_scenario():
    assert compiled(scenario("  - {id: a, kind: jump, scenario: spots}\n"))


def test_a_way_to_nowhere_is_refused():
    assert faults(scenario("  - {id: a, kind: message, says: はい, next: b}\n")) == [("no_such_node", "a", 6)]


def test_a_start_that_is_not_there_is_refused():
    assert faults(scenario("  - {id: a, kind: end}\n", start="b")) == [("no_start", "", 4)]


def test_two_nodes_of_one_id_are_refused():
    nodes = "  - {id: a, kind: end}\n  - {id: a, kind: end}\n"

    assert faults(scenario(nodes)) == [("duplicate_id", "a", 7)]


def test_going_round_without_a_question_is_refused_and_only_the_loop_is_blamed():
    nodes = (
        "  - {id: a, kind: message, says: あ, next: b}\n"
        "  - {id: b, kind: message, says: い, next: c}\n"
        "  - {id: c, kind: action, action: shelters.nearest, next: b, refused: d}\n"
        "  - {id: d, kind: end}\n"
    )

    assert faults(scenario(nodes)) == [("silent_loop", "b", 7), ("silent_loop", "c", 8)]


def test_going_round_through_a_question_is_allowed():
    nodes = (
        "  - {id: a, kind: message, says: あ, next: b}\n"
        "  - {id: b, kind: question, slot: s, field: {kind: text, ask: い}, next: a}\n"
    )

    assert compiled(scenario(nodes))


def test_a_node_that_leads_to_itself_is_a_loop():
    nodes = (
        "  - {id: a, kind: branch, cases: [{when: {field: channel, equals: test}, next: a}], else: b}\n"
        "  - {id: b, kind: end}\n"
    )

    assert faults(scenario(nodes)) == [("silent_loop", "a", 6)]
