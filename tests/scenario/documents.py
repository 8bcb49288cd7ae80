"""Documents for the compiler, and what it says of them."""

from __future__ import annotations

import pytest

from dialogs.faults import ContentError
from dialogs.scenario_compiler import Surroundings, compile_scenario
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
    says:
      - "{what}ですね。"
      - card:
          title: "{what}の出し方"
          text: 朝8時までに
          rows: [{label: 種類, value: "{what}"}]
          buttons: [{label: くわしく, text: "{what}"}, {label: 村のページ, uri: "https://example.jp/?q={what}"}]
          note: 袋に入れて
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
