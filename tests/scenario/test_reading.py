"""Whatever a scenario's document holds, it is compiled or refused in words, never half read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from data.gateways.line.limits import problem
from dialogs.faults import ContentError
from dialogs.scenario import QuestionNode
from dialogs.scenario_compiler import compile_scenario
from dialogs.wording import load_wording
from dialogs.yamltext import read_yaml
from tests.scenario.documents import AROUND, WHOLE, compiled, faults, scenario


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


@pytest.mark.parametrize(("letters", "is_right"), [(0, False), (1, True), (60, True), (61, False)])
def test_a_name_has_its_length(letters, is_right):
    text = scenario("  - {id: a, kind: end}\n").replace("name: ごみ", f"name: '{'あ' * letters}'")

    if is_right:
        assert compiled(text).name == "あ" * letters
    else:
        assert faults(text) == [("setting", "", 3)]


@pytest.mark.parametrize(
    "setting", ["menu: ごみ", "menu: 3\ntriggers: [ごみ]", "triggers: [3]", "triggers: ['']", "intents: x"]
)
def test_what_leads_to_a_scenario_must_be_words_and_a_menu_needs_one_to_type(setting):
    text = scenario("  - {id: a, kind: end}\n").replace("start:", f"{setting}\nstart:")

    assert [fault[0] for fault in faults(text)] == ["setting"]


@pytest.mark.parametrize(("count", "is_right"), [(1000, True), (1001, False)])
def test_a_scenario_has_a_thousand_nodes_at_most(count, is_right):
    nodes = [{"id": f"n{number}", "kind": "message", "says": "あ", "next": f"n{number + 1}"} for number in range(count)]
    nodes[-1] = {"id": nodes[-1]["id"], "kind": "end"}
    document = {"kind": "scenario", "key": "long", "name": "長い", "start": "n0", "nodes": nodes}

    if is_right:
        assert len(compile_scenario(document, "x", AROUND).nodes) == count
        return
    with pytest.raises(ContentError) as refused:
        compile_scenario(document, "x", AROUND)
    assert refused.value.faults[0].code == "scenario.too_many"


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
