"""What a scenario says: held to LINE's limits when it is saved, and filled in when it is said."""

from __future__ import annotations

import pytest

from data.gateways.line.limits import check_messages
from dialogs.talk import Choice, Row, Say
from tests.scenario.documents import ACTIONS, BUBBLE, IMAGEMAP, WHOLE, compiled, faults, scenario


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


def test_a_card_is_filled_and_has_its_buttons():
    card = compiled(WHOLE).nodes["bye"].says[1].fill({"what": "紙&本"})

    assert card.title == "紙&本の出し方"
    assert card.rows == (Row("種類", "紙&本"),)
    assert card.choices == (
        Choice("くわしく", "text", text="紙&本"),
        Choice("村のページ", "uri", uri="https://example.jp/?q=%E7%B4%99%26%E6%9C%AC"),
    )
    assert card.note == "袋に入れて"


@pytest.mark.parametrize(
    "card",
    [
        "{text: 題がない}",
        "{title: 3}",
        "{title: あ, txt: い}",
        "{title: あ, note: 3}",
        "{title: あ, rows: い}",
        "{title: あ, rows: [い]}",
        "{title: あ, rows: [{label: い}]}",
        "{title: あ, rows: [{label: い, value: 3}]}",
        "{title: あ, buttons: い}",
        "{title: あ, buttons: [{label: い}]}",
        "{title: あ, buttons: [{label: い, text: う, uri: 'https://a.jp'}]}",
        "い",
    ],
)
def test_a_card_that_is_none_is_refused(card):
    assert ("message", "a", 6) in faults(scenario(f"  - {{id: a, kind: end, says: [{{card: {card}}}]}}\n"))


@pytest.mark.parametrize(
    "says", ["''", "[' ']", "3", "[[]]", "{card: {title: あ}, text: い}", "{text: い}", "{type: 3}"]
)
def test_what_is_no_message_is_refused(says):
    assert ("message", "a", 6) in faults(scenario(f"  - {{id: a, kind: end, says: {says}}}\n"))


def test_a_title_is_told_for_a_card_whose_picture_has_no_address():
    text = scenario("  - {id: a, kind: end, says: [{card: {title: 案内, image: '{public_url}/media/x'}}]}\n")

    assert compiled(text).nodes["a"].says[0].fill({}) == Say("案内")
