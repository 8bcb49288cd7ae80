"""A scenario is refused before anybody can fall into its hole: each fault with its node and line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from data.gateways.line.limits import check_messages, problem
from dialogs.faults import ContentError
from dialogs.scenario import QuestionNode
from dialogs.scenario_compiler import Surroundings, compile_scenario
from dialogs.talk import Say
from dialogs.wording import load_wording
from dialogs.yamltext import read_yaml

AROUND = Surroundings(frozenset({"shelters.nearest"}), frozenset({"memo"}), frozenset({"garbage", "spots"}))

WHOLE = """
kind: scenario
key: garbage
name: ごみの出し方
triggers: [ごみの出し方]
menu: ごみの出し方
start: hello
nodes:
  - id: hello
    kind: message
    says: こんにちは
    next: what
  - id: what
    kind: question
    slot: what
    field: {kind: choice, ask: どのごみですか。, options: [燃えるごみ, 資源]}
    next: where
    next_by: {資源: memo}
  - id: where
    kind: branch
    cases:
      - {when: {field: what, equals: 燃えるごみ}, next: find}
    else: person
  - id: find
    kind: action
    action: shelters.nearest
    next: spots
  - id: spots
    kind: jump
    scenario: spots
    next: bye
  - id: memo
    kind: form
    form: memo
    next: bye
  - id: person
    kind: handover
    topic: "ごみ: {what}"
    next: bye
  - id: bye
    kind: end
    says: "{what}ですね。"
"""


ACTIONS = "actions: [{type: message, label: い, text: い}]"
BUBBLE = "{type: bubble, body: {type: box, layout: vertical, contents: [{type: %s, text: あ}]}}"
IMAGEMAP = "type: imagemap, altText: 地図, baseSize: {width: %d, height: 700}, actions: []"


def compiled(text):
    return compile_scenario(read_yaml(text, "test.yaml"), "test.yaml", AROUND)


def faults(text):
    with pytest.raises(ContentError) as refused:
        compiled(text)
    return [(fault.code.removeprefix("scenario."), fault.where, fault.line) for fault in refused.value.faults]


def scenario(nodes, start="a"):
    """A scenario of these nodes; the first of them stands in line 6."""
    return f"kind: scenario\nkey: garbage\nname: ごみ\nstart: {start}\nnodes:\n" + nodes


def test_a_whole_scenario_of_every_kind_of_node_compiles():
    found = compiled(WHOLE)

    assert list(found.nodes) == ["hello", "what", "where", "find", "spots", "memo", "person", "bye"]
    assert isinstance(found.nodes["what"], QuestionNode)
    assert found.nodes["what"].next_by == {"資源": "memo"}


def test_what_a_page_saves_as_plain_json_compiles_alike():
    def plain(value):
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        return [plain(item) for item in value] if isinstance(value, list) else value

    document = plain(read_yaml(WHOLE, "x"))

    assert compile_scenario(document, "page", AROUND).nodes.keys() == compiled(WHOLE).nodes.keys()


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


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        ("{" + IMAGEMAP % 1000 + ", baseUrl: 'https://example.jp/x'}", "out_of_range"),
        (
            "{type: template, altText: 選, template: {type: buttons, text: '" + "あ" * 161 + "', " + ACTIONS + "}}",
            "too_long",
        ),
        ("{type: template, altText: 選択, template: {type: carousel, columns: []}}", "too_few"),
        ("{type: flex, altText: 案内, contents: " + BUBBLE % "txt" + "}", "unknown_type"),
        (
            "{type: image, originalContentUrl: 'http://example.jp/a', previewImageUrl: 'https://example.jp/a'}",
            "not_https",
        ),
        ("{type: text, text: ''}", "empty"),
        ("{type: 手紙}", "unknown_type"),
    ],
)
def test_a_message_line_would_refuse_is_refused_with_its_node_and_line(message, problem):
    nodes = f"  - id: a\n    kind: end\n    says:\n      - {message}\n"

    assert faults(scenario(nodes)) == [(f"line_{problem}", "a", 9)]


def test_an_answer_put_into_a_template_may_not_make_it_too_long():
    template = "{type: template, altText: 選択, template: {type: buttons, text: '%s{s}', " + ACTIONS + "}}"
    question = "  - {id: a, kind: question, slot: s, field: {kind: text, ask: い}, next: b}\n"

    def text(filler):
        return scenario(question + f"  - id: b\n    kind: end\n    says: [{template % filler}]\n")

    assert compiled(text("あ" * 120))
    assert faults(text("あ" * 121)) == [("line_too_long", "b", 9)]


def test_all_five_kinds_of_message_compile():
    says = f"""
      - ことば
      - {{{IMAGEMAP % 1040}, baseUrl: '{{public_url}}/media/x'}}
      - {{type: template, altText: 選択, template: {{type: buttons, text: どれ, {ACTIONS}}}}}
      - {{type: template, altText: 選択, template: {{type: carousel, columns: [{{text: い, {ACTIONS}}}]}}}}
      - {{type: flex, altText: 案内, contents: {BUBBLE % "text"}}}
"""

    found = compiled(scenario(f"  - id: a\n    kind: end\n    says:{says}"))

    assert [message.kind for message in found.nodes["a"].says] == ["text", "line", "line", "line", "line"]


def test_a_message_with_pictures_is_told_in_words_where_there_is_no_address_for_them():
    says = "{%s, baseUrl: '{public_url}/media/x'}" % (IMAGEMAP % 1040)
    message = compiled(scenario(f"  - id: a\n    kind: end\n    says: [{says}]\n")).nodes["a"].says[0]

    assert message.fill({"public_url": ""}) == Say("地図")
    assert message.fill({"public_url": "https://a.jp"}).line_message["baseUrl"] == "https://a.jp/media/x"


def test_a_value_that_is_not_there_never_makes_lines_message_invalid():
    bubble = BUBBLE.replace("あ", "'{s}'") % "text"
    nodes = (
        "  - {id: a, kind: question, slot: s, field: {kind: text, ask: い, required: false}, next: b}\n"
        f"  - {{id: b, kind: end, says: [{{type: flex, altText: '案内 {{s}}', contents: {bubble}}}]}}\n"
    )
    filled = compiled(scenario(nodes)).nodes["b"].says[0].fill({})

    assert check_messages([filled.line_message]) == []


def test_what_is_put_into_an_address_cannot_change_it():
    action = "{type: uri, label: い, uri: 'https://example.jp/?q={s}'}"
    nodes = (
        "  - {id: a, kind: question, slot: s, field: {kind: text, ask: い}, next: b}\n"
        "  - {id: b, kind: end, says: [{type: template, altText: 選択, template: "
        f"{{type: buttons, text: どれ, actions: [{action}]}}}}]}}\n"
    )
    filled = compiled(scenario(nodes)).nodes["b"].says[0].fill({"s": "a&b=c #あ"})

    assert filled.line_message["template"]["actions"][0]["uri"] == "https://example.jp/?q=a%26b%3Dc%20%23%E3%81%82"


def test_a_place_nobody_fills_is_refused():
    assert faults(scenario("  - {id: a, kind: end, says: '{who}さん、{town_name}です。'}\n")) == [
        ("unknown_place", "a", 6)
    ]


def test_what_the_caller_gives_can_be_used():
    text = scenario("  - {id: a, kind: end, says: '{who}さん'}\n").replace("start:", "accepts: [who]\nstart:")

    assert compiled(text)


def test_a_branch_may_only_ask_what_the_scenario_knows():
    nodes = (
        "  - {id: a, kind: branch, cases: [{when: {field: age, equals: 3}, next: b}], else: b}\n"
        "  - {id: b, kind: end}\n"
    )

    assert faults(scenario(nodes)) == [("condition.unknown", "a", 6)]


def test_a_way_for_an_answer_that_is_not_offered_is_refused():
    assert faults(WHOLE.replace("next_by: {資源: memo}", "next_by: {紙: memo}")) == [("next_by", "what", 18)]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("kind: message", "kind: mesage"), ("node_kind", "hello", 10)),
        (("says: こんにちは", "say: こんにちは"), ("unknown_key", "hello", 11)),
        (("id: hello", "id: はろー"), ("node_id", "はろー", 9)),
        (("says: こんにちは", "says: [1]"), ("message", "hello", 11)),
        (("kind: choice", "kind: chose"), ("form.unknown_kind", "what", 16)),
        (("key: garbage", "key: ごみ"), ("setting", "", 3)),
        (("triggers: [ごみの出し方]", "triggers: ごみ"), ("setting", "", 5)),
        (("start: hello", "begin: hello"), ("unknown_key", "", 7)),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(change, fault):
    assert fault in faults(WHOLE.replace(*change))


@pytest.mark.parametrize(
    ("node", "key"),
    [
        ("kind: message, next: a", "says"),
        ("kind: question, field: {kind: text, ask: い}, next: a", "slot"),
        ("kind: question, slot: s, next: a", "field"),
        ("kind: branch, else: a", "cases"),
        ("kind: branch, cases: [], else: a", "cases"),
        ("kind: action, next: a", "action"),
        ("kind: form, next: a", "form"),
        ("kind: jump, next: a", "scenario"),
        ("kind: handover, next: a", "topic"),
        ("kind: action, action: '', next: a", "action"),
        ("kind: action, action: [shelters.nearest], next: a", "action"),
        ("kind: action, action: shelters.nearest, given: [x], next: a", "given"),
        ("kind: action, action: shelters.nearest, sets: x, next: a", "sets"),
        ("kind: action, action: shelters.nearest, sets: [スロット], next: a", "sets"),
        ("kind: question, slot: s, field: {kind: text, ask: い}, next: a, next_by: {い: a}", "next_by"),
        ("kind: question, slot: s, field: {kind: choice, options: [い]}, next: a, next_by: い", "next_by"),
    ],
)
def test_a_node_without_what_it_needs_is_told_what_is_missing(node, key):
    with pytest.raises(ContentError) as refused:
        compiled(scenario(f"  - {{id: a, {node}}}\n"))

    assert [fault.facts.get("key") for fault in refused.value.faults] == [key]


@pytest.mark.parametrize("case", ["{when: {field: channel, equals: test}}", "{next: a}", "x", "{when: {}, next: 3}"])
def test_a_case_needs_its_condition_and_its_way(case):
    assert ("case", "a", 6) in faults(scenario(f"  - {{id: a, kind: branch, cases: [{case}], else: a}}\n"))


ODD = (None, 0, -1, True, 1.5, "", "x", "ない", [], [1], [None], [[]], {}, {"a": 1}, {"type": "flex"}, {"kind": "end"})


def places(value, path=()):
    """Every place in a document."""
    yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from places(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, (*path, index))


def replaced(value, path, odd):
    if not path:
        return odd
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], odd)
    return copy


def test_whatever_stands_anywhere_is_compiled_or_refused():
    whole = json.loads(json.dumps(read_yaml(WHOLE, "x")))
    compiled_to, refused = 0, 0
    for path in places(whole):
        for odd in ODD:
            try:
                found = compile_scenario(replaced(whole, path, odd), "x", AROUND)
            except ContentError:
                refused += 1
            else:
                compiled_to += 1
                assert found.start in found.nodes
    assert compiled_to > 50
    assert refused > 500


@pytest.mark.parametrize("document", [None, [], "x", {"nodes": 1}, {"nodes": [None, 3, "x", {}]}])
def test_no_document_is_too_odd_to_be_refused(document):
    with pytest.raises(ContentError):
        compile_scenario(document, "x", AROUND)


def test_every_fault_has_a_sentence_for_the_author():
    words = load_wording()
    sources = [Path("dialogs/scenario_reader.py"), Path("dialogs/scenario_compiler.py"), Path("dialogs/message.py")]
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    codes = set(re.findall(r'"scenario\.(\w+)"', text)) | set(re.findall(r'_note\("(\w+)"', text))

    codes |= {f"line_{problem}" for problem in get_args(problem.Fault)}
    assert len(codes) > 35
    assert [code for code in sorted(codes) if f"content.scenario.{code}" not in words] == []
